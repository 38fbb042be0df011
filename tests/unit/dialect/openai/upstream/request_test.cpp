// Conversations written for an OpenAI-compatible upstream: settings, tools, formats.
#include "dialect/openai/upstream/upstream_testing.h"

using namespace rota;
using dialect::Amendments;
using test::rewritten;
using test::written;

namespace {

/// The members of a request beside its model and messages, in order.
std::string settings(const std::string& members, const Amendments& amendments = {}, const std::string& model = "m") {
  const std::string all =
      rewritten(R"({"model":")" + model + R"(","messages":[{"role":"user","content":"q"}],)" + members + "}", amendments);
  const std::string before = R"({"model":")" + model + "\"";
  const std::string messages = R"(,"messages":[{"role":"user","content":"q"}])";
  const std::size_t at = all.find(messages);
  if (all.rfind(before, 0) != 0 || at == std::string::npos) return all;
  return all.substr(before.size(), at - before.size()) + all.substr(at + messages.size(), all.size() - at - messages.size() - 1);
}

const std::string f = R"({"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}})";
const std::string g = R"({"type":"function","function":{"name":"g","description":"does","parameters":{"type":"object","properties":{}},"strict":true}})";

}  // namespace

TEST_CASE("H7: what was asked about sampling is asked again, in the client's own numbers") {
  CHECK(settings(R"("temperature":0.70,"top_p":1,"presence_penalty":0.5,"frequency_penalty":-1,"seed":7,"n":2,"stop":["a","b"],"logprobs":true,"top_logprobs":3)") ==
        R"(,"temperature":0.70,"top_p":1,"presence_penalty":0.5,"frequency_penalty":-1,"seed":7,"n":2,"stop":["a","b"],"logprobs":true,"top_logprobs":3)");
  CHECK(settings(R"("stop":["1","2","3","4","5"])") == R"(,"stop":["1","2","3","4"])");
  CHECK(settings(R"("top_k":40)").empty());  // chat has none
}

TEST_CASE("H12: refusals take hints away, and nothing else") {
  const std::string all = R"("temperature":1,"top_p":1,"presence_penalty":1,"frequency_penalty":1,"seed":7,"service_tier":"flex","n":2)";
  CHECK(settings(all, {.sampling = true}) == R"(,"presence_penalty":1,"frequency_penalty":1,"seed":7,"n":2,"service_tier":"flex")");
  CHECK(settings(all, {.penalties = true}) == R"(,"temperature":1,"top_p":1,"seed":7,"n":2,"service_tier":"flex")");
  CHECK(settings(all, {.seed = true}) == R"(,"temperature":1,"top_p":1,"presence_penalty":1,"frequency_penalty":1,"n":2,"service_tier":"flex")");
  CHECK(settings(all, {.tier = true}) == R"(,"temperature":1,"top_p":1,"presence_penalty":1,"frequency_penalty":1,"seed":7,"n":2)");
}

TEST_CASE("H7: the limit goes under the name that most servers take, and under the other one where that is refused") {
  CHECK(settings(R"("max_tokens":100)") == R"(,"max_tokens":100)");
  CHECK(settings(R"("max_tokens":100)", {.other_limit = true}) == R"(,"max_completion_tokens":100)");
  CHECK(settings(R"("max_tokens":100)", {}, "gpt-5-mini") == R"(,"max_completion_tokens":100)");
  CHECK(settings(R"("max_tokens":100)", {.other_limit = true}, "o3") == R"(,"max_tokens":100)");
  CHECK(settings(R"("max_tokens":100)", {.max_tokens = 50}) == R"(,"max_tokens":50)");
  CHECK(settings(R"("max_tokens":100)", {.max_tokens = 50, .room_tokens = 40}) == R"(,"max_tokens":40)");
  CHECK(settings(R"("max_tokens":100)", {.max_tokens = 200}) == R"(,"max_tokens":100)");
}

TEST_CASE("H7: a stream says what it cost, unless the server cannot") {
  CHECK(settings(R"("stream":true)") == R"(,"stream":true,"stream_options":{"include_usage":true})");
  CHECK(settings(R"("stream":true)", {.stream_cost = true}) == R"(,"stream":true)");
  CHECK(settings(R"("stream":false)").empty());
}

