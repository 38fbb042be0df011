// Cited text: where in an answer its citations belong.
// Knows that an upstream counts bytes of its own text and a client counts characters of what it was given; refuses to
// trust an offset that the quoted words contradict.
#pragma once

#include "chat/answer.h"

namespace rota::openai {

/// A stretch of a text in Unicode code points; `past` is one past the last. 0 and 0: nowhere in particular.
struct Stretch {
  std::int64_t first = 0;
  std::int64_t past = 0;

  friend bool operator==(const Stretch& a, const Stretch& b) { return a.first == b.first && a.past == b.past; }
};

/// How many Unicode code points the inside of a JSON string stands for.
[[nodiscard]] std::int64_t characters_of(Bytes escaped);

/// Gathers one candidate's text as the client gets it. Owns no memory: everything lives in the arena it is given,
/// which must be the same one every time.
class CitedText {
 public:
  /// `escaped` is kept as it is, not copied; `inserted` as in Delta.
  void add(Bytes escaped, bool inserted, Arena& arena) {
    pieces_.push(arena, {escaped, inserted});
    size_ += escaped.size();
  }
  /// What has been gathered. Past limits::cited_text_bytes nothing more should be: citations further on belong nowhere
  /// in particular.
  [[nodiscard]] std::size_t size_bytes() const { return size_; }
  /// The same in Unicode code points.
  [[nodiscard]] std::int64_t characters() { return characters_before(pieces_.size()); }
  /// In how many pieces it has come.
  [[nodiscard]] std::size_t pieces() const { return pieces_.size(); }
  /// How many Unicode code points the first so many `pieces` have. Ask for more of them each time.
  [[nodiscard]] std::int64_t characters_before(std::size_t pieces);
  /// Where the citation belongs: at its offsets when its quote stands there (or it has none), else where its quote is
  /// first found, else nowhere. Call it only after the last add().
  [[nodiscard]] Stretch locate(const chat::Citation& citation, Arena& arena);

 private:
  struct Piece {
    Bytes escaped;
    bool inserted;
  };
  /// A run of inserted text: what comes after it stands further back for the client than for the upstream.
  struct Shift {
    std::size_t at;     // in own_
    std::size_t bytes;  // all inserted bytes up to here, this run included
  };
  void join(Arena& arena);
  [[nodiscard]] bool fits(std::size_t first, std::size_t past) const;
  [[nodiscard]] std::int64_t code_points_before(std::size_t own_offset, bool after_inserted) const;

  List<Piece> pieces_;
  std::size_t size_ = 0;
  std::size_t counted_ = 0;      // pieces
  std::int64_t characters_ = 0;  // in those
  bool joined_ = false;
  Bytes own_;    // the upstream's text, UTF-8
  Bytes given_;  // with what was inserted
  List<Shift> shifts_;
  std::size_t searched_ = 0;  // bytes that quotes were compared with
  List<std::int64_t> marks_;  // code points of given_ before every mark_bytes-th byte
};

}  // namespace rota::openai
