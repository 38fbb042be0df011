// The ledger's memory: keys in and out, names kept once, and times that a wrong clock left behind. See ledger.h.
#include "base/limits.h"
#include "pool/ledger.h"
#include "pool/pacific_day.h"

namespace rota::pool {

namespace {

void cut(Cause cause, double now_ms, double& until_ms) {
  const double latest_ms =
      cause == Cause::day_limit ? next_pacific_midnight_ms(now_ms) : now_ms + longest_rest_ms(cause);
  if (until_ms > latest_ms) until_ms = latest_ms;
}

/// The old name's number in the new collection, moved there at its first use.
Name move_name(Name name, const Names& from, Names& to, Array<Name>& moved) {
  if (name == no_text || name >= moved.size()) return no_text;
  if (moved[name] == no_text) moved[name] = to.add(from.text(name));
  return moved[name];
}

}  // namespace

Ledger::Ledger() : models_(limits::pool_names), reasons_(limits::pool_reasons) {}

Bytes Ledger::secret(std::uint32_t at) const {
  return secrets_.view().substr(keys_[at].secret_begin, keys_[at].secret_bytes);
}

std::uint32_t Ledger::restore(const KeyState& key, Bytes reason) {
  KeyState restored = key;
  restored.reason = name_reason(reason);
  restored.owner = nowhere;
  keys_.push(restored);
  return static_cast<std::uint32_t>(keys_.size() - 1);
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

void Ledger::rebuild(Array<KeyState>&& keys, Buffer&& secrets, double now_ms) {
  keys_ = static_cast<Array<KeyState>&&>(keys);
  secrets_ = static_cast<Buffer&&>(secrets);
  index_.clear(keys_.size());
  heaviest_ = 1;
  for (std::uint32_t at = 0; at < keys_.size(); ++at) {
    index_.add(keys_, at);
    if (keys_[at].weight > heaviest_) heaviest_ = keys_[at].weight;
  }
  cut_rests(now_ms);
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

void Ledger::inherit(KeyState& to, const KeyState& from, double now_ms) {
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

void Ledger::set_rules(const List<store::ModelRow>& rows, std::uint32_t pro_quota, std::uint32_t flash_quota) {
  rules_.set(rows, pro_quota, flash_quota);
  read_rules();
}

void Ledger::read_rules() {
  named_rules_.clear();
  for (std::size_t name = 0; name < models_.size(); ++name) {
    named_rules_.push(rules_.find(models_.text(static_cast<Name>(name))));
  }
}

Name Ledger::name_model(Bytes name) {
  Name found = models_.add(name);
  if (found == unknown_name) {
    collect_names();
    found = models_.add(name);
  }
  if (found != unknown_name && found >= named_rules_.size()) read_rules();
  return found;
}

Name Ledger::name_reason(Bytes text) {
  Name found = reasons_.add(text);
  if (found != unknown_name) return found;
  collect_names();
  found = reasons_.add(text);
  return found != unknown_name ? found : no_text;
}

void Ledger::collect_names() {
  Names models(limits::pool_names);
  Names reasons(limits::pool_reasons);
  Array<Name> moved_models;
  Array<Name> moved_reasons;
  moved_models.resize(models_.size());
  moved_reasons.resize(reasons_.size());
  for (KeyState& key : keys_) {
    key.reason = move_name(key.reason, reasons_, reasons, moved_reasons);
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      states_[at].model = move_name(states_[at].model, models_, models, moved_models);
      states_[at].reason = move_name(states_[at].reason, reasons_, reasons, moved_reasons);
    }
  }
  models_ = static_cast<Names&&>(models);
  named_rules_.clear();
  reasons_ = static_cast<Names&&>(reasons);
}

void Ledger::cut_rests(double now_ms) {
  for (KeyState& key : keys_) {
    cut(key.cause, now_ms, key.until_ms);
    if (key.probe_ms > now_ms) key.probe_ms = 0;
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      cut(states_[at].cause, now_ms, states_[at].until_ms);
    }
  }
}

}  // namespace rota::pool
