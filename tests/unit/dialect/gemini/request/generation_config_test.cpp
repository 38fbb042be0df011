// The generation config by hand: numbers bent into Google's ranges, and who wins where two say the same.
#include "dialect/gemini/request/generation_config.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

gemini::ConfigForm form_of(Bytes model) {
  gemini::ConfigForm form;
  form.traits = gemini::traits_of(model);
  return form;
}

/// What stands in generationConfig; "none" when there is none, "status param: message" of a refusal.
std::string config(const chat::Conversation& conversation,
                   const gemini::ConfigForm& form = form_of("gemini-2.5-flash")) {
  Buffer out;
  json::Writer writer(out);
  json::Reader scratch;
  writer.begin_object();
  gemini::SchemaBudget budget;
  const Status written = gemini::write_generation_config(conversation, form, budget, scratch, writer);
  if (!written.ok()) {
    const Failure& failure = written.failure();
    return std::to_string(failure.status) + " " + test::str(failure.param) + ": " + test::str(failure.message);
  }
  writer.end_object();
  const std::string text = test::str(out.view());
  CHECK(test::is_json(text));
  if (text == "{}") return "none";
  const std::string head = R"({"generationConfig":)";
  REQUIRE(text.rfind(head, 0) == 0);
  return text.substr(head.size(), text.size() - head.size() - 1);
}

}  // namespace

TEST_CASE("gemini config: nothing to say is not said") {
  chat::Conversation conversation;
  conversation.generation.top_logprobs = "3";  // without the wish for logprobs
  conversation.modalities.text = true;
  conversation.modalities.voice = "Kore";
  CHECK(config(conversation) == "none");
}

TEST_CASE("gemini config: counts past int32 become the largest one") {
  for (const char* digits : {"2147483648", "18446744073709551615", "99999999999999999999999"}) {
    chat::Conversation conversation;
    conversation.generation.max_tokens = conversation.generation.top_k = json::trust_raw(digits);
    CHECK(config(conversation) == R"({"topK":2147483647,"maxOutputTokens":2147483647})");
  }
  chat::Conversation conversation;
  conversation.generation.max_tokens = "2147483646";
  CHECK(config(conversation) == R"({"maxOutputTokens":2147483646})");
}

TEST_CASE("gemini config: seeds are folded into 31 bits, sign kept") {
  const auto seeded = [](json::Raw seed) {
    chat::Conversation conversation;
    conversation.generation.seed = seed;
    return config(conversation);
  };
  CHECK(seeded("0") == R"({"seed":0})");
  CHECK(seeded("2147483647") == R"({"seed":2147483647})");
  CHECK(seeded("2147483649") == R"({"seed":1})");
  CHECK(seeded("9223372036854775807") == R"({"seed":2147483647})");
  CHECK(seeded("-2147483650") == R"({"seed":-2})");
}

TEST_CASE("gemini config: penalties stay below 2, or away") {
  chat::Conversation conversation;
  conversation.generation.presence_penalty = "2";
  conversation.generation.frequency_penalty = "-2";
  CHECK(config(conversation) == R"({"presencePenalty":1.99,"frequencyPenalty":-2})");
  CHECK(config(conversation, form_of("gemini-3-flash")) == "none");
  gemini::ConfigForm refused = form_of("gemini-2.5-flash");
  refused.amendments.penalties = true;
  CHECK(config(conversation, refused) == "none");
}

TEST_CASE("gemini config: five stops at the most, and logprobs with their number") {
  Arena arena;
  chat::Conversation conversation;
  for (const char* stop : {"a", R"(\n)", "c", "d", "e", "f"}) {
    conversation.generation.stop.push(arena, json::trust_escaped(stop));
  }
  conversation.generation.logprobs = true;
  CHECK(config(conversation) == R"({"responseLogprobs":true,"stopSequences":["a","\n","c","d","e"]})");
  conversation.generation.stop = {};
  conversation.generation.top_logprobs = "4";
  CHECK(config(conversation) == R"({"responseLogprobs":true,"logprobs":4})");
}

TEST_CASE("gemini config: forms of the answer; who speaks does not write") {
  chat::Conversation conversation;
  conversation.modalities.text = conversation.modalities.image = true;
  CHECK(config(conversation) == R"({"responseModalities":["TEXT","IMAGE"]})");
  conversation.modalities.image = false;
  conversation.modalities.audio = true;
  CHECK(config(conversation) == R"({"responseModalities":["AUDIO"]})");
  conversation.modalities.voice = "Kore";
  CHECK(config(conversation) == R"({"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":)"
                                R"({"prebuiltVoiceConfig":{"voiceName":"Kore"}}}})");
}

TEST_CASE("gemini config: the format with its schema, and the field to blame for one that is none") {
  chat::Conversation conversation;
  conversation.format.kind = chat::ResponseFormat::Kind::schema;
  conversation.format.schema = R"({ "const" : "a" })";
  conversation.format.param = "the.field";
  CHECK(config(conversation) == R"({"responseMimeType":"application/json",)"
                                R"("responseJsonSchema":{"enum":["a"],"type":"string"}})");
  gemini::ConfigForm in_words = form_of("gemini-2.5-flash");
  in_words.format = false;
  CHECK(config(conversation, in_words) == "none");
  conversation.format.schema = "[]";
  CHECK(config(conversation) == "400 the.field: A schema must be an object.");
}

TEST_CASE("gemini config: Google's own words win, the last of a name, in camel case but for schemas") {
  Arena arena;
  chat::Conversation conversation;
  conversation.generation.temperature = "1";
  conversation.generation.top_p = "0.5";
  conversation.format.kind = chat::ResponseFormat::Kind::schema;
  conversation.format.schema = R"({"type":"object"})";
  const auto add = [&](json::Escaped name, json::Raw json) {
    conversation.native.push(arena, chat::NativeSetting{"gemini", "generationConfig", name, json});
  };
  // What is somebody else's, or stands elsewhere, is left out.
  conversation.native.push(arena, chat::NativeSetting{"another", "generationConfig", "top_p", "0.3"});
  conversation.native.push(arena, chat::NativeSetting{"gemini", {}, "top_p", "0.4"});
  add("top_p", "0.1");
  add("topP", "0.2");
  add("response_schema", R"({"snake_case":1})");
  add("speech_config", R"({"language_code":"de"})");
  CHECK(config(conversation) == R"({"temperature":1,"responseMimeType":"application/json","topP":0.2,)"
                                R"("responseSchema":{"snake_case":1},"speechConfig":{"languageCode":"de"}})");
}

TEST_CASE("gemini config: a wish to think, unless refused or said in Google's words") {
  Arena arena;
  chat::Conversation conversation;
  conversation.thinking.budget_tokens = "8000";
  conversation.generation.max_tokens = "1000";
  CHECK(config(conversation) == R"({"maxOutputTokens":1000,"thinkingConfig":{"thinkingBudget":750}})");
  gemini::ConfigForm refused = form_of("gemini-2.5-flash");
  refused.amendments.no_thinking = true;
  CHECK(config(conversation, refused) == R"({"maxOutputTokens":1000})");
  conversation.native.push(arena, {"gemini", "generationConfig", "thinking_config", R"({"thinking_budget":5})"});
  CHECK(config(conversation) == R"({"maxOutputTokens":1000,"thinkingConfig":{"thinkingBudget":5}})");
}