TEST_CASE("H7: thinking is asked for in levels, only where it was") {
  for (const char* level : {"none", "minimal", "low", "medium", "high", "xhigh"}) {
    const std::string member = std::string(R"("reasoning_effort":")") + level + "\"";
    CHECK(settings(member) == "," + member);
    CHECK(settings(member, {.no_thinking = true}).empty());
    CHECK(settings(member, {.thinking = dialect::ThinkingWish::none}).empty());
  }
  CHECK(settings(R"("reasoning_effort":"none")", {.thinking = dialect::ThinkingWish::nearest}) == R"(,"reasoning_effort":"low")");
  CHECK(settings(R"("reasoning_effort":"max")", {.thinking = dialect::ThinkingWish::nearest}) == R"(,"reasoning_effort":"high")");
  const auto budget = [](const std::string& tokens) { return settings(R"("reasoning":{"max_tokens":)" + tokens + "}"); };
  CHECK(budget("0") == R"(,"reasoning_effort":"none")");
  CHECK(budget("1000") == R"(,"reasoning_effort":"low")");
  CHECK(budget("8000") == R"(,"reasoning_effort":"medium")");
  CHECK(budget("30000") == R"(,"reasoning_effort":"high")");
  CHECK(budget("-1").empty());
}

TEST_CASE("H7: tools, and what may be called of them") {
  CHECK(settings(R"("tools":[)" + f + "," + g + R"(],"tool_choice":"auto","parallel_tool_calls":false)") ==
        R"(,"tools":[)" + f + "," + g + R"(],"tool_choice":"auto","parallel_tool_calls":false)");
  CHECK(settings(R"("tools":[)" + f + R"(],"tool_choice":"none")") == R"(,"tools":[)" + f + R"(],"tool_choice":"none")");
  // One that must be called.
  CHECK(settings(R"("tools":[)" + f + "," + g + R"(],"tool_choice":{"type":"function","function":{"name":"g"}})") ==
        R"(,"tools":[)" + g + R"(],"tool_choice":{"type":"function","function":{"name":"g"}})");
  // A list of those allowed is what is declared.
  CHECK(settings(R"("tools":[)" + f + "," + g + R"(],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[)"
                 R"({"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]}})") ==
        R"(,"tools":[)" + f + "," + g + R"(],"tool_choice":"required")");
  CHECK(settings(R"("tools":[)" + f + "," + g + R"(],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[)"
                 R"({"type":"function","function":{"name":"f"}}]}})") == R"(,"tools":[)" + f + R"(],"tool_choice":"auto")");
  CHECK(settings(R"("parallel_tool_calls":false)").empty());
  CHECK(settings(R"("tools":[)" + f + R"(],"parallel_tool_calls":false)", {.single_calls = true}) == R"(,"tools":[)" + f + "]");
  CHECK(settings(R"("tools":[)" + g + "]", {.strictness = dialect::Strictness::loose}).find("strict") == std::string::npos);
}

TEST_CASE("H7: a custom tool is a function of one text, a function without parameters takes none") {
  CHECK(settings(R"("tools":[{"type":"custom","custom":{"name":"shell","description":"runs"}},{"type":"function","function":{"name":"f"}}])") ==
        R"(,"tools":[{"type":"function","function":{"name":"shell","description":"runs","parameters":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}},)"
        R"({"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}])");
}

TEST_CASE("H7: a schema without the type or the members that OpenAI insists on gets them") {
  const auto schema = [](const std::string& parameters) {
    const std::string all = settings(R"("tools":[{"type":"function","function":{"name":"f","parameters":)" + parameters + "}}]");
    const std::string before = R"(,"tools":[{"type":"function","function":{"name":"f","parameters":)";
    return all.substr(before.size(), all.size() - before.size() - 3);
  };
  CHECK(schema(R"({"type":"object"})") == R"({"type":"object","properties":{}})");
  CHECK(schema(R"({"properties":{"a":{}}, "required":["a"]})") == R"({"type":"object","properties":{"a":{}},"required":["a"]})");
  CHECK(schema(R"({"description":"d"})") == R"({"type":"object","description":"d","properties":{}})");
  CHECK(schema(R"({"type": "object", "properties":{}})") == R"({"type": "object", "properties":{}})");
  CHECK(schema(R"({"type":"string"})") == R"({"type":"string"})");
}

TEST_CASE("H12: long descriptions go into the system text where they are refused") {
  const std::string about(1025, 'd');
  const std::string asked = R"({"model":"m","messages":[{"role":"user","content":"q"}],"tools":[{"type":"function","function":{"name":"f","description":")" + about +
                            R"("}},{"type":"function","function":{"name":"g","description":"short"}}]})";
  const std::string sent = rewritten(asked, {.tools_in_words = true});
  CHECK(sent.find(R"("name":"f","description":"Described in the system message.")") != std::string::npos);
  CHECK(sent.find(R"("name":"g","description":"short")") != std::string::npos);
  CHECK(sent.find(R"({"role":"system","content":"The tool f: )" + about + "\"}") != std::string::npos);
  CHECK(rewritten(asked).find("system") == std::string::npos);
}

TEST_CASE("H7: tools of other upstreams' own are left out; a search alone is asked for") {
  CHECK(settings(R"("tools":[)" + f + R"(,{"type":"web_search"},{"type":"code_interpreter"}])") == R"(,"tools":[)" + f + "]");
  CHECK(settings(R"("tools":[{"type":"web_search"}])") == R"(,"web_search_options":{})");
  CHECK(settings(R"("tools":[{"type":"web_search"}],"tool_choice":"none")").empty());
  CHECK(settings(R"("tools":[{"type":"code_interpreter"}])").empty());
}

