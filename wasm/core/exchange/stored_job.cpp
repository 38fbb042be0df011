// One question, one answer; see stored_job.h.
#include "exchange/stored_job.h"

#include "base/text.h"
#include "exchange/renewal.h"

namespace rota::exchange {

bool StoredJob::end(Kind on, Actions& out) {
  journal_.log(out);
  track_.move(on, Phase::done);
  return false;
}

bool StoredJob::begin(Actions& out) {
  const Request& request = context_.request;
  if (context_.store_name.empty() && must_begin_anew(context_, true)) {
    outdated_ = true;
    track_.move(started, Phase::done);
    return false;
  }
  id_ = text::percent_decode(context_.arena, request.route.id);
  // Nothing is kept under another name, or for nobody.
  if (context_.store_name.empty() || !responses::is_name(id_)) return answer(started, "[null]", out);
  responses::StoreCall call;
  if (request.head->method == "DELETE") {
    call.erased = id_;
  } else {
    call.read.ids.push(context_.arena, id_);
  }
  store_.ask(call, out);
  track_.move(started, Phase::asking);
  return true;
}

bool StoredJob::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  if (event.kind == Kind::client_gone) return end(event.kind, out);
  switch (store_.take(event)) {
    case ClientStore::Heard::nothing:
      return true;
    case ClientStore::Heard::reply:
      return answer(event.kind, store_.reply(), out);
    case ClientStore::Heard::failure:
      break;
  }
  store_.log_failure("stored responses could not be read", out);
  context_.client.fail(store_unreachable(), context_.arena);
  return end(event.kind, out);
}

bool StoredJob::answer(Kind on, Bytes records, Actions& out) {
  const dialect::Route& route = context_.request.route;
  const dialect::StoredRequest asked{context_.request.head->method, route.tail, id_, route.query};
  const auto root = context_.reader.read(records, context_.arena);
  const json::Value record = root.ok() ? root->at(0) : json::Value();
  const Status answered = route.dialect->storing->answer(asked, record, context_.client.body(), context_.arena);
  if (answered.ok()) {
    context_.client.answer(200, "application/json", context_.client.body().view());
  } else {
    context_.client.fail(answered.failure(), context_.arena);
  }
  return end(on, out);
}

}  // namespace rota::exchange
