// An open-addressing table over the texts; see text_table.h.
#include "stats/text_table.h"

#include "base/text.h"

namespace rota::stats {

namespace {

constexpr std::size_t slots_min = 16;

}  // namespace

std::uint32_t TextTable::find(Bytes text) const {
  return slots_.empty() ? no_entry : slots_[slot_of(text, text::fingerprint(text))];
}

std::uint32_t TextTable::add(Bytes text) {
  if (slots_.size() < 2 * (entries_.size() + 1)) spread(slots_.empty() ? slots_min : 2 * slots_.size());
  const std::uint64_t hash = text::fingerprint(text);
  std::uint32_t& slot = slots_[slot_of(text, hash)];
  if (slot != no_entry) return slot;
  slot = static_cast<std::uint32_t>(entries_.size());
  entries_.push({hash, static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())});
  texts_.append(text);
  return slot;
}

Bytes TextTable::text(std::uint32_t number) const {
  return texts_.view().substr(entries_[number].begin, entries_[number].size);
}

void TextTable::clear() {
  entries_.clear();
  texts_.clear();
  for (std::uint32_t& slot : slots_) slot = no_entry;
}

/// The slot that holds the text, or the free one where it belongs. There always is one: half of them stay free.
std::size_t TextTable::slot_of(Bytes text, std::uint64_t hash) const {
  const std::size_t last = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash) & last;
  while (slots_[at] != no_entry) {
    const std::uint32_t number = slots_[at];
    if (entries_[number].hash == hash && this->text(number) == text) break;
    at = (at + 1) & last;
  }
  return at;
}

/// Gives every text its slot among `slots`, a power of two.
void TextTable::spread(std::size_t slots) {
  slots_.resize(slots);
  for (std::uint32_t& slot : slots_) slot = no_entry;
  for (std::uint32_t number = 0; number < entries_.size(); ++number) {
    slots_[slot_of(text(number), entries_[number].hash)] = number;
  }
}

}  // namespace rota::stats
