// Taking together what stands in several places; see pieces.h.
#include "json/pieces.h"

namespace rota::json {

void Pieces::write(Writer& writer) const {
  writer.raw(Raw());  // a comma, where there must be one
  for (const Bytes piece : pieces_) writer.inside().append(piece);
}

void PieceWriter::refer(Bytes text) {
  if (!text.empty()) references_.push(arena_, {text_.size(), text});
}

void PieceWriter::value(const Pieces& value) {
  writer_.raw(Raw());
  for (const Bytes piece : value.pieces_) refer(piece);
}

Pieces PieceWriter::keep() const {
  const Bytes own = arena_.copy(text_.view());
  Pieces kept;
  kept.pieces_.reserve(arena_, 2 * references_.size() + 1);
  std::size_t done = 0;
  const auto add_own = [&](std::size_t past) {
    if (past != done) kept.push(arena_, own.substr(done, past - done));
    done = past;
  };
  for (const Reference& reference : references_) {
    add_own(reference.at);
    kept.push(arena_, reference.text);
  }
  add_own(own.size());
  return kept;
}

}  // namespace rota::json
