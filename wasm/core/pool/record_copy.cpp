// See record_copy.h. A row is the mark of its text, 16 hex digits, and a piece of it: pieces of two texts are never joined.
#include "pool/record_copy.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::pool {

namespace {

constexpr Bytes row_prefix = "record/";
constexpr std::size_t mark_bytes = 16;

Bytes row_name(std::size_t piece, Arena& arena) {
  return arena.join(row_prefix, text::decimal(arena, static_cast<std::int64_t>(piece)));
}

}  // namespace

bool RecordCopy::recall(Bytes name, Bytes value) {
  if (!text::starts_with(name, row_prefix)) return false;
  std::uint64_t piece = 0;
  if (!text::parse_unsigned(name.substr(row_prefix.size()), piece) || piece >= limits::record_copy_rows) return false;
  pieces_[piece].clear();
  pieces_[piece].append(value);
  if (stored_ <= piece) stored_ = static_cast<std::size_t>(piece) + 1;
  std::uint64_t mark = 0;
  if (piece == 0 && text::parse_hex_id(value.substr(0, mark_bytes), mark)) mark_ = mark;
  return true;
}

Bytes RecordCopy::text(Arena& arena) const {
  Buffer whole;
  for (std::size_t at = 0; at < stored_; ++at) {
    const Bytes piece = pieces_[at].view();
    std::uint64_t mark = 0;
    if (!text::parse_hex_id(piece.substr(0, mark_bytes), mark) || mark != mark_) return {};
    whole.append(piece.substr(mark_bytes));
  }
  return text::fingerprint(whole.view()) == mark_ ? arena.copy(whole.view()) : Bytes();
}

void RecordCopy::keep(Bytes text, Actions& out) {
  if (rows_.is_unread()) return;  // the load that follows their reading keeps it
  const std::uint64_t mark = text::fingerprint(text);
  if (mark == mark_ || (stored_ == 0 && text == "[]")) return;
  std::size_t piece = 0;
  if (text.size() > limits::record_copy_rows * limits::record_copy_bytes) text = {};
  mark_ = mark;
  for (; !text.empty(); ++piece) {
    Buffer row;
    row.append(text::hex_id(mark).view());
    row.append(text.substr(0, limits::record_copy_bytes));
    text.remove_prefix(row.size() - mark_bytes);
    rows_.store(row_name(piece, out.arena()), row, out);
  }
  for (std::size_t old = piece; old < stored_; ++old) rows_.erase(row_name(old, out.arena()), out);
  stored_ = piece;
}

void RecordCopy::release() {
  for (Buffer& piece : pieces_) piece.release();
}

}  // namespace rota::pool
