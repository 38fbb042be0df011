// Pool, metrics: what a pool has counted, as whoever derives from it shows it.
#include "pool/pool_world_testing.h"

namespace {

using namespace pool_testing;

/// The value of a line, by the text before it; -1 when there is none.
double value_of(const std::string& metrics, const std::string& sample) {
  const std::size_t at = metrics.find("\n" + sample + " ");
  return at == std::string::npos ? -1 : std::stod(metrics.substr(at + 1 + sample.size()));
}

}  // namespace

TEST_CASE("metrics: keys by state, what is spent, and when the counting began") {
  World world(fake_keys(4));
  world.add_key(5);
  world.open();
  world.pass(10 * second_ms);
  CHECK(world.pick() == 1);
  CHECK(world.pick() == 2);
  world.report(report_of(1, flash, Cause::minute_limit, 48'000));
  world.report(report_of(2, flash, Cause::key_invalid));
  const std::string metrics = world.metrics();
  CHECK(value_of(metrics, "rota_keys{state=\"ready\"}") == 3);
  CHECK(value_of(metrics, "rota_keys{state=\"limited\"}") == 1);
  CHECK(value_of(metrics, "rota_keys{state=\"disabled\"}") == 1);
  CHECK(value_of(metrics, "rota_start_time_seconds") == summer_noon_ms / 1000);
  CHECK(value_of(metrics, "rota_pool_calls_total") == 4);
  CHECK(value_of(metrics, "rota_picks_total{kind=\"lent\"}") == 2);
  CHECK(value_of(metrics, "rota_kv_operations_total{kind=\"read\"}") == 1);
  CHECK(value_of(metrics, "rota_kv_operations_total{kind=\"write\"}") == 0);
  CHECK(metrics.find("canary") == std::string::npos);
}

TEST_CASE("metrics: rows and queries are counted where they are made, returned picks too") {
  World world(fake_keys(2));
  world.open();
  Arena arena;
  Call asked;
  asked.want = 2;
  asked.model = flash;
  static_cast<void>(world.call(asked));
  asked = {};
  asked.returned.push(arena, Returned{id_of(1), flash});
  asked.returned.push(arena, Returned{id_of(99), flash});  // it has left
  static_cast<void>(world.call(asked));
  Report served = report_of(2, flash, Cause::ok);
  served.prompt_tokens = 11;
  world.report(served);
  world.pass(2 * limits::flush_sums_ms);
  const std::string metrics = world.metrics();
  CHECK(value_of(metrics, "rota_picks_total{kind=\"returned\"}") == 1);
  CHECK(value_of(metrics, "rota_d1_queries_total") == static_cast<double>(world.queries));
  CHECK(value_of(metrics, "rota_rows_written_total{store=\"object\"}") == static_cast<double>(world.stores));
  CHECK(value_of(metrics, "rota_rows_written_total{store=\"d1\"}") ==
        1 + 2 + 1 + 1);  // the call, its two sums, its key's total, the id of the sums
}

TEST_CASE("metrics: a restart begins anew and says so") {
  World world(fake_keys(2));
  world.open();
  CHECK(world.pick() == 1);
  world.pass(hour_ms);
  world.open();
  const std::string metrics = world.metrics();
  CHECK(value_of(metrics, "rota_picks_total{kind=\"lent\"}") == 0);
  CHECK(value_of(metrics, "rota_start_time_seconds") == (summer_noon_ms + hour_ms) / 1000);
}
