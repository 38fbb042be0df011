// Calls whose arguments come in pieces: any split of them gives the same whole answer, and the same stream but for
// where its chunks end.
#include <algorithm>
#include <map>
#include <random>

#include "dialect/block_judge.h"
#include "dialect/reading/blocks.h"

using namespace rota;
using Kind = chat::Delta::Kind;

namespace {

const std::string arguments =
    " {\n\"path\" : \"a\\\\b \\\"c\\\"\" , \"lines\":[ 1,\t2 ], \"text\":\"\\u00e9\xC3\xA9\\n\" }";
const std::string input = R"({ "input" : "ls \"x\"\n\\" })";

/// An answer of text, a function's call, a custom tool's call and one without arguments, cut as `cuts` say.
struct Answer {
  Answer() {
    chat::Tool tool;
    tool.kind = chat::Tool::Kind::custom;
    tool.name = "shell";
    asked.tools.push(memory, tool);
  }

  void call(json::Escaped name, const std::string& json, const std::vector<std::size_t>& cuts) {
    chat::Fragment& begun = fragments.emplace_back();
    chat::Delta& first = blocks.add(Kind::tool_call, 0, begun, memory);
    first.name = name;
    first.id = "id";
    first.owner = "gemini";
    std::size_t at = 0;
    for (std::size_t cut : cuts) {
      chat::Fragment& fragment = fragments.emplace_back();
      blocks.go_on(0, fragment, memory).arguments = Bytes(json).substr(at, cut - at);
      at = cut;
    }
    blocks.go_on(0, fragments.emplace_back(), memory).arguments = Bytes(json).substr(at);
  }
  void build(const std::vector<std::size_t>& cuts, const std::vector<std::size_t>& input_cuts) {
    blocks.add(Kind::text, 0, fragments.emplace_back(), memory).text = "Well.";
    call("f", arguments, cuts);
    call("shell", input, input_cuts);
    call("g", "", {});
    chat::Fragment& last = fragments.emplace_back();
    blocks.end(0, last, memory);
    chat::Delta& finish = last.deltas.push(memory, chat::Delta{});
    finish.kind = Kind::finish;
    finish.finish = chat::Finish::stop;
    test::BlockJudge judge;
    for (const chat::Fragment& fragment : fragments) judge.hear(fragment);
  }

  [[nodiscard]] std::string whole(openai::ReplyForm form = {}) {
    test::Head head;
    head.head.asked = &asked;
    head.head.form = form;
    openai::AnswerWriter writer(head.head);
    for (const chat::Fragment& fragment : fragments) writer.add(fragment);
    Buffer out;
    writer.write(out);
    return test::str(out.view());
  }
  /// The calls as a client gathers them: "name(arguments) " each.
  [[nodiscard]] std::string streamed(openai::ReplyForm form = {}) {
    test::Head head;
    head.head.asked = &asked;
    head.head.form = form;
    openai::StreamWriter writer(head.head);
    Buffer out;
    writer.begin(out);
    for (const chat::Fragment& fragment : fragments) writer.write(fragment, out);
    writer.end(out);
    std::map<std::int64_t, std::string> calls;
    std::string text = test::str(out.view());
    for (std::size_t end = 0; (end = text.find("\n\n")) != std::string::npos; text.erase(0, end + 2)) {
      test::Document chunk(text.substr(6, end - 6));
      if (!chunk.ok) continue;  // [DONE]
      const json::Value delta = chunk.root["choices"].at(0)["delta"];
      const json::Value element = delta["tool_calls"].at(0);
      std::int64_t index = 0;
      static_cast<void>(element["index"].integer(index));
      for (const json::Value said : {element["function"], element["custom"], delta["function_call"]}) {
        if (!said.is_object()) continue;
        if (said["name"]) calls[index] += test::str(said["name"].escaped()) + "(";
        calls[index] += test::str(said["arguments"].escaped()) + test::str(said["input"].escaped());
      }
    }
    std::string all;
    for (const auto& [index, call] : calls) all += call + ") ";
    return all;
  }

  Arena memory;
  reading::Blocks blocks{memory};
  std::vector<chat::Fragment> fragments;
  chat::Conversation asked;
};

/// Anywhere but inside a character: pieces come as strings.
std::vector<std::size_t> random_cuts(const std::string& json, std::mt19937& random) {
  std::vector<std::size_t> cuts;
  const std::size_t count = random() % 8;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = random() % (json.size() + 1);
    if (at == json.size() || !text::continues_character(json[at])) cuts.push_back(at);
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

const std::string told = R"(f({\"path\":\"a\\\\b \\\"c\\\"\",\"lines\":[1,2],\"text\":\"\\u00e9)"
                         "\xC3\xA9"
                         R"(\\n\"}) shell(ls \"x\"\n\\) g({}) )";

}  // namespace

TEST_CASE("F4 G1: any split of a call's arguments gives the same whole answer and the same calls in a stream") {
  Answer uncut;
  uncut.build({}, {});
  const std::string whole = uncut.whole();
  CHECK(test::is_json(whole));
  CHECK(uncut.streamed() == told);
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    Answer cut;
    cut.build(random_cuts(arguments, random), random_cuts(input, random));
    REQUIRE(cut.whole() == whole);
    REQUIRE(cut.streamed() == told);
  }
}

TEST_CASE("F4 G1: a whole answer in pieces says what one that came whole says") {
  Answer cut;
  cut.build({3, 9, 9, 20}, {1, 12});
  test::Document document(cut.whole());
  const json::Value calls = document.root["choices"].at(0)["message"]["tool_calls"];
  REQUIRE(calls.count() == 3);
  CHECK(calls.at(0)["function"]["arguments"].escaped() == Bytes(told).substr(2, told.find(") shell") - 2));
  CHECK(calls.at(1)["custom"]["input"].escaped() == R"(ls \"x\"\n\\)");
  CHECK(calls.at(2)["function"]["arguments"].equals("{}"));
}

TEST_CASE("F3 G1: where one call is all that a client takes, the pieces of the others are left out") {
  Answer cut;
  cut.build({3, 9, 9, 20}, {1, 12});
  const std::string first = told.substr(0, told.find("shell"));
  openai::ReplyForm legacy;
  legacy.legacy_calls = true;
  CHECK(cut.streamed(legacy) == first);
  cut.asked.parallel_tool_calls = false;
  CHECK(cut.streamed() == first);
  test::Document document(cut.whole());
  CHECK(document.root["choices"].at(0)["message"]["tool_calls"].count() == 1);
}
