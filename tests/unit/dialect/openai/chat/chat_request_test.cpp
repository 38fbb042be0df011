// The request as a whole: required fields, wrong types everywhere, duplicates, refusals, and every recorded request.
#include <map>

#include "dialect/dialect_support.h"

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

TEST_CASE("openai request: what cannot be honoured is refused by name, never dropped") {
  const std::map<std::string, std::string> refused = {
      {R"("tool_choice":"required")", "tool_choice"},
      {R"("tool_choice":{"type":"function","function":{"name":"f"}})", "tool_choice.function.name"},
      {R"("function_call":{"name":"f"})", "function_call.name"},
      {R"("modalities":["text","video"])", "modalities[1]"},
      {R"("modalities":["audio"],"audio":{"voice":"Kore","format":"opus"})", "audio.format"},
      {R"("extra_body":{"google":{"frobnicate":1}})", "extra_body.google.frobnicate"},
      {R"("google":{"labels":{"a":"b"}})", "google.labels"},
      {R"("tools":[{"type":"retrieval"}])", "tools[0].type"},
      {R"("response_format":{"type":"grammar"})", "response_format.type"},
      {R"("response_format":{})", "response_format.type"},
      {R"("response_format":{"type":"json_schema"})", "response_format.json_schema"},
  };
  for (const auto& [fields, param] : refused) {
    INFO(fields);
    const std::string answer = with(fields);
    CHECK(answer.rfind("400 " + param + ": ", 0) == 0);
    CHECK(answer.find("'" + param + "'") != std::string::npos);
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
    const auto conversation = openai::read_chat_request(root.value(), document.arena);
    REQUIRE(conversation.ok());
    return std::pair(conversation->conversation->stream, conversation->form.include_usage);
  };
  CHECK(read("") == std::pair(false, false));
  CHECK(read(R"("stream":true,)") == std::pair(true, false));
  CHECK(read(R"("stream":true,"stream_options":{"include_usage":true},)") == std::pair(true, true));
  CHECK(read(R"("stream":true,"stream_options":{"include_usage":null},)") == std::pair(true, false));
}

TEST_CASE("F9: every recorded OpenAI request is translated, or refused by the field's name") {
  if (!test::have_fixtures()) return;
  // What OpenAI itself refuses, and one thing that no Gemini model does.
  const std::map<std::string, std::string> refused = {
      {"agentgateway/completions-full.req.json", "tool_choice.function.name"},  // names a function that is not declared
      {"envoy-ai-gateway/chat-bad-request.0.req.json", "messages[0].content"},  // null from a user
      {"envoy-ai-gateway/chat-no-messages.0.req.json", "messages"},             // none at all
      {"envoy-ai-gateway/chat-text-to-audio.0.req.json", "audio.format"},       // opus: Gemini speaks PCM only
      {"crewai/custom_llm_within_crew.0.req.json", "messages[1].content[0].type"},  // messages inside a message
  };
  std::size_t translated = 0;
  std::map<std::string, std::size_t> translated_by;
  for (const test::Fixture& fixture : test::fixtures("openai.chat.req")) {
    INFO(fixture.path);
    const std::string answer = translate(test::read_file(test::fixture_dir() + fixture.path));
    const auto expected = refused.find(fixture.path);
    if (expected != refused.end()) {
      CHECK(answer.substr(0, answer.find(": ")) == "400 " + expected->second);
      continue;
    }
    CHECK(test::is_json(answer));
    ++translated;
    ++translated_by[fixture.path.substr(0, fixture.path.find('/'))];
  }
  CHECK(translated == 135);
  std::printf("recorded OpenAI requests translated: %zu of %zu\n", translated, translated + refused.size());
  for (const auto& [source, count] : translated_by) std::printf("  %-24s %zu\n", source.c_str(), count);
}
