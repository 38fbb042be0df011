// BlockJudge: whether the blocks of an answer follow the rules of chat/answer.h.
// Knows the rules alone; refuses to know what blocks say.
#pragma once

#include <map>

#include "dialect/dialect_support.h"

namespace rota::test {

/// One for each answer: its fragments in order.
class BlockJudge {
 public:
  void hear(const chat::Fragment& fragment) {
    for (const chat::Delta& delta : fragment.deltas) {
      Candidate& said = candidates_[delta.candidate];
      if (!chat::is_in_block(delta.kind)) {
        if (delta.kind == chat::Delta::Kind::finish) CHECK_FALSE(said.open);
        continue;
      }
      if (delta.kind == chat::Delta::Kind::end) {
        CHECK(said.open);
        CHECK_FALSE(delta.begins);
        CHECK(delta.block + 1 == said.blocks);
        said.open = false;
        continue;
      }
      CHECK(delta.begins == !said.open);
      if (delta.begins) {
        CHECK(delta.block == said.blocks);
        said.kind = delta.kind;
        said.open = true;
        ++said.blocks;
      }
      CHECK(delta.kind == said.kind);
      CHECK(delta.block + 1 == said.blocks);
    }
  }
  [[nodiscard]] bool any_open() const {
    for (const auto& [index, said] : candidates_) {
      if (said.open) return true;
    }
    return false;
  }
  [[nodiscard]] std::uint32_t blocks(std::uint32_t candidate = 0) { return candidates_[candidate].blocks; }

 private:
  struct Candidate {
    bool open = false;
    chat::Delta::Kind kind = chat::Delta::Kind::text;
    std::uint32_t blocks = 0;
  };
  std::map<std::uint32_t, Candidate> candidates_;
};

}  // namespace rota::test
