// Summing up why no key can serve; see shortage.h.
#include "pool/shortage.h"

#include "base/text.h"
#include "pool/complaint.h"
#include "pool/sentences.h"

namespace rota::pool {

namespace {

struct Tally {
  std::uint32_t by_cause[cause_count] = {};
  std::uint32_t tried = 0;  ///< could serve, but the request has had them
  std::uint32_t dead = 0;
  double soonest_ms = 0;  ///< when the first of those that cool down is back; 0: none does
};

Tally tally_up(const Ledger& ledger, const Wish& wish, double now_ms) {
  Tally tally;
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    const Standing standing = standing_for(ledger, wish.need, at, now_ms);
    if (standing.serves != Serves::no) {
      ++tally.tried;
      continue;
    }
    ++tally.by_cause[static_cast<std::size_t>(standing.cause)];
    if (is_dead(standing.cause)) ++tally.dead;
    if (!passes(standing.cause)) continue;
    if (tally.soonest_ms == 0 || standing.until_ms < tally.soonest_ms) tally.soonest_ms = standing.until_ms;
  }
  return tally;
}

std::uint32_t count_of(const Tally& tally, Cause cause) { return tally.by_cause[static_cast<std::size_t>(cause)]; }

Shortage name_shortage(const Tally& tally, std::size_t keys) {
  if (tally.dead == keys) return Shortage::no_keys;
  if (tally.tried != 0) return Shortage::tried;
  const std::uint32_t cooling = count_of(tally, Cause::minute_limit) + count_of(tally, Cause::busy_limit) +
                                count_of(tally, Cause::billing) + count_of(tally, Cause::too_many_errors);
  if (cooling != 0) return Shortage::cooling;
  // Waiting would help those that have spent their day, and nobody else.
  const std::uint32_t too_small = count_of(tally, Cause::too_large);
  const std::uint32_t spent = count_of(tally, Cause::day_limit) + count_of(tally, Cause::own_quota);
  if (spent != 0) return Shortage::exhausted;
  return too_small != 0 ? Shortage::too_large : Shortage::unavailable;
}

Cause commonest(const Tally& tally) {
  std::size_t found = 0;
  for (std::size_t i = 1; i < cause_count; ++i) {
    if (tally.by_cause[i] > tally.by_cause[found]) found = i;
  }
  return static_cast<Cause>(found);
}

void append_for_model(Buffer& out, Bytes model) {
  if (model.empty()) return;
  out.append(" for ");
  out.append(model);
}

/// "None of the 5 keys can serve gemini-3.6-flash now: 3 minute_limit, 1 day_limit, 1 tried already"
void append_mixture(Buffer& out, const Tally& tally, std::size_t keys, Bytes model) {
  out.append("None of the ");
  text::append_decimal(out, static_cast<std::int64_t>(keys));
  out.append(" keys can serve ");
  out.append(model.empty() ? Bytes("this request") : model);
  out.append(" now: ");
  Bytes between;
  const auto append_part = [&out, &between](std::uint32_t count, Bytes what) {
    if (count == 0) return;
    out.append(between);
    text::append_decimal(out, count);
    out.append(' ');
    out.append(what);
    between = ", ";
  };
  for (std::size_t i = 0; i < cause_count; ++i) append_part(tally.by_cause[i], name_of(static_cast<Cause>(i)));
  append_part(tally.tried, "tried already");
}

void append_reason(Buffer& out, const Tally& tally, std::size_t keys, Bytes model) {
  if (keys == 0) {
    out.append("The pool has no keys: set API_KEYS");
    return;
  }
  const Cause cause = commonest(tally);
  const bool one = keys == 1;
  if (tally.tried == keys) {
    out.append(one ? Bytes("The only key was tried") : Bytes("All keys were tried"));
    append_for_model(out, model);
  } else if (count_of(tally, cause) == keys) {
    const Complaint complaint = complaint_of(cause);
    out.append(one ? Bytes("The only key ") : Bytes("All "));
    if (!one) {
      text::append_decimal(out, static_cast<std::int64_t>(keys));
      out.append(" keys ");
    }
    out.append(one ? complaint.one : complaint.many);
    if (complaint.for_model) append_for_model(out, model);
  } else {
    append_mixture(out, tally, keys, model);
  }
}

}  // namespace

void explain_shortage(const Ledger& ledger, const Wish& wish, Bytes model, double now_ms, Reply& reply, Arena& arena) {
  const Tally tally = tally_up(ledger, wish, now_ms);
  reply.shortage = name_shortage(tally, ledger.size());
  reply.cause = commonest(tally);
  reply.retry_after_ms = tally.soonest_ms > now_ms ? tally.soonest_ms - now_ms : 0;
  Buffer sentence;
  append_reason(sentence, tally, ledger.size(), model);
  if (reply.retry_after_ms > 0) {
    sentence.append(ledger.size() == 1 ? Bytes("; it is back in ") : Bytes("; the first is back in "));
    append_wait(sentence, reply.retry_after_ms);
  }
  sentence.append('.');
  reply.reason = arena.copy(sentence.view());
}

}  // namespace rota::pool
