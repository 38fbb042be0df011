// Sampling parameters, thinking and service tier on their way to Gemini.
#include "dialect/dialect_support.h"

using rota::test::translate;

namespace {

/// What the fields add to the request, after the contents.
std::string with(const std::string& fields, const std::string& model = "gemini-2.5-flash") {
  const std::string head = R"({"contents":[{"role":"user","parts":[{"text":"x"}]}])";
  std::string answer =
      translate(R"({"model":")" + model + R"(","messages":[{"role":"user","content":"x"}],)" + fields + "}");
  if (answer.rfind(head, 0) == 0) answer = answer.substr(head.size(), answer.size() - head.size() - 1);
  return answer;
}

std::string config(const std::string& fields, const std::string& model = "gemini-2.5-flash") {
  const std::string head = R"(,"generationConfig":)";
  const std::string answer = with(fields, model);
  return answer.rfind(head, 0) == 0 ? answer.substr(head.size()) : answer;
}

struct Case {
  const char* fields;
  const char* expected;
};

}  // namespace

TEST_CASE("openai sampling: numbers, strings and lists become a generationConfig") {
  const Case cases[] = {
      {R"("temperature":0.7,"top_p":0.90,"top_k":40)", R"({"temperature":0.7,"topP":0.90,"topK":40})"},
      {R"("temperature":0)", R"({"temperature":0})"},
      {R"("temperature":2.5)", R"({"temperature":2})"},
      {R"("top_k":0)", ""},
      {R"("top_k":-1)", ""},
      {R"("max_tokens":100)", R"({"maxOutputTokens":100})"},
      {R"("max_tokens":1e3)", R"({"maxOutputTokens":1000})"},
      {R"("max_tokens":100,"max_completion_tokens":7)", R"({"maxOutputTokens":7})"},
      {R"("max_completion_tokens":7,"max_tokens":100)", R"({"maxOutputTokens":7})"},
      {R"("max_tokens":0)", ""},
      {R"("max_tokens":-1)", ""},
      {R"("max_tokens":99999999999)", R"({"maxOutputTokens":2147483647})"},
      {R"("n":1)", ""},
      {R"("n":3)", R"({"candidateCount":3})"},
      {R"("stop":"END")", R"({"stopSequences":["END"]})"},
      {R"("stop":["\n\n","",  "\u0041"])", R"({"stopSequences":["\n\n","\u0041"]})"},
      {R"("stop":["a","b","c","d","e","f"])", R"({"stopSequences":["a","b","c","d","e"]})"},
      {R"("stop":[])", ""},
      {R"("stop":"")", ""},
      {R"("seed":42)", R"({"seed":42})"},
      {R"("seed":-42)", R"({"seed":-42})"},
      {R"("seed":2147483648)", R"({"seed":0})"},
      {R"("seed":9223372036854775807)", R"({"seed":2147483647})"},
      {R"("presence_penalty":0,"frequency_penalty":0.0)", ""},
      {R"("presence_penalty":0.5,"frequency_penalty":-2)", R"({"presencePenalty":0.5,"frequencyPenalty":-2})"},
      {R"("presence_penalty":2.0)", R"({"presencePenalty":1.99})"},
      {R"("logprobs":true)", R"({"responseLogprobs":true})"},
      {R"("logprobs":true,"top_logprobs":3)", R"({"responseLogprobs":true,"logprobs":3})"},
      {R"("logprobs":false,"top_logprobs":0)", ""},
      {R"("temperature":null,"top_p":null,"max_tokens":null,"n":null,"stop":null,"seed":null,"logprobs":null)", ""},
  };
  for (const Case& c : cases) {
    INFO(c.fields);
    CHECK(config(c.fields) == c.expected);
  }
}

TEST_CASE("openai sampling: penalties are not sent to models that refuse them") {
  for (const char* model : {"gemini-3-flash-preview", "models/gemini-3.1-pro", "gemini-flash-latest"}) {
    CHECK(config(R"("presence_penalty":0.5,"seed":1)", model) == R"({"seed":1})");
  }
}

