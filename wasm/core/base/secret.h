// Secret: a key or a password as a type of its own, which no writer, join or log takes.
// Knows that it may be compared and counted; whoever must have the text itself says reveal(), and scripts/tidy.mjs knows
// all of them.
#pragma once

#include "base/bytes.h"
#include "base/lifetime.h"

namespace rota {

/// A view, which lives as long as what it views. Turns into no text by itself.
class Secret {
 public:
  constexpr Secret() = default;
  constexpr explicit Secret(Bytes text ROTA_LIFETIME_BOUND) : text_(text) {}

  [[nodiscard]] constexpr bool empty() const { return text_.empty(); }
  [[nodiscard]] constexpr std::size_t size() const { return text_.size(); }
  /// The text: for the header that carries it, the digest or the seal that hides it, and the comparison.
  [[nodiscard]] constexpr Bytes reveal() const { return text_; }

 private:
  Bytes text_;
};

}  // namespace rota
