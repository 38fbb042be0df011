// Saturated: a double as an integer, as the module's own conversion has it (wasm/flags.list, -mnontrapping-fptoint).
// Knows bounds; refuses to know what the number means. C++ leaves undefined what does not fit.
#pragma once

#include <limits>

namespace rota {

/// What is too large or too small becomes the nearest that there is, what is no number becomes 0.
template <class Integer>
[[nodiscard]] constexpr Integer saturated(double number) {
  constexpr auto least = std::numeric_limits<Integer>::min();
  constexpr auto most = std::numeric_limits<Integer>::max();
  if (!(number == number)) return 0;
  if (number <= static_cast<double>(least)) return least;
  return number >= static_cast<double>(most) ? most : static_cast<Integer>(number);
}

}  // namespace rota
