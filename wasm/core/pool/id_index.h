// Index by id: finds a key by its fingerprint among twenty thousand, without a list walk per report.
// Knows positions only; the ids stay where they are, in the sequence that the caller hands in.
#pragma once

#include "base/buffer.h"

namespace rota::pool {

/// "No such place", for positions in the pool's sequences.
inline constexpr std::uint32_t nowhere = 0xFFFFFFFF;

/// An open-addressing table of positions. `items` is anything with [] whose values have an `id`, the same sequence in
/// every call; a fingerprint is mixed well enough to be its own hash.
class IdIndex {
 public:
  /// Forgets everything and makes room for `count` ids.
  void clear(std::size_t count) {
    std::size_t slots = 8;
    while (slots < count * 2) slots *= 2;
    slots_.clear();
    slots_.reserve(slots);
    for (std::size_t i = 0; i < slots; ++i) slots_.push(nowhere);
  }

  /// Adds items[position]; false, and nothing happens, when its id is there already.
  template <class Items>
  bool add(const Items& items, std::uint32_t position) {
    std::uint32_t& slot = slots_[slot_of(items, items[position].id)];
    if (slot != nowhere) return false;
    slot = position;
    return true;
  }

  /// The position of the item with that id, or `nowhere`.
  template <class Items>
  [[nodiscard]] std::uint32_t find(const Items& items, std::uint64_t id) const {
    return slots_.empty() ? nowhere : slots_[slot_of(items, id)];
  }

 private:
  /// The slot that holds the id, or the free one where it belongs. There always is one: half of them stay free.
  template <class Items>
  [[nodiscard]] std::size_t slot_of(const Items& items, std::uint64_t id) const {
    const std::size_t last = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(id) & last;
    while (slots_[at] != nowhere && items[slots_[at]].id != id) at = (at + 1) & last;
    return at;
  }

  Array<std::uint32_t> slots_;
};

}  // namespace rota::pool
