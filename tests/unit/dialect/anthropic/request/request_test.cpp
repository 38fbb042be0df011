// Requests: what of each member reaches Gemini, and what is wrong with those that do not.
#include "dialect/anthropic/anthropic_support.h"

using namespace rota;
using test::from_anthropic;

namespace {

const std::string hi = R"("messages":[{"role":"user","content":"Hi"}])";

std::string with(const std::string& members) { return from_anthropic(R"({"model":"gemini-3-flash-preview",)" + members + "}"); }
std::string said(const std::string& messages) { return with(R"("messages":[)" + messages + "]"); }
bool has(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("G1: wrong types are refused by the name of their place") {
  struct Case {
    const char* members;
    const char* place;
  };
  const Case cases[] = {
      {R"("messages":5)", "messages"},
      {R"("messages":[])", "messages"},
      {R"("messages":[5])", "messages.0"},
      {R"("messages":[{"content":"a"}])", "messages.0.role"},
      {R"("messages":[{"role":5,"content":"a"}])", "messages.0.role"},
      {R"("messages":[{"role":"user"}])", "messages.0.content"},
      {R"("messages":[{"role":"user","content":5}])", "messages.0.content"},
      {R"("messages":[{"role":"user","content":[5]}])", "messages.0.content.0"},
      {R"("messages":[{"role":"user","content":[{}]}])", "messages.0.content.0.type"},
      {R"("messages":[{"role":"user","content":[{"type":5}]}])", "messages.0.content.0.type"},
      {R"("messages":[{"role":"user","content":[{"type":"text"}]}])", "messages.0.content.0.text"},
      {R"("messages":[{"role":"user","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]}])", "messages.0.content.0"},
      {R"("messages":[{"role":"user","content":[{"type":"tool_result"}]}])", "messages.0.content.0.tool_use_id"},
      {R"("messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","is_error":1}]}])", "messages.0.content.0.is_error"},
      {R"("messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":1}]}]}])",
       "messages.0.content.0.content.0.text"},
      {R"("messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"x"}]}])", "messages.0.content.0.input"},
      {R"("messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":""}]}])", "messages.0.content.0.name"},
      {R"("messages":[{"role":"assistant","content":[{"type":"thinking","signature":"a"}]}])", "messages.0.content.0.thinking"},
      {R"("messages":[{"role":"assistant","content":[{"type":"redacted_thinking"}]}])", "messages.0.content.0.data"},
      {R"("messages":[{"role":"user","content":[{"type":"image"}]}])", "messages.0.content.0.source"},
      {R"("messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png"}}]}])",
       "messages.0.content.0.source.data"},
      {R"("messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"ftp://a"}}]}])", "messages.0.content.0.source.url"},
      {R"("messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"file_1"}}]}])",
       "messages.0.content.0.source.file_id"},
      {R"("messages":[{"role":"user","content":[{"type":"document","source":{"type":"dream"}}]}])", "messages.0.content.0.source"},
      {R"("messages":[{"role":"user","content":"Hi"}],"system":5)", "system"},
      {R"("messages":[{"role":"user","content":"Hi"}],"system":[{"type":"image"}])", "system.0"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tools":{})", "tools"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tools":[5])", "tools.0"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tools":[{}])", "tools.0.name"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":5}])", "tools.0.input_schema"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","description":5}])", "tools.0.description"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tool_choice":"auto")", "tool_choice"},
      {R"("messages":[{"role":"user","content":"Hi"}],"tool_choice":{"type":"maybe"})", "tool_choice"},
      {R"("messages":[{"role":"user","content":"Hi"}],"max_tokens":"9")", "max_tokens"},
      {R"("messages":[{"role":"user","content":"Hi"}],"max_tokens":0)", "max_tokens"},
      {R"("messages":[{"role":"user","content":"Hi"}],"temperature":"warm")", "temperature"},
      {R"("messages":[{"role":"user","content":"Hi"}],"top_p":2)", "top_p"},
      {R"("messages":[{"role":"user","content":"Hi"}],"top_k":-1)", "top_k"},
      {R"("messages":[{"role":"user","content":"Hi"}],"stop_sequences":"a")", "stop_sequences"},
      {R"("messages":[{"role":"user","content":"Hi"}],"stop_sequences":[5])", "stop_sequences.0"},
      {R"("messages":[{"role":"user","content":"Hi"}],"thinking":true)", "thinking"},
      {R"("messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"deep"})", "thinking"},
      {R"("messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"enabled"})", "thinking.budget_tokens"},
      {R"("messages":[{"role":"user","content":"Hi"}],"output_config":{"effort":"huge"})", "output_config.effort"},
      {R"("messages":[{"role":"user","content":"Hi"}],"output_config":{"format":{"type":"xml"}})", "output_config.format"},
      {R"("messages":[{"role":"user","content":"Hi"}],"output_config":{"format":{"type":"json_schema"}})", "output_config.format.schema"},
      {R"("messages":[{"role":"user","content":"Hi"}],"metadata":"a")", "metadata"},
      {R"("messages":[{"role":"user","content":"Hi"}],"context_management":[])", "context_management"},
      {R"("messages":[{"role":"user","content":"Hi"}],"service_tier":5)", "service_tier"},
      {R"("messages":[{"role":"user","content":"Hi"}],"stream":"yes")", "stream"},
  };
  for (const Case& c : cases) {
    INFO(c.members);
    const std::string answer = with(c.members);
    INFO(answer);
    CHECK(answer.substr(0, 4) == "400 ");
    const std::string place = c.place;
    CHECK((has(answer, "'" + place + "'") || answer.rfind("400 " + place + ":", 0) == 0));
  }
  CHECK(has(from_anthropic("{" + hi + "}"), "'model'"));
  CHECK(has(from_anthropic(R"({"model":"",)" + hi + "}"), "'model'"));
  CHECK(has(from_anthropic("[]"), "must be a JSON object"));
}

