// Histogram: how often values fell into fixed buckets, and what a quantile of them was about.
// Knows bounds and counts; refuses to know units beyond the scale's and how it is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace rota::stats {

/// `Scale::bounds` are the inclusive upper ends of the buckets, rising; one more bucket takes what is above them all.
/// A value's memory may be zeroed to begin with.
template <class Scale>
class Histogram {
 public:
  static constexpr std::size_t bounds = std::size(Scale::bounds);

  /// What is negative or no number counts as 0.
  void add(double value) {
    if (!(value > 0)) value = 0;
    std::size_t bucket = 0;
    while (bucket < bounds && value > Scale::bounds[bucket]) ++bucket;
    ++counts_[bucket];
    sum_ += value;
  }

  [[nodiscard]] std::int64_t count() const { return count_below(bounds); }
  [[nodiscard]] double sum() const { return sum_; }
  /// How many values were at most bounds[bucket]; all of them with bucket == bounds.
  [[nodiscard]] std::int64_t count_below(std::size_t bucket) const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i <= bucket; ++i) count += counts_[i];
    return count;
  }

  /// The value that a part `q` in [0, 1] of the values do not exceed, taking them to be spread evenly in their
  /// buckets: an estimate. 0 without values; above all bounds the last of them.
  [[nodiscard]] double quantile(double q) const {
    const double rank = q * static_cast<double>(count());
    double below = 0;
    double lower = 0;
    for (std::size_t bucket = 0; bucket < bounds; ++bucket) {
      const auto here = static_cast<double>(counts_[bucket]);
      const double upper = Scale::bounds[bucket];
      if (here > 0 && below + here >= rank) return lower + (upper - lower) * (rank - below) / here;
      below += here;
      lower = upper;
    }
    return count() == 0 ? 0 : lower;
  }

 private:
  std::int64_t counts_[bounds + 1] = {};
  double sum_ = 0;
};

/// From the call to the upstream's head: thinking takes its time.
struct FirstByteScale {
  static constexpr double bounds[] = {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000};  // ms
};

/// What Rota itself adds to a request.
struct OverheadScale {
  static constexpr double bounds[] = {1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000};  // ms
};

/// Calls of one request, up to limits::attempts_max.
struct AttemptsScale {
  static constexpr double bounds[] = {1, 2, 3, 4, 5, 7, 10, 15, 20};
};

}  // namespace rota::stats
