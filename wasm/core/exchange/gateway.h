// Gateway: what all exchanges of one isolate share.
// Knows the settings in effect, what the pool has lent, and the reports that wait for a ride to it; refuses to know any
// single request.
#pragma once

#include "access/door_watch.h"
#include "base/limits.h"
#include "base/message.h"
#include "exchange/allowance_memory.h"
#include "exchange/chat_memory.h"
#include "exchange/edition.h"
#include "exchange/egress_memory.h"
#include "exchange/health_memory.h"
#include "exchange/lease_bank.h"
#include "exchange/memory_budget.h"
#include "exchange/models_cache.h"
#include "exchange/unused_allowances.h"
#include "exchange/warm_keys.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// Takes configure events and the snapshot (kv_value, asked for by configure where CONFIG_KV is bound); exchanges read
/// the rest directly. Outlives every exchange of its isolate.
class Gateway final : public Machine {
 public:
  /// `request_bytes`: what one request may hold in memory; tests take less.
  explicit Gateway(std::uint64_t seed, std::size_t request_bytes = limits::request_memory_bytes)
      : memory_(seed, request_bytes), next_shard_(static_cast<std::uint32_t>(seed)) {}
  void step(const Event& event, Actions& out) override;

  [[nodiscard]] const Edition& edition() const { return editions_.current(); }
  [[nodiscard]] Edition* hold_edition() { return editions_.hold(); }
  void drop_edition(Edition* edition) { editions_.drop(edition); }
  [[nodiscard]] const Settings& settings() const { return edition().settings; }
  [[nodiscard]] ModelsCache& models() { return models_; }
  [[nodiscard]] ChatMemory& chats() { return chats_; }
  [[nodiscard]] LeaseBank& bank() { return bank_; }
  [[nodiscard]] WarmKeys& warm() { return warm_; }
  /// The group, or the key, is not to be called for the model; an empty model: for none.
  void drop_keys(std::uint64_t group, Bytes model) {
    bank_.drop(group, model);
    warm_.drop(group, model);
  }
  [[nodiscard]] UnusedAllowances& unused() { return unused_; }
  [[nodiscard]] AllowanceMemory& allowances() { return allowances_; }
  [[nodiscard]] access::DoorWatch& door() { return door_; }
  [[nodiscard]] MemoryBudget& memory() { return memory_; }
  [[nodiscard]] HealthMemory& health() { return health_; }
  [[nodiscard]] EgressMemory& egress() { return egress_; }

  /// The pool has said which version of the settings is the newest, and perhaps sent it.
  void learn(const pool::Reply& reply);
  /// A call of the pool should ask for the settings.
  [[nodiscard]] bool wants_config() const { return newest_version_ > edition().snapshot.version; }
  /// Newer settings than those are here, or are known to be in the pool.
  [[nodiscard]] bool knows_newer(const Edition& than) const {
    return than.snapshot.version < edition().snapshot.version || than.snapshot.version < newest_version_;
  }

  /// The model that a key has served last, UTF-8; empty: none since this isolate began. Valid until the next one.
  [[nodiscard]] Bytes served_model() const { return served_model_.view(); }
  void note_served(Bytes model) {
    if (model == served_model_.view()) return;
    served_model_.clear();
    served_model_.append(model);
  }

  /// Which of the pool's objects is to be asked next: each in turn.
  [[nodiscard]] std::uint32_t next_shard();
  /// A number for a wait, unique in the isolate.
  [[nodiscard]] std::uint32_t next_wait() { return ++last_wait_; }

  /// Keeps a copy of the report until somebody calls the pool. Past limits::reports_queued the newest is dropped:
  /// a pool that cannot be reached for that long has lost more than a count.
  void queue(const pool::Report& report);
  /// Moves the shard's oldest waiting reports to `out`, copied into `arena`, until it has limits::reports_per_call.
  void take_reports(std::uint32_t shard, List<pool::Report>& out, Arena& arena);
  /// Outcomes of keys wait, or unused allowances. Reports of requests that no key served wait too, but only many of them
  /// are worth a call of their own.
  [[nodiscard]] bool has_outcomes() const { return first_outcome() != nullptr || !unused_.empty(); }
  /// A shard that they wait for. Only when there are any.
  [[nodiscard]] std::uint32_t reported_shard() const {
    return first_outcome() != nullptr ? first_outcome()->shard : unused_.shard();
  }
  /// More wait than one call carries: who waits longer for a ride loses some of them.
  [[nodiscard]] bool reports_crowd() const { return reports_.size() >= limits::reports_per_call; }

  /// One settled exchange stays awake for a moment to carry the reports that no request takes along. A later one takes
  /// the office over, so that nobody calls while requests keep coming and take them along. 0: the present holder is
  /// young enough.
  [[nodiscard]] std::uint32_t claim_delivery(double now_ms);
  /// False when somebody has taken the office over meanwhile.
  [[nodiscard]] bool end_delivery(std::uint32_t claim);
  [[nodiscard]] bool is_delivery_claimed() const { return delivery_claimed_; }

 private:
  [[nodiscard]] const pool::Report* first_outcome() const;

  MemoryBudget memory_;
  Editions editions_;
  Buffer configured_;  // the last configure's body, to tell a change from a repetition
  Arena reports_arena_;
  List<pool::Report> reports_;
  ModelsCache models_;
  ChatMemory chats_;
  LeaseBank bank_;
  WarmKeys warm_;
  UnusedAllowances unused_;
  AllowanceMemory allowances_;
  access::DoorWatch door_;
  Buffer served_model_;
  HealthMemory health_;
  EgressMemory egress_;
  std::int64_t newest_version_ = 0;
  std::uint32_t next_shard_;
  std::uint32_t last_wait_ = 0;
  bool delivery_claimed_ = false;
  std::uint32_t last_claim_ = 0;
  double claimed_ms_ = 0;
};

}  // namespace rota::exchange
