// Ledger: what the pool knows of every key and every (key, model), and what each outcome changes in it.
// Knows cooldowns, probes, windows and counters over `now`; refuses to choose keys (strategy), to store (pages) and to
// read errors (verdict). Pure: the same reports at the same times give the same ledger.
#pragma once

#include "base/arena.h"
#include "pool/model_states.h"
#include "pool/pool_call.h"
#include "pool/use_order.h"
#include "pool/vocabulary.h"

namespace rota::pool {

/// One key: 64 bytes, its secret (39 today), 8 to 16 in the index, 16 in the order of use, and 104 for every model
/// (ledger_test measures them).
struct PoolKey {
  std::uint64_t id = 0;    ///< text::fingerprint of the secret: all that is ever stored of it
  double until_ms = 0;     ///< the whole key cools down until then because of `cause`; from then on it may be probed
  std::uint64_t project = 0;  ///< ListedKey::project
  double probe_ms = 0;     ///< when the probe now running was lent; of a key against which nothing is held: when a
                           ///< refusal made it doubted; 0: neither
  std::uint32_t secret_begin = 0;  ///< the secret, in the ledger's memory only
  std::uint32_t place = nowhere;   ///< where the rows have it: page * limits::pool_page_keys + position in the page
  std::uint32_t first_model = nowhere;
  std::uint32_t owner =
      nowhere;        ///< the first key of its project, whose windows and cooldowns are its own; nowhere: itself
  float success = 1;  ///< moving average of its attempts: 1 for a success, 0 for a failure of key or upstream
  float first_byte_ms = 0;         ///< moving average over successes, 0: none yet
  std::uint16_t secret_bytes = 0;
  Name reason = no_text;    ///< of `cause`
  Cause cause = Cause::ok;  ///< ok, or what is held against the whole key until a probe proves it well
  std::uint8_t errors = 0;  ///< errors of its own in a row, for max_errors_threshold
  std::uint8_t weight = 1;  ///< 1 to 100
  Cause barred = Cause::ok; ///< switched_off or unreadable: only administration makes and undoes it
};
static_assert(sizeof(PoolKey) == 64);

enum class Serves : std::uint8_t {
  no,
  last,   // it is doubted, or over a limit that an error once named: only when no other key serves
  probe,  // one request may try it, to find out whether it has come back to life
  yes,
};

/// How a key stands for one model.
struct Standing {
  Serves serves = Serves::yes;
  Cause cause = Cause::ok;  ///< why not, or why only last
  double until_ms = 0;      ///< not before then
};

/// What one report changed, so that the pool stores and logs it.
struct Change {
  std::uint32_t key = nowhere;  ///< the key's position; nowhere: the pool has no such key any more
  bool counted = false;         ///< counters moved
  bool cooled = false;          ///< a cooldown began or grew: must be stored before anybody is answered
  bool revived = false;         ///< the whole key is usable again, or by a test its model: likewise
  bool doubted = false;         ///< a client's request was refused with words against the key: a probe must tell
  bool of_kind = false;         ///< the cooldown is of requests of one kind or size, not of the model as such
  Name state_name = no_text;    ///< with of_kind: what the ledger calls them; valid until the next report
  double until_ms = 0;          ///< of the cooldown
  Name reason = no_text;        ///< of the failure, without keys; valid until the next report
};

/// What of the settings the ledger heeds (E3).
struct ErrorRule {
  std::uint32_t threshold = 5;       ///< errors in a row that disable a key; 0: never
  double cooldown_ms = hour_ms;
};

class Ledger {
 public:
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] const PoolKey& key(std::uint32_t at) const { return keys_[at]; }
  /// The position of the key whose windows and cooldowns are this key's: its own, or that of its project's first key.
  [[nodiscard]] std::uint32_t owner(std::uint32_t at) const {
    return keys_[at].owner == nowhere ? at : keys_[at].owner;
  }
  /// The key itself; valid until the next rebuild.
  [[nodiscard]] Secret secret(std::uint32_t at) const;
  [[nodiscard]] std::uint32_t find(std::uint64_t id) const { return index_.find(keys_, id); }
  /// unknown_name when no key has a state for that model.
  [[nodiscard]] Name find_model(Bytes name) const { return words_.find_model(name); }
  /// What its names stand for, and the rules of models.
  [[nodiscard]] const Vocabulary& words() const { return words_; }
  [[nodiscard]] const ModelStates& states() const { return states_; }
  [[nodiscard]] const UseOrder& order() const { return order_; }
  [[nodiscard]] std::uint8_t heaviest() const { return heaviest_; }

