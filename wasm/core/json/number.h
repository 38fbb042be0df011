// Numbers of JSON: their grammar, and what they are worth.
// Knows decimal digits; leaves what needs more than 53 bits to scan.h's nearest_double.
#pragma once

#include "base/bytes.h"

namespace rota::json {

/// Where the number that begins at `at` ends. When it breaks the grammar, `valid` is false and `at` is the first byte
/// that does not fit (or the end of the text).
struct NumberEnd {
  std::size_t at = 0;
  bool valid = false;
};
[[nodiscard]] NumberEnd skip_number(Bytes text, std::size_t at);

/// The nearest double of a number that skip_number accepted; infinite past the largest one.
[[nodiscard]] double to_double(Bytes number);

/// The number when it is mathematically an integer within +-2^53; false leaves `out` alone.
[[nodiscard]] bool to_integer(Bytes number, std::int64_t& out);

}  // namespace rota::json
