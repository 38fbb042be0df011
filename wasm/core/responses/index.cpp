// Ages, chains and names of rows; see index.h.
#include "responses/index.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "responses/store_call.h"

namespace rota::responses {

namespace {

constexpr Bytes no_name = "-";
constexpr std::size_t time_digits = 15;  // so that names are in the order of time

Bytes padded(double ms, Arena& arena) {
  constexpr Bytes zeros = "000000000000000";
  const Bytes digits = text::decimal(arena, static_cast<std::int64_t>(ms < 0 ? 0 : ms));
  return digits.size() >= time_digits ? digits : arena.join(zeros.substr(digits.size()), digits);
}

bool read_name(Bytes text, bool needed, Name& name) {
  name = Name::of(text == no_name ? Bytes() : text);
  return needed ? is_name(text) && text != no_name : text == no_name || is_name(text);
}

}  // namespace

Name Name::of(Bytes bytes) {
  Name name;
  if (bytes.size() > sizeof name.text) return name;
  if (!bytes.empty()) std::memcpy(name.text, bytes.data(), bytes.size());
  name.size = static_cast<std::uint8_t>(bytes.size());
  return name;
}

Bytes row_name(const Entry& entry, Arena& arena) {
  const auto named = [](const Name& name) { return name.size == 0 ? no_name : name.view(); };
  return arena.join(padded(entry.created_ms, arena), " ", entry.id.view(), " ", named(entry.previous), " ",
                    named(entry.conversation), " ", text::decimal(arena, static_cast<std::int64_t>(entry.bytes)));
}

bool read_row_name(Bytes name, Entry& entry) {
  std::uint64_t created_ms = 0;
  std::uint64_t bytes = 0;
  bool good = text::parse_unsigned(text::split(name, ' '), created_ms);
  good = good && read_name(text::split(name, ' '), true, entry.id);
  good = good && read_name(text::split(name, ' '), false, entry.previous);
  good = good && read_name(text::split(name, ' '), false, entry.conversation);
  good = good && text::parse_unsigned(name, bytes);
  entry.created_ms = static_cast<double>(created_ms);
  entry.bytes = static_cast<std::size_t>(bytes);
  return good;
}

void Index::add(const Entry& entry) {
  entries_.push(entry);
  bytes_ += entry.bytes;
  for (std::size_t i = entries_.size() - 1; i > 0 && entries_[i - 1].created_ms > entries_[i].created_ms; --i) {
    std::swap(entries_[i - 1], entries_[i]);
  }
}

std::size_t Index::find_before(std::size_t end, Bytes id) const {
  while (end > 0) {
    if (entries_[--end].id.view() == id) return end;
  }
  return npos;
}

std::size_t Index::find(Bytes id) const { return find_before(entries_.size(), id); }

void Index::remove(std::size_t place) {
  bytes_ -= entries_[place].bytes;
  for (std::size_t i = place + 1; i < entries_.size(); ++i) entries_[i - 1] = entries_[i];
  entries_.resize(entries_.size() - 1);
}

std::size_t Index::due(double now_ms, std::size_t coming_bytes) const {
  std::size_t left = entries_.size() + (coming_bytes == 0 ? 0 : 1);
  std::size_t left_bytes = bytes_ + coming_bytes;
  std::size_t count = 0;
  for (; count < entries_.size(); ++count, --left) {
    const Entry& oldest = entries_[count];
    const bool is_old = now_ms - oldest.created_ms >= limits::stored_response_ms;
    if (!is_old && left <= limits::stored_responses && left_bytes <= limits::stored_bytes) break;
    left_bytes -= oldest.bytes;
  }
  return count;
}

/// What a response goes on from came before it, so one look at each entry does.
bool Index::chain(Bytes id, List<std::size_t>& places, Arena& arena) const {
  const std::size_t first = places.size();
  std::size_t end = entries_.size();
  while (!id.empty()) {
    end = find_before(end, id);
    if (end == npos) return false;
    places.push(arena, end);
    id = entries_[end].previous.view();
  }
  std::reverse(places.begin() + first, places.end());
  return true;
}

void Index::turns(Bytes conversation, List<std::size_t>& places, Arena& arena) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].conversation.view() == conversation) places.push(arena, i);
  }
}

}  // namespace rota::responses
