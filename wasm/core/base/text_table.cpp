// See text_table.h.
#include "base/text_table.h"

#include "base/text.h"

namespace rota {

bool TextTable::is_at(std::uint32_t number, Bytes text, std::uint64_t hash) const {
  return entries_[number].hash == hash && this->text(number) == text;
}

std::uint32_t TextTable::find(Bytes text) const {
  const std::uint64_t hash = text::fingerprint(text);
  return places_.find(hash, [this, text, hash](std::uint32_t number) { return is_at(number, text, hash); });
}

std::uint32_t TextTable::add(Bytes text) {
  const std::uint64_t hash = text::fingerprint(text);
  const auto next = static_cast<std::uint32_t>(entries_.size());
  const std::uint32_t number = places_.obtain(
      hash, next, [this, text, hash](std::uint32_t known) { return is_at(known, text, hash); },
      [this](std::uint32_t known) { return entries_[known].hash; });
  if (number != next) return number;
  entries_.push({hash, static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())});
  texts_.append(text);
  return number;
}

Bytes TextTable::text(std::uint32_t number) const {
  return texts_.view().substr(entries_[number].begin, entries_[number].size);
}

void TextTable::clear() {
  entries_.clear();
  texts_.clear();
  places_.clear();
}

}  // namespace rota
