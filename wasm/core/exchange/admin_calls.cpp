// The exchange's administrators, once the gate has let them in: what the pool's desk answers is passed on to it; what
// needs an upstream (a key's test, the playground, the list of models) becomes a flow. See exchange.h.
#include "base/text.h"
#include "exchange/exchange.h"
#include "json/utf8.h"

namespace rota::exchange {

namespace {

/// Other shards than the first hear of a new key with a call, and load it behind that.
Failure no_such_key(bool may_be_new) {
  return client_failure(Fault::route_not_found, 404,
                        may_be_new ? Bytes("There is no such key, or it is so new that its shard has not heard of it: "
                                           "try again in a moment.")
                                   : Bytes("There is no such key."));
}

Failure unreadable_key() {
  return client_failure(Fault::bad_value, 409,
                        "This key cannot be decrypted: SESSION_SECRET_KEY is not the one it was stored under. Set the "
                        "old one again, or add the key anew.");
}

/// A label without what a header may not hold: "#3 ...wxyz".
Bytes plain_label(Bytes label, Arena& arena) {
  constexpr Bytes ellipsis = "\xE2\x80\xA6";
  const std::size_t at = label.find(ellipsis);
  if (at == Bytes::npos) return label;
  return arena.join(label.substr(0, at), "...", label.substr(at + ellipsis.size()));
}

}  // namespace

/// The request is whole, and its sender an administrator.
Phase Exchange::begin_admin(Actions& out) {
  const http::Route& route = request_.route;
  if (!route.method_allowed) return refuse(wrong_method(), out);
  if (json::first_invalid_utf8(request_.body) != Bytes::npos) {
    return refuse(client_failure(Fault::bad_json, 400, "The body is not UTF-8."), out);
  }
  switch (route.endpoint) {
    case http::Endpoint::admin:
    case http::Endpoint::sign_in:
    case http::Endpoint::page:
      return ask_pool(Errand::admin, out);
    default:
      break;
  }
  if (route.endpoint == http::Endpoint::key_test) {
    const bool is_id = text::parse_hex_id(text::percent_decode(arena_, route.parameter), pin_);
    if (!is_id || pin_ == 0) return refuse(no_such_key(false), out);
  }
  return begin_flow(out);
}

/// The key that an administrator has named, or why there is none: no other would do. Keys of a project belong to the
/// shard that the project's name gives, which only the shards know, so each may be asked.
Phase Exchange::take_pinned(const pool::Reply& reply, Actions& out) {
  if (!reply.picks.empty()) {
    pick_ = reply.picks[0];
    pick_.shard = shard_;
    lent_calls_ = 1;  // the pool has counted nothing at lending
    return call_upstream(out);
  }
  if (reply.cause == pool::Cause::unreadable) return refuse(unreadable_key(), out);
  if (++shards_asked_ < settings().pool_shards) return ask_pool(Errand::pin, out);
  return refuse(no_such_key(settings().pool_shards > 1), out);
}

/// Administrators see which key is at work, with the head of the answer: also when that must go out before the answer
/// itself, and another key serves in the end.
void Exchange::tell_attempt() {
  if (request_.route.endpoint != http::Endpoint::playground) return;
  client_.tell_attempt(plain_label(pick_.label, arena_), text::decimal(arena_, calls_));
}

}  // namespace rota::exchange