TEST_CASE("openai thinking: efforts in the words of the model's family") {
  struct {
    const char* model;
    const char* effort;
    const char* expected;
  } const cases[] = {
      {"gemini-2.5-flash", "none", R"("thinkingBudget":0)"},
      {"gemini-2.5-flash", "low", R"("thinkingBudget":1024)"},
      {"gemini-2.5-flash", "medium", R"("thinkingBudget":8192)"},
      {"gemini-2.5-flash", "high", R"("thinkingBudget":24576)"},
      {"gemini-2.5-flash", "xhigh", R"("thinkingBudget":24576)"},
      {"gemini-2.5-pro", "none", R"("thinkingBudget":128)"},
      {"gemini-2.5-pro", "max", R"("thinkingBudget":32768)"},
      {"gemini-2.5-flash-lite", "none", R"("thinkingBudget":0)"},
      {"gemini-3-pro-preview", "minimal", R"("thinkingLevel":"LOW")"},
      {"gemini-3-pro-preview", "medium", R"("thinkingLevel":"HIGH")"},
      {"gemini-3.1-pro-preview", "medium", R"("thinkingLevel":"MEDIUM")"},
      {"gemini-3-flash-preview", "none", R"("thinkingLevel":"MINIMAL")"},
      {"gemini-3.1-flash-lite", "minimal", R"("thinkingLevel":"MINIMAL")"},
      {"gemini-3.7-flash", "none", R"("thinkingLevel":"LOW")"},
      {"gemini-3.8-flash", "max", R"("thinkingLevel":"HIGH")"},
      {"gemini-flash-latest", "minimal", R"("thinkingLevel":"LOW")"},
      {"gemini-flash-lite-latest", "minimal", R"("thinkingLevel":"MINIMAL")"},
      {"gemini-4-pro", "low", R"("thinkingLevel":"LOW")"},
      {"gemma-4-31b-it", "low", R"("thinkingLevel":"HIGH")"},
      {"gemma-4-31b-it", "minimal", R"("thinkingLevel":"MINIMAL")"},
  };
  for (const auto& c : cases) {
    INFO(c.model << " " << c.effort);
    const std::string effort = c.effort;
    CHECK(config(R"("reasoning_effort":")" + effort + "\"", c.model) ==
          std::string(R"({"thinkingConfig":{)") + c.expected + "}}");
  }
  for (const char* model : {"gemini-2.0-flash", "gemma-3-27b-it", "gemini-2.5-flash-preview-tts",
                            "gemini-2.5-flash-image", "gemini-embedding-001"}) {
    INFO(model);
    CHECK(config(R"("reasoning_effort":"high")", model).empty());
  }
}

TEST_CASE("openai thinking: the spellings of other clients") {
  const Case cases[] = {
      {R"("reasoning_effort":{"effort":"low","summary":"auto"})",
       R"({"thinkingConfig":{"thinkingBudget":1024,"includeThoughts":true}})"},
      {R"("reasoning":{"effort":"high"})", R"({"thinkingConfig":{"thinkingBudget":24576}})"},
      {R"("reasoning":{"max_tokens":2000,"exclude":false})",
       R"({"thinkingConfig":{"thinkingBudget":2000,"includeThoughts":true}})"},
      {R"("include_reasoning":true)", R"({"thinkingConfig":{"includeThoughts":true}})"},
      {R"("extra_body":{"google":{"thinking_config":{"thinking_budget":-1,"include_thoughts":true}}})",
       R"({"thinkingConfig":{"thinkingBudget":-1,"includeThoughts":true}})"},
      {R"("google":{"thinkingConfig":{"thinkingBudget":4096}})", R"({"thinkingConfig":{"thinkingBudget":4096}})"},
      // Google's own words win over OpenAI's.
      {R"("reasoning_effort":"high","extra_body":{"google":{"thinking_config":{"thinking_level":"LOW"}}})",
       R"({"thinkingConfig":{"thinkingBudget":1024}})"},
      // A budget leaves room for the answer, which shares its tokens.
      {R"("reasoning_effort":"high","max_tokens":4000)",
       R"({"maxOutputTokens":4000,"thinkingConfig":{"thinkingBudget":3000}})"},
      {R"("reasoning_effort":null,"reasoning":null)", ""},
  };
  for (const Case& c : cases) {
    INFO(c.fields);
    CHECK(config(c.fields) == c.expected);
  }
  CHECK(config(R"("reasoning":{"max_tokens":5000})", "gemini-3-flash") ==
        R"({"thinkingConfig":{"thinkingLevel":"MEDIUM"}})");
}

