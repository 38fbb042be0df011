// Answers: blocks, signatures, stop reasons and usage, whole and streamed.
#include "dialect/anthropic/anthropic_support.h"

using namespace rota;

namespace {

const std::string hi = R"({"model":"m","messages":[{"role":"user","content":"Hi"}])";

std::string event(const std::string& parts, const std::string& members = "") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + "]}" + members + R"(}],"responseId":"r1"})";
}

std::string whole(const std::vector<std::string>& events, const std::string& members = "") {
  return test::to_anthropic(hi + members + "}", events);
}
test::MessageJudge streamed(const std::vector<std::string>& events, const std::string& members = "") {
  return test::MessageJudge(test::to_anthropic(hi + members + R"(,"stream":true})", events));
}
bool has(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

std::string reason_of(const std::string& parts, const std::string& members) {
  const test::MessageJudge stream = streamed({event(parts, members)});
  CHECK(has(whole({event(parts, members)}), R"("stop_reason":")" + stream.reason() + "\""));
  return stream.reason();
}

}  // namespace

TEST_CASE("F4: stop reasons") {
  const char* text = R"({"text":"a"})";
  const char* call = R"({"functionCall":{"name":"f","args":{"a":1}}})";
  CHECK(reason_of(text, R"(,"finishReason":"STOP")") == "end_turn");
  CHECK(reason_of(call, R"(,"finishReason":"STOP")") == "tool_use");
  CHECK(reason_of(call, R"(,"finishReason":"MAX_TOKENS")") == "max_tokens");
  CHECK(reason_of(text, R"(,"finishReason":"MAX_TOKENS")") == "max_tokens");
  CHECK(reason_of(text, R"(,"finishReason":"SAFETY")") == "refusal");
  CHECK(reason_of(text, R"(,"finishReason":"OTHER")") == "end_turn");
  CHECK(reason_of("", R"(,"finishReason":"OTHER")") == "refusal");
  CHECK(reason_of(text, R"(,"continuationToken":"t")") == "max_tokens");
  CHECK(reason_of(text, R"(,"finishReason":"NEW_REASON")") == "end_turn");
}

