// The path, the places of the system text, and what is put differently after a refusal.
#include "dialect/gemini/error/amendments.h"
#include "dialect/gemini/error/amendments_table.h"
#include "dialect/gemini/error/error.h"
#include "dialect/dialect_support.h"
#include "dialect/reading/error_body.h"

using namespace rota;
using rota::test::translate;

namespace {

using dialect::Signatures;
using dialect::Strictness;
using dialect::ThinkingWish;

dialect::Amendments amendments_for(const std::string& fixture) {
  Arena arena;
  json::Reader reader;
  const std::string body = test::recorded_error(fixture);
  return gemini::amendments_for(reading::read_error(400, {}, body, reader, arena), {});
}

dialect::Amendments asked_by(const std::string& sentence, const dialect::Amendments& made = {}) {
  chat::UpstreamError error;
  error.http_status = 400;
  error.message = sentence;
  return gemini::amendments_for(error, made);
}

std::string write(const dialect::Amendments& amendments, const std::string& body) {
  test::Document document(body);
  const auto conversation = openai::read_chat_request(document.root, document.arena);
  REQUIRE(conversation.ok());
  Buffer out;
  gemini::FunctionNames names(document.arena);
  REQUIRE(gemini::write_generate_request(*conversation->conversation, names, out, amendments).ok());
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
  CHECK(amendments_for("report.400-penalty").penalties);
  CHECK(amendments_for("report.400-thinking-level").thinking == ThinkingWish::nearest);
  CHECK(amendments_for("report.400-budget-0").thinking == ThinkingWish::nearest);
  CHECK(!amendments_for("report.400-turn-order").any());
  CHECK(!amendments_for("report.400-api-key-expired").any());
  chat::UpstreamError error;
  error.http_status = 400;
  error.message = "Developer instruction is not enabled for models/gemma-9";
  CHECK(gemini::amendments_for(error, {}).system_instruction);
  error.http_status = 500;
  CHECK(!gemini::amendments_for(error, {}).any());

  const std::string body = R"({"model":"gemini-2.5-flash","messages":[{"role":"system","content":"s"},)"
                           R"({"role":"user","content":"u"}],"presence_penalty":1,"reasoning_effort":"none"})";
  const dialect::Amendments none;
  CHECK(write(none, body) ==
        R"({"contents":[{"role":"user","parts":[{"text":"u"}]}],"systemInstruction":{"parts":[{"text":"s"}]},)"
        R"("generationConfig":{"presencePenalty":1,"thinkingConfig":{"thinkingBudget":0}}})");
  dialect::Amendments all;
  all.penalties = all.system_instruction = true;
  all.thinking = ThinkingWish::none;
  CHECK(write(all, body) == R"({"contents":[{"role":"user","parts":[{"text":"s\n\n"},{"text":"u"}]}]})");
}

TEST_CASE("B5: filters are switched off for all categories, unless the request sets its own") {
  const auto ask = [](const std::string& fields) {
    test::Document document(R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":"u"}])" + fields + "}");
    const auto conversation = openai::read_chat_request(document.root, document.arena);
    REQUIRE(conversation.ok());
    conversation->conversation->filters_off = true;
    Buffer out;
    gemini::FunctionNames names(document.arena);
    REQUIRE(gemini::write_generate_request(*conversation->conversation, names, out).ok());
    return test::str(out.view());
  };
  CHECK(ask("").find(R"("safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"},)") !=
        std::string::npos);
  CHECK(ask("").find(R"({"category":"HARM_CATEGORY_CIVIC_INTEGRITY","threshold":"BLOCK_NONE"}])") != std::string::npos);
  CHECK(ask(R"(,"safety_settings":[{"category":"X"}])").find(R"("safetySettings":[{"category":"X"}])") !=
        std::string::npos);
  CHECK(ask(R"(,"safety_settings":[])").find(R"("safetySettings":[])") != std::string::npos);
}

TEST_CASE("F3: a refused signature is replaced by the word that skips the check") {
  const dialect::Amendments without = asked_by("Corrupted thought signature.");
  CHECK(without.signatures == Signatures::replaced);
  CHECK(write(without,
              R"({"model":"gemini-3-flash","messages":[{"role":"assistant","content":"t","extra_content":{"google":)"
              R"({"thought_signature":"QUFB"}}},{"role":"assistant","tool_calls":[{"id":"call_1","thought_signature":)"
              R"("QUFB","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1",)"
              R"("content":"r"}]})") ==
        R"({"contents":[{"role":"user","parts":[{"text":" "}]},{"role":"model","parts":[{"text":"t"},)"
        R"({"functionCall":{"id":"call_1","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},)"
        R"({"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"f","response":{"output":"r"}}}]}]})");
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
  const dialect::Amendments in_words = asked_by("JSON mode is not enabled for models/gemma-3-27b-it");
  CHECK(in_words.format);
  CHECK(write(in_words, R"({"model":"gemma-3-27b-it","messages":[{"role":"user","content":"u"}],)"
                        R"("response_format":{"type":"json_object"}})") ==
        R"({"contents":[{"role":"user","parts":[{"text":")" + answer + R"(\n\n"},{"text":"u"}]}]})");
}

