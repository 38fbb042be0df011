// The heap of uses; see use_order.h.
#include "pool/use_order.h"

#include "base/sums.h"

namespace rota::pool {

void UseOrder::clear(std::size_t count) {
  heap_.clear();
  uses_.clear();
  heap_.reserve(count);
  uses_.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    heap_.push(i);
    Use use;
    use.place = i;
    uses_.push(use);
  }
  clock_ = 0;
}

bool UseOrder::is_before(std::uint32_t a, std::uint32_t b) const {
  if (uses_[a].lends != uses_[b].lends) return uses_[a].lends < uses_[b].lends;
  if (uses_[a].turn != uses_[b].turn) return uses_[a].turn < uses_[b].turn;
  return a < b;
}

void UseOrder::swap_places(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t key = heap_[a];
  heap_[a] = heap_[b];
  heap_[b] = key;
  uses_[heap_[a]].place = a;
  uses_[heap_[b]].place = b;
}

void UseOrder::rise(std::uint32_t place) {
  while (place > 0 && is_before(heap_[place], heap_[(place - 1) / 2])) {
    swap_places(place, (place - 1) / 2);
    place = (place - 1) / 2;
  }
}

void UseOrder::sink(std::uint32_t place) {
  for (;;) {
    std::uint32_t least = place;
    for (std::uint32_t child = place * 2 + 1; child <= place * 2 + 2 && child < heap_.size(); ++child) {
      if (is_before(heap_[child], heap_[least])) least = child;
    }
    if (least == place) return;
    swap_places(place, least);
    place = least;
  }
}

void UseOrder::set(std::uint32_t key, std::uint32_t lends) {
  uses_[key].lends = lends;
  sink(uses_[key].place);
  rise(uses_[key].place);
}

void UseOrder::lend(std::uint32_t key) {
  Use& use = uses_[key];
  add_capped(use.lends);
  use.turn = ++clock_;
  sink(use.place);
}

void UseOrder::take_back(std::uint32_t key) {
  if (uses_[key].lends == 0) return;
  --uses_[key].lends;
  rise(uses_[key].place);
}

void UseOrder::turn_day() {
  for (Use& use : uses_) use.lends = 0;
  for (auto place = static_cast<std::uint32_t>(heap_.size() / 2); place-- > 0;) sink(place);
}

}  // namespace rota::pool