TEST_CASE("G1: null is as good as nothing") {
  CHECK(with(hi + R"(,"system":null,"tools":null,"tool_choice":null,"max_tokens":null,"temperature":null,"top_p":null,)"
                  R"("top_k":null,"stop_sequences":null,"thinking":null,"output_config":null,"metadata":null,"stream":null,)"
                  R"("service_tier":null,"context_management":null)") == with(hi));
}

TEST_CASE("G1: how much to think") {
  const auto thinking = [](const std::string& members) {
    const std::string answer = with(hi + "," + members);
    const std::size_t at = answer.find(R"("thinkingConfig":)");
    return at == std::string::npos ? std::string() : answer.substr(at + 17, answer.find('}', at) - at - 16);
  };
  CHECK(thinking(R"("max_tokens":9)").empty());
  CHECK(thinking(R"("thinking":{"type":"adaptive"})") == R"({"includeThoughts":true})");
  CHECK(thinking(R"("thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high"})") == R"({"thinkingLevel":"HIGH"})");
  CHECK(thinking(R"("thinking":{"type":"adaptive","display":"updates"},"output_config":{"effort":"low"})") ==
        R"({"thinkingLevel":"LOW","includeThoughts":true})");
  CHECK(thinking(R"("thinking":{"type":"enabled","budget_tokens":8192})") == R"({"thinkingLevel":"MEDIUM","includeThoughts":true})");
  CHECK(thinking(R"("thinking":{"type":"disabled"},"output_config":{"effort":"max"})") == R"({"thinkingLevel":"MINIMAL"})");
  CHECK(thinking(R"("output_config":{"effort":"xhigh"})") == R"({"thinkingLevel":"HIGH"})");
}

