// Stored sum: a count as a row of the object's storage has it.
// Knows that rows may be another version's; refuses to fail for one number.
#pragma once

#include "base/sums.h"
#include "json/reader.h"

namespace rota::stats {

/// A sum as it was stored, at most count_max; 0 for what is none.
[[nodiscard]] inline std::int64_t stored_sum(json::Value value) {
  std::int64_t sum = 0;
  return value.integer(sum) && sum > 0 && sum < count_max ? sum : sum > 0 ? count_max : 0;
}

}  // namespace rota::stats
