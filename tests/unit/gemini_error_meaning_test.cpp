// What a client hears of an upstream's last word, and how OpenAI's envelope spells it.
#include "dialect/gemini/error.h"
#include "dialect/openai/error.h"
#include "dialect_support.h"

using namespace rota;

namespace {

struct Meaning {
  Meaning(std::uint16_t status, const std::string& body, bool own_key = false) {
    json::Reader reader;
    failure = gemini::to_failure(gemini::read_error(status, {}, body, reader, arena), arena, own_key);
  }
  Arena arena;
  Failure failure;
};

}  // namespace

TEST_CASE("openai errors: recorded bodies and what clients hear of them") {
  struct {
    std::uint16_t status;
    const char* path;
    Blame blame;
    Fault fault;
    std::uint16_t answer;
  } const cases[] = {
      {400, "report.400-api-key-expired", Blame::key, Fault::no_keys, 503},
      {400, "firebase.gemini-unary-api-key.400", Blame::key, Fault::no_keys, 503},
      {400, "report.400-user-location", Blame::egress, Fault::location, 403},
      {400, "report.400-turn-order", Blame::client, Fault::upstream_rejected, 400},
      {400, "report.400-thought-signature-missing-compat", Blame::client, Fault::upstream_rejected, 400},
      {403, "report.403-api-key-leaked", Blame::key, Fault::forbidden, 403},
      {403, "report.403-consumer-suspended", Blame::key, Fault::forbidden, 403},
      {404, "report.404-model-retired", Blame::client, Fault::model_not_found, 404},
      {404, "pydantic-ai.model_name_suggestion-google.404", Blame::client, Fault::model_not_found, 404},
      {404, "firebase.vertex-unary-context-cache-not-found.404", Blame::client, Fault::upstream_rejected, 404},
      {429, "report.429-free-tier-per-minute-requests", Blame::key, Fault::rate_limited, 429},
      {429, "report.429-bare-resource-exhausted", Blame::key, Fault::rate_limited, 429},
      {429, "report.429-free-tier-per-day-requests", Blame::key, Fault::quota_exhausted, 429},
      {429, "report.429-free-tier-limit-0-three-violations", Blame::key, Fault::quota_exhausted, 429},
      {429, "report.429-prepayment-depleted", Blame::key, Fault::quota_exhausted, 429},
      {500, "report.500-internal", Blame::upstream, Fault::upstream_error, 500},
      {503, "report.503-overloaded", Blame::upstream, Fault::upstream_overloaded, 503},
      {504, "report.504-deadline", Blame::upstream, Fault::upstream_timeout, 504},
      {404, "envoy-ai-gateway.chat-unknown-model.404", Blame::client, Fault::model_not_found, 404},
      {401, "dd-trace-py.llama_index_chat_error.401", Blame::key, Fault::no_keys, 503},
  };
  for (const auto& c : cases) {
    INFO(c.path);
    Meaning meaning(c.status, test::recorded_error(c.path));
    CHECK(meaning.failure.blame == c.blame);
    CHECK(meaning.failure.fault == c.fault);
    CHECK(meaning.failure.status == c.answer);
    CHECK(!meaning.failure.message.empty());
  }
}

TEST_CASE("openai errors: when to come back is told for the minute and not for the day") {
  CHECK(Meaning(429, test::recorded_error("vercel-ai.google-429-retry-info.429")).failure.retry_after_ms == 34400);
  CHECK(Meaning(429, test::recorded_error("report.429-free-tier-per-day-requests")).failure.retry_after_ms == 0);
}

TEST_CASE("openai errors: a client's own bad key is the client's") {
  Meaning meaning(400, test::recorded_error("report.400-api-key-expired"), true);
  CHECK(meaning.failure.blame == Blame::client);
  CHECK(meaning.failure.fault == Fault::unauthorized);
  CHECK(meaning.failure.status == 401);
}

TEST_CASE("openai errors: Google's fields by OpenAI's names") {
  const std::pair<const char*, const char*> fields[] = {
      {"generation_config.temperature", "temperature"},
      {"generationConfig.maxOutputTokens", "max_tokens"},
      {"generation_config.stop_sequences[3]", "stop"},
      {"contents[2].parts[0].text", "messages"},
      {"contents", "messages"},
      {"tools[0].function_declarations[0].name", "tools"},
      {"something_else", ""},
      {"generation_config.whatever", ""},
  };
  for (const auto& [google, openai] : fields) {
    INFO(google);
    Meaning meaning(400, std::string(R"({"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT","details":[)"
                                     R"({"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[)"
                                     R"({"field":")") +
                             google + R"("}]}]}})");
    CHECK(meaning.failure.param == openai);
    CHECK(meaning.failure.message == "no");
  }
  CHECK(Meaning(400, R"({"error":{"message":"no","type":"invalid_request_error","param":"tools[0].x","code":null}})")
            .failure.param == "tools[0].x");
}

TEST_CASE("openai errors: too long a conversation") {
  Meaning meaning(400, R"({"error":{"code":400,"status":"INVALID_ARGUMENT","message":"The input token count (1100000) )"
                       R"(exceeds the maximum number of tokens allowed (1048576)."}})");
  CHECK(meaning.failure.fault == Fault::context_too_long);
  CHECK(meaning.failure.param == "messages");
}

TEST_CASE("F5: front ends that answer in HTML or not at all are a bad gateway") {
  for (const int code : {400, 403, 404, 500, 502, 418}) {
    const auto status = static_cast<std::uint16_t>(code);
    INFO(status);
    Meaning meaning(status, "<html><title>Sorry</title></html>");
    CHECK(meaning.failure.fault == Fault::upstream_error);
    CHECK(meaning.failure.status == 502);
    CHECK(meaning.failure.message == "The upstream answered with status " + std::to_string(status) + ": Sorry");
  }
  CHECK(Meaning(413, "<html>").failure.fault == Fault::too_large);
  CHECK(Meaning(503, "").failure.fault == Fault::upstream_overloaded);
  CHECK(Meaning(504, "").failure.fault == Fault::upstream_timeout);
  CHECK(Meaning(429, "").failure.fault == Fault::rate_limited);
  CHECK(Meaning(502, "").failure.message == "The upstream answered with status 502 and no explanation.");
}
