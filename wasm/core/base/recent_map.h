// Recent map: numbers by id, of a bounded number of which those leave first that nobody has asked for in the longest time.
// Knows two halves: what is put, or found in the older half, goes into the younger one, and when that is full the older
// half is forgotten. So nothing is kept in order, and nothing is taken out one by one. Refuses to know what a number means.
#pragma once

#include "base/place_table.h"

namespace rota {

/// 24 to 32 bytes an id. Ids are hashes: mixed well in their low bits.
class RecentMap {
 public:
  /// At most `most` ids, a few of them twice; at least half of that are the latest.
  explicit RecentMap(std::size_t most) : half_(most / 2) {}

  /// The number put last under that id; 0: none is known any more.
  [[nodiscard]] std::uint64_t find(std::uint64_t id) {
    const std::uint64_t young = young_.find(id);
    if (young != 0) return young;
    const std::uint64_t old = old_.find(id);
    if (old != 0) put(id, old);
    return old;
  }
  /// `number` is not 0.
  void put(std::uint64_t id, std::uint64_t number) {
    if (young_.replace(id, number)) return;
    if (young_.entries.size() >= half_) {
      std::swap(old_, young_);
      young_.clear();
    }
    young_.add(id, number);
  }
  void forget(std::uint64_t id) {
    static_cast<void>(young_.replace(id, 0));
    static_cast<void>(old_.replace(id, 0));
  }
  void clear() {
    young_.clear();
    old_.clear();
  }

 private:
  struct Entry {
    std::uint64_t id;
    std::uint64_t number;  // 0: forgotten
  };
  struct Half {
    Array<Entry> entries;
    PlaceTable<HeapSlots> places;

    [[nodiscard]] std::uint32_t place_of(std::uint64_t id) const {
      return places.find(id, [this, id](std::uint32_t at) { return entries[at].id == id; });
    }
    [[nodiscard]] std::uint64_t find(std::uint64_t id) const {
      const std::uint32_t at = place_of(id);
      return at == no_place ? 0 : entries[at].number;
    }
    bool replace(std::uint64_t id, std::uint64_t number) {
      const std::uint32_t at = place_of(id);
      if (at == no_place) return false;
      entries[at].number = number;
      return true;
    }
    void add(std::uint64_t id, std::uint64_t number) {
      const auto at = static_cast<std::uint32_t>(entries.size());
      entries.push({id, number});
      places.add(id, at, [this](std::uint32_t place) { return entries[place].id; });
    }
    void clear() {
      entries.clear();
      places.clear();
    }
  };

  std::size_t half_;
  Half young_;
  Half old_;
};

}  // namespace rota
