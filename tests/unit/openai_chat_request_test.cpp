// The request as a whole: required fields, wrong types everywhere, duplicates, refusals, and every recorded request.
#include <map>

#include "dialect_support.h"

using namespace rota;
using rota::test::translate;

namespace {

const char* const hi = R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}]})";

std::string with(const std::string& fields) {
  return translate(R"({"model":"m","messages":[{"role":"user","content":"hi"}],)" + fields + "}");
}

}  // namespace

TEST_CASE("F9: a body that is no request is a 400") {
  for (const char* body : {"[]", "null", "1", "true", R"("x")", R"([{"model":"m"}])"}) {
    CHECK(translate(body) == "400 : The body must be a JSON object with 'model' and 'messages'.");
  }
  CHECK(translate("{}") == "400 model: Missing required parameter: 'model'.");
  CHECK(translate(R"({"messages":[]})") == "400 model: Missing required parameter: 'model'.");
  CHECK(translate(R"({"model":null,"messages":[]})") == "400 model: Missing required parameter: 'model'.");
  CHECK(translate(R"({"model":"m"})") == "400 messages: Missing required parameter: 'messages'.");
  CHECK(translate(R"({"model":"","messages":[{"role":"user","content":"hi"}]})") ==
        "400 model: Invalid 'model': it is empty. Name a model, e.g. one of GET /v1/models.");
  CHECK(translate(R"({"model":")" + std::string(300, 'm') + R"(","messages":[{"role":"user","content":"hi"}]})") ==
        "400 model: Invalid 'model': it is longer than any model's name.");
}

TEST_CASE("F9: a wrong type in any field of OpenAI's is a 400 that names it") {
  using Fields = std::vector<std::string>;
  const std::map<std::string, Fields> wrong = {
      {"5",
       {"model",
        "messages",
        "stop",
        "stream",
        "stream_options",
        "logprobs",
        "user",
        "safety_identifier",
        "metadata",
        "store",
        "prompt_cache_key",
        "prompt_cache_retention",
        "prompt_cache_options",
        "prediction",
        "verbosity",
        "moderation",
        "logit_bias",
        "parallel_tool_calls",
        "service_tier",
        "tools",
        "functions",
        "tool_choice",
        "function_call",
        "response_format",
        "modalities",
        "audio",
        "web_search_options",
        "reasoning_effort",
        "reasoning",
        "include_reasoning",
        "extra_body",
        "google",
        "generationConfig"}},
      {R"("5")",
       {"messages",
        "temperature",
        "top_p",
        "top_k",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "logprobs",
        "top_logprobs",
        "stream",
        "stream_options",
        "metadata",
        "tools",
        "functions",
        "response_format",
        "modalities",
        "audio",
        "web_search_options",
        "logit_bias",
        "prediction",
        "store",
        "parallel_tool_calls",
        "extra_body",
        "reasoning"}},
      {"{}",
       {"model",
        "messages",
        "temperature",
        "top_p",
        "top_k",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "stop",
        "logprobs",
        "top_logprobs",
        "stream",
        "user",
        "service_tier",
        "store",
        "tools",
        "functions",
        "modalities",
        "verbosity"}},
      {"[1]",
       {"model",
        "messages",
        "temperature",
        "top_p",
        "top_k",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "stop",
        "logprobs",
        "top_logprobs",
        "stream",
        "stream_options",
        "user",
        "metadata",
        "store",
        "service_tier",
        "response_format",
        "modalities",
        "reasoning_effort",
        "reasoning",
        "tool_choice",
        "extra_body",
        "audio",
        "logit_bias",
        "web_search_options"}},
      {"true",
       {"model",
        "messages",
        "temperature",
        "top_p",
        "top_k",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "stop",
        "top_logprobs",
        "stream_options",
        "user",
        "metadata",
        "service_tier",
        "tools",
        "tool_choice",
        "response_format",
        "modalities"}},
  };
  for (const auto& [value, fields] : wrong) {
    for (const std::string& field : fields) {
      INFO(field << " = " << value);
      std::string body = "{";
      if (field != "model") body += R"("model":"m",)";
      if (field != "messages") body += R"("messages":[{"role":"user","content":"hi"}],)";
      const std::string answer = translate(body + "\"" + field + "\":" + value + "}");
      CHECK(answer.rfind("400 " + field, 0) == 0);
    }
  }
}