TEST_CASE("H7: a name that OpenAI does not take is changed, a namespace stands in it, and both are found again") {
  chat::Conversation asked;
  Arena arena;
  asked.model = "m";
  const auto add = [&](json::Escaped name, json::Escaped space) {
    chat::Tool& tool = asked.tools.push(arena, chat::Tool{});
    tool.name = name;
    tool.name_space = space;
  };
  add("open", "files");
  add("a.b", "");
  Buffer out;
  dialect::FunctionNames names(arena, openai::name_rule);
  REQUIRE(openai::write_chat_request(asked, {}, names, out, arena).ok());
  CHECK(test::str(out.view()) ==
        R"({"model":"m","tools":[{"type":"function","function":{"name":"files__open","parameters":{"type":"object","properties":{}}}},)"
        R"({"type":"function","function":{"name":"a_b","parameters":{"type":"object","properties":{}}}}],"messages":[]})");
  CHECK(names.original_of("files__open").name == "open");
  CHECK(names.original_of("files__open").name_space == "files");
  CHECK(names.original_of("functions.a_b").name == "a.b");
  CHECK(names.original_of("9lives").name == "9lives");
}

TEST_CASE("H7: JSON by its schema; strictly where OpenAI could") {
  const std::string closed = R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})";
  const std::string open = R"({"type":"object","properties":{"a":{"type":"string"}}})";
  const auto format = [](const std::string& schema) {
    return R"("response_format":{"type":"json_schema","json_schema":{"name":"x","schema":)" + schema + "}}";
  };
  const std::string begin = R"(,"response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":)";
  CHECK(settings(format(closed)) == begin + closed + R"(,"strict":true}})");
  CHECK(settings(format(open)) == begin + open + "}}");
  CHECK(settings(format(R"({"type":"array","items":)" + closed + "}")) == begin + R"({"type":"array","items":)" + closed + "}}}");
  CHECK(settings(format(closed), {.strictness = dialect::Strictness::loose}) == begin + closed + "}}");
  std::string deep = closed;  // closed all the way down, and deeper than OpenAI takes
  for (int i = 0; i < 60; ++i) deep = R"({"type":"object","properties":{"a":)" + deep + R"(},"required":["a"],"additionalProperties":false})";
  CHECK(settings(format(deep)) == begin + deep + R"(,"strict":true}})");
  for (int i = 0; i < 60; ++i) deep = R"({"type":"object","properties":{"a":)" + deep + R"(},"required":["a"],"additionalProperties":false})";
  CHECK(settings(format(deep)) == begin + deep + "}}");
  CHECK(settings(R"("response_format":{"type":"json_object"})") == R"(,"response_format":{"type":"json_object"})");
  CHECK(settings(R"("response_format":{"type":"text"})").empty());
}

TEST_CASE("H12: a schema that a server does not take is put into words, and so is the wish itself") {
  const std::string asked = R"({"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}})";
  const std::string words = R"(s\n\nAnswer with one JSON value and nothing else: no explanation, no code fence. It must be valid against this JSON Schema: {\"type\":\"object\"})";
  const std::string messages = R"("messages":[{"role":"system","content":")" + words + R"("},{"role":"user","content":"q"}])";
  CHECK(rewritten(asked, {.schema_in_words = true}) == R"({"model":"m",)" + messages + R"(,"response_format":{"type":"json_object"}})");
  CHECK(rewritten(asked, {.format = true}) == R"({"model":"m",)" + messages + "}");
}

TEST_CASE("H7: sounds and pictures are asked for") {
  CHECK(settings(R"("modalities":["text","audio"],"audio":{"voice":"ash","format":"wav"})") ==
        R"(,"modalities":["text","audio"],"audio":{"voice":"ash","format":"wav"})");
  CHECK(settings(R"("modalities":["audio"],"stream":true)") ==
        R"(,"stream":true,"stream_options":{"include_usage":true},"modalities":["text","audio"],"audio":{"voice":"alloy","format":"pcm16"})");
  CHECK(settings(R"("modalities":["text","image"])") == R"(,"modalities":["text","image"])");
  CHECK(settings(R"("modalities":["text"])").empty());
}

TEST_CASE("H7: what another upstream alone understands is left out") {
  CHECK(settings(R"("google":{"safety_settings":[{"category":"x"}],"generation_config":{"x":1},"cached_content":"cachedContents/1"})").empty());
  CHECK(settings(R"("service_tier":"priority")") == R"(,"service_tier":"priority")");
  CHECK(settings(R"("service_tier":"default")") == R"(,"service_tier":"default")");
}
