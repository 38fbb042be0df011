// usageMetadata, by itself and in every recorded answer.
#include "dialect/gemini/usage.h"
#include "dialect_support.h"

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
        if (document.ok && gemini::read_usage(gemini::unwrap(document.root)["usageMetadata"], said)) usage.merge(said);
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
