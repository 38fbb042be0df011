// Joining, verifying, counting; see cited_text.h.
#include "dialect/openai/chat/cited_text.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/escape.h"

namespace rota::openai {

namespace {

constexpr std::size_t mark_bytes = 1024;  // a long text with many citations is counted once, not once a citation

bool begins_character(char c) { return !text::continues_character(c); }

}  // namespace

std::int64_t characters_of(Bytes escaped) {
  std::int64_t count = 0;
  for (std::size_t at = 0; at < escaped.size(); ++count) {
    const bool escape = escaped[at] == '\\';
    at += escape ? json::read_escape(escaped, at).length : 1;
    while (!escape && at < escaped.size() && !begins_character(escaped[at])) ++at;
  }
  return count;
}

std::int64_t CitedText::characters_before(std::size_t pieces) {
  for (; counted_ < pieces; ++counted_) characters_ += characters_of(pieces_[counted_].escaped);
  return characters_;
}

void CitedText::join(Arena& arena) {
  joined_ = true;
  std::size_t own_room = 0;
  std::size_t given_room = 0;
  for (const Piece& piece : pieces_) {
    given_room += piece.escaped.size();
    if (!piece.inserted) own_room += piece.escaped.size();
  }
  auto* own = static_cast<char*>(arena.allocate(own_room, 1));
  auto* given = static_cast<char*>(arena.allocate(given_room, 1));
  std::size_t own_size = 0;
  std::size_t given_size = 0;
  for (const Piece& piece : pieces_) {
    const std::size_t size = json::unescape(piece.escaped, given + given_size);
    if (piece.inserted) {
      const std::size_t before = shifts_.empty() ? 0 : shifts_.back().bytes;
      shifts_.push(arena, {own_size, before + size});
    } else {
      for (std::size_t i = 0; i < size; ++i) own[own_size + i] = given[given_size + i];
      own_size += size;
    }
    given_size += size;
  }
  own_ = {own, own_size};
  given_ = {given, given_size};
  std::int64_t count = 0;
  for (std::size_t i = 0; i < given_size; ++i) {
    if (i % mark_bytes == 0) marks_.push(arena, count);
    if (begins_character(given[i])) ++count;
  }
}

bool CitedText::fits(std::size_t first, std::size_t past) const {
  if (first > past || past > own_.size()) return false;
  const auto edge = [this](std::size_t at) { return at == own_.size() || begins_character(own_[at]); };
  return edge(first) && edge(past);
}

/// `after_inserted` decides which side of an inserted run an offset at its place means.
std::int64_t CitedText::code_points_before(std::size_t own_offset, bool after_inserted) const {
  std::size_t past = 0;  // of the shifts before the offset, which are in its order
  for (std::size_t end = shifts_.size(); past < end;) {
    const std::size_t middle = past + (end - past) / 2;
    const std::size_t place = shifts_[middle].at;
    const bool before = place < own_offset || (place == own_offset && after_inserted);
    (before ? past : end) = before ? middle + 1 : middle;
  }
  const std::size_t at = own_offset + (past == 0 ? 0 : shifts_[past - 1].bytes);
  std::size_t mark = at / mark_bytes;
  if (mark >= marks_.size()) mark = marks_.empty() ? 0 : marks_.size() - 1;
  std::int64_t count = marks_.empty() ? 0 : marks_[mark];
  for (std::size_t i = mark * mark_bytes; i < at; ++i) {
    if (begins_character(given_[i])) ++count;
  }
  return count;
}

Stretch CitedText::locate(const chat::Citation& citation, Arena& arena) {
  if (citation.past_byte <= 0 && citation.quote.empty()) return {};
  if (!joined_) join(arena);
  auto first = static_cast<std::size_t>(citation.first_byte < 0 ? 0 : citation.first_byte);
  auto past = static_cast<std::size_t>(citation.past_byte < 0 ? 0 : citation.past_byte);
  bool there = citation.past_byte > 0 && fits(first, past);
  if (!citation.quote.empty()) {
    // What each citation may look at, all of them may look at many times over: past a bound quotes are taken at their word.
    searched_ += citation.quote.size();
    if (searched_ <= limits::cited_search_bytes && there) {
      there = own_.substr(first, past - first) == citation.quote;
    }
  }
  if (!there && !citation.quote.empty()) {
    searched_ += own_.size();
    if (searched_ > limits::cited_search_bytes) return {};
    first = own_.find(citation.quote);
    there = first != Bytes::npos;
    past = first + citation.quote.size();
  }
  if (!there || first == past) return {};
  return {code_points_before(first, true), code_points_before(past, false)};
}

}  // namespace rota::openai
