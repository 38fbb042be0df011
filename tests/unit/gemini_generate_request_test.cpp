// The path, the places of the system text, and what to leave out after a refusal.
#include "dialect/gemini/error.h"
#include "dialect_support.h"

using namespace rota;
using rota::test::translate;

namespace {

gemini::Omissions omissions_for(const std::string& fixture) {
  Arena arena;
  json::Reader reader;
  const std::string body = test::recorded_error(fixture);
  return gemini::omissions_for(gemini::read_error(400, {}, body, reader, arena));
}

std::string write(gemini::Omissions omissions, const std::string& body) {
  test::Document document(body);
  Result<chat::Conversation*> conversation = openai::read_chat_request(document.root, document.arena);
  REQUIRE(conversation.ok());
  Buffer out;
  gemini::FunctionNames names(document.arena);
  REQUIRE(gemini::write_generate_request(*conversation.value(), names, out, omissions).ok());
  return test::str(out.view());
}

}  // namespace

TEST_CASE("gemini request: the path names the model, its verb and the stream's form") {
  Arena arena;
  chat::Conversation conversation;
  conversation.model = "models/gemini-2.5-flash";
  CHECK(gemini::generate_path(conversation, arena) == "/v1beta/models/gemini-2.5-flash:generateContent");
  conversation.stream = true;
  CHECK(gemini::generate_path(conversation, arena) == "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
  conversation.model = "a/b?c#d é";
  CHECK(gemini::generate_path(conversation, arena) ==
        "/v1beta/models/a%2Fb%3Fc%23d%20%C3%A9:streamGenerateContent?alt=sse");
}

TEST_CASE("gemini request: gemma 3 gets the system text before the first question") {
  CHECK(translate(R"({"model":"google/gemma-3-27b-it","messages":[{"role":"system","content":"a"},)"
                  R"({"role":"user","content":"b"},{"role":"assistant","content":"c"},)"
                  R"({"role":"system","content":"d"}]})") ==
        R"({"contents":[{"role":"user","parts":[{"text":"a\n\n"},{"text":"d\n\n"},{"text":"b"}]},)"
        R"({"role":"model","parts":[{"text":"c"}]}]})");
  CHECK(translate(R"({"model":"gemma-3-1b-it","messages":[{"role":"assistant","content":"c"},)"
                  R"({"role":"system","content":"a"},{"role":"user","content":"b"}]})") ==
        R"({"contents":[{"role":"user","parts":[{"text":"a\n\n"}]},{"role":"model","parts":[{"text":"c"}]},)"
        R"({"role":"user","parts":[{"text":"b"}]}]})");
  CHECK(translate(R"({"model":"gemma-3-1b-it","messages":[{"role":"system","content":"a"}]})") ==
        R"({"contents":[{"role":"user","parts":[{"text":"a"}]}]})");
}

TEST_CASE("gemini request: what a 400 refuses is left out of the next try") {
  CHECK(omissions_for("report.400-penalty").penalties);
  CHECK(omissions_for("report.400-thinking-level").thinking);
  CHECK(omissions_for("report.400-budget-0").thinking);
  CHECK(!omissions_for("report.400-turn-order").any());
  CHECK(!omissions_for("report.400-api-key-expired").any());
  chat::UpstreamError error;
  error.http_status = 400;
  error.message = "Developer instruction is not enabled for models/gemma-9";
  CHECK(gemini::omissions_for(error).system_instruction);
  error.http_status = 500;
  CHECK(!gemini::omissions_for(error).any());

  const std::string body = R"({"model":"gemini-2.5-flash","messages":[{"role":"system","content":"s"},)"
                           R"({"role":"user","content":"u"}],"presence_penalty":1,"reasoning_effort":"none"})";
  gemini::Omissions none;
  CHECK(write(none, body) ==
        R"({"contents":[{"role":"user","parts":[{"text":"u"}]}],"systemInstruction":{"parts":[{"text":"s"}]},)"
        R"("generationConfig":{"presencePenalty":1,"thinkingConfig":{"thinkingBudget":0}}})");
  gemini::Omissions all;
  all.penalties = all.thinking = all.system_instruction = true;
  CHECK(write(all, body) == R"({"contents":[{"role":"user","parts":[{"text":"s\n\n"},{"text":"u"}]}]})");
}

TEST_CASE("F3: a refused signature is replaced by the word that skips the check") {
  chat::UpstreamError error;
  error.http_status = 400;
  error.message = "Function call is missing a thought_signature in functionCall parts.";
  CHECK(gemini::omissions_for(error).signatures);
  error.message = "Corrupted thought signature.";
  const gemini::Omissions without = gemini::omissions_for(error);
  CHECK(without.signatures);
  CHECK(write(without,
              R"({"model":"gemini-3-flash","messages":[{"role":"assistant","content":"t","extra_content":{"google":)"
              R"({"thought_signature":"QUFB"}}},{"role":"assistant","tool_calls":[{"id":"call_1","thought_signature":)"
              R"("QUFB","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1",)"
              R"("content":"r"}]})") ==
        R"({"contents":[{"role":"user","parts":[{"text":" "}]},{"role":"model","parts":[{"text":"t"},)"
        R"({"functionCall":{"name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},)"
        R"({"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"r"}}}]}]})");
}

TEST_CASE("F3: a wish for JSON that the model takes in words only") {
  const std::string answer = R"(Answer with one JSON value and nothing else: no explanation, no code fence.)";
  const auto ask = [](const std::string& model, const std::string& fields) {
    return translate(R"({"model":")" + model +
                     R"(","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],)" + fields + "}");
  };
  const std::string tools = R"("tools":[{"type":"function","function":{"name":"f"}}],)";
  const std::string schema =
      R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}})";
  const std::string contents =
      R"({"contents":[{"role":"user","parts":[{"text":"u"}]}],"systemInstruction":{"parts":[{"text":"s"})";
  const std::string declared = R"("tools":[{"functionDeclarations":[{"name":"f","description":""}]}])";
  // Before Gemini 3 not beside tools.
  CHECK(ask("gemini-2.5-flash", tools + R"("response_format":{"type":"json_object"})") ==
        contents + R"(,{"text":")" + answer + R"("}]},)" + declared + "}");
  CHECK(ask("gemini-2.5-flash", tools + schema) ==
        contents + R"(,{"text":")" + answer +
            R"( It must be valid against this JSON Schema: {\"type\":\"object\"}"}]},)" + declared + "}");
  CHECK(ask("gemini-3-flash", tools + schema) ==
        contents + "]}," + declared +
            R"(,"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}})");
  chat::UpstreamError error;
  error.http_status = 400;
  error.message = "JSON mode is not enabled for models/gemma-3-27b-it";
  const gemini::Omissions in_words = gemini::omissions_for(error);
  CHECK(in_words.format);
  CHECK(write(in_words, R"({"model":"gemma-3-27b-it","messages":[{"role":"user","content":"u"}],)"
                        R"("response_format":{"type":"json_object"}})") ==
        R"({"contents":[{"role":"user","parts":[{"text":")" + answer + R"(\n\n"},{"text":"u"}]}]})");
}
