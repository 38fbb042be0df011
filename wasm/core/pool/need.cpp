// See need.h.
#include "pool/need.h"

#include "base/text.h"
#include "pool/pacific_day.h"
#include "pool/request_size.h"

namespace rota::pool {

namespace {

/// A key that has never served the model, or of whose first requests for it nothing is known yet, is held to quotas too.
bool is_over_quota(const Ledger& ledger, const Need& need, std::uint32_t at, double now_ms) {
  const ModelRule& rule = need.rule;
  if (need.early == nullptr || (rule.quota == 0 && rule.family_quota == 0)) return false;
  const std::uint32_t owner = ledger.owner(at);
  const std::uint64_t id = ledger.key(owner).id;
  const std::uint32_t early_of_family = need.early->of_family(id, rule.family);
  // Nothing is lent early: standing() has judged by the windows, where it knows the name.
  if (need.model != unknown_name && early_of_family == 0) return false;
  const std::uint32_t place = ledger.states().find(ledger.key(owner).first_model, need.model);
  std::uint32_t of_model = need.early->of_model(id, need.model_hash);
  if (place != nowhere && ledger.states()[place].day == ledger.today(now_ms)) {
    of_model += ledger.states()[place].window.day_requests;
  }
  if (rule.quota != 0 && of_model >= rule.quota) return true;
  return rule.family_quota != 0 &&
         ledger.family_requests(owner, rule.family, now_ms) + early_of_family >= rule.family_quota;
}

}  // namespace

Need need_of(const Ledger& ledger, Bytes model, Bytes kind, std::int64_t text_bytes, Arena& scratch,
             const EarlyLends* early) {
  Need need;
  need.model = ledger.find_model(model);
  need.text_bytes = text_bytes;
  if (early != nullptr && !model.empty() && !ledger.words().rules().empty()) {
    const bool named = need.model != unknown_name;
    need.rule = named ? ledger.words().rule_of(need.model) : ledger.words().rules().find(model);
    need.model_hash = text::fingerprint(model);
    need.early = early;
  }
  if (!kind.empty()) need.kind = ledger.find_model(name_of_kind(model, kind, scratch));
  if (text_bytes > 0) need.large = ledger.find_model(name_of_kind(model, large_kind, scratch));
  return need;
}

Standing standing_for(const Ledger& ledger, const Need& need, std::uint32_t at, double now_ms) {
  const Standing plain = ledger.standing(at, need.model, now_ms);
  if (plain.serves == Serves::no) return plain;
  if (is_over_quota(ledger, need, at, now_ms)) return {Serves::no, Cause::own_quota, next_pacific_midnight_ms(now_ms)};
  const ModelStates& states = ledger.states();
  const std::uint32_t first = ledger.key(ledger.owner(at)).first_model;
  const std::uint32_t kind = need.kind == unknown_name ? nowhere : states.find(first, need.kind);
  if (kind != nowhere && now_ms < states[kind].until_ms) return {Serves::no, states[kind].cause, states[kind].until_ms};
  const std::uint32_t place = need.text_bytes > 0 ? states.find(first, need.model) : nowhere;
  const std::int64_t limit = place == nowhere ? 0 : states[place].window.limit_minute_tokens;
  if (limit == 0) return plain;
  if (is_larger(need.text_bytes, limit)) return {Serves::no, Cause::too_large, 0};
  const bool takes_much = takes_much_of(need.text_bytes, limit);
  const std::uint32_t large = takes_much && need.large != unknown_name ? states.find(first, need.large) : nowhere;
  if (large == nowhere || now_ms >= states[large].until_ms) return plain;
  return {Serves::no, states[large].cause, states[large].until_ms};
}

}  // namespace rota::pool
