// See hindrance.h.
#include "pool/hindrance.h"

#include "pool/complaint.h"

namespace rota::pool {

namespace {

struct HindranceSum {
  std::uint32_t keys;
  double soonest_ms;
};

/// A sum for every model and cause, models by their name.
class HindranceSums {
 public:
  explicit HindranceSums(std::size_t models) { sums_.resize(models * cause_count); }
  void count(Name model, Cause cause, double until_ms, double now_ms) {
    HindranceSum& sum = sums_[model * cause_count + static_cast<std::size_t>(cause)];
    ++sum.keys;
    if (!(until_ms > now_ms)) return;
    if (sum.soonest_ms == 0 || until_ms < sum.soonest_ms) sum.soonest_ms = until_ms;
  }
  [[nodiscard]] const HindranceSum& of(Name model, std::size_t cause) const {
    return sums_[model * cause_count + cause];
  }

 private:
  Array<HindranceSum> sums_;
};

/// Cooldowns stand with the first key of a project, and are all its keys'.
void count_models(const Ledger& ledger, std::uint32_t at, double now_ms, HindranceSums& sums) {
  const ModelStates& states = ledger.states();
  for (std::uint32_t state = ledger.key(ledger.owner(at)).first_model; state != nowhere; state = states[state].next) {
    const Standing standing = ledger.standing(at, states[state].model, now_ms);
    if (standing.serves != Serves::no) continue;
    sums.count(states[state].model, standing.cause, standing.until_ms, now_ms);
  }
}

/// True when no key can serve the model; then `soonest_ms` says when the first is back.
bool is_exhausted(const Ledger& ledger, Name model, double now_ms, double& soonest_ms) {
  soonest_ms = 0;
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    const Standing standing = ledger.standing(at, model, now_ms);
    if (standing.serves != Serves::no) return false;
    if (!passes(standing.cause) || !(standing.until_ms > now_ms)) continue;
    if (soonest_ms == 0 || standing.until_ms < soonest_ms) soonest_ms = standing.until_ms;
  }
  return true;
}

}  // namespace

Hindrances sum_hindrances(const Ledger& ledger, double now_ms, Arena& arena) {
  Hindrances found;
  HindranceSums sums(ledger.words().models());
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    const PoolKey& key = ledger.key(at);
    const Cause whole = key.barred != Cause::ok ? key.barred : key.cause;
    if (whole != Cause::ok) {
      sums.count(no_text, whole, key.until_ms, now_ms);
      continue;
    }
    ++found.usable;
    count_models(ledger, at, now_ms, sums);
  }
  for (std::size_t name = 0; name < ledger.words().models(); ++name) {
    const auto model = static_cast<Name>(name);
    bool any = false;
    for (std::size_t cause = 0; cause < cause_count; ++cause) {
      const HindranceSum& sum = sums.of(model, cause);
      if (sum.keys == 0) continue;
      any = true;
      const bool ends = model != no_text || !is_dead(static_cast<Cause>(cause));
      found.list.push(arena, {model, static_cast<Cause>(cause), sum.keys, ends ? sum.soonest_ms : 0});
    }
    double soonest_ms = 0;
    if (!any || model == no_text || found.usable == 0) continue;
    if (is_exhausted(ledger, model, now_ms, soonest_ms)) found.exhausted.push(arena, {model, soonest_ms});
  }
  return found;
}

}  // namespace rota::pool
