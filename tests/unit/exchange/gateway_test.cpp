// The gateway: settings as of the last configure, and the reports that wait.
#include "exchange/gateway.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"
#include "host/delivery.h"
#include "host/event.h"

using namespace rota;
using exchange::Gateway;

namespace {

void configure(Gateway& gateway, const std::string& json) {
  CHECK(host::deliver(gateway, event::configure(json), 0).empty());
}

pool::Report report_of(Bytes model, std::int64_t tokens) {
  pool::Report report;
  report.key = 7;
  report.model = model;
  report.prompt_tokens = tokens;
  report.verdict.reason = "why";
  report.verdict.quota_id = "which";
  return report;
}

}  // namespace

TEST_CASE("settings are those of the last configure, and an edition that is held outlives a change") {
  Gateway gateway(1);
  CHECK(gateway.settings().pool_name == "default");
  configure(gateway, R"({"POOL_NAME":"one"})");
  exchange::Edition* before = gateway.hold_edition();
  configure(gateway, R"({"POOL_NAME":"two"})");
  CHECK(gateway.settings().pool_name == "two");
  CHECK(before->settings.pool_name == "one");
  gateway.drop_edition(before);
  CHECK(host::deliver(gateway, event::stored("three", R"({"POOL_NAME":"three"})"), 0).empty());
  CHECK(gateway.settings().pool_name == "two");
}

TEST_CASE("the same settings again are not read again") {
  Gateway gateway(1);
  configure(gateway, R"({"POOL_NAME":"one"})");
  const char* place = gateway.settings().pool_name.data();
  for (int i = 0; i < 1000; ++i) configure(gateway, R"({"POOL_NAME":"one"})");
  CHECK(gateway.settings().pool_name.data() == place);
}

TEST_CASE("waiting reports are copies, taken once, in order") {
  Gateway gateway(1);
  CHECK(!gateway.has_outcomes());
  {
    std::string model = "gemini-a-model-with-a-long-name";
    gateway.queue(report_of(model, 1));
    model.assign(model.size(), '#');
  }
  gateway.queue(report_of("b", 2));
  CHECK(gateway.has_outcomes());
  List<pool::Report> taken;
  Arena arena;
  gateway.take_reports(0, taken, arena);
  CHECK(!gateway.has_outcomes());
  gateway.queue(report_of("c", 3));  // in the memory of the first ones
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].model == "gemini-a-model-with-a-long-name");
  CHECK(taken[0].prompt_tokens == 1);
  CHECK(taken[0].verdict.reason == "why");
  CHECK(taken[0].verdict.quota_id == "which");
  CHECK(taken[1].model == "b");
  gateway.take_reports(0, taken, arena);
  REQUIRE(taken.size() == 3);
  CHECK(taken[2].model == "c");
}

TEST_CASE("past the bound the newest report is dropped") {
  Gateway gateway(1);
  for (std::size_t i = 0; i < limits::reports_queued + 5; ++i) {
    gateway.queue(report_of("m", static_cast<std::int64_t>(i)));
  }
  Arena arena;
  std::size_t count = 0;
  std::int64_t latest = -1;
  while (true) {
    List<pool::Report> taken;
    gateway.take_reports(0, taken, arena);
    if (taken.empty()) break;
    CHECK(taken.size() <= limits::reports_per_call);
    count += taken.size();
    CHECK(taken[0].prompt_tokens == latest + 1);  // the oldest first
    latest = taken[taken.size() - 1].prompt_tokens;
  }
  CHECK(count == limits::reports_queued);
  CHECK(latest == static_cast<std::int64_t>(limits::reports_queued) - 1);
}

TEST_CASE("F8 one exchange at a time stays awake to deliver, and a later one takes over from it") {
  Gateway gateway(1);
  const std::uint32_t first = gateway.claim_delivery(1000);
  CHECK(first != 0);
  CHECK(gateway.claim_delivery(1000 + limits::delivery_turn_ms - 1) == 0);
  const std::uint32_t second = gateway.claim_delivery(1000 + limits::delivery_turn_ms);
  CHECK(second != 0);
  CHECK(!gateway.end_delivery(first));
  CHECK(gateway.is_delivery_claimed());
  CHECK(gateway.end_delivery(second));
  CHECK(!gateway.is_delivery_claimed());
  CHECK(gateway.claim_delivery(2001) != 0);
  CHECK(gateway.claim_delivery(2000) != 0);  // the clock stepped back
}
