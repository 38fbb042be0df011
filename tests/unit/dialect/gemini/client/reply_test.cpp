// Answers for Gemini's own clients: whole, as events, as a list.
#include "client_testing.h"
#include "dialect/gemini/client/models.h"
#include "dialect/gemini/client/usage.h"

using namespace rota;
using test::answered;

namespace {

constexpr Bytes whole = "/models/x:generateContent";
constexpr Bytes stream = "/models/x:streamGenerateContent";
const std::string tail = R"("modelVersion":"gemini-3-flash-preview","responseId":"r1"})";

/// One candidate that says this, with its end.
std::string message(const std::string& parts, const std::string& beside = R"("finishReason":"STOP")") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + R"(],"role":"model"},)" + beside + R"(,"index":0}],)";
}

}  // namespace

TEST_CASE("C4: a whole answer joins what one block says, and tells its parts apart") {
  CHECK(
      answered(
          {R"({"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"a"},{"text":"b"},)"
           R"({"functionCall":{"id":"c1","name":"f","args":{"x": 1}},"thoughtSignature":"c2ln"},)"
           R"({"inlineData":{"mimeType":"image/png","data":"QQ=="}}]},"finishReason":"STOP"}],)"
           R"("usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":10}})"},
          whole) ==
      message(R"({"thought":true,"text":"hm"},{"text":"ab"},{"functionCall":{"id":"c1","name":"f","args":{"x":1}},)"
              R"("thoughtSignature":"c2ln"},{"inlineData":{"mimeType":"image/png","data":"QQ=="}})") +
          R"("usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":10,"thoughtsTokenCount":3},)" +
          tail);
}

TEST_CASE("C4: a stream ends each candidate with its reason, and the answer with its usage") {
  CHECK(
      answered(
          {R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"index":0},{"content":{"parts":[{"text":"b"}]},"index":1}]})",
           R"({"candidates":[{"finishReason":"MAX_TOKENS","index":0},{"finishReason":"SAFETY","finishMessage":"no","index":1}],)"
           R"("usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3}})"},
          stream, "alt=sse") ==
      R"(data: {"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"index":0}],)" + tail + "\r\n\r\n" +
          R"(data: {"candidates":[{"content":{"parts":[{"text":"b"}],"role":"model"},"index":1}],)" + tail +
          "\r\n\r\n" +
          R"(data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],)" +
          tail + "\r\n\r\n" +
          R"(data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"SAFETY","finishMessage":"no",)"
          R"("index":1}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3},)" +
          tail + "\r\n\r\n");
}

TEST_CASE("C4: without alt=sse a stream is a list") {
  const std::string list = answered(
      {R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})", R"({"candidates":[{"finishReason":"STOP"}]})"},
      stream);
  test::Document document(list);
  REQUIRE(document.ok);
  CHECK(document.root.count() == 2);
  CHECK(list.find(",\r\n") != std::string::npos);
}

TEST_CASE("C4: sources are told once each, with the stretches that rely on them") {
  const std::string grounded =
      R"({"candidates":[{"content":{"parts":[{"text":"abcdef"}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[)"
      R"({"web":{"uri":"https://a.test","title":"A"}},{"web":{"uri":"https://b.test"}}],"groundingSupports":[{"segment":{)"
      R"("startIndex":1,"endIndex":3,"text":"bc"},"groundingChunkIndices":[0,1]}]}}]})";
  CHECK(
      answered({grounded}, whole)
          .find(R"("groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.test","title":"A"}},{"web":{"uri":)"
                R"("https://b.test"}}],"groundingSupports":[{"segment":{"startIndex":1,"endIndex":3,"text":"bc"},)"
                R"("groundingChunkIndices":[0,1]}]})") != std::string::npos);
}

