// Tools by hand: which go together before and since Gemini 3, and when the choice has to be said.
#include "dialect/gemini/request/tools.h"

#include "dialect/dialect_support.h"

using namespace rota;
using Kind = chat::Tool::Kind;
using Mode = chat::ToolChoice::Mode;

namespace {

struct Box {
  chat::Tool& add(Kind kind, json::Escaped name = {}, json::Raw schema = {}) {
    chat::Tool tool;
    tool.kind = kind;
    tool.name = name;
    tool.schema = schema;
    tool.param = "the.field";
    return conversation.tools.push(arena, tool);
  }
  void choose(Mode mode, json::Escaped allowed = {}) {
    conversation.tool_choice = {};
    conversation.tool_choice.mode = mode;
    if (!allowed.empty()) conversation.tool_choice.allowed.push(arena, {allowed, {}});
  }
  /// Both members, or "status param: message" of a refusal.
  std::string write(Bytes model) {
    Buffer out;
    json::Writer writer(out);
    json::Reader scratch;
    gemini::FunctionNames names(arena);
    writer.begin_object();
    gemini::SchemaBudget budget;
    const Status written = gemini::write_tools(conversation, gemini::traits_of(model), dialect::Strictness::asked,
                                            names, budget, scratch, writer);
    if (!written.ok()) {
      const Failure& failure = written.failure();
      return std::to_string(failure.status) + " " + test::str(failure.param) + ": " + test::str(failure.message);
    }
    writer.end_object();
    CHECK(test::is_json(test::str(out.view())));
    return test::str(out.view());
  }
  std::string older() { return write("gemini-2.5-flash"); }
  std::string newer() { return write("gemini-3-flash"); }

  Arena arena;
  chat::Conversation conversation;
};

const std::string f = R"({"functionDeclarations":[{"name":"f","description":""}]})";

std::string with_choice(const std::string& choice) {
  return R"({"tools":[)" + f + R"(],"toolConfig":{"functionCallingConfig":)" + choice + "}}";
}

}  // namespace

TEST_CASE("gemini tools: a choice of none leaves functions declared and Google's tools out") {
  Box box;
  CHECK_FALSE(gemini::has_tools(box.conversation));
  CHECK(box.newer() == "{}");
  box.add(Kind::web_search);
  CHECK(gemini::has_tools(box.conversation));
  box.choose(Mode::none);
  CHECK_FALSE(gemini::has_tools(box.conversation));
  CHECK(box.newer() == "{}");
  box.add(Kind::function, "f");
  CHECK(gemini::has_tools(box.conversation));
  CHECK(box.newer() == with_choice(R"({"mode":"NONE"})"));
}

TEST_CASE("gemini tools: each of Google's tools once, in the client's words where it chose those") {
  Box box;
  for (const Kind kind : {Kind::web_search, Kind::run_code, Kind::web_search, Kind::read_urls, Kind::run_code}) {
    box.add(kind);
  }
  box.choose(Mode::required);  // says nothing about them
  CHECK(box.older() == R"({"tools":[{"googleSearch":{}},{"codeExecution":{}},{"urlContext":{}}]})");
  Box native;
  native.add(Kind::web_search);
  native.add(Kind::native, "google_search", R"({"time_range_filter":{"start_time":"t"}})").owner = "gemini";
  native.add(Kind::native, "computer", "{}").owner = "another";
  CHECK(native.older() == R"({"tools":[{"googleSearch":{"timeRangeFilter":{"startTime":"t"}}}]})");
}

TEST_CASE("F3: of Google's own tools of one name, in either spelling, one goes up: the first with settings") {
  Box box;
  box.add(Kind::run_code);
  box.add(Kind::native, "code_execution", R"({"a":1})").owner = "gemini";
  box.add(Kind::native, "codeExecution", R"({"a":2})").owner = "gemini";
  box.add(Kind::native, "google_maps", "{}").owner = "gemini";
  box.add(Kind::native, "googleMaps", "{}").owner = "gemini";
  box.add(Kind::read_urls);
  CHECK(box.older() == R"({"tools":[{"codeExecution":{"a":1}},{"googleMaps":{}},{"urlContext":{}}]})");
}

TEST_CASE("gemini tools: functions and Google's tools together since Gemini 3, functions alone before") {
  Box box;
  box.add(Kind::run_code);
  box.add(Kind::function, "f");
  CHECK(box.older() == R"({"tools":[)" + f + "]}");
  CHECK(box.newer() == R"({"tools":[)" + f +
                           R"(,{"codeExecution":{}}],"toolConfig":{"functionCallingConfig":)"
                           R"({"mode":"VALIDATED"},"includeServerSideToolInvocations":true}})");
}

TEST_CASE("gemini tools: the choice in Google's modes, names with those that take them") {
  Box box;
  chat::Tool& tool = box.add(Kind::function, "f");
  CHECK(box.older() == R"({"tools":[)" + f + "]}");
  box.choose(Mode::automatic);
  CHECK(box.older() == with_choice(R"({"mode":"AUTO"})"));
  box.choose(Mode::automatic, "f");
  CHECK(box.older() == with_choice(R"({"mode":"VALIDATED","allowedFunctionNames":["f"]})"));
  box.choose(Mode::required, "f");
  CHECK(box.older() == with_choice(R"({"mode":"ANY","allowedFunctionNames":["f"]})"));
  box.choose(Mode::none, "f");
  CHECK(box.older() == with_choice(R"({"mode":"NONE"})"));
  tool.strict = true;
  box.choose(Mode::unset);
  CHECK(box.older() == with_choice(R"({"mode":"VALIDATED"})"));
  box.choose(Mode::required);
  CHECK(box.older() == with_choice(R"({"mode":"ANY"})"));
}

TEST_CASE("gemini tools: declarations say changed names alike everywhere, and schemas in Google's form") {
  Box box;
  box.add(Kind::custom, "a b", R"({"properties":{"input":{"const":"x"}}})").description = R"(d\n)";
  box.choose(Mode::required, "a b");
  CHECK(box.older() == R"({"tools":[{"functionDeclarations":[{"name":"a_b","description":"d\n","parametersJsonSchema":)"
                       R"({"type":"object","properties":{"input":{"enum":["x"],"type":"string"}}}}]}],"toolConfig":)"
                       R"({"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a_b"]}}})");
}

TEST_CASE("gemini tools: a schema that is none is the client's, and its field is named") {
  Box box;
  box.add(Kind::function, "f", "{}");
  box.add(Kind::function, "g", R"({"type":"string"})").param = "tools[1].function.parameters";
  CHECK(box.older() ==
        "400 tools[1].function.parameters: "
        "The parameters of a function must be a schema of type \"object\".");
}

TEST_CASE("G1: a namespaced tool is declared and chosen under its joined name") {
  Box box;
  box.add(Kind::function, "open").name_space = "files";
  box.conversation.tool_choice.mode = Mode::required;
  box.conversation.tool_choice.allowed.push(box.arena, {"open", "files"});
  CHECK(box.older() ==
        R"({"tools":[{"functionDeclarations":[{"name":"files__open","description":""}]}],)"
        R"("toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["files__open"]}}})");
}
