// Names: texts that repeat a thousand times, kept once under a small number: model names and the sentences of verdicts.
// Knows nothing of their meaning; the caller decides what to forget when it is full.
#pragma once

#include "base/text_table.h"

namespace rota::pool {

/// A text in a Names: its number, or one of the two below.
using Name = std::uint16_t;
inline constexpr Name no_text = 0;          ///< the empty text, which every Names knows
inline constexpr Name unknown_name = 0xFFFF;

class Names {
 public:
  /// `most` is below unknown_name.
  explicit Names(std::size_t most) : most_(most) {}

  /// unknown_name when it is not there.
  [[nodiscard]] Name find(Bytes text) const;
  /// Adds the text unless it is there; unknown_name when there is no room for it.
  [[nodiscard]] Name add(Bytes text);
  /// Valid until the next add; empty for unknown_name.
  [[nodiscard]] Bytes text(Name name) const;
  /// How many there are, no_text among them: names are below it.
  [[nodiscard]] std::size_t size() const { return texts_.size() + 1; }

 private:
  std::size_t most_;
  TextTable texts_;
};

}  // namespace rota::pool
