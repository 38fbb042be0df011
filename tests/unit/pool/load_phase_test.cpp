// Reading the record: the table of transitions is whole.
#include <catch2/catch_all.hpp>

#include "pool/load_phase.h"

using namespace rota;
using namespace rota::pool;

namespace {

constexpr LoadPhase phases[] = {LoadPhase::rows,  LoadPhase::tables,  LoadPhase::columns,
                                LoadPhase::again, LoadPhase::secrets, LoadPhase::idle};

/// Where the event may lead, as bits; 0: it is stale.
std::uint32_t ways(LoadPhase from, Kind on) {
  std::uint32_t found = 0;
  for (const Transition<LoadPhase>& row : load_transitions) {
    if (row.from != from || row.on != on) continue;
    CHECK(found == 0);  // one row a phase and event
    found = row.to;
  }
  return found;
}

}  // namespace

TEST_CASE("load phases: every phase takes its answer and its failure, and nothing else") {
  for (const LoadPhase phase : phases) {
    const Kind answer = phase == LoadPhase::secrets ? Kind::sealed : Kind::queried;
    for (const Kind kind : {started, Kind::queried, Kind::sealed, Kind::failed, Kind::kv_value, Kind::timer}) {
      CAPTURE(static_cast<int>(phase), static_cast<int>(kind));
      const bool taken = phase == LoadPhase::idle ? kind == started : kind == answer || kind == Kind::failed;
      CHECK((ways(phase, kind) != 0) == taken);
    }
  }
}

TEST_CASE("load phases: a load begins by being asked for, and every answer but of added columns may end it") {
  CHECK(ways(LoadPhase::idle, started) == to(LoadPhase::rows));
  for (const Transition<LoadPhase>& row : load_transitions) {
    if (row.from == LoadPhase::idle || row.from == LoadPhase::columns) continue;
    CHECK((row.to & to(LoadPhase::idle)) != 0);
    CHECK((row.to & to(LoadPhase::rows)) == 0);
  }
}

TEST_CASE("load phases: columns are added once, and then the rows are asked for, whatever came of it") {
  CHECK(ways(LoadPhase::columns, Kind::queried) == to(LoadPhase::again));
  CHECK(ways(LoadPhase::columns, Kind::failed) == to(LoadPhase::again));
  CHECK(ways(LoadPhase::again, Kind::queried) == to(LoadPhase::secrets, LoadPhase::idle));
  CHECK(ways(LoadPhase::again, Kind::failed) == to(LoadPhase::secrets, LoadPhase::idle));
}

TEST_CASE("load phases: tables are made once, and only sealed keys are opened") {
  // Where D1 fails, the keys of the copy are opened.
  CHECK(ways(LoadPhase::rows, Kind::failed) ==
        to(LoadPhase::tables, LoadPhase::columns, LoadPhase::secrets, LoadPhase::idle));
  CHECK(ways(LoadPhase::tables, Kind::failed) == to(LoadPhase::columns, LoadPhase::secrets, LoadPhase::idle));
  CHECK(ways(LoadPhase::rows, Kind::queried) == to(LoadPhase::secrets, LoadPhase::idle));
  CHECK(ways(LoadPhase::tables, Kind::queried) == to(LoadPhase::secrets, LoadPhase::idle));
  CHECK(ways(LoadPhase::secrets, Kind::sealed) == to(LoadPhase::idle));
}
