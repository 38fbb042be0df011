// Answers of OpenAI-compatible upstreams, whole and in chunks.
#include "dialect/openai/upstream/upstream_testing.h"

using namespace rota;
using test::chunk;
using test::completion;

namespace {

std::string heard(const std::vector<std::string>& events) { return test::Listener().hear(events); }
std::string whole(const std::string& answer) { return test::Listener(false).hear({answer}); }
const std::string stop = chunk("", R"("stop")");

}  // namespace

TEST_CASE("H7: a stream is heard as it comes") {
  test::Listener listener;
  CHECK(listener.hear({R"({"choices":[],"prompt_filter_results":[]})", chunk(R"("role":"assistant","content":"","refusal":null)"),
                       chunk(R"("content":"Hel")"), chunk(R"("content":"lo \"")"), stop,
                       R"({"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}})"}) ==
        R"(||*text0(Hel) |text0(lo \") |end0 finish(stop) ||)");
  CHECK(listener.finished());
  CHECK(listener.usage().prompt_tokens == 7);
  CHECK(listener.usage().completion_tokens == 5);
  CHECK(listener.usage().cached_tokens == 2);
  CHECK(listener.usage().thinking_tokens == 3);
}

TEST_CASE("H7: thoughts, under whichever name") {
  CHECK(heard({chunk(R"("reasoning_content":"h")"), chunk(R"("reasoning_content":"m","content":null)"), chunk(R"("content":"Hi")"), stop}) ==
        "*thought0(h) |thought0(m) |end0 *text1(Hi) |end1 finish(stop) |");
  CHECK(heard({chunk(R"("reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}])"), stop}) == "*thought0(hm) |end0 finish(stop) |");
  CHECK(heard({chunk(R"("reasoning_details":[{"type":"reasoning.summary","summary":"hm"}])"), stop}) == "*thought0(hm) |end0 finish(stop) |");
  CHECK(whole(completion(R"("reasoning_content":"hm","content":"Hi")")) == "*thought0(hm) end0 *text1(Hi) end1 finish(stop) |");
  CHECK(whole(completion(R"("content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Hi"}])")) ==
        "*thought0(hm) end0 *text1(Hi) end1 finish(stop) |");
}

TEST_CASE("H7: a whole answer") {
  test::Listener listener(false);
  CHECK(listener.hear({R"({"id":"x","service_tier":"flex","choices":[{"index":0,"message":{"role":"assistant","content":"a","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"},)"
                       R"({"index":1,"message":{"role":"assistant","content":"b"},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})"}) ==
        "*text0(a) end0 finish(stop) *1:text0(b) 1:end0 1:finish(length) |");
  CHECK(listener.tier() == chat::ServiceTier::flex);
  CHECK(listener.usage().total_tokens == 3);
  CHECK(listener.finished());
  // Candidates without indices stand in order.
  CHECK(whole(R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]})") ==
        "*text0(a) end0 finish(stop) *1:text0(b) 1:end0 1:finish(stop) |");
}

TEST_CASE("F3: whole calls, however their arguments are given") {
  CHECK(whole(completion(R"("content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}},)"
                         R"({"id":"b","type":"function","function":{"name":"g","arguments":{"y":2}}},{"id":"c","type":"function","function":{"name":"h","arguments":""}},)"
                         R"({"id":"d","function":{"name":"i","arguments":"nonsense"}},{"id":"e","function":{"arguments":"{}"}}])",
                         R"("tool_calls")")) ==
        R"(*call0(a f {"x": 1}) end0 *call1(b g {"y":2}) end1 *call2(c h {}) end2 *call3(d i {"_raw":"nonsense"}) end3 finish(tool_calls) |)");
  CHECK(whole(completion(R"("content":"So.","function_call":{"name":"f","arguments":"{}"})", R"("function_call")")) ==
        "*text0(So.) end0 *call1( f {}) end1 finish(tool_calls) |");
}

