// Streams: the order of chunks, what each repeats, and every recorded stream.
#include <map>

#include "dialect/dialect_support.h"
#include "dialect/reading/error_body.h"

using namespace rota;
using rota::test::stream;

namespace {

std::string chunk(const std::string& rest) {
  return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gemini-x","choices":[)" +
         rest + "}";
}

std::string delta(const std::string& members, int index = 0) {
  return chunk(R"({"index":)" + std::to_string(index) + R"(,"delta":{)" + members +
               R"(},"logprobs":null,"finish_reason":null}])");
}

std::string finish(const std::string& reason, const std::string& native, int index = 0) {
  return chunk(R"({"index":)" + std::to_string(index) + R"(,"delta":{},"logprobs":null,"finish_reason":")" + reason +
               R"(","native_finish_reason":")" + native + R"("}])");
}

const std::string role = delta(R"("role":"assistant","content":"","refusal":null)");

std::string event(const std::string& parts, const std::string& members = "") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + "]}" + members + "}]}";
}

using Chunks = std::vector<std::string>;

/// The whole stream of a conversation that was asked for so.
std::string streamed(const chat::Conversation& asked, const std::vector<std::string>& events,
                     openai::ReplyForm form = {}) {
  test::Head head;
  head.head.asked = &asked;
  head.head.form = form;
  openai::StreamWriter writer(head.head);
  Buffer out;
  writer.begin(out);
  gemini::Kept kept(head.arena);
  for (const std::string& text : events) {
    test::Document document(text);
    writer.write(gemini::read_answer(document.root, document.arena, nullptr, &kept).value(), out);
  }
  writer.end(out);
  return test::str(out.view());
}

}  // namespace

TEST_CASE("F3: a stream is a role, deltas, one finish, [DONE]") {
  CHECK(stream({event(R"({"text":"Hel"})"), event(R"({"text":"lo\n"})", R"(,"finishReason":"STOP")")}) ==
        Chunks{role, delta(R"("content":"Hel")"), delta(R"("content":"lo\n")"), finish("stop", "STOP"), "[DONE]"});
}

TEST_CASE("F5: a finish on every event is one finish, the last") {
  CHECK(stream({event(R"({"text":"a"})", R"(,"finishReason":"STOP")"),
                event(R"({"text":"b"})", R"(,"finishReason":"MAX_TOKENS")")}) ==
        Chunks{role, delta(R"("content":"a")"), delta(R"("content":"b")"), finish("length", "MAX_TOKENS"), "[DONE]"});
}

TEST_CASE("F7: usage comes last, with no choices, and null before") {
  const auto null_usage = [](std::string text) { return text.substr(0, text.size() - 1) + R"(,"usage":null})"; };
  const Chunks chunks =
      stream({R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":5,)"
              R"("totalTokenCount":5}})",
              R"({"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,)"
              R"("candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":10}})"},
             true);
  CHECK(chunks ==
        Chunks{null_usage(role), null_usage(delta(R"("content":"a")")), null_usage(finish("stop", "STOP")),
               chunk(R"(],"usage":{"prompt_tokens":5,"completion_tokens":5,"total_tokens":10,"prompt_tokens_details":)"
                     R"({"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":3,)"
                     R"("audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}})"),
               "[DONE]"});
}

TEST_CASE("F3: calls are numbered across events, named first, and finish as tool_calls") {
  const Chunks chunks =
      stream({event(R"({"functionCall":{"name":"f","id":"i1","args":{"a": 1}},"thoughtSignature":"s"})"),
              event(R"({"functionCall":{"name":"g","id":"i2"}})"), event("", R"(,"finishReason":"STOP")")});
  CHECK(chunks ==
        Chunks{role,
               delta(R"("tool_calls":[{"index":0,"id":"i1","type":"function","function":{"name":"f","arguments":""},)"
                     R"("extra_content":{"google":{"thought_signature":"s"}}}])"),
               delta(R"("tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}])"),
               delta(R"("tool_calls":[{"index":1,"id":"i2","type":"function",)"
                     R"("function":{"name":"g","arguments":""}}])"),
               delta(R"("tool_calls":[{"index":1,"function":{"arguments":"{}"}}])"), finish("tool_calls", "STOP"),
               "[DONE]"});
}

TEST_CASE("F3: thoughts, signatures and empty texts") {
  CHECK(
      stream({event(R"({"text":"hm","thought":true})"), event(R"({"text":"a","thoughtSignature":"s1"})"),
              event(R"({"text":"","thoughtSignature":"s2"})", R"(,"finishReason":"STOP")"), event(R"({"text":""})")}) ==
      Chunks{role, delta(R"("reasoning_content":"hm")"),
             delta(R"("content":"a","extra_content":{"google":{"thought_signature":"s1"}})"),
             delta(R"("extra_content":{"google":{"thought_signature":"s2"}})"), finish("stop", "STOP"), "[DONE]"});
}

