// Declarations, built-in tools, choices, and what goes together in which series.
#include "base/limits.h"
#include "dialect/dialect_support.h"

using rota::test::translate;

namespace {

/// What follows the contents of a request with these fields.
std::string after_contents(const std::string& model, const std::string& fields) {
  const std::string all =
      translate(R"({"model":")" + model + R"(","messages":[{"role":"user","content":"q"}],)" + fields + "}");
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]}],)";
  if (all == before.substr(0, before.size() - 1) + "}") return "";
  if (all.rfind(before, 0) != 0) return all;
  return all.substr(before.size(), all.size() - before.size() - 1);
}
std::string sent(const std::string& fields) { return after_contents("gemini-2.5-flash", fields); }
std::string sent_3(const std::string& fields) { return after_contents("gemini-3-flash", fields); }

const std::string f = R"({"type":"function","function":{"name":"f","description":"d"}})";
const std::string g = R"({"type":"function","function":{"name":"g"}})";
const std::string declared_f = R"("tools":[{"functionDeclarations":[{"name":"f","description":"d"}]}])";
const std::string declared_fg =
    R"("tools":[{"functionDeclarations":[{"name":"f","description":"d"},{"name":"g","description":""}]}])";

std::string config(const std::string& inside) { return R"(,"toolConfig":{"functionCallingConfig":{)" + inside + "}}"; }

}  // namespace

TEST_CASE("F3: functions in every form") {
  CHECK(sent(R"("tools":[)" + f + "]") == declared_f);
  CHECK(sent(R"("tools":[{"function":{"name":"f","description":"d","parameters":{}}}])") == declared_f);
  CHECK(sent(R"("tools":[{"type":"function","name":"f","description":"d","parameters":null}])") == declared_f);
  CHECK(sent(R"("functions":[{"name":"f","description":"d"}])") == declared_f);
  CHECK(sent(R"("tools":[],"functions":[])").empty());
  const std::string with_schema = sent(
      R"("tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object",)"
      R"("properties":{"title":{"type":"string","minLength":1}},"required":["title"],)"
      R"("additionalProperties":false}}}])");
  CHECK(
      with_schema ==
      R"("tools":[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object",)"
      R"("properties":{"title":{"type":"string","minLength":1}},"required":["title"],)"
      R"("additionalProperties":false}}]}])");
  // A name that Google refuses is changed, the same everywhere.
  const std::string renamed = sent(R"("tools":[{"type":"function","function":{"name":"a b/c"}}],)"
                                   R"("tool_choice":{"type":"function","function":{"name":"a b/c"}})");
  CHECK(renamed == R"("tools":[{"functionDeclarations":[{"name":"a_b_c","description":""}]}])" +
                       config(R"("mode":"ANY","allowedFunctionNames":["a_b_c"])"));
}

TEST_CASE("F3: custom tools take one text") {
  const std::string shown = R"("tools":[{"functionDeclarations":[{"name":"f","description":"d",)"
  R"("parametersJsonSchema":)"
                            R"({"type":"object","properties":{"input":{"type":"string")";
  CHECK(sent(R"("tools":[{"type":"custom","custom":{"name":"f","description":"d"}}])") ==
        shown + R"(}},"required":["input"]}}]}])");
  CHECK(sent(R"("tools":[{"type":"custom","custom":{"name":"f","description":"d","format":{"type":"text"}}}])") ==
        shown + R"(}},"required":["input"]}}]}])");
  CHECK(sent(R"("tools":[{"type":"custom","custom":{"name":"f","description":"d","format":{"type":"grammar",)"
             R"("grammar":{"syntax":"lark","definition":"start: \"a\""}}}}])") ==
        shown +
            R"(,"description":"A text that follows this grammar (lark): start: \"a\""}},"required":["input"]}}]}])");
}

