// Model states: what is known of a key for one model, in short lists, one list a key.
// Knows memory and forgetting; refuses to judge (ledger).
#pragma once

#include <utility>

#include "pool/id_index.h"
#include "pool/names.h"
#include "pool/verdict.h"
#include "pool/window.h"

namespace rota::pool {

/// What one key did with one model during one Pacific day.
struct Usage {
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t thinking_tokens = 0;
  std::uint32_t requests = 0;  ///< attempts, failed ones included
  std::uint32_t errors = 0;    ///< attempts that failed
};

/// 104 bytes. A key of a project keeps its own usage here; the window and the cooldown are its project's, and stand in
/// the state of the project's first key.
struct ModelState {
  double until_ms = 0;  ///< it cools down until then because of `cause`; in the past: it is usable
  double used_ms = 0;   ///< when an outcome was last reported
  Usage usage;          ///< of `day` only
  Window window;
  std::int32_t day = 0;
  std::uint32_t next = nowhere;  ///< the same key's next state
  Name model = no_text;
  Name reason = no_text;    ///< of the last error
  Cause cause = Cause::ok;  ///< of the cooldown; ok again after a success
  std::uint8_t busy = 0;    ///< busy_limit in a row, for the back-off
  std::uint16_t grown_ms = 0;  ///< how much longer the cooldown is than when it was last stored at once

  /// Counters of another day are forgotten.
  void turn_day(std::int32_t today) {
    if (day == today) return;
    usage = Usage{};
    window.day_requests = 0;
    day = today;
  }
  /// The cooldown is over.
  void recover() {
    busy = 0;
    cause = Cause::ok;
    until_ms = 0;
  }
};

/// All lists. A list is named by its first state, `nowhere` when it is empty. References last until the next obtain.
class ModelStates {
 public:
  [[nodiscard]] ModelState& operator[](std::uint32_t at) { return states_[at]; }
  [[nodiscard]] const ModelState& operator[](std::uint32_t at) const { return states_[at]; }

  /// The list's state for the model, or `nowhere`.
  [[nodiscard]] std::uint32_t find(std::uint32_t first, Name model) const;
  /// The same, made when there is none. Past limits::pool_models_per_key, or pool_model_states of all lists, the list
  /// forgets the state that was used longest ago, and one that still cools down only when all do; an empty list always
  /// gets its first.
  [[nodiscard]] std::uint32_t obtain(std::uint32_t& first, Name model, double now_ms);
  /// How many states a list has.
  [[nodiscard]] std::size_t count(std::uint32_t first) const;
  /// Forgets a whole list.
  void release(std::uint32_t& first);
  /// Forgets those of a list of which `is_forgotten(state)` says so.
  template <class Forgotten>
  void forget(std::uint32_t& first, Forgotten is_forgotten) {
    std::uint32_t kept = nowhere;
    while (first != nowhere) {
      const std::uint32_t at = std::exchange(first, states_[first].next);
      std::uint32_t& list = is_forgotten(states_[at]) ? free_ : kept;
      states_[at].next = std::exchange(list, at);
    }
    first = kept;
  }

 private:
  [[nodiscard]] std::uint32_t stalest(std::uint32_t first, double now_ms) const;

  Array<ModelState> states_;
  std::uint32_t free_ = nowhere;
};

}  // namespace rota::pool
