// usageMetadata, by itself and in every recorded answer.
#include "dialect/gemini/reply/usage.h"

#include <random>

#include "dialect/dialect_support.h"
#include "dialect/reading/error_body.h"

using namespace rota;

namespace {

chat::Usage read(const std::string& json) {
  test::Document document(json);
  chat::Usage usage;
  gemini::read_usage(document.root, usage);
  return usage;
}

}  // namespace

TEST_CASE("F7: tokens of tools and thoughts are counted where they belong") {
  const chat::Usage usage = read(
      R"({"promptTokenCount":10,"toolUsePromptTokenCount":5,"candidatesTokenCount":7,"thoughtsTokenCount":20,)"
      R"("totalTokenCount":42,"cachedContentTokenCount":4,"promptTokensDetails":[{"modality":"TEXT","tokenCount":8},)"
      R"({"modality":"AUDIO","tokenCount":2}],"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":7}]})");
  CHECK(usage.prompt_tokens == 15);
  CHECK(usage.completion_tokens == 27);
  CHECK(usage.thinking_tokens == 20);
  CHECK(usage.total_tokens == 42);
  CHECK(usage.cached_tokens == 4);
  CHECK(usage.prompt_audio_tokens == 2);
  CHECK(usage.completion_audio_tokens == 7);
}

TEST_CASE("F7: what is not said is not invented") {
  const chat::Usage usage = read(R"({"promptTokenCount":10,"totalTokenCount":10})");
  CHECK(usage.completion_tokens == -1);
  CHECK(usage.thinking_tokens == -1);
  CHECK(usage.cached_tokens == -1);
  for (const char* nothing : {"{}", "null", "5", "[]", R"({"promptTokenCount":"10"})", R"({"promptTokenCount":-1})",
                              R"({"totalTokenCount":1.5})"}) {
    CHECK(!read(nothing).known());
  }
}

TEST_CASE("F7: the total says whether thoughts are among the candidates, and tool use in the prompt") {
  chat::Usage usage = read(
      R"({"promptTokenCount":341,"candidatesTokenCount":3362,"thoughtsTokenCount":3347,"totalTokenCount":3703})");
  CHECK(usage.prompt_tokens == 341);
  CHECK(usage.completion_tokens == 3362);
  CHECK(usage.thinking_tokens == 3347);
  CHECK(usage.total_tokens == 3703);
  usage = read(R"({"promptTokenCount":20,"toolUsePromptTokenCount":5,"candidatesTokenCount":9,"thoughtsTokenCount":4,)"
               R"("totalTokenCount":29})");
  CHECK(usage.prompt_tokens == 20);
  CHECK(usage.completion_tokens == 9);
  usage = read(R"({"promptTokenCount":20,"candidatesTokenCount":9,"totalTokenCount":60})");  // thoughts nobody names
  CHECK(usage.completion_tokens == 40);
  CHECK(usage.thinking_tokens == -1);
  usage = read(R"({"promptTokenCount":20,"totalTokenCount":60})");
  CHECK(usage.completion_tokens == 40);
  usage = read(R"({"promptTokenCount":20,"candidatesTokenCount":2,"thoughtsTokenCount":9,"totalTokenCount":25})");
  CHECK(usage.completion_tokens == 5);
  CHECK(usage.thinking_tokens == 5);
  usage = read(R"({"promptTokenCount":20,"candidatesTokenCount":2,"totalTokenCount":7})");  // nonsense stays as it is
  CHECK(usage.prompt_tokens == 20);
  CHECK(usage.completion_tokens == 2);
}

TEST_CASE("F7: property: whatever a total counts, prompt and completion add up to it, thoughts among the completion") {
  std::mt19937 random(20261130);
  const auto some = [&random] { return random() % 4 == 0 ? 0 : static_cast<std::int64_t>(random() % 5000); };
  for (int round = 0; round < 5000; ++round) {
    const std::int64_t prompt = some();
    const std::int64_t tools = some();
    const std::int64_t words = some();
    const std::int64_t thoughts = some();
    const bool among = random() % 2 == 0;
    const bool in_prompt = random() % 2 == 0;
    const std::int64_t unnamed = random() % 8 == 0 ? some() : 0;
    const std::int64_t total = prompt + tools + words + thoughts + unnamed;
    std::string json = R"({"promptTokenCount":)" + std::to_string(prompt + (in_prompt ? tools : 0));
    if (tools != 0) json += R"(,"toolUsePromptTokenCount":)" + std::to_string(tools);
    const std::int64_t candidates = words + (among ? thoughts : 0);
    if (candidates != 0) json += R"(,"candidatesTokenCount":)" + std::to_string(candidates);
    if (thoughts != 0) json += R"(,"thoughtsTokenCount":)" + std::to_string(thoughts);
    json += R"(,"totalTokenCount":)" + std::to_string(total) + "}";
    INFO(json);
    const chat::Usage usage = read(json);
    const std::int64_t completion = usage.completion_tokens < 0 ? 0 : usage.completion_tokens;
    REQUIRE(usage.total_tokens == total);
    REQUIRE(usage.prompt_tokens + completion == total);
    REQUIRE(usage.thinking_tokens <= completion);
    if (unnamed == 0) {
      REQUIRE((usage.thinking_tokens < 0 ? 0 : usage.thinking_tokens) == thoughts);
    }
  }
}

TEST_CASE("F7: recorded sums add up: total = prompt + completion") {
  if (!test::have_fixtures()) return;
  std::size_t sums = 0;
  for (const char* kind : {"gemini.generate.res", "gemini.stream.sse", "vertex.generate", "vertex.stream.sse"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      if (fixture.kind.find(".req") != std::string::npos) continue;
      INFO(fixture.path);
      chat::Usage usage;
      for (const std::string& message : test::messages_of(fixture)) {
        test::Document document(message);
        chat::Usage said;
        if (document.ok && gemini::read_usage(reading::unwrap(document.root)["usageMetadata"], said)) usage.merge(said);
      }
      if (usage.prompt_tokens < 0 || usage.total_tokens < 0) continue;
      if (fixture.path.rfind("prism/", 0) == 0) continue;  // edited by hand: their sums never added up
      ++sums;
      const std::int64_t completion = usage.completion_tokens < 0 ? 0 : usage.completion_tokens;
      CHECK(usage.total_tokens == usage.prompt_tokens + completion);
    }
  }
  CHECK(sums > 240);
}
