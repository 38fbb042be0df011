// Error first: whether a passing answer that came with 200 begins with an error instead.
// Knows the first bytes of an error in JSON, alone, in a list or as the first event of a stream; refuses to know what
// the error says (UpstreamDialect::error_in).
#pragma once

#include "base/text.h"

namespace rota::exchange {

enum class Beginning : std::uint8_t { unknown, answer, error };

/// Looks at an answer that comes in pieces, at each octet once. It is known after a few, but for white space.
class ErrorFirst {
 public:
  Beginning take(Bytes piece) {
    for (std::size_t i = 0; i < piece.size() && what_ == Beginning::unknown; ++i) take(piece[i]);
    return what_;
  }
  [[nodiscard]] Beginning what() const { return what_; }

 private:
  void take(char c) {
    constexpr Bytes words[] = {"data:", "[", "{", "\"error\"", ":"};
    constexpr std::uint8_t optional = 2;
    constexpr std::uint8_t count = 5;
    if (at_ == 0 && text::is_space(c)) return;
    while (at_ == 0 && word_ < optional && c != words[word_].front()) ++word_;
    if (word_ == count) {  // "error": null is no error
      what_ = c == '{' || c == '"' ? Beginning::error : Beginning::answer;
    } else if (c != words[word_][at_]) {
      what_ = Beginning::answer;
    } else if (++at_ == words[word_].size()) {
      ++word_;
      at_ = 0;
    }
  }

  Beginning what_ = Beginning::unknown;
  std::uint8_t word_ = 0;  // that is expected
  std::uint8_t at_ = 0;    // octets of it that have come
};

}  // namespace rota::exchange
