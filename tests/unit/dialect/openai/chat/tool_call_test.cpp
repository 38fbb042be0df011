// Tool calls: read from a delta, and written whole, opened and completed.
#include "dialect/openai/chat/tool_call.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// One call of `name`, asked for with the custom tool "shell" and the function "f".
struct Call {
  Call(json::Escaped name, Bytes json, json::Escaped id = "c1", json::Escaped signature = {}, bool with_tools = true) : arguments(json) {
    chat::Tool tool;
    tool.name = "f";
    asked.tools.push(head.arena, tool);
    tool.kind = chat::Tool::Kind::custom;
    tool.name = "shell";
    asked.tools.push(head.arena, tool);
    if (with_tools) head.head.asked = &asked;
    chat::Delta delta;
    delta.kind = chat::Delta::Kind::tool_call;
    delta.name = name;
    delta.id = id;
    delta.signature = signature;
    delta.owner = "gemini";
    call = openai::read_tool_call(delta, head.head);
  }
  [[nodiscard]] std::string whole() const {
    Buffer out;
    json::Writer writer(out);
    openai::write_tool_call(call, arguments, arena, writer);
    return test::str(out.view());
  }
  /// The opening, a line break, the arguments.
  [[nodiscard]] std::string pieces(std::uint32_t index) const {
    Buffer opening;
    json::Writer first(opening);
    openai::write_call_opening(call, index, head.head, first);
    Buffer piece;
    json::Writer second(piece);
    openai::begin_call_piece(call.custom, index, head.head, second);
    if (call.custom) {
      piece.append(input());
    } else {
      openai::ArgumentsText().append(piece, arguments);
    }
    openai::end_call_piece(head.head, second);
    return test::str(opening.view()) + "\n" + test::str(piece.view());
  }

  [[nodiscard]] Bytes input() const { return openai::read_custom_input(arguments, arena); }

  mutable Arena arena;
  test::Head head;
  Bytes arguments;
  chat::Conversation asked;
  openai::ToolCall call;
};

std::string escaped(const std::string& json) {
  Buffer out;
  openai::ArgumentsText().append(out, json);
  return test::str(out.view());
}

}  // namespace

TEST_CASE("F3: arguments lose the space between tokens alone, and are escaped once") {
  CHECK(escaped(" {\n\"a b\" : \"c\\\" d\\\\\" , \"e\":[ 1,\t2 ] }\r\n") ==
        R"({\"a b\":\"c\\\" d\\\\\",\"e\":[1,2]})");
  CHECK(escaped(R"({"\u0041":"\/ \n"})") == R"({\"\\u0041\":\"\\/ \\n\"})");
  CHECK(escaped("{}") == "{}");
  CHECK(escaped("").empty());
}

TEST_CASE("F4: arguments are the same in whatever pieces they come") {
  const std::string json = " {\n\"a b\" : \"c\\\" \\\\ \\u0041\" , \"e\\\\\":[ \"\\\\\\\"\",\t2 ] }\r\n";
  const std::string whole = escaped(json);
  for (std::size_t first = 0; first <= json.size(); ++first) {
    for (std::size_t second = first; second <= json.size(); ++second) {
      Buffer out;
      openai::ArgumentsText text;
      text.append(out, Bytes(json).substr(0, first));
      text.append(out, Bytes(json).substr(first, second - first));
      text.append(out, Bytes(json).substr(second));
      CAPTURE(first, second);
      REQUIRE(out.view() == whole);
      REQUIRE_FALSE(text.empty());
    }
  }
  CHECK(openai::ArgumentsText().empty());
}

TEST_CASE("F3: a call without arguments has none") {
  CHECK(Call("f", "").whole() == R"({"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}})");
}

TEST_CASE("F3: a function's call, whole and in two pieces") {
  const Call call("f", R"({ "a": "b \" c" })");
  CHECK(!call.call.custom);
  CHECK(call.whole() == R"({"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":\"b \\\" c\"}"}})");
  CHECK(call.pieces(3) ==
        R"("tool_calls":[{"index":3,"id":"c1","type":"function","function":{"name":"f","arguments":""}}])"
        "\n"
        R"("tool_calls":[{"index":3,"function":{"arguments":"{\"a\":\"b \\\" c\"}"}}])");
}

TEST_CASE("F3: a custom tool's call, whole and in two pieces") {
  const Call call("shell", R"({"input":"ls\n\"a\""})");
  CHECK(call.call.custom);
  CHECK(call.whole() == R"({"id":"c1","type":"custom","custom":{"name":"shell","input":"ls\n\"a\""}})");
  CHECK(call.pieces(0) == R"("tool_calls":[{"index":0,"id":"c1","type":"custom","custom":{"name":"shell","input":""}}])"
                          "\n"
                          R"("tool_calls":[{"index":0,"custom":{"input":"ls\n\"a\""}}])");
}

TEST_CASE("F3: a custom tool's text that is none is the whole object") {
  CHECK(Call("shell", R"({"input": 5})").input() == R"({\"input\":5})");
  CHECK(Call("shell", R"({ })").input() == "{}");
  CHECK(Call("shell", R"({"input":"","x":1})").input().empty());
}

TEST_CASE("F3: only the name of a declared custom tool makes a call custom") {
  CHECK(!Call("Shell", R"({"input":"a"})").call.custom);
  const Call unasked("shell", R"({"input":"a"})", "c1", {}, false);
  CHECK(unasked.whole() ==
        R"({"id":"c1","type":"function","function":{"name":"shell","arguments":"{\"input\":\"a\"}"}})");
}

TEST_CASE("F3: a signature goes into the id and beside the call, once in a stream") {
  const Call call("f", "{}", "c1", "U2ln+w==");
  CHECK(call.whole() == R"({"id":"c1__thought__U2ln-w","type":"function","function":{"name":"f","arguments":"{}"},)"
                        R"("extra_content":{"google":{"thought_signature":"U2ln+w=="}}})");
  CHECK(
      call.pieces(1) ==
      R"("tool_calls":[{"index":1,"id":"c1__thought__U2ln-w","type":"function","function":{"name":"f","arguments":""},)"
      R"("extra_content":{"google":{"thought_signature":"U2ln+w=="}}}])"
      "\n"
      R"("tool_calls":[{"index":1,"function":{"arguments":"{}"}}])");
}

TEST_CASE("F3: the older form has neither id nor type nor place in a list") {
  Call call("f", R"({"a": 1})", "c1", "c2ln");
  call.head.head.form.legacy_calls = true;
  Buffer whole;
  json::Writer writer(whole);
  openai::write_function_call(call.call, call.arguments, call.arena, writer);
  const std::string signature = R"("extra_content":{"google":{"thought_signature":"c2ln"}})";
  CHECK(test::str(whole.view()) == R"("function_call":{"name":"f","arguments":"{\"a\":1}",)" + signature + "}");
  CHECK(call.pieces(0) == R"("function_call":{"name":"f","arguments":"",)" + signature +
                              "}\n"
                              R"("function_call":{"arguments":"{\"a\":1}"})");
}

TEST_CASE("F3: a call without an id gets one, the same in all its pieces") {
  const Call call("f", "{}", "");
  CHECK(call.call.id.size() == 29);
  CHECK(Bytes(call.call.id).substr(0, 5) == "call_");
  CHECK(call.whole().find("\"id\":\"" + test::str(call.call.id) + "\"") != std::string::npos);
  CHECK(call.pieces(0).find("\"id\":\"" + test::str(call.call.id) + "\"") != std::string::npos);
}
