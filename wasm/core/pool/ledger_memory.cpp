// The ledger's memory: keys in and out, names kept once, and times that a wrong clock left behind. See ledger.h.
#include "base/limits.h"
#include "pool/ledger.h"
#include "pool/pacific_day.h"

namespace rota::pool {

namespace {

void cut(Cause cause, double now_ms, double& until_ms) {
  const double latest_ms =
      cause == Cause::day_limit ? next_pacific_midnight_ms(now_ms) : now_ms + longest_cooldown_ms(cause);
  if (until_ms > latest_ms) until_ms = latest_ms;
}

}  // namespace

Secret Ledger::secret(std::uint32_t at) const {
  return Secret(secrets_.view().substr(keys_[at].secret_begin, keys_[at].secret_bytes));
}

std::uint32_t Ledger::restore(const PoolKey& key, Bytes reason, std::uint32_t at) {
  PoolKey restored = key;
  restored.reason = name_reason(reason);
  if (at == nowhere) {
    restored.owner = nowhere;
    keys_.push(restored);
    return static_cast<std::uint32_t>(keys_.size() - 1);
  }
  keys_[at] = restored;
  return at;
}

void Ledger::restore(std::uint32_t at, const ModelState& state, Bytes model, Bytes reason) {
  const Name name = name_model(model);
  if (name == unknown_name) return;
  ModelState& restored = states_[states_.obtain(keys_[at].first_model, name, state.used_ms)];
  const std::uint32_t next = restored.next;
  restored = state;
  restored.model = name;
  restored.next = next;
  restored.reason = name_reason(reason);
}

void Ledger::rebuild(Array<PoolKey>&& keys, Buffer&& secrets, double now_ms) {
  keys_ = static_cast<Array<PoolKey>&&>(keys);
  secrets_ = static_cast<Buffer&&>(secrets);
  index_.clear(keys_.size());
  heaviest_ = 1;
  for (std::uint32_t at = 0; at < keys_.size(); ++at) {
    index_.add(keys_, at);
    if (keys_[at].weight > heaviest_) heaviest_ = keys_[at].weight;
  }
  cut_cooldowns(now_ms);
  order_keys(now_ms);
}

/// After a restart the day's counted requests are all that is known of the lends.
void Ledger::order_keys(double now_ms) {
  const std::int32_t day = today(now_ms);
  order_.clear(keys_.size());
  for (std::uint32_t i = 0; i < keys_.size(); ++i) {
    std::uint32_t lends = 0;
    for (std::uint32_t at = keys_[i].first_model; at != nowhere; at = states_[at].next) {
      if (states_[at].day == day) lends += states_[at].usage.requests;
    }
    if (lends != 0) order_.set(i, lends);
  }
}

void Ledger::inherit(PoolKey& to, const PoolKey& from, double now_ms) {
  for (std::uint32_t at = from.first_model; at != nowhere; at = states_[at].next) {
    const std::uint32_t place = states_.obtain(to.first_model, states_[at].model, now_ms);
    const ModelState& source = states_[at];
    ModelState& heir = states_[place];
    if (heir.until_ms < source.until_ms) {
      heir.until_ms = source.until_ms;
      heir.cause = source.cause;
      heir.reason = source.reason;
      heir.busy = source.busy;
    }
    heir.turn_day(source.day);
    heir.window = source.window;
  }
}

Name Ledger::name_model(Bytes name) {
  const Name found = words_.add_model(name);
  if (found != unknown_name) return found;
  collect_names();
  return words_.add_model(name);
}

Name Ledger::name_reason(Bytes text) {
  Name found = words_.add_reason(text);
  if (found != unknown_name) return found;
  collect_names();
  found = words_.add_reason(text);
  return found != unknown_name ? found : no_text;
}

void Ledger::collect_names() {
  Renaming models = words_.rename_models();
  Renaming reasons = words_.rename_reasons();
  for (PoolKey& key : keys_) {
    key.reason = reasons(key.reason);
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      states_[at].model = models(states_[at].model);
      states_[at].reason = reasons(states_[at].reason);
    }
  }
  words_.adopt(models.take(), reasons.take());
}

void Ledger::cut_cooldowns(double now_ms) {
  for (PoolKey& key : keys_) {
    cut(key.cause, now_ms, key.until_ms);
    if (key.probe_ms > now_ms) key.probe_ms = 0;
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      cut(states_[at].cause, now_ms, states_[at].until_ms);
    }
  }
}

}  // namespace rota::pool
