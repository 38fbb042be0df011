// Whole answers: one chat.completion of one GenerateContentResponse.
#include "dialect_support.h"

using namespace rota;
using rota::test::whole;

namespace {

const char* const usage =
    R"("usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,"prompt_tokens_details":{"cached_tokens":0,)"
    R"("audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,)"
    R"("accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}})";

/// The one choice of the answer to these parts and members.
std::string choice(const std::string& parts, const std::string& members = R"(,"finishReason":"STOP")") {
  const std::string head =
      R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gemini-x","choices":[)";
  const std::string answer = whole(R"({"candidates":[{"content":{"parts":[)" + parts + "]}" + members + "}]}");
  const std::string tail = std::string("],") + usage;
  REQUIRE(answer.rfind(head, 0) == 0);
  REQUIRE(answer.size() > head.size() + tail.size());
  REQUIRE(answer.substr(answer.size() - tail.size()) == tail);
  return answer.substr(head.size(), answer.size() - head.size() - tail.size());
}

std::string message(const std::string& members, const std::string& finish = "stop",
                    const std::string& native = "STOP") {
  return R"({"index":0,"message":{"role":"assistant",)" + members + R"(},"logprobs":null,"finish_reason":")" + finish +
         R"(","native_finish_reason":")" + native + R"("})";
}

}  // namespace

TEST_CASE("openai answer: texts and thoughts are joined, each among its own") {
  CHECK(choice(R"({"text":"a"},{"text":"\nb"})") == message(R"("content":"a\nb","refusal":null)"));
  CHECK(choice(R"({"text":"hm","thought":true},{"text":"x"},{"text":"mm","thought":true},{"text":"y"})") ==
        message(R"("content":"xy","refusal":null,"reasoning_content":"hmmm")"));
  CHECK(choice("") == message(R"("content":"","refusal":null)"));
  CHECK(choice(R"({"text":"","thoughtSignature":"c2ln"})") ==
        message(R"("content":"","refusal":null,"extra_content":{"google":{"thought_signature":"c2ln"}})"));
}

TEST_CASE("F3: calls finish as tool_calls, with ids, arguments as text and signatures") {
  CHECK(choice(R"({"functionCall":{"name":"f","id":"i1","args":{ "a": "x \"y\" {z}",
          "b": [1, 2.0] }},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g","id":"i2"}})") ==
        message(R"("content":null,"refusal":null,"tool_calls":[{"id":"i1","type":"function","function":{"name":"f",)"
                R"("arguments":"{\"a\":\"x \\\"y\\\" {z}\",\"b\":[1,2.0]}"},)"
                R"("extra_content":{"google":{"thought_signature":"c2ln"}}},)"
                R"({"id":"i2","type":"function","function":{"name":"g","arguments":"{}"}}])",
                "tool_calls"));
  test::Document generated(whole(R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}},)"
                                 R"({"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]})"));
  json::Value calls = generated.root["choices"].at(0)["message"]["tool_calls"];
  REQUIRE(calls.count() == 2);
  const std::string first = test::str(calls.at(0)["id"].escaped());
  CHECK(first.size() == 29);
  CHECK(first.rfind("call_", 0) == 0);
  CHECK(first != calls.at(1)["id"].escaped());
}

TEST_CASE("F3: arguments mean the same after becoming text") {
  const std::string args = R"({ "q": "\"\\ \n \u0041 é ", "n": { "deep": [ ] }, "e\"k" : "\\" })";
  test::Document answer(
      whole(R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":)" + args + "}}]}}]}"));
  Arena arena;
  json::Value call = answer.root["choices"].at(0)["message"]["tool_calls"].at(0)["function"];
  CHECK(call["arguments"].text(arena) == R"({"q":"\"\\ \n \u0041 é ","n":{"deep":[]},"e\"k":"\\"})");
}

TEST_CASE("F5: endings, blocked prompts and empty answers") {
  CHECK(choice(R"({"text":"a"})", R"(,"finishReason":"MAX_TOKENS")") ==
        message(R"("content":"a","refusal":null)", "length", "MAX_TOKENS"));
  CHECK(choice(R"({"text":"a"})", R"(,"finishReason":"SAFETY")") ==
        message(R"("content":"a","refusal":null)", "content_filter", "SAFETY"));
  // A limit that cuts between calls is a limit.
  CHECK(choice(R"({"functionCall":{"name":"f","id":"i"}})", R"(,"finishReason":"MAX_TOKENS")")
            .find(R"("finish_reason":"length")") != std::string::npos);
  CHECK(choice("", R"(,"finishReason":"UNEXPECTED_TOOL_CALL","finishMessage":"undeclared")") ==
        message(R"("content":"","refusal":null,"extra_content":{"google":{"finish_message":"undeclared"}})", "stop",
                "UNEXPECTED_TOOL_CALL"));
  CHECK(choice("", R"(,"finishReason":"OTHER")") ==
        message(R"("content":"","refusal":null)", "content_filter", "OTHER"));
  CHECK(choice(R"({"text":"a"})", R"(,"finishReason":"OTHER")") ==
        message(R"("content":"a","refusal":null)", "stop", "OTHER"));

  CHECK(whole(R"({"promptFeedback":{"blockReason":"SAFETY"}})")
            .find(R"({"index":0,"message":{"role":"assistant","content":null,"refusal":"Prompt blocked: SAFETY"},)"
                  R"("logprobs":null,"finish_reason":"content_filter","native_finish_reason":"SAFETY"})") !=
        std::string::npos);
  CHECK(whole("{}").find(R"("choices":[{"index":0,"message":{"role":"assistant","content":"","refusal":null},)"
                         R"("logprobs":null,"finish_reason":"stop"}])") != std::string::npos);
}

