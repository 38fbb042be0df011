// Lender: lends keys and takes what came of it: the ledger, the rotation, and what clients have used of their limits.
// Knows who serves next and which stored pages no longer say what it knows; refuses to know where keys come from
// (loader), when rows are written (row keeper) and what is recorded of a call (recorder).
#pragma once

#include "base/message.h"
#include "base/random.h"
#include "pool/clients.h"
#include "pool/configuration.h"
#include "pool/conversations.h"
#include "pool/doubts.h"
#include "pool/early_lends.h"
#include "pool/key_list.h"
#include "pool/ledger.h"
#include "pool/need.h"
#include "pool/pages.h"
#include "pool/recent_cooldowns.h"
#include "stats/metrics.h"

namespace rota::pool {

class Lender {
 public:
  /// The references outlive the lender.
  Lender(std::uint64_t seed, const Configuration& configuration, stats::Spent& spent)
      : configuration_(configuration), spent_(spent), random_(seed) {}

  [[nodiscard]] Ledger& ledger() { return ledger_; }
  [[nodiscard]] Clients& clients() { return clients_; }
  [[nodiscard]] Cursor& cursor() { return cursor_; }
  /// The pages of keys that changed since they were stored.
  [[nodiscard]] DirtyPages& dirty() { return dirty_; }

  /// Quotas and rules of errors, as they are set, take effect.
  void set_rules(const List<store::ModelRow>& models);
  /// This shard's part of `roster` becomes the ledger's keys.
  void enlist(const KeyList& roster, double now_ms, Actions& out);

  /// An outcome that ended at `ended_ms` by this object's clock.
  void take_report(const Report& report, double ended_ms, double now_ms, Actions& out);
  /// A pick that was not used.
  void take_back(const Returned& returned, double now_ms);
  /// A key that an isolate has called for its conversations without a pick: it counts as lent.
  void count_taken(const Returned& taken, double now_ms, Arena& scratch);
  /// Which of the keys taken may not be called so any more, and which conversations have moved while isolates may not have
  /// heard of it.
  void add_conversation_news(const Call& call, Reply& reply, double now_ms, Arena& arena) const;
  /// Picks, and the client's allowance, for a call that wants some; when there is none, the reply says why. `best`: the key
  /// that is lent before all others, where it can serve and the call has not tried it; 0: none.
  void lend(const Call& call, double now_ms, Reply& reply, Arena& arena, std::uint64_t best = 0);
  /// That key and no other, which the pool has: when it cannot serve, the reply says why. The client's allowance likewise.
  void lend_only(std::uint64_t id, const Call& call, double now_ms, Reply& reply, Arena& arena);
  /// That very key, however it stands. No turn of the rotation: neither the cursor nor the count of what was lent
  /// moves. The report of the call, which is `unlent`, counts it in the windows.
  void lend_pinned(std::uint64_t id, Reply& reply, Arena& arena);
  /// Doubted keys, for the isolate that asks to probe: some at a time.
  void hand_out_doubted(double now_ms, Reply& reply, Arena& arena);
  /// It is news to isolates that the key's project cools down for the model, or with an empty model the key.
  void note_cooling(std::uint64_t group, Bytes model, double now_ms) { cooldowns_.note(group, model, now_ms); }
  /// What began to cool down while picks of an earlier lease may still be about.
  void add_cooling(Reply& reply, double now_ms, Arena& arena) const { cooldowns_.list(reply.cooling, now_ms, arena); }
  /// The cron comes at 07:00 and at 08:00 UTC; only the first of them after Pacific midnight finds a new day.
  void begin_day(double now_ms, Actions& out);

 private:
  [[nodiscard]] Pick pick_of(std::uint32_t at, Arena& arena) const;
  [[nodiscard]] bool allow(const Call& call, double now_ms, Reply& reply, Arena& arena);
  void lend_at(std::uint32_t at, const Need& need, double now_ms, Reply& reply, Arena& arena);
  [[nodiscard]] std::uint32_t warm_key(const Call& call, const Need& need, double now_ms, Bytes& moved);
  void settle(std::uint64_t conversation, Bytes moved, double now_ms, Reply& reply);
  [[nodiscard]] bool is_scarce(std::uint32_t at, const Need& need, double now_ms) const;
  void count_early(std::uint32_t at, const Need& need, double now_ms);
  [[nodiscard]] bool end_early(std::uint64_t key, Bytes model, double now_ms);

  const Configuration& configuration_;
  stats::Spent& spent_;
  Random random_;
  Ledger ledger_;
  EarlyLends early_;
  Clients clients_;
  RecentCooldowns cooldowns_;
  Conversations conversations_;
  Doubts doubts_;
  Cursor cursor_;
  DirtyPages dirty_;
};

}  // namespace rota::pool