TEST_CASE("F3: Google's own tools, however they are named") {
  const char* const searches[] = {
      R"("tools":[{"type":"web_search"}])",
      R"("tools":[{"type":"web_search_preview"}])",
      R"("tools":[{"type":"web_search_preview_2025_03_11"}])",
      R"("tools":[{"type":"web_search_2025_08_26"}])",
      R"("tools":[{"type":"google_search"}])",
      R"("tools":[{"type":"function","function":{"name":"googleSearch"}}])",
      (R"("tools":[{"type":"function","function":{"name":"google_search","parameters":{"type":"object",)"
       R"("properties":{}}}}])"),
      R"("tools":[{"google_search":{}}])",
      R"("tools":[{"googleSearch":{}},{"type":"web_search"}])",
      R"("web_search_options":{})",
      R"("web_search_options":{"search_context_size":"high","user_location":{"type":"approximate"}})",
      R"("extra_body":{"google":{"tools":[{"google_search":{}}]}})",
  };
  for (const char* fields : searches) {
    INFO(fields);
    CHECK(sent(fields) == R"("tools":[{"googleSearch":{}}])");
  }
  CHECK(sent(R"("tools":[{"type":"code_interpreter"},{"codeExecution":{}},{"type":"url_context"}])") ==
        R"("tools":[{"codeExecution":{}},{"urlContext":{}}])");
  CHECK(
      sent(R"("tools":[{"google_maps":{"enable_widget":true}},)"
      R"({"file_search":{"file_search_store_names":["a_b"]}}])") ==
      R"("tools":[{"googleMaps":{"enableWidget":true}},{"fileSearch":{"fileSearchStoreNames":["a_b"]}}])");
  CHECK(sent(R"("web_search_options":{},"tools":[{"googleSearch":{"time_range_filter":{"start_time":"x"}}}])") ==
        R"("tools":[{"googleSearch":{"timeRangeFilter":{"startTime":"x"}}}])");
  // The search with parameters of its own is the client's function.
  CHECK(sent(R"("tools":[{"type":"function","function":{"name":"google_search","description":"d","parameters":)"
             R"({"type":"object","properties":{"q":{"type":"string"}}}}}])")
            .find("functionDeclarations") != std::string::npos);
}

TEST_CASE("F3: who declares functions and no tools waits for the older form of calls") {
  const auto is_legacy = [](const std::string& fields) {
    rota::test::Document document(R"({"model":"m","messages":[{"role":"user","content":"a"}],)" + fields + "}");
    const auto read = rota::openai::read_chat_request(document.root, document.arena);
    REQUIRE(read.ok());
    return read->form.legacy_calls;
  };
  CHECK(is_legacy(R"("functions":[{"name":"f"}])"));
  CHECK(is_legacy(R"("functions":[{"name":"f"}],"tools":[],"function_call":"auto")"));
  CHECK(!is_legacy(R"("functions":[{"name":"f"}],"tools":[{"type":"function","function":{"name":"g"}}])"));
  CHECK(!is_legacy(R"("functions":[],"tools":[{"type":"function","function":{"name":"g"}}])"));
  CHECK(!is_legacy(R"("user":"u")"));
}

TEST_CASE("F3: functions beside Google's own tools: both from Gemini 3 on, the functions alone before") {
  const std::string both = R"("tools":[)" + f + R"(,{"type":"web_search"}])";
  CHECK(sent(both) == declared_f);
  CHECK(sent_3(both) ==
        R"("tools":[{"functionDeclarations":[{"name":"f","description":"d"}]},{"googleSearch":{}}],"toolConfig":)"
        R"({"functionCallingConfig":{"mode":"VALIDATED"},"includeServerSideToolInvocations":true})");
  CHECK(sent_3(both + R"(,"tool_choice":"required")").find(R"("mode":"ANY")") != std::string::npos);
  // "none" forbids both.
  CHECK(sent_3(both + R"(,"tool_choice":"none")") == declared_f + config(R"("mode":"NONE")"));
  CHECK(sent_3(R"("web_search_options":{},"tool_choice":"none")").empty());
}

TEST_CASE("F3: tool_choice in every form") {
  const std::string tools = R"("tools":[)" + f + "," + g + "],";
  const std::pair<const char*, const char*> cases[] = {
      {R"("tool_choice":"auto")", R"("mode":"AUTO")"},
      {R"("tool_choice":"none")", R"("mode":"NONE")"},
      {R"("tool_choice":"required")", R"("mode":"ANY")"},
      {R"("tool_choice":"any")", R"("mode":"ANY")"},
      {R"("tool_choice":{"type":"function","function":{"name":"g"}})", R"("mode":"ANY",)"
       R"("allowedFunctionNames":["g"])"},
      {R"("tool_choice":{"type":"function","name":"g"})", R"("mode":"ANY","allowedFunctionNames":["g"])"},
      {R"("tool_choice":{"type":"custom","custom":{"name":"g"}})", R"("mode":"ANY","allowedFunctionNames":["g"])"},
      {R"("tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function",)"
       R"("function":{"name":"f"}}]}})",
       R"("mode":"VALIDATED","allowedFunctionNames":["f"])"},
      {R"("tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},)"
       R"({"type":"function","name":"g"}]})",
       R"("mode":"ANY","allowedFunctionNames":["f","g"])"},
      {R"("tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}})", R"("mode":"NONE")"},
      {R"("function_call":"none")", R"("mode":"NONE")"},
      {R"("function_call":{"name":"f"})", R"("mode":"ANY","allowedFunctionNames":["f"])"},
      {R"("tool_choice":"auto","function_call":{"name":"f"})", R"("mode":"AUTO")"},
  };
  for (const auto& [choice, expected] : cases) {
    INFO(choice);
    CHECK(sent(tools + choice) == declared_fg + config(expected));
  }
  CHECK(sent(tools + R"("parallel_tool_calls":false)") == declared_fg);
  // Without a function there is nothing to choose from.
  CHECK(sent(R"("tool_choice":"auto")").empty());
  CHECK(sent(R"("tool_choice":"none")").empty());
}

