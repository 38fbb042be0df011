// The lists of model states; see model_states.h.
#include "pool/model_states.h"

#include "base/limits.h"

namespace rota::pool {

std::uint32_t ModelStates::find(std::uint32_t first, Name model) const {
  std::uint32_t at = first;
  while (at != nowhere && states_[at].model != model) at = states_[at].next;
  return at;
}

std::uint32_t ModelStates::obtain(std::uint32_t& first, Name model, double now_ms) {
  std::size_t count = 0;
  for (std::uint32_t at = first; at != nowhere; at = states_[at].next) {
    if (states_[at].model == model) return at;
    ++count;
  }
  ModelState fresh;
  fresh.model = model;
  const bool full = free_ == nowhere && states_.size() >= limits::pool_model_states;
  if (count >= limits::pool_models_per_key || (full && count > 0)) {
    const std::uint32_t at = stalest(first, now_ms);
    fresh.next = states_[at].next;
    states_[at] = fresh;
    return at;
  }
  fresh.next = first;
  if (free_ != nowhere) {
    first = free_;
    free_ = states_[free_].next;
    states_[first] = fresh;
  } else {
    first = static_cast<std::uint32_t>(states_.size());
    states_.push(fresh);
  }
  return first;
}

std::size_t ModelStates::count(std::uint32_t first) const {
  std::size_t states = 0;
  for (std::uint32_t at = first; at != nowhere; at = states_[at].next) ++states;
  return states;
}

void ModelStates::release(std::uint32_t& first) {
  while (first != nowhere) {
    const std::uint32_t next = states_[first].next;
    states_[first].next = free_;
    free_ = first;
    first = next;
  }
}

std::uint32_t ModelStates::stalest(std::uint32_t first, double now_ms) const {
  std::uint32_t found = first;
  for (std::uint32_t at = states_[first].next; at != nowhere; at = states_[at].next) {
    const bool cools = states_[at].until_ms > now_ms;
    const bool found_cools = states_[found].until_ms > now_ms;
    if (cools != found_cools ? found_cools : states_[at].used_ms < states_[found].used_ms) found = at;
  }
  return found;
}

}  // namespace rota::pool