TEST_CASE("G1: a word of the system's stands where it was said") {
  CHECK(has(said(R"({"role":"system","content":"First."},{"role":"user","content":"Hi"})"),
            R"("systemInstruction":{"parts":[{"text":"First."}]})"));
  const std::string later = said(
      R"({"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"system","content":[{"type":"text","text":"Be brief."}]},)"
      R"({"role":"user","content":"Go."})");
  CHECK(has(later, R"({"role":"user","parts":[{"text":"<system-reminder>\nBe brief.\n</system-reminder>"},{"text":"Go."}]})"));
  CHECK(has(said(R"({"role":"user","content":"Hi"},{"role":"system","content":"<system-reminder>\nX\n</system-reminder>"})"),
            R"([{"text":"Hi"},{"text":"<system-reminder>\nX\n</system-reminder>"}])"));
  // Between a call and its result it comes behind the result.
  CHECK(has(said(R"({"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},)"
                 R"({"role":"system","content":"Now."},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"b"}]})"),
            R"("response":{"output":"b"}}},{"text":"<system-reminder>)"));
}

TEST_CASE("G1: tools that come and go in mid-conversation are told of in words") {
  const auto change = [](const std::string& block) {
    return said(R"({"role":"user","content":"Hi"},{"role":"system","content":[)" + block + "]}");
  };
  CHECK(has(change(R"({"type":"tool_addition","tool":{"type":"tool_reference","name":"f"}})"), "The tool f is available."));
  CHECK(has(change(R"({"type":"tool_removal","tool":{"type":"tool_reference","name":"f"}})"), "The tool f is not available any more."));
  CHECK(has(change(R"({"type":"tool_addition"})"), "'messages.1.content.0.tool'"));
  CHECK(has(change(R"({"type":"tool_addition","tool":{"name":5}})"), "'messages.1.content.0.tool.name'"));
}

TEST_CASE("G1: empty texts are left out, and nothing at all is refused") {
  CHECK(has(said(R"({"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"x"}]})"), R"("parts":[{"text":"x"}])"));
  CHECK(has(said(R"({"role":"user","content":""})"), "there is nothing to answer"));
  // Who says nothing does not part two that do.
  for (const char* silent : {R"({"role":"assistant","content":[]})", R"({"role":"assistant","content":""})"}) {
    CHECK(has(said(R"({"role":"user","content":"a"},)" + std::string(silent) + R"(,{"role":"user","content":"b"})"),
              R"("contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"}]}])"));
  }
  CHECK(has(said(R"({"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"system","content":""},{"role":"assistant","content":"c"},)"
                 R"({"role":"user","content":"d"},{"role":"user","content":"e"})"),
            R"({"role":"model","parts":[{"text":"b"},{"text":"c"}]},{"role":"user","parts":[{"text":"d"},{"text":"e"}]}])"));
  // What is for the accounting alone is nothing, wherever it stands.
  CHECK(has(said(R"({"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"system","content":"x-anthropic-billing-header: c"},{"role":"user","content":"d"})"),
            R"({"role":"model","parts":[{"text":"b"}]},{"role":"user","parts":[{"text":"d"}]}])"));
}

TEST_CASE("G1 F3: a tool's result without content, as a string, as JSON, as an error") {
  const auto result = [](const std::string& members) {
    const std::string answer =
        said(R"({"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f"}]},)"
             R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"a")" + members + "}]}");
    const std::size_t at = answer.find(R"("response":)");
    REQUIRE(at != std::string::npos);
    return answer.substr(at + 11, answer.find("}}", at) - at - 10);
  };
  CHECK(result("") == R"({"output":""})");
  CHECK(result(R"(,"content":"x")") == R"({"output":"x"})");
  CHECK(result(R"(,"content":"{\"a\":1}")") == R"({"a":1})");
  CHECK(result(R"(,"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"is_error":true)") == R"({"error":"ab"})");
  CHECK(result(R"(,"content":[],"is_error":false)") == R"({"output":""})");
}

TEST_CASE("G1: a request deep as JSON may be and one with a megabyte of arguments are read") {
  const std::string long_text(1 << 20, 'a');
  CHECK(has(said(R"({"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{"x":")" + long_text +
                 R"("}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"b"}]})"),
            R"("args":{"x":"aaaa)"));
  std::string deep = "1";
  for (int i = 0; i < 40; ++i) deep = R"({"a":)" + deep + "}";
  CHECK(has(with(hi + R"(,"metadata":)" + deep), R"({"contents":[)"));
}