TEST_CASE("F3: the signature travels in the thinking block in front, else in the id") {
  const std::string thought = R"({"text":"Hm.","thought":true})";
  const std::string call = R"({"functionCall":{"name":"f","args":{},"id":"c1"},"thoughtSignature":"U2ln"})";
  const test::MessageJudge in_block = streamed({event(thought), event(call, R"(,"finishReason":"STOP")")});
  REQUIRE(in_block.blocks().size() == 2);
  CHECK(in_block.blocks()[0].signature == "gemini#U2ln");
  CHECK(in_block.blocks()[1].id == "c1");
  CHECK(in_block.blocks()[1].said == "{}");
  const test::MessageJudge in_id = streamed({event(call, R"(,"finishReason":"STOP")")});
  REQUIRE(in_id.blocks().size() == 1);
  CHECK(in_id.blocks()[0].id == "c1__thought__U2ln");
  CHECK(has(whole({event(thought + "," + call)}), R"("signature":"gemini#U2ln"},{"type":"tool_use","id":"c1",)"));
  CHECK(has(whole({event(call)}), R"("id":"c1__thought__U2ln")"));
  // What came of it is a text; the signed call behind that keeps its own.
  const std::string text = R"({"text":"So."})";
  CHECK(has(whole({event(thought + "," + text + "," + call)}), R"("signature":""},{"type":"text","text":"So."},{"type":"tool_use","id":"c1__thought__U2ln")"));
}

TEST_CASE("F3: a signature that no id can carry travels in a thinking block without words, where thinking was asked for") {
  const auto call = [](std::size_t bytes) {
    return R"({"functionCall":{"name":"f","args":{},"id":"c1"},"thoughtSignature":")" + std::string(bytes, 'B') + "\"}";
  };
  const std::size_t most = limits::call_id_signature_bytes;
  const std::string end = R"(,"finishReason":"STOP")";
  const std::string thinks = R"(,"thinking":{"type":"enabled","budget_tokens":2000,"display":"omitted"})";
  for (const std::string& wish : {thinks, std::string(R"(,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"})")}) {
    const std::string long_one = "gemini#" + std::string(most + 4, 'B');
    const test::MessageJudge stream = streamed({event(call(most + 4), end)}, wish);
    REQUIRE(stream.blocks().size() == 2);
    CHECK(stream.blocks()[0].said.empty());
    CHECK(stream.blocks()[0].signature == long_one);
    CHECK(stream.blocks()[1].id == "c1");
    CHECK(has(whole({event(call(most + 4))}, wish),
              R"("content":[{"type":"thinking","thinking":"","signature":")" + long_one + R"("},{"type":"tool_use","id":"c1")"));
  }
  for (const std::string& wish : {std::string(), std::string(R"(,"thinking":{"type":"disabled"})")}) {
    CHECK(streamed({event(call(most + 4), end)}, wish).blocks().size() == 1);
    CHECK(has(whole({event(call(most + 4))}, wish), R"("content":[{"type":"tool_use","id":"c1")"));
  }
  // The longest that an id carries needs no block, and behind a thought that has its own signature there is another one.
  CHECK(streamed({event(call(most), end)}, thinks).blocks().size() == 1);
  const std::string thought = R"({"text":"Hm.","thought":true,"thoughtSignature":"U2ln"})";
  const test::MessageJudge both = streamed({event(thought + "," + call(most + 4), end)}, thinks);
  REQUIRE(both.blocks().size() == 3);
  CHECK(both.blocks()[0].signature == "gemini#U2ln");
  CHECK(both.blocks()[1].signature == "gemini#" + std::string(most + 4, 'B'));
  CHECK(has(whole({event(thought + "," + call(most + 4))}, thinks), R"({"type":"thinking","thinking":"","signature":"gemini#BB)"));
}

TEST_CASE("F4: a thinking block without anything behind it stops, too") {
  const test::MessageJudge stream = streamed({event(R"({"text":"Hm.","thought":true})", R"(,"finishReason":"MAX_TOKENS")")});
  REQUIRE(stream.blocks().size() == 1);
  CHECK(stream.blocks()[0].said == "Hm.");
  CHECK(stream.blocks()[0].signature.empty());
}

TEST_CASE("F4: text, a call, text again are three blocks") {
  const test::MessageJudge stream =
      streamed({event(R"({"text":"a"},{"text":"b"})"), event(R"({"functionCall":{"name":"f","args":{"x":"\"y\" \n"}}},{"text":"c"})", R"(,"finishReason":"STOP")")});
  REQUIRE(stream.blocks().size() == 3);
  CHECK(stream.blocks()[0].said == "ab");
  CHECK(stream.blocks()[1].said == R"({"x":"\"y\" \n"})");
  CHECK(stream.blocks()[2].said == "c");
}

TEST_CASE("F4: of several candidates the first is the message, and pictures have no place in one") {
  const std::string two = R"({"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"},)"
                          R"({"index":1,"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]})";
  CHECK(has(whole({two}), R"("content":[{"type":"text","text":"a"}],"stop_reason":"end_turn")"));
  CHECK(has(whole({event(R"({"text":"a"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}})", R"(,"finishReason":"STOP")")}),
            R"("content":[{"type":"text","text":"a"}],)"));
}

TEST_CASE("F5: input from a cache is counted apart, and what is not said is nothing") {
  CHECK(has(whole({R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":5,"thoughtsTokenCount":7,"totalTokenCount":112}})"}),
            R"("usage":{"input_tokens":40,"cache_creation_input_tokens":0,"cache_read_input_tokens":60,"output_tokens":12})"));
  CHECK(has(whole({event(R"({"text":"a"})")}),
            R"("usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0})"));
}

TEST_CASE("F8: sources are told to whoever asked for a search alone") {
  const std::string grounded =
      R"(,"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q\"1","q2"],"groundingChunks":[{"web":{"uri":"https://a.test/","title":"A"}},{"web":{"uri":"https://a.test/","title":"A"}}]})";
  const std::string search = R"(,"tools":[{"type":"web_search_20260209","name":"web_search"}])";
  const test::MessageJudge stream = streamed({event(R"({"text":"a"})", grounded)}, search);
  REQUIRE(stream.blocks().size() == 3);
  CHECK(stream.blocks()[1].type == "server_tool_use");
  CHECK(stream.blocks()[1].said == R"({"query":"q\"1"})");
  CHECK(stream.blocks()[2].type == "web_search_tool_result");
  const std::string message = whole({event(R"({"text":"a"})", grounded)}, search);
  CHECK(has(message, R"("content":[{"type":"server_tool_use")"));
  CHECK(has(message, R"("server_tool_use":{"web_search_requests":2})"));
  CHECK(message.find("https://a.test/") != message.rfind("https://a.test/"));
  CHECK(streamed({event(R"({"text":"a"})", grounded)}).blocks().size() == 1);
  CHECK_FALSE(has(whole({event(R"({"text":"a"})", grounded)}), "https://a.test/"));
}

