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

std::string write(gemini::Omissions omissions) {
  test::Document document(R"({"model":"gemini-2.5-flash","messages":[{"role":"system","content":"s"},)"
                          R"({"role":"user","content":"u"}],"presence_penalty":1,"reasoning_effort":"none"})");
  Result<chat::Conversation*> conversation = openai::read_chat_request(document.root, document.arena);
  REQUIRE(conversation.ok());
  Buffer out;
  gemini::write_generate_request(*conversation.value(), out, omissions);
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

  gemini::Omissions none;
  CHECK(write(none) ==
        R"({"contents":[{"role":"user","parts":[{"text":"u"}]}],"systemInstruction":{"parts":[{"text":"s"}]},)"
        R"("generationConfig":{"presencePenalty":1,"thinkingConfig":{"thinkingBudget":0}}})");
  gemini::Omissions all;
  all.penalties = all.thinking = all.system_instruction = true;
  CHECK(write(all) ==
        R"({"contents":[{"role":"user","parts":[{"text":"s\n\n"},{"text":"u"}]}],"generationConfig":{}})");
}
