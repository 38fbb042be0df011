// Tables in an arena: values by a 64-bit key, and places by name, so that no schema costs quadratic time.
// Knows when a look at each is quicker than a table; refuses to remove.
#pragma once

#include "base/list.h"
#include "base/name_tree.h"
#include "base/place_table.h"

namespace rota::gemini::schema {

/// Values by key. Several values may have the same key: the caller says which one is meant. Keys are places in a text,
/// or the like: they need not be mixed.
template <class T>
class Table {
 public:
  /// Every add must name the same arena.
  void add(Arena& arena, std::uint64_t key, const T& value) {
    if (entries_.empty()) places_ = PlaceTable<ArenaSlots>(arena);
    entries_.push(arena, Entry{key, value});
    places_.add(mixed(key), static_cast<std::uint32_t>(entries_.size() - 1),
                [this](std::uint32_t place) { return mixed(entries_[place].key); });
  }
  /// The first value added under the key that `accepts`; nullptr without one. Valid until the next add.
  template <class Accepts>
  [[nodiscard]] const T* find(std::uint64_t key, Accepts accepts) const {
    const std::uint32_t found = places_.find(mixed(key), [this, key, &accepts](std::uint32_t place) {
      return entries_[place].key == key && accepts(entries_[place].value);
    });
    return found == no_place ? nullptr : &entries_[found].value;
  }
  [[nodiscard]] const T* find(std::uint64_t key) const {
    return find(key, [](const T&) { return true; });
  }

 private:
  struct Entry {
    std::uint64_t key;
    T value;
  };
  [[nodiscard]] static std::uint64_t mixed(std::uint64_t key) { return (key * 0x9E3779B97F4A7C15ULL) >> 32; }

  List<Entry> entries_;
  PlaceTable<ArenaSlots> places_;
};

/// Where each name stands in a list. Names are UTF-8, unescaped, and must outlive this.
class Names {
 public:
  static constexpr std::uint32_t none = no_place;

  /// Of several places of one name the first counts. Every add must name the same arena.
  void add(Arena& arena, Bytes name, std::uint32_t place) {
    if (named_.size() >= few) index_all(arena);
    named_.push(arena, Named{name, place});
  }
  [[nodiscard]] std::uint32_t find(Bytes name) const {
    const std::uint32_t found = tree_.find(name, [this](std::uint32_t at) { return named_[at].name; });
    if (found != no_place) return named_[found].place;
    for (std::size_t i = indexed_; i < named_.size(); ++i) {
      if (named_[i].name == name) return named_[i].place;
    }
    return none;
  }
  [[nodiscard]] bool has(Bytes name) const { return find(name) != none; }
  [[nodiscard]] bool empty() const { return named_.empty(); }

 private:
  static constexpr std::size_t few = 8;  // most objects have no more properties: a look at each is quicker than a tree
  struct Named {
    Bytes name;
    std::uint32_t place = 0;
  };
  void index_all(Arena& arena) {
    for (; indexed_ < named_.size(); ++indexed_) {
      tree_.find_or_add(arena, named_[indexed_].name, static_cast<std::uint32_t>(indexed_),
                        [this](std::uint32_t at) { return named_[at].name; });
    }
  }
  List<Named> named_;
  NameTree tree_;
  std::size_t indexed_ = 0;  // how many of the first ones are in the tree
};

}  // namespace rota::gemini::schema
