// Which quota a 429 means: by its violations, by its text, by what was asked.
#include "dialect/errors_testing.h"
#include "dialect/gemini/error/error.h"

using namespace rota;
using chat::Cause;

namespace {

struct Refused {
  explicit Refused(Bytes message) {
    error.http_status = 429;
    error.structured = true;
    error.status = "RESOURCE_EXHAUSTED";
    error.message = message;
  }
  Refused& hit(Bytes quota_id, std::int64_t limit) {
    error.violations.push(arena, {"", quota_id, "", limit});
    return *this;
  }
  chat::Diagnosis diagnosis(const dialect::Asked& asked = {}) { return gemini::classify(error, asked, arena); }
  Cause cause(const dialect::Asked& asked = {}) { return diagnosis(asked).cause; }

  Arena arena;
  chat::UpstreamError error;
};

}  // namespace

TEST_CASE("F6: a day's quota wins over a minute's, whatever the wait that the error names") {
  Refused refused("You exceeded your current quota.");
  refused.hit("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", 5);
  refused.hit("GenerateRequestsPerDayPerProjectPerModel-FreeTier", 20);
  refused.error.retry_delay_ms = 21'000;
  const chat::Diagnosis said = refused.diagnosis();
  CHECK(said.cause == Cause::day_quota);
  CHECK(said.limit == 20);
  CHECK(said.quota_id == "GenerateRequestsPerDayPerProjectPerModel-FreeTier");
  CHECK(said.sentence == "The quota per day is spent (GenerateRequestsPerDayPerProjectPerModel-FreeTier, limit 20).");
  CHECK(pool::verdict_of(said, 0).cool_ms == 0);
}

TEST_CASE("F6: a limit of zero is a tier without the model, unless it is a region's") {
  CHECK(Refused("* Quota exceeded for metric: m, limit: 0, model: x").cause() == Cause::zero_quota);
  CHECK(Refused("* Quota exceeded for metric: m, limit: 0").cause() == Cause::zero_quota);
  CHECK(Refused("* Quota exceeded for metric: m, limit: 05").cause() == Cause::minute_quota);
  CHECK(Refused("* Quota exceeded for metric: m, limit: 0.5").cause() == Cause::minute_quota);
  CHECK(Refused("Quota.").hit("XPerMinuteY", 0).diagnosis().limit == 0);
  Refused none("Quota.");  // zero is the value that is left out, and a quota that is merely spent comes alone
  none.hit("XPerMinuteY", -1).hit("XPerDayY", -1);
  CHECK(none.cause() == Cause::zero_quota);
  CHECK(none.diagnosis().limit == 0);
  CHECK(Refused("Quota.").hit("GenerateContentRequestsPerMinutePerProjectPerRegion", 0).cause() == Cause::region_quota);
  CHECK(Refused("Quota.").hit("GenerateContentRequestsPerMinutePerProjectPerRegion", 60).cause() ==
        Cause::minute_quota);
}

TEST_CASE("F6: a 429 without details is a busy upstream, and its Retry-After is heard") {
  Refused refused("Resource has been exhausted (e.g. check quota).");
  CHECK(refused.cause() == Cause::busy);
  refused.error.retry_delay_ms = 7000;
  CHECK(refused.diagnosis().retry_delay_ms == 7000);
  refused.error.structured = false;
  refused.error.message = "Sorry";
  CHECK(refused.cause() == Cause::busy);
}

TEST_CASE("F6: a 429 without details to a request with the upstream's own tools may be those tools' own") {
  dialect::Asked asked;
  asked.upstream_tools = true;
  CHECK(Refused("You exceeded your current quota.").cause(asked) == Cause::tool_busy);
  CHECK(Refused("You exceeded your current quota.").hit("XPerDayY", 5).cause(asked) == Cause::day_quota);
  CHECK(Refused("Quota exceeded for quota metric 'x' and limit 'requests per minute'.").cause(asked) ==
        Cause::minute_quota);
}

TEST_CASE("F6: a request that is larger than a minute's tokens alone is told from a minute that is spent") {
  dialect::Asked asked;
  asked.text_bytes = 100'000;
  CHECK(Refused("Quota.").hit("GenerateContentInputTokensPerModelPerMinute-FreeTier", 16'000).cause(asked) ==
        Cause::amount);
  CHECK(Refused("Quota.").hit("GenerateContentInputTokensPerModelPerMinute-FreeTier", 250'000).cause(asked) ==
        Cause::minute_quota);
  CHECK(Refused("Quota.").hit("GenerateRequestsPerMinutePerProjectPerModel", 10).cause(asked) == Cause::minute_quota);
  CHECK(Refused("Quota.").hit("GenerateContentInputTokensPerModelPerMinute-FreeTier", 16'000).cause() ==
        Cause::minute_quota);
}

TEST_CASE("F6: quotas that only the text names") {
  CHECK(Refused("Quota exceeded for quota metric 'Generate Content API requests per day' and limit 'x'.").cause() ==
        Cause::day_quota);
  CHECK(Refused("Quota exceeded for metric: generate_requests_per_model_per_day, limit: 50").cause() ==
        Cause::day_quota);
  CHECK(Refused("Quota exceeded for quota metric 'Requests' and limit 'requests per minute'.").cause() ==
        Cause::minute_quota);
  CHECK(Refused("Your project has exceeded its monthly spending cap.").cause() == Cause::credit_spent);
}

TEST_CASE("F6: a quota of the upstream's tools says nothing of the model, where the request uses them") {
  dialect::Asked asked;
  asked.kind = "tools";
  CHECK(Refused("Quota.").hit("GroundedRequestsPerDay-FreeTier", 0).diagnosis(asked).of_kind);
  CHECK(Refused("Quota.").hit("GoogleSearchRequestsPerMinute", 10).diagnosis(asked).of_kind);
  CHECK_FALSE(Refused("Quota.").hit("GroundedRequestsPerDay-FreeTier", 0).diagnosis().of_kind);
  CHECK_FALSE(Refused("Quota.").hit("GenerateRequestsPerDayPerProjectPerModel", 5).diagnosis(asked).of_kind);
  Refused both("Quota.");
  both.hit("GroundedRequestsPerDay", 5).hit("GenerateRequestsPerDayPerProjectPerModel", 5);
  CHECK_FALSE(both.diagnosis(asked).of_kind);
}
