// Pieces: one JSON value whose long strings stay where they are, to be written any number of times.
// Knows where what was written here ends and what is referred to begins; refuses to own the texts.
#pragma once

#include "base/list.h"
#include "json/writer.h"

namespace rota::json {

/// One whole JSON value, in pieces that follow one another. A view: it lives as long as its arena and the texts in it.
class Pieces {
 public:
  /// Writes the value.
  void write(Writer& writer) const;
  [[nodiscard]] std::size_t size_bytes() const { return size_; }

 private:
  friend class PieceWriter;
  void push(Arena& arena, Bytes piece) {
    pieces_.push(arena, piece);
    size_ += piece.size();
  }

  List<Bytes> pieces_;  // none of them empty
  std::size_t size_ = 0;
};

/// Writes one such value: what is short as with every writer, what is long by reference.
class PieceWriter {
 public:
  /// `arena` outlives what keep() gives.
  explicit PieceWriter(Arena& arena) : arena_(arena) { text_.reserve(usual_bytes); }

  /// For all that is short.
  [[nodiscard]] Writer& writer() { return writer_; }
  /// A string of any length, still escaped, which lives as long as the pieces.
  void escaped(Escaped text) {
    writer_.begin_string();
    refer(text);
    writer_.end_string();
  }
  /// A value that is in pieces already.
  void value(const Pieces& value);
  /// What has been written, one whole value by now.
  [[nodiscard]] Pieces keep() const;

 private:
  void refer(Bytes text);

  static constexpr std::size_t usual_bytes = 384;  // most values have less that is short
  struct Reference {
    std::size_t at;  // in what is written here
    Bytes text;
  };
  Arena& arena_;
  Buffer text_;
  Writer writer_{text_};
  List<Reference> references_;
};

}  // namespace rota::json
