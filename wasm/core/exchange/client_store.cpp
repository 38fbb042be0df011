// Whose store it is, and calling it; see client_store.h.
#include "exchange/client_store.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

bool is_of_environment(const access::Policy& policy, Secret presented) {
  bool known = false;
  for (const Secret key : policy.client_keys) known |= text::constant_time_equal(key, presented);
  return known;
}

Bytes name_of(Bytes kind, std::uint64_t id, Arena& arena) { return arena.join(kind, text::hex_id(id).view()); }

}  // namespace

void find_store(Context& context, Secret presented) {
  const Settings& settings = context.settings();
  Bytes& hindrance = context.request.stored.hindrance;
  context.store_name = {};
  if (!settings.config.responses_store) {
    hindrance = dialect::Stored{}.hindrance;
  } else if (!settings.has_store) {
    hindrance = "RESPONSE_STORE is not bound";
  } else if (context.grant.client != nullptr) {
    context.store_name = name_of("client-", context.grant.client->id, context.arena);
  } else if (context.grant.own_key.empty() && is_of_environment(settings.access, presented)) {
    context.store_name = name_of("key-", text::fingerprint(presented), context.arena);
  } else {
    hindrance = "only a client key of this Rota's own has a store of responses";
  }
  if (!context.store_name.empty()) hindrance = {};
}

void ClientStore::ask(const responses::StoreCall& call, Actions& out) {
  encoded_.clear();
  responses::encode(call, encoded_);
  token_ = context_.next_token();
  out.ask_store(token_, limits::store_patience_ms,
                context_.arena.join(context_.store_name, "\n", context_.settings().pool_location), encoded_.view());
  track_.move(started, ClientStorePhase::asked);
}

ClientStore::Heard ClientStore::take(const Event& event) {
  if (!track_.hears(event.kind) || event.token != token_) return Heard::nothing;
  track_.move(event.kind, ClientStorePhase::idle);
  encoded_.release();
  if (event.kind == Kind::store_reply) {
    reply_ = context_.arena.copy(event.body);
    return Heard::reply;
  }
  why_ = text::redact(context_.arena, context_.arena.copy(event.head));
  return Heard::failure;
}

void ClientStore::log_failure(Bytes what, Actions& out) const {
  json::Composed line;
  json::Writer& writer = line.writer();
  writer.begin_object();
  writer.key("id");
  writer.string(context_.request.id);
  writer.key("trouble");
  writer.string(context_.arena.join(what, ": ", why_));
  writer.end_object();
  out.log(line.keep(context_.arena));
}

Failure store_unreachable() {
  return {Blame::rota, Fault::internal, 503, "The stored responses could not be reached. Try again in a moment.", {}, 1000};
}

}  // namespace rota::exchange
