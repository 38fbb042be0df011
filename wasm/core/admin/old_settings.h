// Old settings: names under which the settings of other pools are known, so that the scripts of those who come from there go
// on working.
// Knows each name and how its values read here; refuses to know what a setting does (store/config.h).
#pragma once

#include "base/result.h"
#include "json/reader.h"

namespace rota::admin {

/// What an old name stands for.
struct OldSetting {
  Bytes name;   ///< as it was sent; empty: the member has no old name
  Bytes today;  ///< the setting that is meant; empty: there is none here
  Bytes value;  ///< as store::check() takes it; in the arena or a literal. Empty `today`: nothing is to be set
};

/// Reads one member of `body`, whose value is spelt `value`. What two old members say together the first of them says:
/// whether to think and how much, so many requests in so many seconds.
[[nodiscard]] OldSetting read_old_setting(Bytes name, Bytes value, json::Value body, Arena& arena);

/// A sentence about it, for whoever sent it. In `arena`.
[[nodiscard]] Bytes note_of(const OldSetting& old, Arena& arena);

}  // namespace rota::admin
