// Secret mask: takes one exact secret out of everything an upstream says, however it is spelt.
// Knows how a text can be spelt in answers: as it is, in JSON's and in percent escapes (any of its characters, also
// escaped twice over), in base64 and base64url at each of the three places in a group, and in hexadecimal. Refuses to
// know whose secret it is and where the text goes.
//
// It stands where every octet of an answer passes, so it is made to find nothing quickly: what cannot end within the next
// dozens of octets is skipped over (Wu and Manber, 1994, with blocks of two), and a text that holds no escape is looked at
// no further.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/secret.h"

namespace rota::http {

class SecretMask {
 public:
  static constexpr Bytes stand_in = "[key]";
  /// A shorter secret is none: it would be found in every other sentence.
  static constexpr std::size_t least_bytes = 8;

  /// What is masked from now on: nothing for a secret that is too short. Keeps what it needs of it in memory of its own,
  /// which release() gives back.
  void begin(Secret secret);

  /// The next piece of a text that comes in pieces, masked, as far as it is certain; the rest comes with the next piece
  /// or with end(). The very view that came in where nothing is masked or held back, else valid until the next call.
  [[nodiscard]] Bytes take(Bytes piece ROTA_LIFETIME_BOUND) ROTA_LIFETIME_BOUND;
  /// What take() has held back, at the end of the text.
  [[nodiscard]] Bytes end() ROTA_LIFETIME_BOUND;

  /// A whole text, masked: itself where nothing was found, else in the arena. Has nothing to do with the pieces.
  [[nodiscard]] Bytes whole(Bytes text ROTA_LIFETIME_BOUND, Arena& arena ROTA_LIFETIME_BOUND) const;

  void release();

 private:
  /// One way of spelling the whole secret, escapes of single characters apart: a stretch of spelt_.
  struct Pattern {
    std::uint32_t begin;
    std::uint32_t size;
  };
  struct Match {
    std::size_t begin;
    std::size_t end;  // past its last octet
  };
  /// What comes next: a spelling without an escape, and the first octet of an escape; npos: nothing. Kept from one find
  /// to the next, or each would go to the text's end.
  struct Ahead {
    Match plain;
    std::size_t lead;
  };
  static constexpr std::size_t patterns_most = 9;
  static constexpr std::size_t shifts_count = 2048;

  void add(Bytes spelling);
  void add_base64(Bytes secret);
  void add_hex(Bytes secret);
  void make_shifts();
  [[nodiscard]] Bytes pattern(std::size_t i) const {
    return spelt_.view().substr(patterns_[i].begin, patterns_[i].size);
  }
  [[nodiscard]] Ahead look_ahead(Bytes text) const;
  [[nodiscard]] bool find(Bytes text, std::size_t from, Ahead& ahead, Match& found) const;
  [[nodiscard]] bool finds_any(Bytes text) const;
  [[nodiscard]] Match find_plain(Bytes text, std::size_t from) const;
  [[nodiscard]] bool find_escaped(Bytes text, std::size_t from, Ahead& ahead, Match& found) const;
  [[nodiscard]] bool matches_at_escape(Bytes text, std::size_t from, std::size_t escape, Match& found) const;
  [[nodiscard]] std::size_t open_from(Bytes text, std::size_t from) const;
  [[nodiscard]] std::size_t append_masked(Bytes text, Buffer& out) const;

  Buffer spelt_;
  Pattern patterns_[patterns_most] = {};
  std::size_t count_ = 0;
  std::size_t window_ = 0;      // the shortest pattern's size
  std::size_t longest_ = 0;     // the longest one's
  Array<std::uint8_t> shifts_;  // how far the window may move on, by its last two octets
  bool letters_[256] = {};      // what any spelling may hold
  Buffer held_;
  Buffer out_;
};

}  // namespace rota::http
