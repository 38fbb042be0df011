// What OpenAI's refusals mean: by code, by status, and by Google's words where Google stands behind.
#include "dialect/errors_testing.h"
#include "dialect/openai/common/error.h"

#include <utility>

using namespace rota;
using chat::Cause;

namespace {

Cause cause_of(std::uint16_t status, const char* message, const char* code = "") {
  return test::Understood(status, test::openai_error(message, code), {}, "openai").diagnosis.cause;
}

}  // namespace

TEST_CASE("A1: an OpenAI-compatible upstream speaks in status and code") {
  CHECK(cause_of(401, "Incorrect API key provided: sk-x.", "invalid_api_key") == Cause::key_invalid);
  CHECK(cause_of(400, "Incorrect API key provided: sk-x.") == Cause::key_invalid);
  CHECK(cause_of(401, "Unauthorized") == Cause::key_invalid);
  CHECK(cause_of(401, "The account is gone.", "account_deactivated") == Cause::account_closed);
  CHECK(cause_of(402, "Insufficient Balance") == Cause::credit_spent);
  CHECK(cause_of(403, "Project x does not have access to model y", "model_not_found") == Cause::model_denied);
  CHECK(cause_of(403, "Country not supported", "unsupported_country_region_territory") == Cause::location);
  CHECK(cause_of(404, "It does not exist.", "model_not_found") == Cause::model_unknown);
  CHECK(cause_of(404, "The model `x` does not exist.") == Cause::model_unknown);
  CHECK(cause_of(404, "No such file.") == Cause::rejected);
  CHECK(cause_of(429, "You exceeded your current quota, please check your plan and billing details.",
                 "insufficient_quota") == Cause::credit_spent);
  CHECK(cause_of(429, "Limit reached.", "billing_hard_limit_reached") == Cause::credit_spent);
  CHECK(cause_of(400, "Too long.", "context_length_exceeded") == Cause::context_too_long);
  // Servers without the code.
  for (const char* words : {"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
                            "the request exceeds the available context size. try increasing the context size or enable context shift",
                            "This endpoint's maximum context length is 131072 tokens. However, you requested about 150000 tokens",
                            "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length"}) {
    INFO(words);
    CHECK(cause_of(400, words, "") == Cause::context_too_long);
  }
  CHECK(cause_of(400, "Unknown tool: context", "") == Cause::rejected);
  CHECK(cause_of(400, "No.", "content_policy_violation") == Cause::content_blocked);
  CHECK(cause_of(400, "No.", "content_filter") == Cause::content_blocked);
  CHECK(cause_of(500, "Too long.", "context_length_exceeded") == Cause::failed);
}

TEST_CASE("A1: its windows roll, so that the wait that a 429 names is what counts") {
  CHECK(cause_of(429, "Rate limit reached on requests per day", "rate_limit_exceeded") == Cause::busy);
  CHECK(cause_of(429, "Rate limit reached on requests per day. Please retry in 20s.", "rate_limit_exceeded") ==
        Cause::minute_quota);
  CHECK(cause_of(429, "Request too large for gpt-x on tokens per min. Please retry in 20s.", "rate_limit_exceeded") ==
        Cause::amount);
}

TEST_CASE("A1: waits in OpenAI's words, and moments of reset that a router repeats, in ms, s and seconds from now") {
  CHECK(cause_of(429, "Rate limit reached on requests per day (RPD). Please try again in 7m12s.", "rate_limit_exceeded") ==
        Cause::minute_quota);
  const auto said = [](const char* reset, const char* message) {
    const std::string body = std::string(R"({"error":{"message":")") + message +
                             R"(","code":429,"metadata":{"headers":{"X-RateLimit-Reset":")" + reset + "\"}}}}";
    const test::Understood understood(429, body, {}, "openai");
    return std::make_pair(understood.diagnosis.cause, understood.diagnosis.reset_ms);
  };
  CHECK(said("1796025600000", "free-models-per-day") == std::make_pair(Cause::day_quota, 1796025600000.0));
  CHECK(said("1796025600", "free-models-per-min") == std::make_pair(Cause::minute_quota, 1796025600000.0));
  CHECK(said("30", "no") == std::make_pair(Cause::busy, 0.0));
  CHECK(said("soon", "no") == std::make_pair(Cause::busy, 0.0));
}

TEST_CASE("A1: an amount that the request alone asks for, and the limit that it is over") {
  const test::Understood large(429, test::openai_error("Request too large for gpt-x on tokens per min (TPM): Limit 30000, "
                                                       "Requested 50000.", "rate_limit_exceeded"), {}, "openai");
  CHECK(large.diagnosis.cause == Cause::amount);
  CHECK(large.verdict.limit == 30000);
  CHECK(large.verdict.cause == pool::Cause::too_large);
  const test::Understood dear(402, test::openai_error("This request requires more credits, or fewer max_tokens. You can only "
                                                      "afford 900. See https://x/settings/credits"), {}, "openai");
  CHECK(dear.diagnosis.cause == Cause::unaffordable);
  CHECK(dear.failure.blame == Blame::client);
  CHECK(dear.failure.field == Field::max_tokens);
  CHECK(dear.failure.message.find("settings") == Bytes::npos);
}

TEST_CASE("A1: Google's words in OpenAI's envelope mean what they mean in Google's") {
  CHECK(cause_of(400, "API key not valid. Please pass a valid API key.") == Cause::key_invalid);
  CHECK(cause_of(403, "Your API key was reported as leaked. Please use another API key.") == Cause::key_blocked);
  CHECK(cause_of(400, "User location is not supported for the API use.") == Cause::location);
  CHECK(cause_of(429, "Quota exceeded for quota metric 'x' and limit 'requests per day'") == Cause::day_quota);
  CHECK(cause_of(404, "This model models/x is no longer available to new users.") == Cause::model_closed);
}

TEST_CASE("F9: the field that OpenAI dislikes is told by its meaning, and to its own clients as it stands") {
  const std::string body =
      R"({"error":{"message":"no","type":"invalid_request_error","param":"messages[0].content","code":null}})";
  dialect::Asked asked;
  asked.client = "openai";
  CHECK(test::Understood(400, body, asked).failure.param == "messages[0].content");
  asked.client = "gemini";
  CHECK(test::Understood(400, body, asked).failure.param.empty());
  CHECK(test::Understood(400, body, asked).failure.field == Field::messages);
}

TEST_CASE("F9: OpenAI's name of a field leads back to it") {
  for (std::size_t i = 1; i < field_count; ++i) {
    const auto field = static_cast<Field>(i);
    CAPTURE(i);
    // What a model is told before the conversation is a message like any other.
    CHECK(openai::read_field(openai::spell_field(field)) == (field == Field::system ? Field::messages : field));
  }
  CHECK(openai::read_field("max_completion_tokens") == Field::max_tokens);
  CHECK(openai::read_field("something") == Field::none);
  CHECK(openai::read_field("") == Field::none);
}
