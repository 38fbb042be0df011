// The blocks of Gemini's answers: of parts as they come, and of every recorded answer.
#include "dialect/block_judge.h"
#include "dialect/gemini/reply/reader.h"
#include "dialect/reading/error_body.h"

using namespace rota;
using Kind = chat::Delta::Kind;

namespace {

std::string event(const std::string& parts, const std::string& members = "") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + "]}" + members + "}]}";
}

/// What a reader makes of a stream's events, judged. "kind block " each, with * where the block begins and | between
/// events.
std::string blocks_of(const std::vector<std::string>& events) {
  Arena arena;
  gemini::Reader reader(arena, "gemini-3.6-flash", true);
  reader.begin();
  test::BlockJudge judge;
  std::string all;
  for (const std::string& text : events) {
    test::Document document(text);
    REQUIRE(document.ok);
    const auto fragment = reader.read(document.root, document.arena);
    REQUIRE(fragment.ok());
    judge.hear(*fragment);
    for (const chat::Delta& delta : fragment->deltas) {
      if (!chat::is_in_block(delta.kind)) continue;
      constexpr const char* names[] = {"text", "thought", "refusal", "call", "media", "part", "end"};
      all += std::string(delta.begins ? "*" : "") + names[static_cast<std::size_t>(delta.kind)] +
             std::to_string(delta.block) + " ";
    }
    all += "|";
  }
  CHECK_FALSE(judge.any_open());
  return all;
}

}  // namespace

TEST_CASE("G1: a block goes on over events and ends before the next, or before the finish") {
  CHECK(blocks_of({event(R"({"text":"a","thought":true})"), event(R"({"text":"b","thought":true},{"text":"c"})"),
                   event(R"({"text":"d"},{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}})"),
                   event(R"({"text":"","thoughtSignature":"c2ln"})", R"(,"finishReason":"STOP")")}) ==
        "*thought0 |thought0 end0 *text1 |text1 end1 *call2 |end2 *call3 end3 *text4 end4 |");
}

TEST_CASE("G1: code that is shown stays with its text, tools at work stand apart") {
  CHECK(blocks_of({event(R"({"text":"a"},{"executableCode":{"code":"1"}},{"toolCall":{"id":"1"}},{"inlineData":{}})",
                         R"(,"finishReason":"STOP")")}) == "*text0 text0 end0 *part1 end1 *media2 end2 |");
}

TEST_CASE("G1: a refused prompt is a block, and a new answer begins with none") {
  CHECK(blocks_of({R"({"promptFeedback":{"blockReason":"SAFETY"}})"}) == "*refusal0 end0 |");
  Arena arena;
  gemini::Reader reader(arena, "gemini-3.6-flash", true);
  for (int attempt = 0; attempt < 2; ++attempt) {
    reader.begin();
    test::Document document(event(R"({"text":"a"})"));
    const auto fragment = reader.read(document.root, document.arena);
    REQUIRE(fragment->deltas.size() == 1);
    CHECK(fragment->deltas[0].begins);
    CHECK(fragment->deltas[0].block == 0);
  }
}

TEST_CASE("G1: blocks are properly nested in every recorded answer") {
  if (!test::have_fixtures()) return;
  std::size_t answers = 0;
  std::size_t blocks = 0;
  for (const char* kind : {"gemini.generate.res", "gemini.stream.sse", "vertex.generate", "vertex.stream.sse"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      if (fixture.kind.find(".req") != std::string::npos) continue;
      INFO(fixture.path);
      Arena arena;
      gemini::Reader reader(arena, "gemini-3.6-flash", true);
      reader.begin();
      test::BlockJudge judge;
      chat::Progress progress;
      for (const std::string& message : test::messages_of(fixture)) {
        test::Document document(message);
        if (!document.ok || !reading::unwrap(document.root).is_object()) continue;  // recordings of broken bodies
        if (reading::error_in(document.root, document.arena) != nullptr) continue;
        const auto fragment = reader.read(document.root, document.arena);
        REQUIRE(fragment.ok());
        judge.hear(*fragment);
        progress.note(*fragment, arena);
      }
      if (progress.finished()) CHECK_FALSE(judge.any_open());
      ++answers;
      blocks += judge.blocks();
    }
  }
  CHECK(answers > 150);
  CHECK(blocks > answers);
}