TEST_CASE("F9: null is 'not set' in every optional field") {
  std::string fields;
  for (const char* field : {"temperature",
                            "top_p",
                            "top_k",
                            "max_tokens",
                            "max_completion_tokens",
                            "n",
                            "seed",
                            "stop",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "stream",
                            "stream_options",
                            "user",
                            "metadata",
                            "store",
                            "service_tier",
                            "tools",
                            "functions",
                            "tool_choice",
                            "function_call",
                            "response_format",
                            "modalities",
                            "audio",
                            "web_search_options",
                            "reasoning_effort",
                            "reasoning",
                            "include_reasoning",
                            "extra_body",
                            "google",
                            "logit_bias",
                            "prediction",
                            "verbosity",
                            "moderation",
                            "parallel_tool_calls",
                            "safetySettings"}) {
    fields += std::string("\"") + field + "\":null,";
  }
  CHECK(with(fields + R"("unknown":null)") == hi);
}

TEST_CASE("openai request: unknown fields and hints without a counterpart change nothing") {
  CHECK(with(R"("frobnicate":{"deep":[1,2,{"x":null}]},"user":"u","metadata":{"a":"b"},"store":true,)"
             R"("logit_bias":{"50256":-100},"prompt_cache_key":"k","parallel_tool_calls":false,"verbosity":"low",)"
             R"("safety_identifier":"s","prediction":{"type":"content","content":"x"},"tools":[],"functions":[],)"
             R"("tool_choice":"auto","function_call":"none","response_format":{"type":"text"},"modalities":["text"],)"
             R"("stream_options":{"include_obfuscation":false},"extra_body":{},"messages ":5)") == hi);
}

TEST_CASE("openai request: of duplicate keys the last one counts") {
  CHECK(translate(R"({"model":5,"model":"m","messages":"x","messages":[{"role":"user","role":"user","content":[],)"
                  R"("content":"hi"}],"temperature":"hot","temperature":1})") ==
        R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"temperature":1}})");
  // Names are equal when they mean the same text, however they are escaped.
  CHECK(translate(R"({"model":"m","messages":[{"role":"user","content":"a","\u0063ontent":"hi"}]})") == hi);
}

