// Place table: finds a place in a sequence of the caller's by a hash: the one open addressing of the core.
// Knows places and which slot belongs to a hash; refuses to know what stands at a place, and to forget a single one.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

namespace rota {

/// "No such place."
inline constexpr std::uint32_t no_place = 0xFFFFFFFF;

/// Slots in the heap, for what outlives an arena.
class HeapSlots {
 public:
  [[nodiscard]] HeapSlots fresh(std::size_t count) const {
    HeapSlots made;
    made.slots_.reserve(count);
    made.slots_.commit(count);
    return made;
  }
  [[nodiscard]] std::uint32_t* data() { return slots_.data(); }
  [[nodiscard]] const std::uint32_t* data() const { return slots_.data(); }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

 private:
  Array<std::uint32_t> slots_;
};

/// Slots in an arena; what they outgrow stays there until the arena goes.
class ArenaSlots {
 public:
  ArenaSlots() = default;
  explicit ArenaSlots(Arena& arena) : arena_(&arena) {}
  [[nodiscard]] ArenaSlots fresh(std::size_t count) const {
    ArenaSlots made(*arena_);
    made.slots_ = static_cast<std::uint32_t*>(arena_->allocate(count * sizeof(std::uint32_t), alignof(std::uint32_t)));
    made.size_ = count;
    return made;
  }
  [[nodiscard]] std::uint32_t* data() { return slots_; }
  [[nodiscard]] const std::uint32_t* data() const { return slots_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  Arena* arena_ = nullptr;
  std::uint32_t* slots_ = nullptr;
  std::size_t size_ = 0;
};

/// Places by their hashes, at most half full. Hashes must be mixed well in their low bits; several places may have the
/// same: the caller says which one it means.
template <class Slots>
class PlaceTable {
 public:
  PlaceTable() = default;
  /// With ArenaSlots, before anything is added.
  explicit PlaceTable(Arena& arena) : slots_(arena) {}

  /// The first place added under that hash for which `fits(place)` is true, or no_place. `fits` is asked of places with
  /// other hashes, too.
  template <class Fits>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, Fits fits) const {
    if (slots_.size() == 0) return no_place;
    const std::uint32_t* slots = slots_.data();
    const std::size_t last = slots_.size() - 1;
    for (std::size_t at = static_cast<std::size_t>(hash) & last; slots[at] != no_place; at = (at + 1) & last) {
      if (fits(slots[at])) return slots[at];
    }
    return no_place;
  }
  /// Adds a place. `hash_of(place)` is the hash of any place that was added, for when the table grows.
  template <class HashOf>
  void add(std::uint64_t hash, std::uint32_t place, HashOf hash_of) {
    static_cast<void>(obtain(hash, place, [](std::uint32_t) { return false; }, hash_of));
  }
  /// What find() gives, or else `place`, which is added.
  template <class Fits, class HashOf>
  [[nodiscard]] std::uint32_t obtain(std::uint64_t hash, std::uint32_t place, Fits fits, HashOf hash_of) {
    if (2 * (used_ + 1) > slots_.size()) spread(slots_.size() == 0 ? slots_min : 2 * slots_.size(), hash_of);
    std::uint32_t& slot = slot_of(hash, fits);
    if (slot != no_place) return slot;
    ++used_;
    return slot = place;
  }
  /// Forgets everything and makes room for `count` places, so that adding so many never moves anything.
  void clear(std::size_t count) {
    std::size_t wanted = slots_min;
    while (wanted < count * 2) wanted *= 2;
    if (wanted != slots_.size()) slots_ = slots_.fresh(wanted);
    free_all();
  }
  /// Forgets everything; the memory stays.
  void clear() { free_all(); }

 private:
  static constexpr std::size_t slots_min = 16;

  void free_all() {
    if (slots_.size() != 0) std::memset(slots_.data(), 0xFF, slots_.size() * sizeof(std::uint32_t));
    used_ = 0;
  }
  /// The slot that holds what fits, or the free one where it belongs. There always is one: half of them stay free.
  template <class Fits>
  [[nodiscard]] std::uint32_t& slot_of(std::uint64_t hash, Fits fits) {
    std::uint32_t* slots = slots_.data();
    const std::size_t last = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash) & last;
    while (slots[at] != no_place && !fits(slots[at])) at = (at + 1) & last;
    return slots[at];
  }
  /// Gives every place its slot among `count`, a power of two.
  template <class HashOf>
  void spread(std::size_t count, HashOf hash_of) {
    Slots old = static_cast<Slots&&>(slots_);
    slots_ = old.fresh(count);
    std::memset(slots_.data(), 0xFF, count * sizeof(std::uint32_t));
    for (std::size_t i = 0; i < old.size(); ++i) {
      const std::uint32_t place = old.data()[i];
      if (place != no_place) slot_of(hash_of(place), [](std::uint32_t) { return false; }) = place;
    }
  }

  Slots slots_;
  std::size_t used_ = 0;
};

}  // namespace rota