TEST_CASE("F5: how an answer ends") {
  const auto ending = [](const std::string& reason, const std::string& more = "") {
    return heard({chunk(R"("content":"a")"), chunk("", reason, more)});
  };
  const std::string begin = "*text0(a) |end0 ";
  CHECK(ending(R"("stop")") == begin + "finish(stop) |");
  CHECK(ending(R"("length")") == begin + "finish(length) |");
  CHECK(ending(R"("max_tokens")") == begin + "finish(length) |");
  CHECK(ending(R"("content_filter")") == begin + "finish(content_filter) |");
  CHECK(ending(R"("tool_calls")") == begin + "finish(stop) |");  // although there are none
  CHECK(ending(R"("eos")") == begin + "finish(stop eos) |");
  CHECK(ending(R"("stop")", R"(,"native_finish_reason":"STOP")") == begin + "finish(stop STOP) |");
  CHECK(ending(R"("stop")", R"(,"stop_reason":"END")") == begin + "finish(stop at END) |");
  CHECK(ending(R"("stop")", R"(,"stop_reason":151645)") == begin + "finish(stop) |");
  for (const char* broken : {R"("error")", R"("abort")", R"("insufficient_system_resource")"}) {
    CHECK(test::Listener().hear_one(chunk("", broken)) == "502: The upstream broke its answer off with an error.");
  }
  // It ended in calls, whatever is said of that.
  CHECK(heard({chunk(R"("tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}])"), stop}) ==
        "|*call0(a f ) call0({}) end0 finish(tool_calls) |");
}

TEST_CASE("F5: an empty reason is none, a second one says nothing, and nothing is said behind it") {
  test::Listener listener;
  CHECK(listener.hear({chunk(R"("content":"a")", R"("")"), stop, stop, chunk(R"("content":"b")")}) == "*text0(a) |end0 finish(stop) |||");
  test::Listener open;
  CHECK(open.hear_one(chunk(R"("content":"a")")) == "*text0(a) ");
  CHECK_FALSE(open.finished());
}

TEST_CASE("F5: an answer that never says why it is over has ended when it is closed and has said what it cost") {
  test::Listener listener;
  CHECK(listener.hear({chunk(R"("tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}])"),
                       R"({"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}})"}) == "||");
  CHECK_FALSE(listener.finished());
  CHECK(listener.close() == "*call0(a f ) call0({}) end0 finish(tool_calls) ");
  CHECK(listener.finished());
  test::Listener cut;
  static_cast<void>(cut.hear_one(chunk(R"("content":"a")")));
  CHECK(cut.close().empty());
  CHECK_FALSE(cut.finished());
}

TEST_CASE("F5: empty answers, odd ones, and those that are none") {
  CHECK(heard({R"({"choices":null})", R"({"choices":[]})", R"({"type":"ping"})", R"({"choices":[{"index":0}]})", R"({"choices":[{"index":-4,"delta":{"content":"a"}}]})", stop}) ==
        "||||*text0(a) |end0 finish(stop) |");
  CHECK(whole(R"({"choices":[]})") == "|");
  CHECK(whole(completion(R"("content":null)")) == "finish(stop) |");
  CHECK(whole(completion(R"("content":null)", "null")) == "finish(stop) |");
  CHECK(whole(R"([{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}])") == "*text0(a) end0 finish(stop) |");
  CHECK(test::Listener(false).hear_one(R"({"object":"list"})") == "502: The upstream sent something that is no answer.");
  CHECK(test::Listener().hear_one("[]") == "502: The upstream sent something that is no answer.");
  CHECK(test::Listener().hear_one("5") == "502: The upstream sent something that is no answer.");
  CHECK(test::Listener().hear_one(R"({"choices":{}})") == "502: The upstream's answer has choices that are no list.");
  for (const char* odd : {R"({"choices":[5,null,{"delta":5},{"delta":{"content":7,"tool_calls":[1,{"function":2}],"audio":3}}]})",
                          R"({"choices":[{"message":{"tool_calls":{"a":1},"annotations":5,"images":[1]},"logprobs":{"content":[1]},"finish_reason":4}],"usage":[]})"}) {
    CHECK(test::Listener().hear_one(odd).find('*') == std::string::npos);
  }
}

TEST_CASE("H7: a whole answer where a stream was asked for") {
  CHECK(heard({completion(R"("content":"a")")}) == "*text0(a) end0 finish(stop) |");
}