TEST_CASE("openai request: what cannot be honoured yet is refused, never dropped") {
  const std::map<std::string, std::string> refused = {
      {R"("tools":[{"type":"function","function":{"name":"f"}}])", "tools"},
      {R"("functions":[{"name":"f"}])", "functions"},
      {R"("tool_choice":"required")", "tool_choice"},
      {R"("tool_choice":{"type":"function","function":{"name":"f"}})", "tool_choice"},
      {R"("function_call":{"name":"f"})", "function_call"},
      {R"("response_format":{"type":"json_object"})", "response_format.type"},
      {R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}})", "response_format.type"},
      {R"("modalities":["text","audio"])", "modalities[1]"},
      {R"("audio":{"voice":"alloy","format":"wav"})", "audio"},
      {R"("web_search_options":{})", "web_search_options"},
      {R"("safetySettings":[{"category":"X"}])", "safetySettings"},
      {R"("cachedContent":"cachedContents/1")", "cachedContent"},
      {R"("generationConfig":{"topK":1})", "generationConfig"},
      {R"("extra_body":{"google":{"safety_settings":[{}]}})", "extra_body.google.safety_settings"},
      {R"("google":{"cached_content":"x"})", "google.cached_content"},
  };
  for (const auto& [fields, param] : refused) {
    INFO(fields);
    CHECK(with(fields) == "400 " + param + ": '" + param + "' is not supported yet.");
  }
  CHECK(with(R"("response_format":{"type":"grammar"})").rfind("400 response_format.type: Invalid value", 0) == 0);
  CHECK(with(R"("response_format":{})") ==
        "400 response_format.type: Missing required parameter: 'response_format.type'.");

  const std::map<std::string, std::string> messages = {
      {R"({"role":"tool","tool_call_id":"1","content":"x"})", "messages[0].role"},
      {R"({"role":"function","name":"f","content":"x"})", "messages[0].role"},
      {R"({"role":"assistant","tool_calls":[{"id":"1"}]})", "messages[0].tool_calls"},
      {R"({"role":"assistant","content":"x","function_call":{"name":"f"}})", "messages[0].function_call"},
      {R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]})", "messages[0].content[0].type"},
      {R"({"role":"user","content":[{"type":"text","text":"x"},{"type":"input_audio"}]})",
       "messages[0].content[1].type"},
      {R"({"role":"user","content":[{"type":"file","file":{}}]})", "messages[0].content[0].type"},
      {R"({"role":"user","content":[{"type":"video_url"}]})", "messages[0].content[0].type"},
  };
  for (const auto& [message, param] : messages) {
    INFO(message);
    CHECK(translate(R"({"model":"m","messages":[)" + message + "]}") ==
          "400 " + param + ": '" + param + "' is not supported yet.");
  }
  // A client that says "none of it" is not refused.
  CHECK(translate(R"({"model":"m","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"",)"
                  R"("tool_calls":[],"function_call":null}]})") == hi);
}

TEST_CASE("openai request: stream and usage wishes") {
  const auto read = [](const std::string& fields) {
    test::Document document(R"({"model":"m","messages":[{"role":"user","content":"hi"}]})");
    document.text.insert(1, fields);
    Result<json::Value> root = document.reader.read(document.text, document.arena);
    REQUIRE(root.ok());
    Result<chat::Conversation*> conversation = openai::read_chat_request(root.value(), document.arena);
    REQUIRE(conversation.ok());
    return std::pair(conversation.value()->stream, conversation.value()->include_usage);
  };
  CHECK(read("") == std::pair(false, false));
  CHECK(read(R"("stream":true,)") == std::pair(true, false));
  CHECK(read(R"("stream":true,"stream_options":{"include_usage":true},)") == std::pair(true, true));
  CHECK(read(R"("stream":true,"stream_options":{"include_usage":null},)") == std::pair(true, false));
}

TEST_CASE("F9: every recorded OpenAI request is translated, or refused by the field's name") {
  if (!test::have_fixtures()) return;
  std::size_t translated = 0;
  std::map<std::string, std::size_t> refused;
  std::map<std::string, std::size_t> translated_by;
  for (const test::Fixture& fixture : test::fixtures("openai.chat.req")) {
    INFO(fixture.path);
    const std::string answer = translate(test::read_file(test::fixture_dir() + fixture.path));
    if (answer.rfind("400 ", 0) == 0) {
      CHECK(answer.rfind("400 :", 0) != 0);
      std::string field = answer.substr(4, answer.find(':') - 4);
      for (std::size_t at = field.find('['); at != std::string::npos; at = field.find('[', at + 1)) {
        field.replace(at, field.find(']', at) - at + 1, "[]");
      }
      ++refused[field];
    } else {
      CHECK(test::is_json(answer));
      ++translated;
      ++translated_by[fixture.path.substr(0, fixture.path.find('/'))];
    }
  }
  CHECK(translated > 50);
  std::printf("recorded OpenAI requests translated: %zu\n", translated);
  for (const auto& [source, count] : translated_by) std::printf("  %-24s %zu\n", source.c_str(), count);
  for (const auto& [field, count] : refused) std::printf("  refused %-34s %zu\n", field.c_str(), count);
}
