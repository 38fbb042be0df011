// Whole answers: one chat.completion of one GenerateContentResponse.
#include "dialect/dialect_support.h"

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
  CHECK(
      choice(R"({"functionCall":{"name":"f","id":"i1","args":{ "a": "x \"y\" {z}",
          "b": [1, 2.0] }},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g","id":"i2"}})") ==
      message(
          R"("content":null,"refusal":null,"tool_calls":[{"id":"i1__thought__c2ln","type":"function","function":{"name":"f",)"
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
    const Bytes id = openai::answer_id(json::trust_escaped(unsafe), random, arena);
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

namespace {

/// The same, asked for in a certain way.
std::string answer_to(const chat::Conversation& asked, const std::string& parts) {
  test::Document document(R"({"candidates":[{"content":{"parts":[)" + parts + R"(]},"finishReason":"STOP"}]})");
  REQUIRE(document.ok);
  test::Head head;
  head.head.asked = &asked;
  openai::AnswerWriter writer(head.head);
  Result<chat::Fragment> fragment = gemini::read_answer(document.root, document.arena);
  REQUIRE(fragment.ok());
  writer.add(fragment.value());
  Buffer out;
  writer.write(out);
  return test::str(out.view());
}

bool holds(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("F3: with parallel_tool_calls false only the first call is told") {
  chat::Conversation asked;
  asked.parallel_tool_calls = false;
  const std::string answer = answer_to(asked, R"({"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}})");
  CHECK(holds(answer, R"("name":"f")"));
  CHECK(!holds(answer, R"("name":"g")"));
  CHECK(holds(answer, R"("finish_reason":"tool_calls")"));
}

TEST_CASE("F3: a call of a custom tool gives its text, not the object around it") {
  Arena arena;
  chat::Conversation asked;
  chat::Tool tool;
  tool.kind = chat::Tool::Kind::custom;
  tool.name = "shell";
  asked.tools.push(arena, tool);
  CHECK(holds(answer_to(asked, R"({"functionCall":{"name":"shell","id":"i","args":{"input":"ls \"a\""}}})"),
              R"("tool_calls":[{"id":"i","type":"custom","custom":{"name":"shell","input":"ls \"a\""}}])"));
  CHECK(holds(answer_to(asked, R"({"functionCall":{"name":"shell","id":"i","args":{"cmd": 1}}})"),
              R"("input":"{\"cmd\":1}")"));
}

TEST_CASE("F4: sound is joined, and gets a WAV header where one was asked for") {
  const std::string one = R"({"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=16000","data":"AQID"}})";
  const std::string odd = R"({"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=16000","data":"BA=="}})";
  chat::Conversation asked;
  CHECK(holds(answer_to(asked, one + "," + odd), R"("data":"AQIDBA==")"));
  CHECK(holds(answer_to(asked, odd + "," + one), R"("data":"BAECAw==")"));
  asked.audio_format = chat::AudioFormat::wav;
  // RIFF, 46 + 6 bytes; WAVE; fmt: PCM, 1 channel, 16000 Hz, 32000 bytes/s, 2, 16 bits; JUNK, 2 bytes; data, 6 bytes
  CHECK(holds(answer_to(asked, one + "," + one),
              R"("data":"UklGRjQAAABXQVZFZm10IBAAAAABAAEAgD4AAAB9AAACABAASlVOSwIAAAAAAGRhdGEGAAAAAQIDAQID")"));
}

TEST_CASE("F4: a citation stands where its words are, in characters; one without a place stands at 0") {
  const auto cited = [](const std::string& segment, const std::string& text = R"({"text":"\u00e9\ud83d\ude00 said"})") {
    const std::string answer = choice(
        text, R"(,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.test","title":"t"}},{"maps":{}}],)"
              R"("groundingSupports":[{"segment":{)" +
                  segment + R"(},"groundingChunkIndices":[0,1,0]}]},"finishReason":"STOP")");
    const std::size_t at = answer.find(R"("url_citation":{"start_index":)");
    REQUIRE(at != std::string::npos);
    CHECK(answer.find(R"("url_citation":{)", at + 10) == std::string::npos);  // not twice
    const std::size_t from = at + 16;
    return answer.substr(from, answer.find(R"(,"url")", from) - from);
  };
  CHECK(cited(R"("startIndex":7,"endIndex":11,"text":"said")") == R"("start_index":3,"end_index":7)");
  CHECK(cited(R"("startIndex":3,"endIndex":7,"text":"said")") == R"("start_index":3,"end_index":7)");
  CHECK(cited(R"("endIndex":6)") == R"("start_index":0,"end_index":2)");
  CHECK(cited(R"("endIndex":5)") == R"("start_index":0,"end_index":0)");
  CHECK(cited(R"("startIndex":7,"endIndex":99)") == R"("start_index":0,"end_index":0)");
  CHECK(cited(R"("startIndex":7,"endIndex":11,"text":"else")") == R"("start_index":0,"end_index":0)");
  CHECK(cited("") == R"("start_index":0,"end_index":0)");
  // what stands for code is in the client's text but not in Google's count
  CHECK(cited(R"("startIndex":1,"endIndex":3,"text":"bc")",
              R"({"text":"a"},{"executableCode":{"language":"PYTHON","code":"1"}},{"text":"bcd"})") ==
        R"("start_index":18,"end_index":20)");
}
