// The exchange's phase before its first attempt: what the request names by URL is fetched. See exchange.h.
#include "base/limits.h"
#include "exchange/exchange.h"

namespace rota::exchange {

Phase Exchange::gather(Actions& out) {
  const List<Attachment> wanted = flow_->wanted();
  if (wanted.empty()) return first_call(out);
  const Status started = gathering_.start(wanted, last_token_, out);
  if (!started.ok()) {
    gathering_.cancel(out);
    return refuse(started.failure(), out);
  }
  timer_token_ = ++last_token_;
  out.add(Kind::wake, timer_token_, limits::attachment_timeout_ms);
  return Phase::gathering;
}

/// The request is complete: a key is all that is missing, unless the client brought one. An administrator may have
/// named one.
Phase Exchange::first_call(Actions& out) {
  if (pin_ != 0) return ask_pool(Errand::pin, out);
  if (grant_.own_key.empty()) return lease(out);
  pick_.secret = grant_.own_key;
  pick_.label = "the client's own key";
  return call_upstream(out);
}

Phase Exchange::on_attachment(const Event& event, Actions& out) {
  if (!gathering_.owns(event.token)) return Phase::gathering;
  const Status taken = gathering_.take(event, last_token_, out);
  if (!taken.ok()) {
    gathering_.cancel(out);
    return refuse(taken.failure(), out);
  }
  if (!gathering_.complete()) return Phase::gathering;
  const Status attached = flow_->attach(gathering_.attachments());
  return attached.ok() ? first_call(out) : refuse(attached.failure(), out);
}

Phase Exchange::on_attachment_timer(const Event& event, Actions& out) {
  if (event.token != timer_token_) return Phase::gathering;
  gathering_.cancel(out);
  return refuse(client_failure(Fault::bad_value, 400, "A URL in the request could not be fetched within 20 seconds."),
                out);
}

}  // namespace rota::exchange