TEST_CASE("C4: log probabilities in two lists that run in parallel") {
  CHECK(
      answered(
          {R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","logprobsResult":{"topCandidates":[)"
           R"({"candidates":[{"token":"a","logProbability":-0.5},{"token":"b","logProbability":-2}]}],"chosenCandidates":[)"
           R"({"token":"a","logProbability":-0.5}]}}]})"},
          whole)
          .find(R"("logprobsResult":{"topCandidates":[{"candidates":[{"token":"a","logProbability":-0.5},{"token":"b",)"
                R"("logProbability":-2}]}],"chosenCandidates":[{"token":"a","logProbability":-0.5}]})") !=
      std::string::npos);
}

TEST_CASE("C4: a prompt that was refused is told, and an answer of nothing has a part all the same") {
  CHECK(answered({R"({"promptFeedback":{"blockReason":"SAFETY"}})"}, whole) ==
        message(R"({"text":"Prompt blocked: SAFETY"})", R"("finishReason":"SAFETY")") + R"("usageMetadata":{},)" +
            tail);
  CHECK(answered({R"({"candidates":[{"finishReason":"OTHER"}]})"}, whole) ==
        message(R"({"text":""})", R"("finishReason":"OTHER")") + R"("usageMetadata":{},)" + tail);
}

TEST_CASE("F4: silence is not broken") {
  test::Document request(R"({"contents":[{"parts":[{"text":"Hi"}]}]})");
  Random random{1};
  for (const Bytes query : {Bytes("alt=sse"), Bytes()}) {
    const auto call = gemini::clients::read_chat(
        {.document = request.root, .random = random, .tail = stream, .query = query}, request.arena);
    REQUIRE(call.ok());
    CHECK(call->writer->streams());
    CHECK(call->writer->sends_events() == !query.empty());
    Buffer out;
    call->writer->keep_alive(out);
    CHECK(out.empty());
  }
}

TEST_CASE("C4: counts that nobody said are left out") {
  const auto told = [](const chat::Usage& usage, chat::ServiceTier tier = chat::ServiceTier::unset) {
    Buffer out;
    json::Writer writer(out);
    gemini::clients::write_usage(usage, tier, writer);
    return test::str(out.view());
  };
  CHECK(told({}) == "{}");
  CHECK(told({.prompt_tokens = 2, .completion_tokens = 3}) ==
        R"({"promptTokenCount":2,"candidatesTokenCount":3,"totalTokenCount":5})");
  CHECK(told({.prompt_tokens = 9,
              .completion_tokens = 5,
              .total_tokens = 14,
              .cached_tokens = 4,
              .thinking_tokens = 2,
              .prompt_audio_tokens = 3,
              .prompt_text_tokens = 6},
             chat::ServiceTier::flex) ==
        R"({"promptTokenCount":9,"candidatesTokenCount":3,"totalTokenCount":14,"cachedContentTokenCount":4,)"
        R"("thoughtsTokenCount":2,"promptTokensDetails":[{"modality":"TEXT","tokenCount":6},{"modality":"AUDIO",)"
        R"("tokenCount":3}],"serviceTier":"flex"})");
}

TEST_CASE("C4: models in Google's shape") {
  Arena arena;
  List<chat::Model> models;
  chat::Model& parrot = models.push(arena, chat::Model{});
  parrot.id = "parrot";
  parrot.context_tokens = 1000;
  parrot.output_tokens = 10;
  chat::Model& embeds = models.push(arena, chat::Model{});
  embeds.id = "text-embedding-3";
  embeds.display_name = "E";
  Buffer out;
  gemini::clients::write_models(models, out);
  CHECK(
      test::str(out.view()) ==
      R"({"models":[{"name":"models/parrot","displayName":"parrot","inputTokenLimit":1000,"outputTokenLimit":10,)"
      R"("supportedGenerationMethods":["generateContent","streamGenerateContent"]},{"name":"models/text-embedding-3",)"
      R"("displayName":"E","supportedGenerationMethods":["embedContent","batchEmbedContents"]}]})");
}
