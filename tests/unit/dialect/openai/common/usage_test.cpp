// OpenAI's usage, read in passing and written.
#include "dialect/openai/common/usage.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

chat::Usage read(const std::string& json) {
  test::Document document(json);
  chat::Usage usage;
  openai::read_usage(document.root, usage);
  return usage;
}

std::string write(const chat::Usage& usage) {
  Buffer out;
  json::Writer writer(out);
  openai::write_usage(usage, writer);
  return test::str(out.view());
}

}  // namespace

TEST_CASE("F7: OpenAI's usage is read whole") {
  const chat::Usage usage =
      read(R"({"prompt_tokens":10,"completion_tokens":20,"total_tokens":30,"prompt_tokens_details":{"cached_tokens":4,)"
           R"("audio_tokens":1},"completion_tokens_details":{"reasoning_tokens":12,"audio_tokens":2}})");
  CHECK(usage.prompt_tokens == 10);
  CHECK(usage.completion_tokens == 20);
  CHECK(usage.total_tokens == 30);
  CHECK(usage.cached_tokens == 4);
  CHECK(usage.thinking_tokens == 12);
  CHECK(usage.prompt_audio_tokens == 1);
  CHECK(usage.completion_audio_tokens == 2);
  for (const char* nothing : {"null", "{}", "5", R"({"prompt_tokens":"1"})"}) CHECK(!read(nothing).known());
}

TEST_CASE("F7: thoughts that Google's own layer leaves out are counted") {
  const chat::Usage usage = read(R"({"prompt_tokens":12,"completion_tokens":35,"total_tokens":109})");
  CHECK(usage.completion_tokens == 97);
  CHECK(usage.thinking_tokens == 62);
}

TEST_CASE("F7: usage is written with every field") {
  chat::Usage usage;
  usage.prompt_tokens = 10;
  usage.completion_tokens = 27;
  usage.thinking_tokens = 20;
  CHECK(write(usage) ==
        R"({"prompt_tokens":10,"completion_tokens":27,"total_tokens":37,"prompt_tokens_details":{"cached_tokens":0,)"
        R"("audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":0,)"
        R"("accepted_prediction_tokens":0,"rejected_prediction_tokens":0}})");
}

TEST_CASE("F7: the usage of every recorded OpenAI answer survives reading and writing") {
  if (!test::have_fixtures()) return;
  std::size_t answers = 0;
  for (const test::Fixture& fixture : test::fixtures("openai.chat.res")) {
    INFO(fixture.path);
    test::Document document(test::read_file(test::fixture_dir() + fixture.path));
    chat::Usage usage;
    if (!document.ok || !openai::read_usage(document.root["usage"], usage)) continue;
    if (usage.prompt_tokens < 0 || usage.completion_tokens < 0) continue;
    ++answers;
    CHECK(read(write(usage)).prompt_tokens == usage.prompt_tokens);
    CHECK(read(write(usage)).completion_tokens == usage.completion_tokens);
    CHECK(read(write(usage)).cached_tokens == (usage.cached_tokens < 0 ? 0 : usage.cached_tokens));
  }
  CHECK(answers > 80);
}

TEST_CASE("F7 G1: tokens written to a cache are read, and written where the upstream counts them") {
  const chat::Usage usage = read(
      R"({"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3}})");
  CHECK(usage.cache_written_tokens == 3);
  CHECK(write(usage).find(R"("cached_tokens":4,"audio_tokens":0,"cache_write_tokens":3)") != std::string::npos);
  CHECK(write(chat::Usage{}).find("cache_write_tokens") == std::string::npos);
}