TEST_CASE("openai stream: several candidates, each with its role and its finish") {
  CHECK(stream({R"({"candidates":[{"content":{"parts":[{"text":"a"}]}},)"
                R"({"index":1,"content":{"parts":[{"text":"b"}]}}]})",
                R"({"candidates":[{"finishReason":"STOP"},{"index":1,"finishReason":"MAX_TOKENS"}]})"}) ==
        Chunks{role, delta(R"("content":"a")"), delta(R"("role":"assistant","content":"","refusal":null)", 1),
               delta(R"("content":"b")", 1), finish("stop", "STOP"), finish("length", "MAX_TOKENS", 1), "[DONE]"});
}

TEST_CASE("F5: a blocked prompt, a picture, logprobs, an ending with words") {
  CHECK(stream({R"({"promptFeedback":{"blockReason":"SAFETY"}})"}) ==
        Chunks{role, delta(R"("refusal":"Prompt blocked: SAFETY")"), finish("content_filter", "SAFETY"), "[DONE]"});
  CHECK(stream({event(R"({"inlineData":{"mimeType":"image/png","data":"QQ=="}})", R"(,"finishReason":"STOP")")})[1] ==
        delta(R"("images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="},"index":0}])"));
  CHECK(stream({event("", R"(,"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}]})")})[1] ==
        chunk(R"({"index":0,"delta":{},"logprobs":{"content":[{"token":"a","logprob":-1,"bytes":[97],)"
              R"("top_logprobs":[]}],"refusal":null},"finish_reason":null}])"));
  CHECK(stream({event("", R"(,"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"f(")")}) ==
        Chunks{role, delta(R"("extra_content":{"google":{"finish_message":"f("}})"),
               finish("stop", "MALFORMED_FUNCTION_CALL"), "[DONE]"});
  CHECK(stream({event(R"({"text":"hm","thought":true})", R"(,"finishReason":"OTHER")")})[2] ==
        finish("content_filter", "OTHER"));
}

TEST_CASE("F5: a stream that was cut off is known to be, and fails without [DONE]") {
  test::Head head;
  head.head.form.include_usage = true;
  openai::StreamWriter writer(head.head);
  Buffer out;
  CHECK(!writer.finished());
  writer.begin(out);
  CHECK(!writer.finished());
  test::Document first(event(R"({"text":"a"})"));
  writer.write(gemini::read_answer(first.root, first.arena).value(), out);
  CHECK(!writer.finished());
  test::Document last(event("", R"(,"finishReason":"STOP")"));
  writer.write(gemini::read_answer(last.root, last.arena).value(), out);
  CHECK(writer.finished());
  test::Document other(R"({"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]}}]})");
  writer.write(gemini::read_answer(other.root, other.arena).value(), out);
  CHECK(!writer.finished());
  out.clear();
  writer.fail({Blame::upstream, Fault::stream_truncated, 502, "cut", {}, 0}, out);
  CHECK(out.view() ==
        "data: {\"error\":{\"message\":\"cut\",\"type\":\"server_error\",\"param\":null,"
        "\"code\":\"stream_truncated\"}}\n\n");
}

TEST_CASE("openai stream: a model's name is escaped in every chunk") {
  test::Head head;
  head.head.model = "a\"\n";
  openai::StreamWriter writer(head.head);
  Buffer out;
  writer.begin(out);
  CHECK(test::str(out.view()).find(R"("model":"a\"\n",)") != std::string::npos);
}

TEST_CASE("F4: every recorded stream keeps its text, thoughts, calls and tokens") {
  if (!test::have_fixtures()) return;
  std::size_t streams = 0;
  for (const char* kind : {"gemini.stream.sse", "vertex.stream.sse"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      INFO(fixture.path);
      std::vector<std::string> events;
      std::map<std::string, std::string> said;
      std::size_t calls = 0;
      bool code = false;
      std::string native;
      chat::Usage usage;
      for (const std::string& message : test::messages_of(fixture)) {
        test::Document document(message);
        if (!document.ok || !reading::unwrap(document.root).is_object()) continue;
        if (reading::error_in(document.root, document.arena) != nullptr) continue;
        events.push_back(message);
        usage.merge(gemini::read_answer(document.root, document.arena).value().usage);
        for (json::Value candidate : document.root["candidates"].elements()) {
          for (json::Value part : candidate["content"]["parts"].elements()) {
            const char* member = part["thought"].is_true() ? "reasoning_content" : "content";
            said[member] += test::str(part["text"].text(document.arena));
            if (part["functionCall"]) ++calls;
            code = code || part["executableCode"] || part["codeExecutionResult"];
          }
          if (candidate["finishReason"]) native = test::str(candidate["finishReason"].escaped());
        }
      }
      if (events.empty()) continue;
      ++streams;
      std::map<std::string, std::string> told;
      std::size_t told_calls = 0;
      std::size_t finishes = 0;
      const Chunks chunks = stream(events, true);
      REQUIRE(chunks.size() >= 3);
      CHECK(chunks.back() == "[DONE]");
      for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
        test::Document document(chunks[i]);
        REQUIRE(document.ok);
        const bool last = i + 2 == chunks.size();
        CHECK(document.root["choices"].count() == (last ? 0U : 1U));
        CHECK(document.root["usage"].is_null() != last);
        json::Value choice = document.root["choices"].at(0);
        for (const char* member : {"content", "reasoning_content"}) {
          told[member] += test::str(choice["delta"][member].text(document.arena));
        }
        if (choice["delta"]["tool_calls"].at(0)["id"]) ++told_calls;
        if (choice["finish_reason"].is_string()) ++finishes;
        if (last) {
          std::int64_t total = -1;
          CHECK(document.root["usage"]["total_tokens"].integer(total));
          if (usage.total_tokens >= 0) CHECK(total == usage.total_tokens);
        }
      }
      if (!code) CHECK(told["content"] == said["content"]);
      CHECK(told["reasoning_content"] == said["reasoning_content"]);
      CHECK(told_calls == calls);
      CHECK(finishes == 1);
    }
  }
  CHECK(streams > 50);
}

