// Index by id: finds a key by its fingerprint among twenty thousand, without a list walk per report.
// Knows positions only; the ids stay where they are, in the sequence that the caller hands in.
#pragma once

#include "base/place_table.h"

namespace rota::pool {

/// "No such place", for positions in the pool's sequences.
inline constexpr std::uint32_t nowhere = no_place;

/// Positions by id. `items` is anything with [] whose values have an `id`, the same sequence in every call; a
/// fingerprint is mixed well enough to be its own hash.
class IdIndex {
 public:
  /// Forgets everything and makes room for `count` ids.
  void clear(std::size_t count) { places_.clear(count); }

  /// Adds items[position]; false, and nothing happens, when its id is there already.
  template <class Items>
  bool add(const Items& items, std::uint32_t position) {
    const std::uint64_t id = items[position].id;
    return places_.obtain(id, position, has(items, id), [&items](std::uint32_t at) { return items[at].id; }) ==
           position;
  }

  /// The position of the item with that id, or `nowhere`.
  template <class Items>
  [[nodiscard]] std::uint32_t find(const Items& items, std::uint64_t id) const {
    return places_.find(id, has(items, id));
  }

 private:
  template <class Items>
  [[nodiscard]] static auto has(const Items& items, std::uint64_t id) {
    return [&items, id](std::uint32_t at) { return items[at].id == id; };
  }

  PlaceTable<HeapSlots> places_;
};

}  // namespace rota::pool
