// Text table: numbers texts in the order of their coming, and finds them again by hash.
// Knows texts and numbers; refuses to know what the caller keeps under a number, and to forget a single one.
#pragma once

#include "base/place_table.h"

namespace rota {

/// Every text once, with a number from 0 on: a place in an Array of the caller's. Equal calls give equal numbers.
class TextTable {
 public:
  /// The text's number, or no_place.
  [[nodiscard]] std::uint32_t find(Bytes text) const;
  /// The text's number; it is added when it is not there. `text` may not be a view into this table.
  std::uint32_t add(Bytes text);
  /// `number` is below size(). Valid until the next add.
  [[nodiscard]] Bytes text(std::uint32_t number) const;
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// Forgets every text; the memory stays.
  void clear();

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t begin;
    std::uint32_t size;
  };
  [[nodiscard]] bool is_at(std::uint32_t number, Bytes text, std::uint64_t hash) const;

  Array<Entry> entries_;
  PlaceTable<HeapSlots> places_;
  Buffer texts_;
};

}  // namespace rota