TEST_CASE("F3: strict functions ask for validated calls") {
  const std::string strict = R"("tools":[{"type":"function","function":{"name":"f","description":"d",)"
  R"("strict":true}}])";
  CHECK(sent(strict) == declared_f + config(R"("mode":"VALIDATED")"));
  CHECK(sent(strict + R"(,"tool_choice":"auto")") == declared_f + config(R"("mode":"VALIDATED")"));
  CHECK(sent(strict + R"(,"tool_choice":"required")") == declared_f + config(R"("mode":"ANY")"));
  CHECK(sent(strict + R"(,"tool_choice":"none")") == declared_f + config(R"("mode":"NONE")"));
}

TEST_CASE("F9: a bad tool or choice is a 400 that names its place") {
  const std::pair<const char*, const char*> cases[] = {
      {R"("tools":["f"])", "400 tools[0]"},
      {R"("tools":[{}])", "400 tools[0].type"},
      {R"("tools":[{"type":5}])", "400 tools[0].type"},
      {R"("tools":[{"type":"mcp"}])", "400 tools[0].type"},
      {R"("tools":[{"type":"function"}])", "400 tools[0].function"},
      {R"("tools":[{"type":"function","function":{}}])", "400 tools[0].function.name"},
      {R"("tools":[{"type":"function","function":{"name":""}}])", "400 tools[0].function.name"},
      {R"("tools":[{"type":"function","function":{"name":"f",)"
       R"("description":1}}])", "400 tools[0].function.description"},
      {R"("tools":[{"type":"function","function":{"name":"f",)"
       R"("parameters":[]}}])", "400 tools[0].function.parameters"},
      {R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string"}}}])",
       "400 tools[0].function.parameters"},
      {R"("tools":[{"type":"function","function":{"name":"f","strict":"yes"}}])", "400 tools[0].function.strict"},
      {R"("tools":[{"type":"custom","custom":{"name":"f","format":"x"}}])", "400 tools[0].custom.format"},
      {R"("tools":[{"google_maps":true}])", "400 tools[0].google_maps"},
      {R"("functions":[{}])", "400 functions[0].name"},
      {R"("tools":[{"function":{"name":"f"}}],"tool_choice":"sometimes")", "400 tool_choice"},
      {R"("tools":[{"function":{"name":"f"}}],"tool_choice":{"type":"function"})", "400 tool_choice.function"},
      {R"("tools":[{"function":{"name":"f"}}],"tool_choice":{"type":"file_search"})", "400 tool_choice.type"},
      {R"("tools":[{"function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}})",
       "400 tool_choice.function.name"},
      {R"("tools":[{"function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools",)"
       R"("allowed_tools":{"mode":"auto"}})",
       "400 tool_choice.allowed_tools.tools"},
      {R"("tools":[{"type":"web_search"}],"tool_choice":"required")", "400 tool_choice"},
  };
  for (const auto& [fields, expected] : cases) {
    INFO(fields);
    const std::string answer = sent(fields);
    CHECK(answer.substr(0, answer.find(": ")) == expected);
  }
  std::string many = f;
  for (std::size_t i = 1; i <= rota::limits::tools; ++i) many += "," + f;
  CHECK(sent(R"("tools":[)" + many + "]") == "400 tools: Invalid 'tools': it holds more than 512 tools.");
  const std::string name(rota::limits::tool_name_bytes, 'n');
  CHECK(sent(R"("tools":[{"type":"function","function":{"name":")" + name + R"("}}])").substr(0, 4) != "400 ");
  CHECK(sent(R"("tools":[{"type":"function","function":{"name":"n)" + name + R"("}}])") ==
        "400 tools[0].function.name: Invalid 'tools[0].function.name': it is longer than 1,024 bytes.");
}
