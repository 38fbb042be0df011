// Google's envelope for every fault.
#include "dialect/dialect_support.h"
#include "dialect/gemini/error/error.h"

using namespace rota;

namespace {

std::string write(const Failure& failure) {
  Buffer out;
  gemini::write_error(failure, out);
  return test::str(out.view());
}

}  // namespace

TEST_CASE("F9: a client's mistake in Google's words names the field") {
  CHECK(write(client_failure(Fault::bad_value, 400, "a \"b\"\n", "contents")) ==
        R"({"error":{"code":400,"message":"a \"b\"\n","status":"INVALID_ARGUMENT","details":[{"@type":)"
        R"("type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"contents",)"
        R"("description":"a \"b\"\n"}]}]}})");
  CHECK(write(client_failure(Fault::route_not_found, 404, "no such route")) ==
        R"({"error":{"code":404,"message":"no such route","status":"NOT_FOUND"}})");
}

TEST_CASE("A5: an exhausted pool says when to come back") {
  const std::string answer = write({Blame::key, Fault::rate_limited, 429, "busy", {}, 34400});
  CHECK(answer == R"({"error":{"code":429,"message":"busy","status":"RESOURCE_EXHAUSTED","details":[{"@type":)"
                  R"("type.googleapis.com/google.rpc.RetryInfo","retryDelay":"35s"}]}})");
  CHECK(write({Blame::key, Fault::rate_limited, 429, "busy", {}, 1e300}).find(R"("1000000000s")") != std::string::npos);
}

TEST_CASE("F6: a day that is spent is told by the quota's name, for clients who would wait for it in vain") {
  const Failure spent{Blame::key, Fault::quota_exhausted, 429, "spent", {}, 34400};
  CHECK(write(spent) == R"({"error":{"code":429,"message":"spent","status":"RESOURCE_EXHAUSTED","details":[{"@type":)"
                        R"("type.googleapis.com/google.rpc.QuotaFailure","violations":[{"description":"spent","quotaId":)"
                        R"("RotaRequestsPerDayPerModel"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"35s"}]}})");
}

TEST_CASE("gemini errors: a canonical status for every fault") {
  const std::pair<Fault, const char*> cases[] = {
      {Fault::bad_json, "INVALID_ARGUMENT"},
      {Fault::bad_value, "INVALID_ARGUMENT"},
      {Fault::too_large, "INVALID_ARGUMENT"},
      {Fault::unauthorized, "UNAUTHENTICATED"},
      {Fault::forbidden, "PERMISSION_DENIED"},
      {Fault::route_not_found, "NOT_FOUND"},
      {Fault::method_not_allowed, "UNIMPLEMENTED"},
      {Fault::model_not_found, "NOT_FOUND"},
      {Fault::rate_limited, "RESOURCE_EXHAUSTED"},
      {Fault::quota_exhausted, "RESOURCE_EXHAUSTED"},
      {Fault::no_keys, "UNAVAILABLE"},
      {Fault::billing, "FAILED_PRECONDITION"},
      {Fault::location, "FAILED_PRECONDITION"},
      {Fault::content_blocked, "INVALID_ARGUMENT"},
      {Fault::context_too_long, "INVALID_ARGUMENT"},
      {Fault::upstream_error, "INTERNAL"},
      {Fault::upstream_overloaded, "UNAVAILABLE"},
      {Fault::upstream_timeout, "DEADLINE_EXCEEDED"},
      {Fault::upstream_unreachable, "UNAVAILABLE"},
      {Fault::stream_truncated, "DATA_LOSS"},
      {Fault::not_stored, "NOT_FOUND"},
      {Fault::unsupported, "UNIMPLEMENTED"},
      {Fault::internal, "INTERNAL"},
  };
  for (const auto& [fault, status] : cases) {
    test::Document document(write({Blame::rota, fault, 500, "m", {}, 0}));
    REQUIRE(document.ok);
    CHECK(document.root["error"]["status"].equals(status));
  }
  const std::pair<std::uint16_t, const char*> rejected[] = {{400, "INVALID_ARGUMENT"}, {403, "PERMISSION_DENIED"},
                                                            {404, "NOT_FOUND"},        {409, "ABORTED"},
                                                            {499, "CANCELLED"},        {422, "INVALID_ARGUMENT"}};
  for (const auto& [http, status] : rejected) {
    test::Document document(write({Blame::client, Fault::upstream_rejected, http, "m", {}, 0}));
    CHECK(document.root["error"]["status"].equals(status));
  }
}

TEST_CASE("gemini errors: a field that a complaint names by its meaning has Google's name") {
  const auto named = [](Failure failure) {
    test::Document document(write(failure));
    return test::str(document.root["error"]["details"].at(0)["fieldViolations"].at(0)["field"].escaped());
  };
  CHECK(named(client_failure(Fault::bad_value, 400, "m", Field::max_tokens)) == "generationConfig.maxOutputTokens");
  Failure spelt = client_failure(Fault::bad_value, 400, "m", "contents[0]");
  spelt.field = Field::messages;
  CHECK(named(spelt) == "contents[0]");
}