TEST_CASE("openai answer: several candidates, pictures, sound, logprobs") {
  test::Document two(whole(R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"},)"
                           R"({"index":1,"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]})"));
  REQUIRE(two.root["choices"].count() == 2);
  CHECK(two.root["choices"].at(1)["index"].raw() == "1");
  CHECK(two.root["choices"].at(1)["message"]["content"].equals("b"));
  CHECK(two.root["choices"].at(1)["finish_reason"].equals("length"));

  CHECK(choice(R"({"inlineData":{"mimeType":"image/png","data":"QQ=="}},{"inlineData":{"mimeType":"image/jpeg",)"
               R"("data":"Qg=="}})") ==
        message(R"("content":null,"refusal":null,"images":[{"type":"image_url","image_url":{"url":)"
                R"("data:image/png;base64,QQ=="},"index":0},{"type":"image_url","image_url":{"url":)"
                R"("data:image/jpeg;base64,Qg=="},"index":1}])"));
  CHECK(choice(R"({"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=24000","data":"QQ=="}})") ==
        message(R"("content":null,"refusal":null,"audio":{"id":"audio_chatcmpl-1","data":"QQ==","transcript":"",)"
                R"("expires_at":1700003600})"));

  test::Document logprobs(
      whole(R"({"candidates":[{"logprobsResult":{"chosenCandidates":[{"token":"é","logProbability":-0.5}],)"
            R"("topCandidates":[{"candidates":[{"token":"e"}]}]},"finishReason":"STOP"}]})"));
  CHECK(logprobs.root["choices"].at(0)["logprobs"].raw() ==
        R"({"content":[{"token":"é","logprob":-0.5,"bytes":[195,169],"top_logprobs":[{"token":"e","logprob":0,)"
        R"("bytes":[101]}]}],"refusal":null})");
}

TEST_CASE("openai answer: ids") {
  Arena arena;
  Random random(7);
  CHECK(openai::answer_id("R5MoavWNNp_8qtsP2fWD2A0", random, arena) == "chatcmpl-R5MoavWNNp_8qtsP2fWD2A0");
  for (const char* unsafe : {"", "a\\\"b", "a b", "é"}) {
    const Bytes id = openai::answer_id(unsafe, random, arena);
    CHECK(id.size() == 33);
    CHECK(id.substr(0, 9) == "chatcmpl-");
  }
}

TEST_CASE("F7: every recorded Gemini answer keeps its text, its calls and its tokens") {
  if (!test::have_fixtures()) return;
  std::size_t answers = 0;
  for (const char* kind : {"gemini.generate.res", "vertex.generate.res"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      INFO(fixture.path);
      test::Document source(test::read_file(test::fixture_dir() + fixture.path));
      if (!source.ok || !source.root["candidates"].is_array()) continue;
      ++answers;
      test::Document answer(whole(source.text));
      REQUIRE(answer.ok);
      std::size_t place = 0;
      for (json::Value candidate : source.root["candidates"].elements()) {
        std::string text;
        std::string thoughts;
        std::size_t calls = 0;
        bool code = false;
        for (json::Value part : candidate["content"]["parts"].elements()) {
          (part["thought"].is_true() ? thoughts : text) += test::str(part["text"].text(source.arena));
          if (part["functionCall"]) ++calls;
          code = code || part["executableCode"] || part["codeExecutionResult"];
        }
        json::Value choice = answer.root["choices"].at(place++);
        json::Value message = choice["message"];
        if (!code) CHECK(test::str(message["content"].text(answer.arena)) == text);
        CHECK(test::str(message["reasoning_content"].text(answer.arena)) == thoughts);
        CHECK(message["tool_calls"].count() == calls);
        CHECK(choice["finish_reason"].is_string());
        CHECK(choice["native_finish_reason"].escaped() == candidate["finishReason"].escaped());
      }
      std::int64_t total = -1;
      std::int64_t told = -2;
      if (!source.root["usageMetadata"]["totalTokenCount"].integer(total)) continue;
      CHECK(answer.root["usage"]["total_tokens"].integer(told));
      CHECK(told == total);
    }
  }
  CHECK(answers > 200);
}
