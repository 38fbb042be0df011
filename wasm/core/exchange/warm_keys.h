// Warm keys: which conversations this isolate knows a key for, and the keys that it may call for them at once.
//
// A busy isolate is lent picks of keys that nobody can foresee it to need: which conversation speaks next, nobody knows. So
// where a conversation's key is none of them, the isolate calls that key all the same and gives one of its picks back for
// it; the next call of the pool says so, and the pool counts it then. The pool is called neither more nor less often than
// without conversations. A key may be called so
//   while it has room (a pick that is not Pick::scarce; the pool says when that ends),
//   and as long as the isolate hears of all that begins to cool down: from a reply on for limits::lease_ms, as a pick.
// Knows ids, secrets and how long they are good for; refuses to know picks (lease_bank) and who asks (key_lease).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "base/recent_map.h"
#include "pool/pool_call.h"

namespace rota::exchange {

class WarmKeys {
 public:
  WarmKeys() : conversations_(limits::conversations_near) {}

  /// The key that the conversation is on, as far as this isolate has heard; 0: it has not.
  [[nodiscard]] std::uint64_t key_of(std::uint64_t conversation, double now_ms);
  void remember(std::uint64_t conversation, std::uint64_t key) { conversations_.put(conversation, key); }
  /// Fills in `pick`, copied into `arena`, when the key may be called for such requests. `model` is a lease_name().
  [[nodiscard]] bool find(std::uint64_t key, Bytes model, double now_ms, pool::Pick& pick, Arena& arena) const;
  [[nodiscard]] bool has(std::uint64_t key, Bytes model, double now_ms) const;
  /// The key was called so, for a model as the pool knows it: the next call tells it.
  void note_taken(std::uint64_t key, Bytes model);
  /// Room for one more that is to be told.
  [[nodiscard]] bool may_take() const { return taken_.size() < limits::warm_calls; }
  /// What waits to be told, moved to `out` and copied into `arena`.
  void take_taken(List<pool::Returned>& out, Arena& arena);

  /// A reply has come, to a call that was sent at `sent_ms`. Before anything else of it is heard.
  void hear(const pool::Reply& reply, double sent_ms, double now_ms);
  /// A pick that came with the reply to such a call.
  void note(const pool::Pick& pick, Bytes model, double sent_ms);
  /// As LeaseBank::drop().
  void drop(std::uint64_t group, Bytes model);
  /// Nothing is known any more.
  void clear();

 private:
  struct Slot {
    std::uint64_t key = 0;  // 0: the slot is free
    std::uint64_t group = 0;
    std::uint64_t model = 0;       // fingerprint of the lease_name()
    std::uint64_t plain_model = 0; // of the model's own name
    std::uint32_t shard = 0;
    std::uint16_t secret_bytes = 0;
    std::uint16_t label_bytes = 0;
    char secret[limits::pool_key_bytes];
    char label[limits::pick_label_bytes];
  };
  struct Taken {
    std::uint64_t key = 0;
    std::uint16_t model_bytes = 0;
    char model[limits::model_name_bytes];
  };
  [[nodiscard]] bool is_current(double now_ms) const {
    return now_ms >= known_from_ms_ && now_ms < heard_ms_ + limits::lease_ms;
  }
  [[nodiscard]] const Slot* slot_of(std::uint64_t key, Bytes model) const;

  RecentMap conversations_;
  Array<Slot> slots_;
  std::size_t next_slot_ = 0;  // the one noted longest ago, once all are in use
  Array<Taken> taken_;
  double known_from_ms_ = 0;  // when the latest call was sent whose reply has come
  double heard_ms_ = 0;       // when that reply came
};

}  // namespace rota::exchange