TEST_CASE("F3: every sentence of the table asks for its own, in any case, and for more when it comes again") {
  for (const gemini::Refusal& refusal : gemini::refusals) {
    const std::string sentence = "The " + std::string(refusal.word) + " of this request: " + std::string(refusal.other);
    INFO(sentence);
    CHECK(asked_by(sentence).any());
    std::string shouted = sentence;
    for (char& c : shouted) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    CHECK(asked_by(shouted) == asked_by(sentence));
  }
  const auto twice = [](const std::string& sentence) { return asked_by(sentence, asked_by(sentence)); };
  CHECK(twice("thinking_level: MINIMAL").thinking == ThinkingWish::none);
  CHECK(asked_by("Function call is missing a thought_signature").signatures == Signatures::filled);
  CHECK(twice("Function call is missing a thought_signature").signatures == Signatures::replaced);
  CHECK(asked_by("Thought signature is not valid").signatures == Signatures::replaced);
  CHECK(asked_by("Request contains an invalid argument.").strictness == Strictness::loose);
  CHECK(twice("The specified schema produces a constraint that has too many states for serving.").strictness ==
        Strictness::plain);
  CHECK(asked_by("Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is "
                 "from 1 (inclusive) to 8193 (exclusive). Update the value and try again.")
            .max_tokens == 8192);
  CHECK(asked_by("max_output_tokens must be less than or equal to 65536").max_tokens == 65536);
  CHECK(asked_by("Duplicate function declaration found: f") == dialect::Amendments{.once_more = true});
  CHECK(!asked_by("Requests ending with a model turn are not supported.").of_model().once_more);
  CHECK(asked_by("API key not valid. Please pass a valid API key.") == dialect::Amendments());
}

TEST_CASE("F3: schemas without bounds, calls that need not follow them, and the most that a model writes") {
  const std::string body =
      R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":"u"}],"max_tokens":100000,"tools":[{"type":)"
      R"("function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":)"
      R"("string","pattern":"^x","maxLength":3,"enum":["x"]}},"required":["a"],"additionalProperties":false}}}]})";
  CHECK(write({}, body).find(R"("mode":"VALIDATED")") != std::string::npos);
  const std::string loose = write({.strictness = Strictness::loose}, body);
  CHECK(loose.find(R"("mode":"AUTO")") != std::string::npos);
  CHECK(loose.find(R"("pattern":"^x")") != std::string::npos);
  CHECK(loose.find(R"("maxOutputTokens":100000)") != std::string::npos);
  const std::string plain = write({.max_tokens = 8192, .strictness = Strictness::plain}, body);
  CHECK(plain.find(R"("parametersJsonSchema":{"type":"object","properties":{"a":{"type":"string","enum":["x"]}},)"
                   R"("required":["a"]})") != std::string::npos);
  CHECK(plain.find(R"("maxOutputTokens":8192)") != std::string::npos);
}

TEST_CASE("F3: a conversation that ends with the model's turn gets a user's behind it where the model wants one") {
  const auto ask = [](const std::string& model, const dialect::Amendments& amendments) {
    return write(amendments, R"({"model":")" + model +
                                 R"(","messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]})");
  };
  const std::string open = R"({"contents":[{"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{"text":"a"}]}]})";
  const std::string closed = open.substr(0, open.size() - 2) + R"(,{"role":"user","parts":[{"text":"Continue."}]}]})";
  CHECK(ask("gemini-2.5-flash", {}) == open);
  CHECK(ask("gemini-2.5-flash", asked_by("Requests ending with a model turn are not supported.")) == closed);
  CHECK(ask("gemini-3.7-flash", {}) == closed);
  CHECK(ask("gemini-flash-latest", {}) == closed);
}

TEST_CASE("F9: several answers are asked of models alone that give them") {
  const auto ask = [](const std::string& model) {
    return test::translate(R"({"model":")" + model + R"(","n":2,"messages":[{"role":"user","content":"q"}]})");
  };
  for (const char* model : {"gemini-2.5-flash", "gemini-2.0-flash", "gemma-3-27b-it", "unheard-of"}) {
    INFO(model);
    CHECK(ask(model).find(R"("candidateCount":2)") != std::string::npos);
  }
  for (const char* model : {"gemini-3-flash-preview", "gemini-3.8-flash", "gemini-flash-latest", "gemini-4-argon"}) {
    INFO(model);
    CHECK(ask(model).rfind("400", 0) == 0);
    CHECK(ask(model).find("one answer to a request") != std::string::npos);
  }
}