TEST_CASE("F8: code that was run, and what came of it, are blocks for whoever asked for it") {
  const std::string code = R"({"executableCode":{"language":"PYTHON","code":"x = \"3\""},"thoughtSignature":"U2ln"})";
  const std::string result = R"({"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"3\n"}})";
  const std::string parts = R"({"text":"So: "},)" + code + "," + result + R"(,{"text":"It is 3."})";
  const std::string tool = R"(,"tools":[{"type":"code_execution_20250522","name":"code_execution"}])";
  const std::string stop = R"(,"finishReason":"STOP")";
  const test::MessageJudge stream = streamed({event(R"({"text":"So: "})"), event(code), event(result + R"(,{"text":"It is 3."})", stop)}, tool);
  REQUIRE(stream.blocks().size() == 4);
  CHECK(stream.blocks()[0].said == "So: ");
  CHECK(stream.blocks()[1].type == "server_tool_use");
  CHECK(stream.blocks()[1].said == R"({"code":"x = \"3\""})");
  CHECK(has(stream.blocks()[1].id, "__thought__U2ln"));
  CHECK(stream.blocks()[2].type == "code_execution_tool_result");
  CHECK(stream.blocks()[3].said == "It is 3.");
  CHECK(stream.reason() == "end_turn");
  const std::string message = whole({event(parts, stop)}, tool);
  CHECK(has(message, R"("content":[{"type":"text","text":"So: "},{"type":"server_tool_use","id":"srvtoolu_)"));
  CHECK(has(message, R"(__thought__U2ln","name":"code_execution","input":{"code":"x = \"3\""}},{"type":"code_execution_tool_result","tool_use_id":"srvtoolu_)"));
  CHECK(has(message, R"("content":{"type":"code_execution_result","stdout":"3\n","stderr":"","return_code":0,"content":[]}},{"type":"text","text":"It is 3."}])"));
  // To everybody else it is text, as before.
  CHECK(streamed({event(parts, stop)}).blocks().size() == 1);
  CHECK(has(whole({event(parts, stop)}), R"("text":"So: \n```python\nx = \"3\"\n```\n\n```output\n3\n\n```\nIt is 3.")"));
}

TEST_CASE("F8: code that failed, and code that took too long") {
  const std::string tool = R"(,"tools":[{"type":"code_execution_20250522","name":"code_execution"}])";
  const auto told = [&](const std::string& outcome) {
    return whole({event(R"({"executableCode":{"code":"x"}},{"codeExecutionResult":{"outcome":")" + outcome + R"(","output":"o"}})")}, tool);
  };
  CHECK(has(told("OUTCOME_FAILED"), R"({"type":"code_execution_result","stdout":"","stderr":"o","return_code":1,"content":[]})"));
  CHECK(has(told("OUTCOME_DEADLINE_EXCEEDED"), R"({"type":"code_execution_tool_result_error","error_code":"execution_time_exceeded"})"));
}

TEST_CASE("F4: an id is the upstream's where it may stand in one, a ping is an event") {
  CHECK(has(whole({event(R"({"text":"a"})")}), R"({"id":"msg_r1",)"));
  CHECK(has(whole({R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"responseId":"r 1"})"}), R"({"id":"msg_)"));
  CHECK_FALSE(has(whole({R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"responseId":"r 1"})"}), "r 1"));
  test::Document asked(hi + R"(,"stream":true})");
  Random random(1);
  const auto call = anthropic::client.read_chat({asked.root, {}, {}, random}, asked.arena);
  REQUIRE(call.ok());
  Buffer out;
  call->writer->keep_alive(out);
  CHECK(test::str(out.view()) == "event: ping\ndata: {\"type\":\"ping\"}\n\n");
}
