// Exposition: escapes, braces, decimals.
#include "stats/exposition.h"
#include "stats/stats_testing.h"

using namespace stats_testing;

namespace {
std::string decimal_of(std::int64_t millionths) {
  return written([millionths](Buffer& out) { append_millionths(out, millionths); });
}
}  // namespace

TEST_CASE("a label's value is escaped as the format demands and otherwise left alone") {
  Buffer labels;
  append_label(labels, "model", "a\"b\\c\nd}, {\xC3\xA9");
  append_label(labels, "status", std::int64_t{404});
  CHECK(labels.view() == "model=\"a\\\"b\\\\c\\nd}, {\xC3\xA9\",status=\"404\"");
}

TEST_CASE("a sample has braces only around labels") {
  CHECK(written([](Buffer& out) {
          append_metric(out, "rota_x", "counter", "What it is.");
          append_sample(out, "rota_x", {}, {}, 7);
          append_sample(out, "rota_x", "_bucket", "le=\"1\"", 0);
          append_sample_millionths(out, "rota_x", "_sum", {}, 1'500'000);
        }) ==
        "# HELP rota_x What it is.\n# TYPE rota_x counter\nrota_x 7\nrota_x_bucket{le=\"1\"} 0\nrota_x_sum 1.5\n");
}

TEST_CASE("millionths are decimals without needless zeros") {
  CHECK(decimal_of(0) == "0");
  CHECK(decimal_of(1) == "0.000001");
  CHECK(decimal_of(5'000) == "0.005");
  CHECK(decimal_of(1'000'000) == "1");
  CHECK(decimal_of(60'000'000) == "60");
  CHECK(decimal_of(1'030'405'060) == "1030.40506");
}