TEST_CASE("H7: refusals, probabilities, pictures, sounds") {
  CHECK(heard({chunk(R"("refusal":"No")"), chunk(R"("refusal":".")"), stop}) == "*refusal0(No) |refusal0(.) |end0 finish(stop) |");
  CHECK(heard({chunk(R"("content":"a")", "null", R"(,"logprobs":{"content":[{"token":"a","logprob":-0.1,"bytes":[97],"top_logprobs":[{"token":"a","logprob":-0.1},{"token":"b","logprob":null}]}]})"), stop}) ==
        "*text0(a) logprobs([a -0.1 a -0.1 b -9999.0]) |end0 finish(stop) |");
  CHECK(whole(completion(R"("content":"a","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"image_url":{"url":"https://h.test/"}}])")) ==
        "*text0(a) end0 *media1(image/png AAAA) end1 finish(stop) |");
  CHECK(whole(completion(R"("content":null,"audio":{"id":"x","data":"AAAA","transcript":"Hi","expires_at":1})")) ==
        "*media0(audio/wav AAAA) end0 finish(stop) |");
  CHECK(whole(completion(R"("content":null,"audio":{"data":"T2dnUwACAAAAAAAAAAA="})")) == "*media0(audio/ogg T2dnUwACAAAAAAAAAAA=) end0 finish(stop) |");
  CHECK(heard({chunk(R"("audio":{"id":"x","transcript":"Hi"})"), chunk(R"("audio":{"data":"AAAA"})"), stop}) ==
        "|*media0(audio/L16;codec=pcm;rate=24000 AAAA) |end0 finish(stop) |");
}

TEST_CASE("H7: sources, placed by characters, in a text that came in pieces") {
  const std::string cited = R"("annotations":[{"type":"url_citation","url_citation":{"start_index":1,"end_index":4,"url":"https://h.test","title":"T"}}])";
  CHECK(heard({chunk(R"("content":"a\u00e9")"), chunk(R"("content":"😀b")"), chunk(cited), stop}) ==
        R"(*text0(a\u00e9) |text0(😀b) |citations([1-8 https://h.test T]) |end0 finish(stop) |)");
  CHECK(whole(completion(R"("content":"abc",)" + cited)) == "*text0(abc) citations([-1--1 https://h.test T]) end0 finish(stop) |");
  CHECK(whole(completion(R"("content":"a")", R"("stop")", R"(,"citations":["https://h.test",{"url":"https://i.test","title":"I"}])")) ==
        "*text0(a) end0 citations([-1--1 https://h.test ][-1--1 https://i.test I]) finish(stop) |");
}

TEST_CASE("F7: usage, where servers have it") {
  test::Listener groq;
  static_cast<void>(groq.hear_one(R"({"choices":[],"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":2}}})"));
  CHECK(groq.usage().prompt_tokens == 1);
  test::Listener moonshot;
  static_cast<void>(moonshot.hear_one(R"({"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":3,"completion_tokens":2}}]})"));
  CHECK(moonshot.usage().prompt_tokens == 3);
}

TEST_CASE("H7: functions are found again by the names they were sent under") {
  test::Listener listener;
  const json::Escaped sent = listener.names().add("open", "files");
  CHECK(sent == "files__open");
  CHECK(listener.hear({chunk(R"("tool_calls":[{"index":0,"id":"a","function":{"name":"files__open","arguments":"{\"a\":1}"}}])"), stop}) ==
        R"(*call0(a files/open ) call0({"a":1}) end0 |finish(tool_calls) |)");
}

TEST_CASE("H7: every recorded answer is heard, its blocks in order") {
  if (!test::have_fixtures()) return;
  std::size_t read = 0;
  for (const std::string kind : {"openai.chat.res", "openai.chat.sse", "googlecompat.chat"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      if (!text::ends_with(fixture.kind, ".res") && !text::ends_with(fixture.kind, ".sse")) continue;
      INFO(fixture.path);
      if (fixture.path.find("transcription") != std::string::npos) continue;  // of another interface
      const bool stream = text::ends_with(fixture.path, ".sse");
      test::Listener listener(stream);
      std::string all;
      for (const std::string& message : test::messages_of(fixture)) {
        const std::string trimmed = test::str(text::trim(message));
        if (trimmed == "[DONE]") {
          all += listener.close();
        } else if (!trimmed.empty()) {
          all += listener.hear_one(trimmed);
        }
      }
      CHECK(all.find("502") == std::string::npos);
      CHECK_FALSE(all.empty());
      CHECK(listener.finished());
      ++read;
    }
  }
  CHECK(read > 100);
}
