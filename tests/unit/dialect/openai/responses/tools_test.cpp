// Tools and choices of Responses: every type, and those that nobody here can run.
#include "responses_support.h"

using rota::test::responses_translate;

namespace {

/// What follows the contents of a request with these fields.
std::string sent(const std::string& fields, const std::string& model = "gemini-2.5-flash") {
  const std::string all = responses_translate(R"({"model":")" + model + R"(","input":"q",)" + fields + "}");
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]}])";
  if (all.rfind(before, 0) != 0) return all;
  return all == before + "}" ? "" : all.substr(before.size() + 1, all.size() - before.size() - 2);
}

const std::string f = R"({"type":"function","name":"f","description":"d","strict":false,"parameters":null})";
const std::string space =
    R"({"type":"namespace","name":"n","description":"x","tools":[{"type":"function","name":"f","description":"e"},)"
    R"({"type":"custom","name":"g","description":"c"}]})";
const std::string declared_f = R"("tools":[{"functionDeclarations":[{"name":"f","description":"d"}]}])";

std::string config(const std::string& inside) { return R"(,"toolConfig":{"functionCallingConfig":{)" + inside + "}}"; }

}  // namespace

TEST_CASE("G1: functions, custom tools and namespaces are declared") {
  CHECK(sent(R"("tools":[)" + f + "]") == declared_f);
  CHECK(sent(R"("tools":[)" + f + "," + space + "]") ==
        R"("tools":[{"functionDeclarations":[{"name":"f","description":"d"},{"name":"n__f","description":"e"},)"
        R"({"name":"n__g","description":"c","parametersJsonSchema":{"type":"object","properties":{"input":{"type":"string"}},)"
        R"("required":["input"]}}]}])");
  CHECK(sent(R"("tools":[{"type":"namespace","name":"functions","description":"x","tools":[)" + f + "]}]") == declared_f);
  const std::string grammar = sent(R"("tools":[{"type":"custom","name":"patch","description":"p","format":{"type":"grammar",)"
                                   R"("syntax":"lark","definition":"start: X"}}])");
  CHECK(grammar.find("A text that follows this grammar (lark): start: X") != std::string::npos);
}

TEST_CASE("G1: tools of this dialect's own are functions upstream, and those of the upstream are its own") {
  CHECK(sent(R"("tools":[{"type":"local_shell"}])").find(R"("name":"local_shell")") != std::string::npos);
  CHECK(sent(R"("tools":[{"type":"tool_search","execution":"client"}])").find(R"("name":"tool_search")") != std::string::npos);
  CHECK(sent(R"("tools":[{"type":"tool_search"}])").empty());
  CHECK(sent(R"("tools":[{"type":"web_search","search_context_size":"low"}])") == R"("tools":[{"googleSearch":{}}])");
  CHECK(sent(R"("tools":[{"type":"web_search","external_web_access":false}])").empty());
  CHECK(sent(R"("tools":[{"type":"web_search","external_web_access":true}])") == R"("tools":[{"googleSearch":{}}])");
  CHECK(sent(R"("tools":[{"type":"code_interpreter","container":{"type":"auto"}}])") == R"("tools":[{"codeExecution":{}}])");
  CHECK(sent(R"("tools":[{"type":"image_generation"}])", "gemini-2.5-flash-image") ==
        R"("generationConfig":{"responseModalities":["TEXT","IMAGE"]})");
}

TEST_CASE("F9: what only OpenAI's servers can run is refused by its name") {
  for (const char* type : {"file_search", "mcp", "computer_use_preview", "computer", "shell", "apply_patch", "thing"}) {
    CHECK(sent(R"("tools":[)" + f + R"(,{"type":")" + type + R"("}])").rfind("400 tools[1].type: ", 0) == 0);
  }
  CHECK(sent(R"("tools":{})").rfind("400 tools: ", 0) == 0);
  CHECK(sent(R"("tools":[7])").rfind("400 tools[0]: ", 0) == 0);
  CHECK(sent(R"("tools":[{"type":"function"}])").rfind("400 tools[0]", 0) == 0);
  CHECK(sent(R"("tools":[{"type":"namespace","name":"n"}])").rfind("400 tools[0].tools: ", 0) == 0);
  CHECK(sent(R"("tools":[{"type":"namespace","name":"n","tools":[{"type":"function"}]}])").rfind("400 tools[0].tools[0]", 0) == 0);
}

TEST_CASE("G1: a choice in every form") {
  const std::string tools = R"("tools":[)" + f + "," + space + R"(],"tool_choice":)";
  const auto choice = [&tools](const std::string& wanted) {
    const std::string all = sent(tools + wanted);
    const std::size_t at = all.find(R"(,"toolConfig")");
    return all.rfind("400", 0) == 0 ? all : at == std::string::npos ? std::string() : all.substr(at);
  };
  CHECK(choice(R"("auto")") == config(R"("mode":"AUTO")"));
  CHECK(choice(R"("none")") == config(R"("mode":"NONE")"));
  CHECK(choice(R"("required")") == config(R"("mode":"ANY")"));
  CHECK(choice(R"({"type":"function","name":"f"})") == config(R"("mode":"ANY","allowedFunctionNames":["f","n__f"])"));
  CHECK(choice(R"({"type":"function","name":"f","namespace":"n"})") == config(R"("mode":"ANY","allowedFunctionNames":["n__f"])"));
  CHECK(choice(R"({"type":"custom","name":"g"})") == config(R"("mode":"ANY","allowedFunctionNames":["n__g"])"));
  CHECK(choice(R"({"type":"web_search"})") == config(R"("mode":"AUTO")"));
  CHECK(choice(R"({"type":"allowed_tools","mode":"required","tools":[{"type":"custom","name":"g"}]})") ==
        config(R"("mode":"ANY","allowedFunctionNames":["n__g"])"));
  CHECK(choice(R"({"type":"allowed_tools","mode":"auto","tools":[]})") == config(R"("mode":"NONE")"));
  CHECK(choice(R"({"type":"function","name":"x"})").rfind("400 tool_choice.name: ", 0) == 0);
  CHECK(choice(R"({"type":"function"})").rfind("400 tool_choice.name: ", 0) == 0);
  CHECK(choice(R"({})").rfind("400 tool_choice.type: ", 0) == 0);
  CHECK(choice("7").rfind("400 tool_choice: ", 0) == 0);
  CHECK(choice(R"("any")").rfind("400 tool_choice: ", 0) == 0);
  CHECK(sent(R"("tool_choice":"required")").rfind("400 tool_choice: ", 0) == 0);
}