TEST_CASE("openai service tier") {
  CHECK(with(R"("service_tier":"default")") == R"(,"serviceTier":"standard")");
  CHECK(with(R"("service_tier":"flex")") == R"(,"serviceTier":"flex")");
  CHECK(with(R"("service_tier":"priority")") == R"(,"serviceTier":"priority")");
  CHECK(with(R"("service_tier":"auto")").empty());
}

TEST_CASE("F9: a sampling parameter out of its range is a 400 that names it") {
  const Case cases[] = {
      {R"("temperature":-0.5)",
       "400 temperature: Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -0.5 "
       "instead."},
      {R"("temperature":1e999)", "400 temperature: Invalid 'temperature': it is not a finite number."},
      {R"("top_p":1.1)",
       "400 top_p: Invalid 'top_p': decimal above maximum value. Expected a value <= 1, but got 1.1 instead."},
      {R"("presence_penalty":2.1)",
       "400 presence_penalty: Invalid 'presence_penalty': decimal above maximum value. Expected a value <= 2, but got "
       "2.1 instead."},
      {R"("n":0)", "400 n: Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead."},
      {R"("n":129)", "400 n: Invalid 'n': integer above maximum value. Expected a value <= 128, but got 129 instead."},
      {R"("max_tokens":1.5)",
       "400 max_tokens: Invalid type for 'max_tokens': expected an integer, but got a decimal number instead."},
      {R"("seed":0.5)", "400 seed: Invalid type for 'seed': expected an integer, but got a decimal number instead."},
      {R"("logprobs":true,"top_logprobs":21)",
       "400 top_logprobs: Invalid 'top_logprobs': integer above maximum value. Expected a value <= 20, but got 21 "
       "instead."},
      {R"("top_logprobs":2)", "400 top_logprobs: Invalid 'top_logprobs': 'logprobs' must be true to use it."},
      {R"("stop":["a",1])", "400 stop[1]: Invalid type for 'stop[1]': expected a string, but got an integer instead."},
      {R"("reasoning_effort":"hard")",
       "400 reasoning_effort: Invalid value for 'reasoning_effort': 'hard'. Supported values are: 'none', 'minimal', "
       "'low', 'medium', 'high', 'xhigh', and 'max'."},
      {R"("reasoning":{"effort":3})",
       "400 reasoning.effort: Invalid type for 'reasoning.effort': expected a string, but got an integer instead."},
      {R"("extra_body":{"google":{"thinking_config":{"thinking_level":"deep"}}})",
       "400 extra_body.google.thinking_config.thinking_level: Invalid value for "
       "'extra_body.google.thinking_config.thinking_level': 'deep'. Supported values are: 'minimal', 'low', 'medium', "
       "and 'high'."},
      {R"("google":{"thinking_config":{"thinking_budget":"much"}})",
       "400 google.thinking_config.thinking_budget: Invalid type for 'google.thinking_config.thinking_budget': "
       "expected an integer, but got a string instead."},
  };
  for (const Case& c : cases) {
    INFO(c.fields);
    CHECK(with(c.fields) == c.expected);
  }
}
