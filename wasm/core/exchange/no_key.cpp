// See no_key.h.
#include "exchange/no_key.h"

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

}  // namespace

Failure failure_of(const pool::Reply& reply) {
  Failure failure{Blame::key, Fault::rate_limited, 429, reply.reason, {}, reply.retry_after_ms};
  switch (reply.shortage) {
    case pool::Shortage::cooling:
      break;
    case pool::Shortage::exhausted:
    case pool::Shortage::unavailable:
      failure.fault = Fault::quota_exhausted;
      break;
    case pool::Shortage::no_keys:
      failure.fault = Fault::no_keys;
      failure.status = 503;
      break;
    case pool::Shortage::too_large:
      failure.blame = Blame::client;
      break;
    case pool::Shortage::tried:
    case pool::Shortage::none:
      break;
  }
  return failure;
}

Failure failure_of_pinned(const pool::Reply& reply, bool may_be_new) {
  return reply.cause == pool::Cause::unreadable ? unreadable_key() : no_such_key(may_be_new);
}

Failure failure_of_owner(const pool::Reply& reply, Arena& arena) {
  if (reply.ownership == pool::Ownership::out) {
    return {Blame::key, Fault::no_keys, 503, reply.reason, {}, reply.retry_after_ms};
  }
  if (reply.ownership == pool::Ownership::split) {
    return client_failure(Fault::bad_value, 400,
                          arena.join("The request names things that belong to different keys of this pool, ", reply.owned_name,
                                     " among them, and no key may use both: upload or make one of them anew."));
  }
  return client_failure(Fault::not_stored, 404,
                        arena.join(reply.owned_name, " is not known here: it was not made through this gateway with your "
                                                     "client key, it was deleted, or its time is over."));
}

}  // namespace rota::exchange