TEST_CASE("F4: citations and extras come together, once, before the finish, with places in the whole text") {
  const std::string grounding =
      R"(,"groundingMetadata":{ "groundingChunks":[{"web":{"uri":"https://a.test/x y","title":"a"}}],)"
      R"("groundingSupports":[{"segment":{"startIndex":3,"endIndex":6,"text":"d\u00e9"},"groundingChunkIndices":[0]}]})";
  CHECK(stream({event(R"({"text":"\u00e9 "},{"toolCall":{"id":"1"}})"),
                event(R"({"text":"d\u00e9","thoughtSignature":"c2ln"})"),
                event("", grounding + R"(,"finishReason":"STOP")")}) ==
        Chunks{role, delta(R"("content":"\u00e9 ")"),
               delta(R"("content":"d\u00e9","extra_content":{"google":{"thought_signature":"c2ln"}})"),
               delta(R"("annotations":[{"type":"url_citation","url_citation":{"start_index":2,"end_index":4,)"
                     R"("url":"https://a.test/x%20y","title":"a"}}],"extra_content":{"google":{)"
                     R"("thought_signature":"c2ln","server_tool_parts":[{"toolCall":{"id":"1"}}],)"
                     R"("server_tool_places":[{"text":2,"calls":0}],"grounding_metadata":)"
                     R"({"groundingChunks":[{"web":{"uri":"https://a.test/x y","title":"a"}}],"groundingSupports":)"
                     R"([{"segment":{"startIndex":3,"endIndex":6,"text":"d\u00e9"},"groundingChunkIndices":[0]}]}}})"),
               finish("stop", "STOP"), "[DONE]"});
}

TEST_CASE("F3: in the older form a stream tells one call, and ends with it") {
  openai::ReplyForm form;
  form.legacy_calls = true;
  const std::string calls = event(R"({"functionCall":{"name":"f","id":"i"}},{"functionCall":{"name":"g"}})",
                                  R"(,"finishReason":"STOP")");
  const std::string all = streamed({}, {calls}, form);
  CHECK(all.find(R"("delta":{"function_call":{"name":"f","arguments":""}})") != std::string::npos);
  CHECK(all.find(R"("delta":{"function_call":{"arguments":"{}"}})") != std::string::npos);
  CHECK(all.find(R"("finish_reason":"function_call")") != std::string::npos);
  CHECK(all.find("tool_calls") == std::string::npos);
  CHECK(all.find(R"("name":"g")") == std::string::npos);
}

TEST_CASE("F4: every chunk names the tier") {
  test::Head head;
  head.head.tier = chat::ServiceTier::flex;
  head.head.form.include_usage = true;
  openai::StreamWriter writer(head.head);
  Buffer out;
  writer.begin(out);
  writer.end(out);
  std::size_t named = 0;
  const std::string all = test::str(out.view());
  for (std::size_t at = 0; (at = all.find(R"("service_tier":"flex")", at)) != std::string::npos; ++at) ++named;
  CHECK(named == 3);
}

TEST_CASE("F3: with parallel_tool_calls false only the first call of a candidate is told") {
  chat::Conversation asked;
  asked.parallel_tool_calls = false;
  const std::string all = streamed(asked, {event(R"({"functionCall":{"name":"f","id":"i"}})"),
                                           event(R"({"functionCall":{"name":"g","id":"j"}})")});
  CHECK(all.find(R"("name":"f")") != std::string::npos);
  CHECK(all.find(R"("name":"g")") == std::string::npos);
}

TEST_CASE("F4 G1: a block that is only opened makes no chunk") {
  test::Head head;
  openai::StreamWriter writer(head.head);
  chat::Fragment fragment;
  for (const auto kind : {chat::Delta::Kind::text, chat::Delta::Kind::thought, chat::Delta::Kind::refusal}) {
    chat::Delta& delta = fragment.deltas.push(head.arena, chat::Delta{});
    delta.kind = kind;
    delta.begins = true;
    delta.signature = "c2ln";
    delta.owner = "another";  // for whose signatures there is no place here
  }
  Buffer out;
  writer.begin(out);
  const std::size_t begun = out.size();
  writer.write(fragment, out);
  CHECK(out.size() == begun);
}
