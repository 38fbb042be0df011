// Every recorded error body has its line: what the pool makes of it, and what a client hears when nothing mends it.
#include <filesystem>
#include <set>

#include "dialect/errors_testing.h"

using namespace rota;

namespace {

struct Recorded {
  const char* name;
  const char* cause;
  bool retry;
  double cool_ms;
  std::int64_t limit;
  Blame blame;
  Fault fault;
  std::uint16_t status;
  double retry_after_ms;
};

constexpr bool again = true;
constexpr bool final = false;

// firebase.vertex-streaming-http-error is a template of Firebase's tests: "$grpcMessage" stands where Google's words
// would be.
constexpr Recorded table[] = {
    {"crewai.api-key-not-valid.400", "key_invalid", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"crewai.model-not-found.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found, 404, 0},
    {"crewai.resource-exhausted.429", "busy_limit", again, 0, -1, Blame::key, Fault::rate_limited, 429, 0},
    {"dd-trace-py.llama_index_chat_error.401", "key_invalid", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"envoy-ai-gateway.chat-bad-request.400", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected,
     400, 0},
    {"envoy-ai-gateway.chat-unknown-model.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found,
     404, 0},
    {"firebase.gemini-streaming-image-rejected.400", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"firebase.gemini-unary-api-key.400", "key_invalid", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"firebase.gemini-unary-generativelanguage-api-not-enabled.403", "service_disabled", again, 0, -1, Blame::key,
     Fault::no_keys, 503, 0},
    {"firebase.gemini-unary-unknown-model.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found,
     404, 0},
    {"firebase.vertex-streaming-api-key.400", "key_invalid", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"firebase.vertex-streaming-http-error.400", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected,
     400, 0},
    {"firebase.vertex-streaming-unknown-model.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found,
     404, 0},
    {"firebase.vertex-unary-api-key.400", "key_invalid", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"firebase.vertex-unary-context-cache-model-doesnt-match.400", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"firebase.vertex-unary-context-cache-not-found.404", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 404, 0},
    {"firebase.vertex-unary-firebaseml-api-not-enabled.403", "service_disabled", again, 0, -1, Blame::key,
     Fault::no_keys, 503, 0},
    {"firebase.vertex-unary-firebasevertexai-api-not-enabled.403", "service_disabled", again, 0, -1, Blame::key,
     Fault::no_keys, 503, 0},
    {"firebase.vertex-unary-iam-permission-denied.403", "model_denied", again, 0, -1, Blame::key, Fault::forbidden, 403,
     0},
    {"firebase.vertex-unary-image-rejected.400", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected,
     400, 0},
    {"firebase.vertex-unary-invalid-context-cache-id.400", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"firebase.vertex-unary-model-not-found.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found,
     404, 0},
    {"firebase.vertex-unary-quota-exceeded.429", "location", again, 0, 0, Blame::key, Fault::quota_exhausted, 429, 0},
    {"firebase.vertex-unary-unsupported-user-location.400", "location", again, 0, -1, Blame::egress, Fault::location,
     403, 0},
    {"otel.generate_content_invalid_role.400", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected,
     400, 0},
    {"otel.generate_content_invalid_temperature.400", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"otel.generate_content_missing_model.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found,
     404, 0},
    {"pydantic-ai.TestGoogle.test_count_tokens_error.404", "client_error", final, 0, -1, Blame::client,
     Fault::model_not_found, 404, 0},
    {"pydantic-ai.TestGoogle.test_embed_error.404", "client_error", final, 0, -1, Blame::client, Fault::model_not_found,
     404, 0},
    {"pydantic-ai.model_name_suggestion-google.404", "client_error", final, 0, -1, Blame::client,
     Fault::model_not_found, 404, 0},
    {"pydantic-ai.model_sees_multiple_images-google_vertex.400", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"report.400-api-key-expired", "key_invalid", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.400-budget-0", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-function-name", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-penalty", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-response-parts-count", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-thinking-level", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-thought-signature-missing-compat", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"report.400-turn-order", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-unknown-name-additionalProperties", "client_error", final, 0, -1, Blame::client,
     Fault::upstream_rejected, 400, 0},
    {"report.400-unknown-name-multi", "client_error", final, 0, -1, Blame::client, Fault::upstream_rejected, 400, 0},
    {"report.400-user-location", "location", again, 0, -1, Blame::egress, Fault::location, 403, 0},
    {"report.403-api-key-leaked", "key_blocked", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.403-consumer-suspended", "key_blocked", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.403-project-denied", "key_blocked", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.403-service-disabled", "service_disabled", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.404-model-new-users", "model_denied", again, 0, -1, Blame::client, Fault::model_not_found, 404, 0},
    {"report.404-model-retired", "client_error", final, 0, -1, Blame::client, Fault::model_not_found, 404, 0},
    {"report.429-bare-resource-exhausted", "busy_limit", again, 0, -1, Blame::key, Fault::rate_limited, 429, 0},
    {"report.429-compat-array-per-day", "day_limit", again, 0, 20, Blame::key, Fault::quota_exhausted, 429, 0},
    {"report.429-free-tier-limit-0-three-violations", "model_not_in_tier", again, 0, 0, Blame::key,
     Fault::quota_exhausted, 429, 0},
    {"report.429-free-tier-per-day-requests", "day_limit", again, 0, 20, Blame::key, Fault::quota_exhausted, 429, 0},
    {"report.429-free-tier-per-minute-requests-2026", "minute_limit", again, 42000, 5, Blame::key, Fault::rate_limited,
     429, 41000},
    {"report.429-free-tier-per-minute-requests", "minute_limit", again, 34000, 10, Blame::key, Fault::rate_limited, 429,
     33000},
    {"report.429-image-model-limit-0", "model_not_in_tier", again, 0, 0, Blame::key, Fault::quota_exhausted, 429, 0},
    {"report.429-per-model-per-day-paid-old", "day_limit", again, 0, -1, Blame::key, Fault::quota_exhausted, 429, 0},
    {"report.429-prepayment-depleted", "billing", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.429-spending-cap", "billing", again, 0, -1, Blame::key, Fault::no_keys, 503, 0},
    {"report.500-internal", "server_error", again, 0, -1, Blame::upstream, Fault::upstream_error, 500, 0},
    {"report.503-high-demand-compat-array", "server_error", again, 0, -1, Blame::upstream, Fault::upstream_overloaded,
     503, 0},
    {"report.503-high-demand", "server_error", again, 0, -1, Blame::upstream, Fault::upstream_overloaded, 503, 0},
    {"report.503-overloaded", "server_error", again, 0, -1, Blame::upstream, Fault::upstream_overloaded, 503, 0},
    {"report.504-deadline", "server_error", again, 0, -1, Blame::upstream, Fault::upstream_timeout, 504, 0},
    {"vercel-ai.google-429-retry-info.429", "minute_limit", again, 35400, -1, Blame::key, Fault::rate_limited, 429,
     34400},
};

/// The three digits in the file's name that are the HTTP status.
std::uint16_t status_in(const std::string& name) {
  for (std::size_t at = 0; at + 4 <= name.size(); ++at) {
    const bool bounded = name[at] == '.' && (at + 4 == name.size() || name[at + 4] == '-');
    std::uint64_t status = 0;
    if (bounded && text::parse_unsigned(Bytes(name).substr(at + 1, 3), status))
      return static_cast<std::uint16_t>(status);
  }
  FAIL("no status in " << name);
  return 0;
}

}  // namespace

TEST_CASE("A5 F6: every recorded error body is judged and told as in the table") {
  for (const Recorded& row : table) {
    const test::Understood understood(status_in(row.name), test::recorded_error(row.name));
    INFO(row.name);
    CHECK(understood.error.structured);
    const pool::Verdict& verdict = understood.verdict;
    CHECK(pool::name_of(verdict.cause) == row.cause);
    CHECK(verdict.retry == row.retry);
    CHECK(verdict.cool_ms == Approx(row.cool_ms));
    CHECK(verdict.limit == row.limit);
    CHECK_FALSE(verdict.reason.empty());
    CHECK(verdict.reason.find("AIza") == Bytes::npos);
    CHECK(verdict.reason.find("123456789012") == Bytes::npos);  // the project's number
    const Failure& failure = understood.failure;
    CHECK(failure.blame == row.blame);
    CHECK(failure.fault == row.fault);
    CHECK(failure.status == row.status);
    CHECK(failure.retry_after_ms == row.retry_after_ms);
    CHECK_FALSE(failure.message.empty());
  }
}

TEST_CASE("A5 F6: an upstream of either dialect understands every recorded error alike") {
  for (const Recorded& row : table) {
    const std::string body = test::recorded_error(row.name);
    INFO(row.name);
    const test::Understood by_openai(status_in(row.name), body, {}, "openai");
    CHECK(pool::name_of(by_openai.verdict.cause) == row.cause);
    CHECK(by_openai.failure.fault == row.fault);
  }
}

TEST_CASE("A5 F6: no recorded error is missing in the table") {
  std::set<std::string> known;
  for (const Recorded& row : table) known.insert(row.name + std::string(".json"));
  std::size_t found = 0;
  const std::string folder = ROTA_SOURCE_DIR "/tests/unit/fixtures/upstream-errors";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    ++found;
    CAPTURE(entry.path().filename().string());
    CHECK(known.count(entry.path().filename().string()) == 1);
  }
  CHECK(found == known.size());
}
