// Dice: every random decision of a simulated run.
// Knows one seed; refuses any other source of chance, so that a seed replays its run.
#pragma once

#include <cmath>
#include <cstddef>

#include "base/random.h"

namespace rota::simulation {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  /// In [0, 1).
  double unit() { return static_cast<double>(random_.next() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return unit() < probability; }
  double between(double low, double high) { return low + unit() * (high - low); }
  /// Both ends included.
  int whole(int low, int high) {
    return low + static_cast<int>(random_.below(static_cast<std::uint32_t>(high - low + 1)));
  }
  /// Time to the next of events that come independently, `mean` apart.
  double gap(double mean) { return -std::log(1 - unit()) * mean; }
  std::size_t index(std::size_t count) { return random_.below(static_cast<std::uint32_t>(count)); }
  std::uint64_t seed() { return random_.next(); }

 private:
  Random random_;
};

}  // namespace rota::simulation
