// The fields of a Responses request, and every request that was recorded from a client.
#include <filesystem>

#include "responses_support.h"

using rota::test::responses_translate;

namespace {

std::string sent(const std::string& fields, const std::string& model = "gemini-2.5-flash") {
  const std::string all = responses_translate(R"({"model":")" + model + R"(","input":"q",)" + fields + "}");
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]}])";
  if (all.rfind(before, 0) != 0) return all;
  return all == before + "}" ? "" : all.substr(before.size() + 1, all.size() - before.size() - 2);
}

std::string generation(const std::string& inside) { return R"("generationConfig":{)" + inside + "}"; }

}  // namespace

TEST_CASE("G1: settings of an answer") {
  CHECK(sent(R"("temperature":0.5,"top_p":0.9,"max_output_tokens":100)") ==
        generation(R"("temperature":0.5,"topP":0.9,"maxOutputTokens":100)"));
  CHECK(sent(R"("temperature":3,"max_output_tokens":null)") == generation(R"("temperature":2)"));
  CHECK(sent(R"("top_logprobs":2)") == generation(R"("responseLogprobs":true,"logprobs":2)"));
  CHECK(sent(R"("include":["message.output_text.logprobs"])") == generation(R"("responseLogprobs":true)"));
  CHECK(sent(R"("reasoning":{"effort":"low","summary":"auto"})", "gemini-3-flash") ==
        generation(R"("thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true})"));
  CHECK(sent(R"("reasoning":{"effort":null,"generate_summary":"concise","context":"all_turns"})") ==
        generation(R"("thinkingConfig":{"includeThoughts":true})"));
  CHECK(sent(R"("text":{"verbosity":"low"})").empty());
  CHECK(sent(R"("text":{"format":{"type":"json_object"}})") == generation(R"("responseMimeType":"application/json")"));
  CHECK(sent(R"("text":{"format":{"type":"json_schema","name":"a","strict":true,"schema":{"type":"object"}}})") ==
        generation(R"("responseMimeType":"application/json","responseJsonSchema":{"type":"object"})"));
}

TEST_CASE("G1: what changes nothing is taken, known or not") {
  CHECK(sent(R"("store":true,"metadata":{"a":"b"},"user":"u","safety_identifier":"s","prompt_cache_key":"k","truncation":"auto",)"
             R"("include":["reasoning.encrypted_content"],"parallel_tool_calls":true,"client_metadata":{},"background":false,)"
             R"("stream_options":{"include_obfuscation":false},"previous_response_id":null,"conversation":null,"prompt":null,)"
             R"("max_tool_calls":3,"context_management":[],"no_such_field":1,"previous_response_id":"")")
            .empty());
}

TEST_CASE("F9: what is stored nowhere here is refused by its name") {
  for (const char* field : {R"("previous_response_id":"resp_1")", R"("conversation":"conv_1")", R"("conversation":{"id":"c"})",
                            R"("background":true)", R"("prompt":{"id":"p"})"}) {
    INFO(field);
    const std::string name = std::string(field).substr(1, std::string(field).find('"', 1) - 1);
    CHECK(sent(field).rfind("400 " + name + ": Invalid '" + name + "': no ", 0) == 0);
  }
}

TEST_CASE("F9: a wrong type is refused by the field's name") {
  struct {
    const char* field;
    const char* param;
  } cases[] = {
      {R"("temperature":"hot")", "temperature"},     {R"("top_p":2)", "top_p"},
      {R"("max_output_tokens":1.5)", "max_output_tokens"}, {R"("top_logprobs":21)", "top_logprobs"},
      {R"("text":7)", "text"},                        {R"("text":{"format":7})", "text.format"},
      {R"("text":{"format":{"type":"xml"}})", "text.format.type"}, {R"("text":{"verbosity":7})", "text.verbosity"},
      {R"("reasoning":7)", "reasoning"},              {R"("reasoning":{"effort":"x"})", "reasoning.effort"},
      {R"("reasoning":{"summary":7})", "reasoning.summary"}, {R"("include":"x")", "include"},
      {R"("include":[7])", "include[0]"},             {R"("instructions":7)", "instructions"},
      {R"("stream":"yes")", "stream"},                {R"("store":"yes")", "store"},
      {R"("metadata":[])", "metadata"},               {R"("parallel_tool_calls":1)", "parallel_tool_calls"},
      {R"("user":1)", "user"},                        {R"("background":1)", "background"},
      {R"("stream_options":1)", "stream_options"},    {R"("truncation":1)", "truncation"},
      {R"("service_tier":1)", "service_tier"},        {R"("prompt_cache_key":1)", "prompt_cache_key"},
  };
  for (const auto& one : cases) {
    INFO(one.field);
    const std::string begin = std::string("400 ") + one.param + ": ";
    CHECK(sent(one.field).substr(0, begin.size()) == begin);
  }
  CHECK(responses_translate("[]").rfind("400 : ", 0) == 0);
  CHECK(responses_translate(R"({"input":"q"})").rfind("400 model: ", 0) == 0);
  CHECK(responses_translate(R"({"model":"gemini-2.5-flash"})").rfind("400 input: ", 0) == 0);
}

TEST_CASE("G1: every recorded request of a client's is understood") {
  const std::filesystem::path agents = rota::test::fixture_dir() + "agents";
  if (!std::filesystem::exists(agents)) {
    WARN("skipped: no recorded fixtures in " << agents.string());
    return;
  }
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(agents)) {
    const std::string name = entry.path().string();
    const bool asks = name.find("-responses-") != std::string::npos && name.ends_with(".req.json");
    if (!asks) continue;
    const std::string body = rota::test::read_file(name);
    // These ask for what only OpenAI's servers store or run.
    bool refused = false;
    for (const char* hosted : {"\"previous_response_id\": \"", "\"previous_response_id\":\"", "file_search"}) {
      refused = refused || body.find(hosted) != std::string::npos;
    }
    INFO(name);
    const std::string up = responses_translate(body);
    INFO(up.substr(0, 200));
    CHECK((up.rfind("400 ", 0) == 0) == refused);
    ++count;
  }
  CHECK(count > 100);
}
