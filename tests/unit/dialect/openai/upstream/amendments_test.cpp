// Refusals of known servers, and what is put differently after each.
#include "dialect/openai/upstream/amendments.h"

#include "dialect/openai/upstream/amendments_table.h"
#include "dialect/dialect_support.h"
#include "dialect/reading/error_body.h"

using namespace rota;
using dialect::Amendments;
using dialect::Strictness;
using dialect::ThinkingWish;

namespace {

Amendments asked(const std::string& body, std::uint16_t status = 400, const Amendments& made = {}) {
  Arena arena;
  json::Reader reader;
  return openai::amendments_for(reading::read_error(status, {}, body, reader, arena), made);
}
Amendments after(Bytes message, const Amendments& made = {}, Bytes field = {}, std::uint16_t status = 400) {
  chat::UpstreamError error;
  error.http_status = status;
  error.message = message;
  error.field = field;
  return openai::amendments_for(error, made);
}

}  // namespace

TEST_CASE("H12: what known servers refuse is left out, or goes under its other name") {
  const struct {
    const char* message;
    const char* field;
    Amendments wish;
  } cases[] = {
      // OpenAI
      {"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens", {.other_limit = true}},
      {"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.", "temperature", {.sampling = true}},
      {"Unsupported parameter: 'top_p' is not supported with this model.", "top_p", {.sampling = true}},
      {"Unsupported parameter: 'parallel_tool_calls' is not supported with this model.", "parallel_tool_calls", {.single_calls = true}},
      {"Unrecognized request argument supplied: reasoning_effort", "", {.no_thinking = true}},
      {"Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', and 'high'.", "reasoning_effort", {.thinking = ThinkingWish::nearest}},
      {"Unsupported value: 'messages[0].role' does not support 'system' with this model.", "messages[0].role", {.system_instruction = true}},
      {"max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.", "max_tokens", {.max_tokens = 16384}},
      {"'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages", {.schema_in_words = true}},
      {"Invalid schema for response_format 'answer': In context=(), 'additionalProperties' is required to be supplied and to be false.", "response_format", {.strictness = Strictness::loose}},
      {"Invalid schema for function 'f': In context=(), 'required' is required to be supplied", "tools[0].function.parameters", {.strictness = Strictness::loose}},
      {"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "response_format", {.schema_in_words = true}},
      {"Unknown parameter: 'seed'.", "seed", {.seed = true}},
      {"Unknown parameter: 'service_tier'.", "service_tier", {.tier = true}},
      // DeepSeek
      {"This response_format type is unavailable now", "", {.schema_in_words = true}},
      {"Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", "", {.max_tokens = 8192}},
      {"Missing `reasoning_content` field in the assistant message at message index 5.", "", {.thoughts = true}},
      {"Failed to deserialize the JSON body into the target type: messages[1].content: invalid type: sequence, expected a string at line 1 column 54", "", {.joined_texts = true}},
      // Moonshot
      {"thinking is enabled but reasoning_content is missing in assistant tool call message at index 2", "", {.thoughts = true}},
      // Groq
      {"`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the `context_window` for this model", "", {.max_tokens = 8192}},
      {"'messages.0' : for 'role:system' the following must be satisfied[('messages.0.content' : value must be a string)]", "", {.joined_texts = true}},
      {"messages[0].content must be a string", "", {.joined_texts = true}},
      {"property 'stream_options' is unsupported", "", {.stream_cost = true}},
      // Mistral
      {"Tool call id was call_abc but must be a-z, A-Z, 0-9, with a length of 9.", "", {.short_ids = true}},
      {"Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant", "", {.closing_turn = true}},
      // vLLM and its templates
      {"System role not supported", "", {.system_instruction = true}},
      {"This model's maximum context length is 8192 tokens. However, you requested 32005 tokens (5 in the messages, 32000 in the completion). Please reduce the length of the messages or completion.", "", {.room_tokens = 8187}},
      {"'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 32768 tokens and your request has 5000 input tokens (32000 > 32768 - 5000).", "max_tokens", {.room_tokens = 27768}},
      {"This endpoint's maximum context length is 131072 tokens. However, you requested about 135000 tokens (103000 of text input, 32000 in the output).", "", {.room_tokens = 28072}},
      {"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.", "messages", {}},
      {"This model's maximum context length is 8192 tokens. However, you requested 41000 tokens (9000 in the messages, 32000 in the completion).", "", {}},
      {"Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024, but got a string with length 1128 instead.", "tools[0].function.description", {.tools_in_words = true}},
      // xAI
      {"Argument not supported on this model: presencePenalty", "", {}},
      {"Model grok-4 does not support parameter presence_penalty.", "", {.penalties = true}},
      {"Model grok-4 does not support parameter reasoning_effort.", "", {.no_thinking = true}},
  };
  for (const auto& one : cases) {
    INFO(one.message);
    CHECK(after(one.message, {}, one.field) == one.wish);
    CHECK(after(one.message, {}, one.field, 422) == one.wish);
    CHECK(after(one.message, {}, one.field, 500) == Amendments());
  }
}

TEST_CASE("H12: refusals in the envelopes of other servers") {
  CHECK(asked(R"({"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":7}]},"type":"invalid_request_error"})", 422) ==
        Amendments{.seed = true});
  CHECK(asked(R"({"detail":[{"type":"extra_forbidden","loc":["body","parallel_tool_calls"],"msg":"Extra inputs are not permitted"}]})", 422) ==
        Amendments{.single_calls = true});
  CHECK(asked(R"({"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]","type":"BadRequestError","param":null,"code":400})") ==
        Amendments{.stream_cost = true});
  CHECK(asked(R"({"detail":"System role not supported"})") == Amendments{.system_instruction = true});
}

TEST_CASE("H12: the same refusal once more goes a step further") {
  CHECK(after("Unsupported value: 'reasoning_effort' does not support 'low'", {.thinking = ThinkingWish::nearest}) == Amendments{.thinking = ThinkingWish::none});
  CHECK(after("Invalid schema for response_format", {.strictness = Strictness::loose}) == Amendments{.schema_in_words = true});
  CHECK(after("response_format is not supported", {.schema_in_words = true}) == Amendments{.format = true});
  CHECK(after("must contain the word 'json'", {.schema_in_words = true}) == Amendments{.format = true});
}

TEST_CASE("H12: other refusals ask for nothing") {
  for (const char* message : {"Incorrect API key provided", "The model `x` does not exist", "max_tokens must be positive", "Rate limit reached", ""}) {
    CHECK(after(message) == Amendments());
  }
}

TEST_CASE("H12: every row of the table is reached by its own words") {
  for (const openai::Refusal& refusal : openai::refusals) {
    Arena arena;
    INFO(refusal.word);
    CHECK(after(arena.join(refusal.word, " ", refusal.other)) == refusal.wish);
  }
  for (const openai::Hint& hint : openai::hints) {
    Arena arena;
    INFO(hint.member);
    CHECK(after(arena.join("Unknown parameter: '", hint.member, "'.")) == hint.wish);
  }
}
