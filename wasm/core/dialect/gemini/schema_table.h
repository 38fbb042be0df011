// Tables in an arena: values by a 64-bit key, and places by name, so that no schema costs quadratic time.
// Knows open addressing; refuses to remove.
#pragma once

#include "base/list.h"
#include "base/text.h"

namespace rota::gemini::schema {

/// Values by key. Several values may have the same key: the caller says which one is meant.
template <class T>
class Table {
 public:
  void add(Arena& arena, std::uint64_t key, const T& value) {
    if (2 * (used_ + 1) > size_) grow(arena);
    place(Slot{key, value, true});
    ++used_;
  }
  template <class Accepts>
  [[nodiscard]] const T* find(std::uint64_t key, Accepts accepts) const {
    if (size_ == 0) return nullptr;
    for (std::size_t at = start(key); slots_[at].used; at = (at + 1) & (size_ - 1)) {
      if (slots_[at].key == key && accepts(slots_[at].value)) return &slots_[at].value;
    }
    return nullptr;
  }
  [[nodiscard]] const T* find(std::uint64_t key) const {
    return find(key, [](const T&) { return true; });
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    T value{};
    bool used = false;
  };
  [[nodiscard]] std::size_t start(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32) & (size_ - 1);
  }
  void place(const Slot& slot) {
    std::size_t at = start(slot.key);
    while (slots_[at].used) at = (at + 1) & (size_ - 1);
    slots_[at] = slot;
  }
  void grow(Arena& arena) {
    const Slot* old = slots_;
    const std::size_t old_size = size_;
    size_ = old_size == 0 ? 32 : old_size * 2;
    slots_ = static_cast<Slot*>(arena.allocate(size_ * sizeof(Slot), alignof(Slot)));
    for (std::size_t i = 0; i < size_; ++i) new (&slots_[i]) Slot();
    for (std::size_t i = 0; i < old_size; ++i) {
      if (old[i].used) place(old[i]);
    }
  }

  Slot* slots_ = nullptr;
  std::size_t size_ = 0;  // a power of two
  std::size_t used_ = 0;
};

/// Where each name stands in a list. Names are UTF-8, unescaped, and must outlive this.
class Names {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  void add(Arena& arena, Bytes name, std::uint32_t place) {
    if (few_.size() < few) {
      few_.push(arena, Named{name, place});
    } else {
      table_.add(arena, text::fingerprint(name), Named{name, place});
    }
  }
  [[nodiscard]] std::uint32_t find(Bytes name) const {
    for (const Named& named : few_) {
      if (named.name == name) return named.place;
    }
    if (few_.size() < few) return none;
    const Named* found = table_.find(text::fingerprint(name), [name](const Named& n) { return n.name == name; });
    return found == nullptr ? none : found->place;
  }
  [[nodiscard]] bool has(Bytes name) const { return find(name) != none; }

 private:
  static constexpr std::size_t few = 8;  // most objects have no more properties: a look at each is quicker than a table
  struct Named {
    Bytes name;
    std::uint32_t place = 0;
  };
  List<Named> few_;
  Table<Named> table_;
};

}  // namespace rota::gemini::schema
