// Lease bank: the picks of keys that the pool has lent this isolate and no request has used yet.
// Knows how much to ask for, who waits for a call under way, and when what was lent is void; refuses to choose keys
// (pool) and to call anybody (exchange).
//
// A quiet isolate asks for one pick at a time and uses it at once, so the pool's order is strict. A busy one asks for
// what it will use in limits::lease_ahead_ms, lease_picks_max at the most; it uses them in the pool's order within
// limits::lease_ms. So a key's turn comes early or late by at most that many picks an isolate, and a key that begins to
// rest is called for at most limits::lease_ms more by isolates that have not heard of it.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// What picks for requests of one model, kind and size are kept under, in `arena`: "gemini-3.6-flash#tools#large", or
/// the model's name alone. What one of these may use, another one may not.
[[nodiscard]] Bytes lease_name(Bytes model, Bytes kind, std::size_t text_bytes, Arena& arena);

/// `model` is a lease_name() everywhere; to drop what is kept for a model drops all that is kept for its kinds.
class LeaseBank {
 public:
  /// A request needs a pick for the model: counted, to know how busy this isolate is.
  void note_demand(Bytes model, double now_ms);
  /// How many picks to ask for at once.
  [[nodiscard]] std::uint32_t want(Bytes model, std::uint32_t most, double now_ms) const;

  /// Moves the first pick of the model that is not among `avoid` to `pick`, copied into `arena`; false without one.
  [[nodiscard]] bool take(Bytes model, const List<std::uint64_t>& avoid, double now_ms, pool::Pick& pick, Arena& arena);
  /// Likewise one of that shard, or of that key.
  [[nodiscard]] bool take_of_shard(Bytes model, std::uint32_t shard, double now_ms, pool::Pick& pick, Arena& arena);
  [[nodiscard]] bool take_of_key(Bytes model, std::uint64_t key, double now_ms, pool::Pick& pick, Arena& arena);
  /// The last pick of the model goes back unused; false without one.
  [[nodiscard]] bool give_back_last(Bytes model, double now_ms);
  void put(const pool::Pick& pick, Bytes model, double now_ms);
  /// One that was taken, or was the first of its reply, and has served nobody: it is the next again.
  void put_back(const pool::Pick& pick, Bytes model, double now_ms);
  /// What take_void() gave out could not be told: it waits for the next call.
  void put_void(const pool::Returned& returned, std::uint32_t shard);
  /// Picks of the group are not to be used for the model; an empty model: for none. `group` may be a key, too.
  void drop(std::uint64_t group, Bytes model);
  /// No pick is to be used any more: an administrator has changed something, and it may be about any of them.
  void drop_all();
  /// Takes out what nobody may use any more of the shard's picks, to be told to it. Copied into `arena`.
  void take_void(std::uint32_t shard, List<pool::Returned>& out, double now_ms, Arena& arena);

  /// A call for `picks` picks of the model is on its way, and answered.
  void begin_call(Bytes model, std::uint32_t picks);
  void end_call(Bytes model, std::uint32_t picks);
  /// Whether a request may wait for a call that is on its way: it brings more picks than there are requests waiting.
  [[nodiscard]] bool may_wait(Bytes model) const;
  /// More requests wait than picks are still on their way.
  [[nodiscard]] bool waits_in_vain(Bytes model) const;
  void add_waiter(Bytes model, std::uint32_t token);
  void remove_waiter(std::uint32_t token);
  /// Takes the next one that waits for the model; 0: nobody.
  [[nodiscard]] std::uint32_t next_waiter(Bytes model);

  /// Remembers that the pool had nothing, so that the next requests of the next second need not ask.
  void note_shortage(Bytes model, const pool::Reply& reply, double now_ms);
  /// False when nothing of the kind is known. The reason is copied into `arena`, the wait is what is left of it.
  [[nodiscard]] bool shortage(Bytes model, double now_ms, pool::Reply& reply, Arena& arena) const;

 private:
  struct Slot {
    pool::Pick pick;  // without its views
    double until_ms = 0;
    std::uint64_t model = 0;
    std::uint16_t secret_bytes = 0;
    std::uint16_t label_bytes = 0;
    std::uint16_t model_bytes = 0;  // 0: the slot is free
    char secret[limits::pool_key_bytes];
    char label[limits::pick_label_bytes];
    char model_text[limits::model_name_bytes + 1];
  };
  struct Demand {
    std::uint64_t model = 0;
    double second = 0;  // which one `count` is of
    std::uint32_t count = 0;
    std::uint32_t before = 0;  // in the second before it
    std::uint32_t calls = 0;
    std::uint32_t coming = 0;  // picks on their way
    std::uint32_t waiting = 0;
    double short_until_ms = 0;
    double short_since_ms = 0;
    pool::Shortage shortage = pool::Shortage::none;
    pool::Cause cause = pool::Cause::ok;
    double retry_after_ms = 0;
    char reason[limits::shortage_reason_bytes];
    std::uint16_t reason_bytes = 0;
  };
  struct Waiter {
    std::uint32_t token;
    std::uint64_t model;
  };
  [[nodiscard]] static Slot slot_of(const pool::Pick& pick, Bytes model, double now_ms);
  template <class Fits>
  [[nodiscard]] bool take_first(Bytes model, double now_ms, pool::Pick& pick, Arena& arena, Fits fits);
  /// Behind all others; false when there is no room.
  bool keep(const Slot& slot);
  [[nodiscard]] Demand& demand(Bytes model);
  [[nodiscard]] const Demand* find_demand(Bytes model) const;

  Array<Slot> slots_;
  Array<Demand> demands_;
  Array<Waiter> waiters_;
};

}  // namespace rota::exchange