TEST_CASE("F8: code that was run goes back as it came where code may be run, else as text") {
  const std::string run =
      R"({"role":"user","content":"Hi"},{"role":"assistant","content":[)"
      R"({"type":"server_tool_use","id":"srvtoolu_1__thought__U2ln","name":"code_execution","input":{"code":"x = \"3\""}},)"
      R"({"type":"code_execution_tool_result","tool_use_id":"srvtoolu_1__thought__U2ln","content":)";
  const std::string behind = R"(},{"type":"text","text":"It is 3."}]},{"role":"user","content":"And?"})";
  const std::string done = R"({"type":"code_execution_result","stdout":"3\n","stderr":"","return_code":0,"content":[]})";
  const std::string tool = R"(,"tools":[{"type":"code_execution_20250522","name":"code_execution"}])";
  const auto sent = [&](const std::string& content, const std::string& tools) {
    return with(R"("messages":[)" + run + content + behind + "]" + tools);
  };
  CHECK(has(sent(done, tool), R"({"role":"model","parts":[{"executableCode":{"language":"PYTHON","code":"x = \"3\""},"thoughtSignature":"U2ln"},)"
                              R"({"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"3\n"}},{"text":"It is 3."}]})"));
  CHECK(has(sent(R"({"type":"code_execution_result","stdout":"","stderr":"bad","return_code":1,"content":[]})", tool),
            R"({"codeExecutionResult":{"outcome":"OUTCOME_FAILED","output":"bad"}})"));
  CHECK(has(sent(R"({"type":"code_execution_tool_result_error","error_code":"execution_time_exceeded"})", tool),
            R"({"outcome":"OUTCOME_DEADLINE_EXCEEDED","output":"execution_time_exceeded"})"));
  CHECK(has(sent(done, ""), R"({"text":"\n```python\nx = \"3\"\n```\n"},{"text":"\n```output\n3\n\n```\n"})"));
}

TEST_CASE("F8: how a server's tool is to be used is checked, and reaches no upstream") {
  const auto tool = [](const std::string& members) {
    return with(hi + R"(,"tools":[{"type":"web_search_20250305","name":"web_search")" + members + "}]");
  };
  const std::string plain = tool("");
  CHECK(has(plain, R"("tools":[{"googleSearch":{}}])"));
  CHECK(tool(R"(,"max_uses":1,"allowed_domains":["a.test"],"user_location":{"type":"approximate","city":"Bern"})") == plain);
  CHECK(tool(R"(,"max_uses":null,"blocked_domains":["a.test"],"user_location":null)") == plain);
  CHECK(has(tool(R"(,"max_uses":0)"), "'tools.0.max_uses'"));
  CHECK(has(tool(R"(,"blocked_domains":[5])"), "'tools.0.blocked_domains.0'"));
  CHECK(has(tool(R"(,"allowed_domains":[],"blocked_domains":[])"), "'tools.0.blocked_domains': it cannot stand beside"));
}

TEST_CASE("F9: a file that is stored elsewhere is refused by the name of its field") {
  const auto upload = [](const std::string& block) { return said(R"({"role":"user","content":[)" + block + "]}"); };
  const std::string why = ": no file is stored here. Send it inside the request, as base64.";
  CHECK(upload(R"({"type":"container_upload","file_id":"file_1"})") == "400 Invalid 'messages.0.content.0.file_id'" + why);
  CHECK(upload(R"({"type":"document","source":{"type":"file","file_id":"file_1"}})") ==
        "400 Invalid 'messages.0.content.0.source.file_id'" + why);
  CHECK(has(upload(R"({"type":"container_upload"})"), "'messages.0.content.0.file_id'"));
}
