// Load phase: how far reading the record from D1 has come, and every transition of it.
// Knows phases and events; refuses to know what the rows say (loader).
#pragma once

#include "base/machine_table.h"

namespace rota::pool {

/// KV is read beside it and has no phases: it is one question, whose answer may come at any time.
enum class LoadPhase : std::uint8_t {
  rows,     ///< D1 has been asked for keys, models, clients and settings
  tables,   ///< it had no tables: it has been asked to make them, and again
  columns,  ///< an earlier version has made its tables: it has been asked to add what they lack
  again,    ///< it has been asked again, after that
  secrets,  ///< the sealed ones among the keys have been sent to be opened
  idle,     ///< nothing is asked
};

inline constexpr Transition<LoadPhase> load_transitions[] = {
    {LoadPhase::idle, started, to(LoadPhase::rows)},
    {LoadPhase::rows, Kind::queried, to(LoadPhase::secrets, LoadPhase::idle)},
    // Where D1 fails, the keys of the copy are opened.
    {LoadPhase::rows, Kind::failed, to(LoadPhase::tables, LoadPhase::columns, LoadPhase::secrets, LoadPhase::idle)},
    {LoadPhase::tables, Kind::queried, to(LoadPhase::secrets, LoadPhase::idle)},
    {LoadPhase::tables, Kind::failed, to(LoadPhase::columns, LoadPhase::secrets, LoadPhase::idle)},
    {LoadPhase::columns, Kind::queried, to(LoadPhase::again)},
    {LoadPhase::columns, Kind::failed, to(LoadPhase::again)},
    {LoadPhase::again, Kind::queried, to(LoadPhase::secrets, LoadPhase::idle)},
    {LoadPhase::again, Kind::failed, to(LoadPhase::secrets, LoadPhase::idle)},
    {LoadPhase::secrets, Kind::sealed, to(LoadPhase::idle)},
    {LoadPhase::secrets, Kind::failed, to(LoadPhase::idle)},
};

}  // namespace rota::pool
