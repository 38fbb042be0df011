// Turns and calls; see report_delivery.h.
#include "exchange/report_delivery.h"

#include "base/limits.h"

namespace rota::exchange {

bool ReportDelivery::begin(bool at_once, Actions& out) {
  Gateway& gateway = context_.gateway;
  if (!gateway.has_outcomes()) return false;
  if (at_once) return ask(started, out);
  claim_ = gateway.claim_delivery(context_.now_ms);
  if (claim_ == 0) return false;
  if (gateway.reports_crowd()) return ask(started, out);
  timer_token_ = context_.next_token();
  out.wake(timer_token_, limits::report_delay_ms);
  track_.move(started, Phase::waiting);
  return true;
}

bool ReportDelivery::ask(Kind on, Actions& out) {
  pool::Call call;
  link_.ask(call, context_.gateway.reported_shard(), out);
  track_.move(on, Phase::asking);
  return true;
}

bool ReportDelivery::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  Gateway& gateway = context_.gateway;
  if (track_.is(Phase::waiting)) {
    if (event.token != timer_token_) return true;
    if (gateway.end_delivery(claim_) && gateway.has_outcomes()) return ask(event.kind, out);
    track_.move(event.kind, Phase::idle);
    return false;
  }
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return true;
  // With several shards, the others want to hear theirs; and one call may not have carried all.
  const bool more = gateway.has_outcomes() && (gateway.reported_shard() != link_.shard() || gateway.reports_crowd());
  if (heard == PoolLink::Heard::reply && more) return ask(event.kind, out);
  static_cast<void>(gateway.end_delivery(claim_));
  track_.move(event.kind, Phase::idle);
  return false;
}

}  // namespace rota::exchange
