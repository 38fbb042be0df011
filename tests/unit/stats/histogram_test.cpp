// Histogram: buckets with inclusive ends, and quantiles that are right to a bucket.
#include <limits>

#include "stats/histogram.h"
#include "stats/stats_testing.h"

using namespace stats_testing;

namespace {
struct Tens {
  static constexpr double bounds[] = {10, 20, 40};
};
}  // namespace

TEST_CASE("a value falls into the first bucket that reaches it") {
  Histogram<Tens> values;
  for (const double value : {0.0, 10.0, 10.1, 40.0, 41.0, -5.0, std::numeric_limits<double>::quiet_NaN()}) {
    values.add(value);
  }
  CHECK(values.count_below(0) == 4);
  CHECK(values.count_below(1) == 5);
  CHECK(values.count_below(2) == 6);
  CHECK(values.count_below(values.bounds) == 7);
  CHECK(values.count() == 7);
  CHECK(is_near(values.sum(), 101.1));
}

TEST_CASE("quantiles are read from the buckets") {
  Histogram<Tens> values;
  CHECK(values.quantile(0.5) == 0);
  for (int i = 0; i < 10; ++i) values.add(15);
  CHECK(values.quantile(0) == 10);
  CHECK(values.quantile(0.5) == 15);
  CHECK(values.quantile(1) == 20);
  for (int i = 0; i < 10; ++i) values.add(1000);
  CHECK(values.quantile(0.5) == 20);
  CHECK(values.quantile(0.99) == 40);  // nothing is known beyond the last bound
}

TEST_CASE("quantiles of real scales are right to a bucket") {
  Histogram<FirstByteScale> values;
  for (int i = 1; i <= 1000; ++i) values.add(i);
  CHECK(is_near(values.quantile(0.5), 500));
  CHECK(is_near(values.quantile(0.95), 950));
  CHECK(is_near(values.quantile(0.2), 200));
}
