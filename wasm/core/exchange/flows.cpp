// The choice; see flows.h.
#include "exchange/flows.h"

#include "exchange/chat_flow.h"
#include "exchange/count_flow.h"
#include "exchange/embeddings_flow.h"
#include "exchange/model_list_flow.h"
#include "exchange/models_flow.h"
#include "exchange/offer.h"
#include "exchange/pass_flow.h"
#include "exchange/resource_list_flow.h"
#include "exchange/sync_flow.h"
#include "exchange/test_flow.h"

namespace rota::exchange {

using dialect::Operation;

namespace {

bool lists_models(const Request& request) {
  const dialect::Route& route = request.route;
  return route.use == dialect::Use::catalog && route.model.empty() && route.id.empty() && request.head->method == "GET";
}

/// Whether the upstream's dialect has what such a request is translated into, and the client's the words for its answer.
bool is_translated(Operation operation, const dialect::ClientDialect& client, const dialect::UpstreamDialect& upstream) {
  switch (operation) {
    case Operation::chat:
    case Operation::playground:
      return upstream.write_chat != nullptr;
    case Operation::count_tokens:
      return upstream.counting.write != nullptr && client.write_count != nullptr;
    case Operation::models:
      return upstream.read_models != nullptr;
    case Operation::model:
      return upstream.read_one_model != nullptr;
    case Operation::embeddings:
      return upstream.write_embeddings != nullptr;
    default:
      return true;
  }
}

/// A count that is only estimated would be taken for the upstream's own.
Failure not_translated(Operation operation, const dialect::ClientDialect& client, const dialect::UpstreamDialect& upstream,
                       Arena& arena) {
  const Bytes speaks = arena.join("This Rota's upstream speaks ", upstream.vendor, "'s dialect, which ");
  const Bytes lack = operation == Operation::count_tokens
                         ? arena.join(speaks, "has no way to count the tokens of a request, and Rota does not guess.")
                         : arena.join(speaks, "has nothing for such a request of ", client.vendor, "'s.");
  return client_failure(Fault::unsupported, 501, lack);
}

}  // namespace

bool has_common_list(const Context& context) {
  return context.grant.own_key.empty() && !hides_models(context.settings(), context.grant);
}

Result<Flow*> make_flow(Context& context) {
  const Request& request = context.request;
  const Settings& settings = context.settings();
  const dialect::ClientDialect& client = *request.route.dialect;
  const dialect::UpstreamDialect& upstream = *settings.dialect;
  json::Reader& reader = context.reader;
  Arena& arena = context.arena;
  const Operation operation = dialect::operation_of(request.route, upstream);
  const bool speaks_it = upstream.native == &client;
  if (operation == Operation::key_test) return TestFlow::make(request, settings, reader, arena);
  if (operation == Operation::model_sync) return SyncFlow::make(request, settings, reader, arena);
  const bool other_list = hides_models(settings, context.grant) || !shown_chains(settings, context.grant, arena).empty();
  if (speaks_it && lists_models(request) && other_list) {
    return ModelListFlow::make(request, settings, context.grant, reader, arena);
  }
  // Who brings a key sees what is that key's.
  if (speaks_it && context.grant.own_key.empty() && ResourceListFlow::lists(request, settings)) {
    return ResourceListFlow::make(request, settings, reader, arena);
  }
  if (speaks_it) return PassFlow::make(request, settings, reader, arena);
  if (!is_translated(operation, client, upstream)) return not_translated(operation, client, upstream, arena);
  switch (operation) {
    case Operation::native:
      return client_failure(Fault::unsupported, 501,
                            arena.join("This Rota's upstream speaks ", upstream.vendor, "'s dialect: ", client.vendor,
                                       "'s routes lead nowhere here."));
    case Operation::chat:
    case Operation::playground:
      return ChatFlow::make(request, settings, &context.gateway.chats(), reader, context.random, arena, context.now_ms);
    case Operation::count_tokens:
      return CountFlow::make(request, settings, context.gateway.chats(), reader, context.random, arena);
    case Operation::models:
    case Operation::model:
      return ModelsFlow::make(request, settings, context.grant, has_common_list(context) ? &context.gateway.models() : nullptr,
                              reader, arena);
    case Operation::embeddings:
      return EmbeddingsFlow::make(request, settings, reader, arena);
    default:
      return client_failure(Fault::route_not_found, 404,
                            arena.join("There is no route ", request.head->method, " ", request.head->path, "."));
  }
}

}  // namespace rota::exchange
