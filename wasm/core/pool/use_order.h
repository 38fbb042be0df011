// Use order: the keys by how often they were lent today, so that the least used one is found without a scan.
// Knows a heap of positions; refuses to know why a key cannot serve (ledger) and who asks (strategy).
#pragma once

#include <algorithm>

#include "pool/id_index.h"

namespace rota::pool {

/// A binary heap whose top is the least used key: fewest lends today, then the one whose last lend is longest ago.
/// 16 bytes a key.
class UseOrder {
 public:
  /// `count` keys, none lent yet; then set() for those that were.
  void clear(std::size_t count);
  /// Lends of a key that are known from before.
  void set(std::uint32_t key, std::uint32_t lends);
  void lend(std::uint32_t key);
  void take_back(std::uint32_t key);
  /// A new day: nobody has been lent, the order of the last lends stays.
  void turn_day();
  [[nodiscard]] std::uint32_t lends(std::uint32_t key) const { return uses_[key].lends; }
  /// Whether key `a` is less used than key `b`.
  [[nodiscard]] bool is_before(std::uint32_t a, std::uint32_t b) const;

  /// The first key in the order of use for which `fits(key)` is true, or `nowhere`. Visits as many keys as do not fit
  /// before it, and their children: two where the least used one fits.
  template <class Fits>
  [[nodiscard]] std::uint32_t first(Fits fits) const {
    if (heap_.empty()) return nowhere;
    if (fits(heap_[0])) return heap_[0];
    const auto later = [this](std::uint32_t a, std::uint32_t b) { return is_before(heap_[b], heap_[a]); };
    Array<std::uint32_t> frontier;  // heap places whose parents were visited, a heap of its own
    std::uint32_t place = 0;
    for (;;) {
      for (std::uint32_t child = place * 2 + 1; child <= place * 2 + 2 && child < heap_.size(); ++child) {
        frontier.push(child);
        std::push_heap(frontier.begin(), frontier.end(), later);
      }
      if (frontier.empty()) return nowhere;
      std::pop_heap(frontier.begin(), frontier.end(), later);
      place = frontier[frontier.size() - 1];
      frontier.resize(frontier.size() - 1);
      if (fits(heap_[place])) return heap_[place];
    }
  }

 private:
  struct Use {
    std::uint32_t lends = 0;
    std::uint32_t turn = 0;  // when it was last lent, on a clock that ticks with every lend
    std::uint32_t place = 0;
  };
  void swap_places(std::uint32_t a, std::uint32_t b);
  void rise(std::uint32_t place);
  void sink(std::uint32_t place);

  Array<std::uint32_t> heap_;
  Array<Use> uses_;
  std::uint32_t clock_ = 0;
};

}  // namespace rota::pool
