// Verdict: every recorded error body has its line in a table, and rules that no body was recorded for have their own.
#include <catch2/catch_all.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "json/reader.h"
#include "pool/verdict.h"

namespace {

using namespace rota;
using namespace rota::pool;
using chat::QuotaViolation;
using chat::UpstreamError;

const std::filesystem::path folder = std::filesystem::path(__FILE__).parent_path() / "fixtures" / "upstream-errors";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::int64_t number_of(json::Value value, Arena& arena) {
  std::uint64_t digits = 0;
  return text::parse_unsigned(value.text(arena), digits) ? static_cast<std::int64_t>(digits) : -1;
}

/// What the dialect's reader makes of Google's and OpenAI's envelopes, in so far as verdicts depend on it.
UpstreamError read_error(std::uint16_t status, Bytes body, json::Reader& reader, Arena& arena) {
  auto root = reader.read(body, arena);
  REQUIRE(root.ok());
  const json::Value error = root->is_array() ? root->at(0)["error"] : (*root)["error"];
  UpstreamError read;
  read.http_status = status;
  read.structured = true;
  read.status = error["status"].text(arena);
  read.message = error["message"].text(arena);
  read.reason = error["code"].text(arena);
  for (const json::Value detail : error["details"].elements()) {
    const Bytes type = detail["@type"].text(arena);
    if (text::ends_with(type, "ErrorInfo")) {
      read.reason = detail["reason"].text(arena);
      const json::Value metadata = detail["metadata"];
      if (metadata["quota_limit"]) {
        read.violations.push(arena, {metadata["quota_metric"].text(arena), metadata["quota_limit"].text(arena), {},
                                     number_of(metadata["quota_limit_value"], arena)});
      }
    }
    for (const json::Value violation : detail["violations"].elements()) {
      read.violations.push(arena, {violation["quotaMetric"].text(arena), violation["quotaId"].text(arena),
                                   violation["quotaDimensions"]["model"].text(arena),
                                   number_of(violation["quotaValue"], arena)});
    }
    if (text::ends_with(type, "RetryInfo")) {
      read.retry_delay_ms = std::stod(std::string(detail["retryDelay"].text(arena))) * 1000;  // "34.4s"
    }
  }
  return read;
}

struct Judged {
  Cause cause;
  bool retry;
  double cool_ms;
  std::int64_t limit;
};

constexpr bool again = true;
constexpr bool final = false;

const std::map<std::string, Judged> table = {
    {"crewai.api-key-not-valid.400.json", {Cause::key_invalid, again, 0, -1}},
    {"crewai.model-not-found.404.json", {Cause::client_error, final, 0, -1}},
    {"crewai.resource-exhausted.429.json", {Cause::busy_limit, again, 0, -1}},
    {"dd-trace-py.llama_index_chat_error.401.json", {Cause::key_invalid, again, 0, -1}},
    {"envoy-ai-gateway.chat-bad-request.400.json", {Cause::client_error, final, 0, -1}},
    {"envoy-ai-gateway.chat-unknown-model.404.json", {Cause::client_error, final, 0, -1}},
    {"firebase.gemini-streaming-image-rejected.400.json", {Cause::client_error, final, 0, -1}},
    {"firebase.gemini-unary-api-key.400.json", {Cause::key_invalid, again, 0, -1}},
    {"firebase.gemini-unary-generativelanguage-api-not-enabled.403.json", {Cause::service_disabled, again, 0, -1}},
    {"firebase.gemini-unary-unknown-model.404.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-streaming-api-key.400.json", {Cause::key_invalid, again, 0, -1}},
    // A template of Firebase's tests: "$grpcMessage" stands where Google's words would be.
    {"firebase.vertex-streaming-http-error.400.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-streaming-unknown-model.404.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-unary-api-key.400.json", {Cause::key_invalid, again, 0, -1}},
    {"firebase.vertex-unary-context-cache-model-doesnt-match.400.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-unary-context-cache-not-found.404.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-unary-firebaseml-api-not-enabled.403.json", {Cause::service_disabled, again, 0, -1}},
    {"firebase.vertex-unary-firebasevertexai-api-not-enabled.403.json", {Cause::service_disabled, again, 0, -1}},
    {"firebase.vertex-unary-iam-permission-denied.403.json", {Cause::model_denied, again, 0, -1}},
    {"firebase.vertex-unary-image-rejected.400.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-unary-invalid-context-cache-id.400.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-unary-model-not-found.404.json", {Cause::client_error, final, 0, -1}},
    {"firebase.vertex-unary-quota-exceeded.429.json", {Cause::location, again, 0, 0}},
    {"firebase.vertex-unary-unsupported-user-location.400.json", {Cause::location, again, 0, -1}},
    {"otel.generate_content_invalid_role.400.json", {Cause::client_error, final, 0, -1}},
    {"otel.generate_content_invalid_temperature.400.json", {Cause::client_error, final, 0, -1}},
    {"otel.generate_content_missing_model.404.json", {Cause::client_error, final, 0, -1}},
    {"pydantic-ai.TestGoogle.test_count_tokens_error.404.json", {Cause::client_error, final, 0, -1}},
    {"pydantic-ai.TestGoogle.test_embed_error.404.json", {Cause::client_error, final, 0, -1}},
    {"pydantic-ai.model_name_suggestion-google.404.json", {Cause::client_error, final, 0, -1}},
    {"pydantic-ai.model_sees_multiple_images-google_vertex.400.json", {Cause::client_error, final, 0, -1}},
    {"report.400-api-key-expired.json", {Cause::key_invalid, again, 0, -1}},
    {"report.400-budget-0.json", {Cause::client_error, final, 0, -1}},
    {"report.400-function-name.json", {Cause::client_error, final, 0, -1}},
    {"report.400-penalty.json", {Cause::client_error, final, 0, -1}},
    {"report.400-response-parts-count.json", {Cause::client_error, final, 0, -1}},
    {"report.400-thinking-level.json", {Cause::client_error, final, 0, -1}},
    {"report.400-thought-signature-missing-compat.json", {Cause::client_error, final, 0, -1}},
    {"report.400-turn-order.json", {Cause::client_error, final, 0, -1}},
    {"report.400-unknown-name-additionalProperties.json", {Cause::client_error, final, 0, -1}},
    {"report.400-unknown-name-multi.json", {Cause::client_error, final, 0, -1}},
    {"report.400-user-location.json", {Cause::location, again, 0, -1}},
    {"report.403-api-key-leaked.json", {Cause::key_blocked, again, 0, -1}},
    {"report.403-consumer-suspended.json", {Cause::key_blocked, again, 0, -1}},
    {"report.403-project-denied.json", {Cause::key_blocked, again, 0, -1}},
    {"report.403-service-disabled.json", {Cause::service_disabled, again, 0, -1}},
    {"report.404-model-new-users.json", {Cause::model_denied, again, 0, -1}},
    {"report.404-model-retired.json", {Cause::client_error, final, 0, -1}},
    {"report.429-bare-resource-exhausted.json", {Cause::busy_limit, again, 0, -1}},
    {"report.429-compat-array-per-day.json", {Cause::day_limit, again, 0, 20}},
    {"report.429-free-tier-limit-0-three-violations.json", {Cause::model_not_in_tier, again, 0, 0}},
    {"report.429-free-tier-per-day-requests.json", {Cause::day_limit, again, 0, 20}},
    {"report.429-free-tier-per-minute-requests-2026.json", {Cause::minute_limit, again, 42'000, 5}},
    {"report.429-free-tier-per-minute-requests.json", {Cause::minute_limit, again, 34'000, 10}},
    {"report.429-image-model-limit-0.json", {Cause::model_not_in_tier, again, 0, 0}},
    {"report.429-per-model-per-day-paid-old.json", {Cause::day_limit, again, 0, -1}},
    {"report.429-prepayment-depleted.json", {Cause::billing, again, 0, -1}},
    {"report.429-spending-cap.json", {Cause::billing, again, 0, -1}},
    {"report.500-internal.json", {Cause::server_error, again, 0, -1}},
    {"report.503-high-demand-compat-array.json", {Cause::server_error, again, 0, -1}},
    {"report.503-high-demand.json", {Cause::server_error, again, 0, -1}},
    {"report.503-overloaded.json", {Cause::server_error, again, 0, -1}},
    {"report.504-deadline.json", {Cause::server_error, again, 0, -1}},
    {"vercel-ai.google-429-retry-info.429.json", {Cause::minute_limit, again, 35'400, -1}},
};

/// The three digits in the file's name that are the HTTP status.
std::uint16_t status_in(const std::string& name) {
  for (std::size_t at = 0; at + 5 <= name.size(); ++at) {
    const bool bounded = name[at] == '.' && (name[at + 4] == '.' || name[at + 4] == '-');
    std::uint64_t status = 0;
    if (!bounded || !text::parse_unsigned(Bytes(name).substr(at + 1, 3), status)) continue;
    return static_cast<std::uint16_t>(status);
  }
  FAIL("no status in " << name);
  return 0;
}

UpstreamError error_of(std::uint16_t status, Bytes message, Bytes canonical = {}, Bytes reason = {}) {
  UpstreamError error;
  error.http_status = status;
  error.structured = true;
  error.status = canonical;
  error.message = message;
  error.reason = reason;
  return error;
}

Verdict judge(const UpstreamError& error) {
  static Arena arena;
  return classify(error, arena);
}

}  // namespace

TEST_CASE("A5 F6: every recorded error body is judged as in the table") {
  std::set<std::string> seen;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json") continue;
    seen.insert(name);
    INFO(name);
    const auto row = table.find(name);
    REQUIRE(row != table.end());
    Arena arena;
    json::Reader reader;
    const std::string body = read_file(entry.path());
    const Verdict verdict = classify(read_error(status_in(name), body, reader, arena), arena);
    CHECK(name_of(verdict.cause) == name_of(row->second.cause));
    CHECK(verdict.retry == row->second.retry);
    CHECK(verdict.cool_ms == Approx(row->second.cool_ms));
    CHECK(verdict.limit == row->second.limit);
    CHECK_FALSE(verdict.reason.empty());
    CHECK(verdict.reason.find("AIza") == Bytes::npos);
    CHECK(verdict.reason.find("123456789012") == Bytes::npos);  // the project's number
  }
  CHECK(seen.size() == table.size());
}

TEST_CASE("F6: a day's quota wins over a minute's, whatever the wait that the error names") {
  Arena arena;
  UpstreamError error = error_of(429, "You exceeded your current quota.", "RESOURCE_EXHAUSTED");
  error.violations.push(arena, {"", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "", 5});
  error.violations.push(arena, {"", "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "", 20});
  error.retry_delay_ms = 21'000;
  const Verdict verdict = judge(error);
  CHECK(verdict.cause == Cause::day_limit);
  CHECK(verdict.cool_ms == 0);
  CHECK(verdict.limit == 20);
  CHECK(verdict.quota_id == "GenerateRequestsPerDayPerProjectPerModel-FreeTier");
  CHECK(verdict.reason == "The quota per day is spent (GenerateRequestsPerDayPerProjectPerModel-FreeTier, limit 20).");
}

TEST_CASE("F6: a minute's rest is the wait that was named, with a floor, a ceiling and a margin") {
  Arena arena;
  UpstreamError error = error_of(429, "Quota.", "RESOURCE_EXHAUSTED");
  error.violations.push(arena, {"", "GenerateContentInputTokensPerModelPerMinute-FreeTier", "", 250'000});
  error.retry_delay_ms = 48'000;
  CHECK(judge(error).cool_ms == 48'000 + limits::minute_rest_margin_ms);
  error.retry_delay_ms = 200;
  CHECK(judge(error).cool_ms == limits::minute_rest_min_ms + limits::minute_rest_margin_ms);
  error.retry_delay_ms = 0;
  CHECK(judge(error).cool_ms == limits::minute_rest_min_ms + limits::minute_rest_margin_ms);
  error.retry_delay_ms = -1;
  CHECK(judge(error).cool_ms == limits::minute_rest_ms + limits::minute_rest_margin_ms);
  error.retry_delay_ms = 1e12;
  CHECK(judge(error).cool_ms == limits::minute_rest_max_ms + limits::minute_rest_margin_ms);
}

TEST_CASE("F6: a limit of zero is a tier without the model, unless it is a region's") {
  CHECK(judge(error_of(429, "* Quota exceeded for metric: m, limit: 0, model: x", "RESOURCE_EXHAUSTED")).cause ==
        Cause::model_not_in_tier);
  CHECK(judge(error_of(429, "* Quota exceeded for metric: m, limit: 0", "RESOURCE_EXHAUSTED")).cause ==
        Cause::model_not_in_tier);
  CHECK(judge(error_of(429, "* Quota exceeded for metric: m, limit: 05", "RESOURCE_EXHAUSTED")).cause ==
        Cause::minute_limit);
  CHECK(judge(error_of(429, "* Quota exceeded for metric: m, limit: 0.5", "RESOURCE_EXHAUSTED")).cause ==
        Cause::minute_limit);
  Arena arena;
  UpstreamError regional = error_of(429, "Quota exceeded for quota metric", "RESOURCE_EXHAUSTED");
  regional.violations.push(arena, {"", "GenerateContentRequestsPerMinutePerProjectPerRegion", "", 0});
  CHECK(judge(regional).cause == Cause::location);
  CHECK(judge(regional).retry);
  UpstreamError spent = error_of(429, "Quota exceeded for quota metric", "RESOURCE_EXHAUSTED");
  spent.violations.push(arena, {"", "GenerateContentRequestsPerMinutePerProjectPerRegion", "", 60});
  CHECK(judge(spent).cause == Cause::minute_limit);
}

TEST_CASE("F6: a 429 without details is a busy upstream, and its Retry-After is heard") {
  UpstreamError error = error_of(429, "Resource has been exhausted (e.g. check quota).", "RESOURCE_EXHAUSTED");
  CHECK(judge(error).cause == Cause::busy_limit);
  error.retry_delay_ms = 7000;
  CHECK(judge(error).cool_ms == 7000);
  error.structured = false;
  error.message = "Sorry";
  CHECK(judge(error).cause == Cause::busy_limit);
}

TEST_CASE("F6: quotas that only the text names") {
  CHECK(judge(error_of(429, "Quota exceeded for quota metric 'Generate Content API requests per day' and limit 'x'.",
                       "RESOURCE_EXHAUSTED"))
            .cause == Cause::day_limit);
  CHECK(judge(error_of(429, "Quota exceeded for metric: generate_requests_per_model_per_day, limit: 50",
                       "RESOURCE_EXHAUSTED"))
            .cause == Cause::day_limit);
  CHECK(judge(error_of(429, "Quota exceeded for quota metric 'Requests' and limit 'requests per minute'.",
                       "RESOURCE_EXHAUSTED"))
            .cause == Cause::minute_limit);
}

TEST_CASE("A1: an OpenAI-compatible upstream speaks in status and code") {
  CHECK(judge(error_of(401, "Incorrect API key provided: sk-x.", {}, "invalid_api_key")).cause == Cause::key_invalid);
  CHECK(judge(error_of(401, "Unauthorized")).cause == Cause::key_invalid);
  CHECK(judge(error_of(402, "Insufficient Balance")).cause == Cause::billing);
  CHECK(judge(error_of(403, "Project x does not have access to model y", {}, "model_not_found")).cause ==
        Cause::model_denied);
  CHECK(judge(error_of(403, "Country not supported", {}, "unsupported_country_region_territory")).cause ==
        Cause::location);
  CHECK(judge(error_of(429, "You exceeded your current quota, please check your plan and billing details.", {},
                       "insufficient_quota"))
            .cause == Cause::billing);
  UpstreamError limited = error_of(429, "Rate limit reached on requests per day", {}, "rate_limit_exceeded");
  CHECK(judge(limited).cause == Cause::busy_limit);
  limited.retry_delay_ms = 20'000;
  CHECK(judge(limited).cause == Cause::minute_limit);
  CHECK(judge(limited).cool_ms == 20'000 + limits::minute_rest_margin_ms);
}

TEST_CASE("F6: keys are condemned by the known words only") {
  for (const Bytes message : {"API key not valid. Please pass a valid API key.", "API Key not found. Please pass one.",
                              "API key expired. Please renew the API key."}) {
    CHECK(judge(error_of(400, message, "INVALID_ARGUMENT")).cause == Cause::key_invalid);
  }
  CHECK(judge(error_of(401, "Request had invalid credentials.", "UNAUTHENTICATED", "ACCESS_TOKEN_TYPE_UNSUPPORTED"))
            .cause == Cause::key_invalid);
  for (const Bytes reason : {"API_KEY_SERVICE_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED",
                             "API_KEY_ANDROID_APP_BLOCKED", "API_KEY_IOS_APP_BLOCKED", "CONSUMER_INVALID",
                             "USER_PROJECT_DENIED"}) {
    CHECK(judge(error_of(403, "Blocked.", "PERMISSION_DENIED", reason)).cause == Cause::key_blocked);
  }
  CHECK(judge(error_of(403, "Requests from referer <empty> are blocked.", "PERMISSION_DENIED")).cause ==
        Cause::key_blocked);
  CHECK(judge(error_of(403, "Off.", "PERMISSION_DENIED", "BILLING_DISABLED")).cause == Cause::billing);
  CHECK(judge(error_of(400, "Gemini API free tier is not available in your country. Please enable billing.",
                       "FAILED_PRECONDITION"))
            .cause == Cause::billing);
}

TEST_CASE("F6: a client cannot talk a key out of the pool with its own words in an error") {
  for (const Bytes message : {"Invalid JSON payload received. Unknown name \"API key not valid\": Cannot find field.",
                              "Invalid value: Your API key was reported as leaked.",
                              "Invalid JSON payload received. Unknown name \"User location is not supported\""}) {
    const Verdict verdict = judge(error_of(400, message, "INVALID_ARGUMENT"));
    CHECK(verdict.cause == Cause::client_error);
    CHECK_FALSE(verdict.retry);
  }
  CHECK(judge(error_of(404, "models/no longer available to new users is not found", "NOT_FOUND")).cause ==
        Cause::client_error);
}

TEST_CASE("F6: a refused resource, an unknown refusal and a missing key are not the key's fault") {
  const Verdict file = judge(
      error_of(403, "You do not have permission to access the File abc or it may not exist.", "PERMISSION_DENIED"));
  CHECK(file.cause == Cause::client_error);
  CHECK_FALSE(file.retry);
  CHECK(judge(error_of(403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED")).cause ==
        Cause::client_error);
  const Verdict unknown = judge(error_of(403, "The caller does not have permission", "PERMISSION_DENIED"));
  CHECK(unknown.cause == Cause::client_error);
  CHECK(unknown.retry);
  const Verdict unsent = judge(error_of(403, "Method doesn't allow unregistered callers.", "PERMISSION_DENIED"));
  CHECK(unsent.cause == Cause::client_error);
  CHECK_FALSE(unsent.retry);
}

TEST_CASE("F6: bodies that are no JSON are judged by their status") {
  const auto page = [](std::uint16_t status) {
    UpstreamError error = error_of(status, "Error 403 (Forbidden)!!1");
    error.structured = false;
    return judge(error);
  };
  CHECK(page(403).cause == Cause::location);
  CHECK(page(404).cause == Cause::client_error);
  CHECK(page(413).cause == Cause::client_error);
  CHECK(page(500).cause == Cause::server_error);
  CHECK(page(502).cause == Cause::server_error);
  CHECK(page(302).cause == Cause::server_error);
  CHECK(page(502).retry);
}

TEST_CASE("F6: other statuses") {
  CHECK(judge(error_of(408, "")).cause == Cause::timeout);
  CHECK(judge(error_of(408, "")).retry);
  CHECK(judge(error_of(409, "", "ABORTED")).cause == Cause::server_error);
  CHECK(judge(error_of(409, "", "ALREADY_EXISTS")).cause == Cause::client_error);
  CHECK(judge(error_of(499, "The operation was cancelled.", "CANCELLED")).cause == Cause::server_error);
  CHECK(judge(error_of(501, "", "UNIMPLEMENTED")).cause == Cause::client_error);
  CHECK_FALSE(judge(error_of(422, "")).retry);
}

TEST_CASE("F5: an error inside a 200 is judged by its canonical code") {
  CHECK(judge(error_of(200, "The model is overloaded.", "UNAVAILABLE")).cause == Cause::server_error);
  CHECK(judge(error_of(200, "Resource has been exhausted.", "RESOURCE_EXHAUSTED")).cause == Cause::busy_limit);
  CHECK(judge(error_of(0, "Bad.", "INVALID_ARGUMENT")).cause == Cause::client_error);
  CHECK(judge(error_of(200, "?")).cause == Cause::server_error);
}

TEST_CASE("F6: blame and scope of every cause") {
  for (std::size_t i = 0; i < cause_count; ++i) {
    const auto cause = static_cast<Cause>(i);
    CAPTURE(name_of(cause));
    CHECK_FALSE(name_of(cause).empty());
    const bool key_level = cause == Cause::key_invalid || cause == Cause::key_blocked ||
                           cause == Cause::service_disabled || cause == Cause::billing ||
                           cause == Cause::too_many_errors || cause == Cause::switched_off ||
                           cause == Cause::unreadable;
    CHECK(concerns_key(cause) == key_level);
    if (key_level) CHECK(blame_of(cause) == Blame::key);
  }
  CHECK(name_of(Cause::minute_limit) == "minute_limit");
  CHECK(name_of(Cause::abandoned) == "abandoned");
  CHECK(blame_of(Cause::location) == Blame::egress);
  CHECK(blame_of(Cause::server_error) == Blame::upstream);
  CHECK(blame_of(Cause::timeout) == Blame::upstream);
  CHECK(blame_of(Cause::client_error) == Blame::client);
  CHECK(blame_of(Cause::day_limit) == Blame::key);
}
