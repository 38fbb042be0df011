// Tool choice: the mode and the names that every form gives, and where a complaint points.
#include "dialect/openai/chat/tool_choice.h"

#include "dialect/dialect_support.h"

using namespace rota;
using Kind = chat::Tool::Kind;

namespace {

/// "mode name,name", or "400 param".
std::string read(const std::string& fields, const std::vector<std::pair<const char*, Kind>>& declared) {
  test::Document document("{" + fields + "}");
  REQUIRE(document.ok);
  List<chat::Tool> tools;
  for (const auto& [name, kind] : declared) {
    chat::Tool tool;
    tool.name = json::trust_escaped(name);
    tool.kind = kind;
    tools.push(document.arena, tool);
  }
  openai::Checks checks(document.arena);
  chat::ToolChoice choice;
  openai::read_tool_choice(openai::RequestMembers(document.root, document.arena), tools, checks, choice);
  if (checks.failed()) return std::to_string(checks.failure().status) + " " + test::str(checks.failure().param);
  const char* const modes[] = {"unset", "none", "automatic", "required"};
  std::string all = modes[static_cast<int>(choice.mode)];
  for (std::size_t i = 0; i < choice.allowed.size(); ++i) {
    all += (i == 0 ? " " : ",") + test::str(choice.allowed[i].name);
    CHECK(choice.allowed[i].name_space.empty());
  }
  return all;
}

/// Among the function f, the custom tool c and a search of the upstream's.
std::string chosen(const std::string& fields) {
  return read(fields, {{"f", Kind::function}, {"c", Kind::custom}, {"s", Kind::web_search}});
}
std::string choice(const std::string& value) { return chosen(R"("tool_choice":)" + value); }

}  // namespace

TEST_CASE("F3: one tool is chosen, nested or flat, a function or a custom one") {
  CHECK(choice(R"({"type":"custom","custom":{"name":"c"}})") == "required c");
  CHECK(choice(R"({"type":"custom","name":"c"})") == "required c");
  CHECK(choice(R"({"function":{"name":"f"}})") == "required f");
  CHECK(choice(R"({"name":"f"})") == "required f");
  CHECK(choice(R"({"type":"allowed_tools","tools":[{"name":"c"},{"type":"function","function":{"name":"f"}}]})") ==
        "automatic c,f");
  CHECK(choice(R"({"type":"allowed_tools","allowed_tools":{"mode":"none","tools":[{"name":"f"}]}})") == "none f");
}

TEST_CASE("F3: function_call counts where tool_choice is not set, and is checked all the same") {
  CHECK(chosen(R"("other":1)") == "unset");
  CHECK(choice("null") == "unset");
  CHECK(chosen(R"("tool_choice":null,"function_call":{"name":"f"})") == "required f");
  CHECK(chosen(R"("function_call":"auto")") == "automatic");
  CHECK(chosen(R"("tool_choice":{"name":"c"},"function_call":{"name":"f"})") == "required c");
  CHECK(chosen(R"("tool_choice":"auto","function_call":{"name":"x"})") == "400 function_call.name");
  CHECK(chosen(R"("function_call":{"function":{"name":"f"}})") == "400 function_call.name");
}

TEST_CASE("F3: a call that must be made needs a function that can be") {
  CHECK(read(R"("tool_choice":"required")", {}) == "400 tool_choice");
  CHECK(read(R"("tool_choice":"any")", {{"s", Kind::web_search}, {"n", Kind::native}}) == "400 tool_choice");
  CHECK(read(R"("tool_choice":"required")", {{"s", Kind::web_search}, {"c", Kind::custom}}) == "required");
  CHECK(read(R"("tool_choice":"auto")", {}) == "automatic");
  CHECK(choice(R"({"name":"s"})") == "400 tool_choice.name");  // the upstream's own is not called by the client
}

TEST_CASE("F9: a bad choice is a 400 that names its place") {
  const std::pair<const char*, const char*> cases[] = {
      {"5", "400 tool_choice"},
      {R"(["f"])", "400 tool_choice"},
      {R"("f")", "400 tool_choice"},
      {R"("")", "400 tool_choice"},
      {R"({})", "400 tool_choice.function"},
      {R"({"type":"custom","function":{"name":"f"}})", "400 tool_choice.custom"},
      {R"({"type":"x","name":"f"})", "400 tool_choice.type"},
      {R"({"type":5,"name":"f"})", "400 tool_choice.type"},
      {R"({"type":"function","function":{}})", "400 tool_choice.function.name"},
      {R"({"type":"function","function":{"name":5}})", "400 tool_choice.function.name"},
      {R"({"type":"function","function":{"name":"F"}})", "400 tool_choice.function.name"},
      {R"({"type":"allowed_tools"})", "400 tool_choice.tools"},
      {R"({"type":"allowed_tools","allowed_tools":{"tools":{}}})", "400 tool_choice.allowed_tools.tools"},
      {R"({"type":"allowed_tools","mode":"x","tools":[]})", "400 tool_choice.mode"},
      {R"({"type":"allowed_tools","tools":["f"]})", "400 tool_choice.tools[0]"},
      {R"({"type":"allowed_tools","tools":[{"name":"f"},{"name":"g"}]})", "400 tool_choice.tools[1].name"},
      {R"({"type":"allowed_tools","tools":[{"name":"f"},{"name":"f"},{"name":"f"},{"name":"f"}]})",
       "400 tool_choice.tools"},
  };
  for (const auto& [value, expected] : cases) {
    INFO(value);
    CHECK(choice(value) == expected);
  }
}