  [[nodiscard]] Standing standing(std::uint32_t at, Name model, double now_ms) const;
  /// How far the key is over the limits it has learned for the model: 1 is at the limit.
  [[nodiscard]] double overuse(std::uint32_t at, Name model, double now_ms) const;
  /// How much of its known limits and quotas the key has left for the model, 0 to 1; 1 when none is known.
  [[nodiscard]] double room(std::uint32_t at, Name model, double now_ms) const;
  /// Some model of those that the key, or its project, has a state for cools down or has spent a quota. Of the key as a
  /// whole it says nothing.
  [[nodiscard]] bool limits_a_model(std::uint32_t at, double now_ms) const;
  /// The family's requests of the present Pacific day, as its quota counts them. `owner` is a position of owner().
  [[nodiscard]] std::uint32_t family_requests(std::uint32_t owner, store::Family family, double now_ms) const;
  /// Which Pacific day it is, since 1970.
  [[nodiscard]] std::int32_t today(double now_ms) const;
  /// The counters of the present Pacific day.
  [[nodiscard]] Usage usage(std::uint32_t at, Name model, double now_ms) const;

  /// Quotas of models and families; from now on, whatever was counted before.
  void set_rules(const List<store::ModelRow>& rows, std::uint32_t pro_quota, std::uint32_t flash_quota) {
    words_.set_rules(rows, pro_quota, flash_quota);
  }
  void set_error_rule(ErrorRule rule) { error_rule_ = rule; }

  /// Every event's time passes through here first: when the clock has stepped back, cooldowns are cut to what
  /// their causes allow from now on.
  void observe(double now_ms);
  /// An outcome. Only what is the key's own fault begins a cooldown; what condemns the key as a whole counts when a
  /// request of Rota's own has met with it, for a client's may be to blame itself. A success never cuts short one that is still
  /// in force: it may be the news of an attempt that began before. An administrator's test does (Report::test): it was
  /// made to find out, and what it proves is the present. It proves the key, and the model that it was made with.
  Change apply(const Report& report, double now_ms, Arena& scratch);
  /// The key is lent for the model: its windows count it, and when it is dead or out of credit this is its probe.
  void lend(std::uint32_t at, Name model, double now_ms);
  /// It was lent and not used.
  void take_back(std::uint32_t at, Name model, double now_ms);
  /// Dead keys may be probed from now on; true when there was one that could not before.
  bool reopen(double now_ms);
  /// An administrator's reset: nothing is held against the key and its project any more, and learned limits are
  /// forgotten. What was counted stays. False when there was nothing to forget.
  bool clear(std::uint32_t at);
  /// A Pacific day has begun: forgets what belongs to the days before.
  void turn_day(double now_ms);

  // For pages and reconcile.
  /// Appends a key as it was stored, or puts it `at` the place of what was known of it meanwhile; its cooldown is
  /// believed until observe or rebuild cut it.
  std::uint32_t restore(const PoolKey& key, Bytes reason, std::uint32_t at = nowhere);
  void restore(std::uint32_t at, const ModelState& state, Bytes model, Bytes reason);
  /// Exchanges the keys. States of keys that are in neither must have been forgotten before.
  void rebuild(Array<PoolKey>&& keys, Buffer&& secrets, double now_ms);
  /// `to` becomes a project's first key in place of `from`: windows and cooldowns go over to it.
  void inherit(PoolKey& to, const PoolKey& from, double now_ms);
  void forget(PoolKey& key) { states_.release(key.first_model); }
  [[nodiscard]] Array<PoolKey>& keys() { return keys_; }

 private:
  [[nodiscard]] Name name_model(Bytes name);
  [[nodiscard]] Name name_reason(Bytes text);
  [[nodiscard]] std::uint32_t state_for(std::uint32_t at, const Report& report, double now_ms);
  [[nodiscard]] std::uint32_t cooled_state(std::uint32_t at, std::uint32_t of_model, const Report& report, double now_ms,
                                           Arena& scratch, Change& change);
  void count(std::uint32_t at, const Report& report, Name reason, double now_ms);
  void order_keys(double now_ms);
  void collect_names();
  void cut_cooldowns(double now_ms);

  Array<PoolKey> keys_;
  IdIndex index_;
  UseOrder order_;
  Buffer secrets_;
  ModelStates states_;
  Vocabulary words_;
  ErrorRule error_rule_;
  double last_ms_ = 0;
  double day_begin_ms_ = 0;  // of the day that was last observed
  double day_end_ms_ = 0;
  std::int32_t day_ = 0;
  std::uint8_t heaviest_ = 1;
};

/// The key is lent last until a probe has said what it is worth, or limits::doubt_ms have passed. One against which
/// something is held stays as it is.
inline void doubt(PoolKey& key, double now_ms) {
  if (key.cause == Cause::ok) key.probe_ms = now_ms;
}

/// Prompt, completion and thinking: what people mean by tokens.
[[nodiscard]] std::int64_t tokens_of(const Usage& usage);

/// How long a cause may keep a key, or a key and model, out at the most; 0 for causes that begin no cooldown.
[[nodiscard]] double longest_cooldown_ms(Cause cause);
/// Dead until somebody acts, as opposed to cooling down.
[[nodiscard]] bool is_dead(Cause cause);

}  // namespace rota::pool
