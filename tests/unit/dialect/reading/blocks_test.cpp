// Blocks: which deltas go on, what is ended when, and each candidate by itself.
#include "dialect/reading/blocks.h"

#include "dialect/block_judge.h"

using namespace rota;
using Kind = chat::Delta::Kind;

namespace {

struct Answer {
  chat::Delta& add(Kind kind, std::uint32_t candidate = 0) { return blocks.add(kind, candidate, fragment, arena); }
  void end(std::uint32_t candidate = 0) { blocks.end(candidate, fragment, arena); }
  /// "*t0 t0 .0": a letter for the kind, behind * where the block begins, and the block.
  [[nodiscard]] std::string told() const {
    std::string all;
    for (const chat::Delta& delta : fragment.deltas) {
      const char letter = "thrcmp."[static_cast<std::size_t>(delta.kind)];
      all += delta.begins ? "*" : "";
      all += letter + std::to_string(delta.block) + " ";
    }
    return all;
  }

  Arena arena;
  reading::Blocks blocks{arena};
  chat::Fragment fragment;
};

}  // namespace

TEST_CASE("G1: text goes on until something else is said") {
  Answer answer;
  answer.add(Kind::thought);
  answer.add(Kind::thought);
  answer.add(Kind::text);
  answer.add(Kind::text);
  answer.end();
  CHECK(answer.told() == "*h0 h0 .0 *t1 t1 .1 ");
  answer.end();
  CHECK(answer.told() == "*h0 h0 .0 *t1 t1 .1 ");
  answer.add(Kind::text);
  CHECK(answer.told() == "*h0 h0 .0 *t1 t1 .1 *t2 ");
}

TEST_CASE("G1: calls, media and parts are blocks of their own, and a call may go on") {
  Answer answer;
  answer.add(Kind::tool_call);
  answer.blocks.go_on(0, answer.fragment, answer.arena).arguments = "{";
  answer.blocks.go_on(0, answer.fragment, answer.arena).arguments = "}";
  answer.add(Kind::tool_call);
  answer.add(Kind::media);
  answer.add(Kind::media);
  answer.add(Kind::part);
  answer.end();
  CHECK(answer.told() == "*c0 c0 c0 .0 *c1 .1 *m2 .2 *m3 .3 *p4 .4 ");
  test::BlockJudge judge;
  judge.hear(answer.fragment);
  CHECK_FALSE(judge.any_open());
  CHECK(judge.blocks() == 5);
}

TEST_CASE("G1: every candidate has blocks of its own, and every answer begins with none") {
  Answer answer;
  answer.add(Kind::text, 0);
  answer.add(Kind::text, 7);
  answer.add(Kind::text, 0);
  answer.add(Kind::thought, 7);
  answer.end(3);
  CHECK(answer.told() == "*t0 *t0 t0 .0 *h1 ");
  CHECK(answer.fragment.deltas[3].candidate == 7);
  test::BlockJudge judge;
  judge.hear(answer.fragment);
  CHECK(judge.any_open());
  answer.blocks.begin();
  answer.fragment = {};
  answer.add(Kind::text, 7);
  CHECK(answer.told() == "*t0 ");
}
