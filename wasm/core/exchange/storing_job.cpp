// Before the answer and behind it; see storing_job.h.
#include "exchange/storing_job.h"

namespace rota::exchange {

bool StoringJob::move(Kind on, Phase phase) {
  track_.move(on, phase);
  return phase != Phase::done;
}

bool StoringJob::begin(Actions& out) {
  const dialect::Storing& storing = *context_.request.route.dialect->storing;
  responses::StoreCall call;
  call.read = storing.references(context_.request.body, context_.reader, context_.arena);
  if (call.read.empty()) return go_on(started, proxied_.begin(out), out);
  journal_.begin_waiting();
  store_.ask(call, out);
  return move(started, Phase::recalling);
}

bool StoringJob::take_recalled(const Event& event, Actions& out) {
  if (event.kind == Kind::client_gone) return move(event.kind, Phase::done);
  const ClientStore::Heard heard = store_.take(event);
  if (heard == ClientStore::Heard::nothing) return true;
  journal_.end_waiting();
  if (heard == ClientStore::Heard::reply) {
    context_.request.stored.records = store_.reply();
    return go_on(event.kind, proxied_.begin(out), out);
  }
  store_.log_failure("stored responses could not be read", out);
  context_.client.fail(store_unreachable(), context_.arena);
  journal_.log(out);
  return move(event.kind, Phase::done);
}

bool StoringJob::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  if (track_.is(Phase::recalling)) return take_recalled(event, out);
  if (store_.take(event) != ClientStore::Heard::nothing) {
    if (event.kind == Kind::failed) store_.log_failure("a response could not be stored", out);
    return move(event.kind, track_.is(Phase::keeping) ? Phase::done : Phase::serving);
  }
  return track_.is(Phase::keeping) || go_on(event.kind, proxied_.take(event, out), out);
}

/// Once the answer has ended the store is told of it, with whatever else is still to be reported.
bool StoringJob::go_on(Kind on, bool proxied_goes_on, Actions& out) {
  if (!kept_ && !context_.kept.id.empty()) {
    responses::StoreCall call;
    call.kept = context_.kept;
    store_.ask(call, out);
    kept_ = true;
  }
  if (proxied_goes_on) return move(on, Phase::serving);
  return move(on, store_.idle() ? Phase::done : Phase::keeping);
}

}  // namespace rota::exchange
