// Envelope, types, statuses, and which errors tell a client not to try again.
#include "dialect/anthropic/anthropic_support.h"

using namespace rota;
using test::str;

namespace {

std::string body_of(const Failure& failure) {
  Buffer out;
  anthropic::client.write_error(failure, out);
  return str(out.view());
}

std::string head_of(const Failure& failure) {
  Buffer out;
  anthropic::client.error_headers(failure, out);
  return str(out.view());
}

Failure failure_of(Fault fault, std::uint16_t status, Bytes message = "No.") {
  return {Blame::client, fault, status, message, {}, 0};
}

}  // namespace

TEST_CASE("E1: each status has Anthropic's type") {
  struct Case {
    std::uint16_t status;
    std::uint16_t told;
    const char* type;
  };
  const Case cases[] = {
      {400, 400, "invalid_request_error"}, {401, 401, "authentication_error"}, {402, 402, "billing_error"},
      {403, 403, "permission_error"},      {404, 404, "not_found_error"},      {405, 405, "invalid_request_error"},
      {413, 413, "request_too_large"},     {429, 429, "rate_limit_error"},     {500, 500, "api_error"},
      {502, 502, "api_error"},             {503, 529, "overloaded_error"},     {504, 504, "timeout_error"},
  };
  for (const Case& c : cases) {
    const Failure failure = failure_of(Fault::upstream_error, c.status);
    CHECK(anthropic::client.error_status(failure) == c.told);
    CHECK(body_of(failure) == std::string(R"({"type":"error","error":{"type":")") + c.type + R"(","message":"No."}})");
  }
}

TEST_CASE("E1: a message names its field, and only once") {
  Failure failure = failure_of(Fault::upstream_rejected, 400, "It is too warm.");
  failure.field = Field::temperature;
  CHECK(test::refusal(failure) == "400 temperature: It is too warm.");
  failure.param = "messages.0.content";
  CHECK(test::refusal(failure) == "400 messages.0.content: It is too warm.");
  failure.message = "Invalid 'messages.0.content': it is empty.";
  CHECK(test::refusal(failure) == "400 Invalid 'messages.0.content': it is empty.");
}

TEST_CASE("E1: a prompt that is too long is told in the words that clients read") {
  const auto told = [](Bytes message, std::uint16_t status = 400) {
    return test::refusal(failure_of(Fault::context_too_long, status, message));
  };
  CHECK(told("The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).") ==
        "400 prompt is too long: 1196265 tokens > 1048575 maximum");
  CHECK(told("This model's maximum context length is 8192 tokens. However, your messages resulted in 10000 tokens.", 413) ==
        "400 prompt is too long: 10000 tokens > 8192 maximum");
  CHECK(told("Too many words.") == "400 prompt is too long: Too many words.");
  CHECK(told("7") == "400 prompt is too long: 7");
  CHECK(told("1 of 2 and 3") == "400 prompt is too long: 1 of 2 and 3");
  CHECK(told("99999999999999999999 > 5") == "400 prompt is too long: 99999999999999999999 > 5");
}

TEST_CASE("E1: a client is told not to try again where that cannot help") {
  constexpr const char* stop = "x-should-retry: false\n";
  for (Fault fault : {Fault::unauthorized, Fault::quota_exhausted, Fault::no_keys, Fault::billing, Fault::unsupported}) {
    CHECK(head_of(failure_of(fault, 429)) == stop);
  }
  Failure limited = failure_of(Fault::rate_limited, 429);
  CHECK(head_of(limited).empty());
  limited.retry_after_ms = 60000;
  CHECK(head_of(limited).empty());
  limited.retry_after_ms = 60001;
  CHECK(head_of(limited) == stop);
  limited.status = 503;
  CHECK(head_of(limited).empty());
  CHECK(head_of(failure_of(Fault::upstream_error, 502)).empty());
}

TEST_CASE("E1: a late error is an event, a stack goes along for whoever debugs") {
  Failure failure = failure_of(Fault::stream_truncated, 502, "It broke \"off\".");
  Buffer out;
  anthropic::client.write_late_error(failure, out);
  CHECK(str(out.view()) ==
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"It broke \\\"off\\\".\"}}\n\n");
  failure.request_id = "req_1";
  CHECK(body_of(failure) ==
        R"({"type":"error","error":{"type":"api_error","message":"It broke \"off\"."},"request_id":"req_1"})");
  failure.stack = "a\nb";
  CHECK(body_of(failure).find(R"(,"stack":["a","b"]},"request_id":"req_1"})") != std::string::npos);
}

TEST_CASE("E1: every field that Anthropic has is called as Anthropic calls it") {
  CHECK(str(anthropic::client.spell(Field::none)).empty());
  CHECK(str(anthropic::client.spell(Field::stop)) == "stop_sequences");
  CHECK(str(anthropic::client.spell(Field::response_format)) == "output_config.format");
}
