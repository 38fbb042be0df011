// Listing models; see models_flow.h.
#include "exchange/models_flow.h"

#include "base/text.h"
#include "exchange/offer.h"

namespace rota::exchange {

Result<Flow*> ModelsFlow::make(const Request& request, const Settings& settings, const access::Grant& grant,
                               ModelsCache* cache, json::Reader& reader, Arena& arena) {
  Bytes wanted;
  if (dialect::operation_of(request.route, *settings.dialect) == dialect::Operation::model) {
    const auto name = settings.dialect->read_model(text::percent_decode(arena, request.route.listed()), arena);
    if (!name.ok()) return name.failure();
    wanted = arena.copy(name.value());
    if (wanted == "." || wanted == "..") {  // which leads out of the list, however it is encoded (URL Standard, 4.5)
      return client_failure(Fault::model_not_found, 404, "There is no such model.", "model");
    }
  }
  void* place = arena.allocate(sizeof(ModelsFlow), alignof(ModelsFlow));
  return static_cast<Flow*>(new (place) ModelsFlow(request, settings, grant, cache, reader, arena, wanted));
}

ModelsFlow::ModelsFlow(const Request& request, const Settings& settings, const access::Grant& grant, ModelsCache* cache,
                       json::Reader& reader, Arena& arena, Bytes wanted_model)
    : arena_(arena),
      settings_(settings),
      grant_(grant),
      upstream_(*settings.dialect),
      client_dialect_(*request.route.dialect),
      cache_(cache),
      wanted_model_(wanted_model),
      pages_(settings, reader, arena) {}

Result<UpstreamRequest> ModelsFlow::call() {
  if (wanted_model_.empty()) return pages_.call();
  return UpstreamRequest{"GET", arena_.join(settings_.upstream, upstream_.model_path(wanted_model_, arena_)), {}, {}};
}

void ModelsFlow::accept(std::uint16_t, const http::Headers&, double now_ms, ClientSide&) {
  pages_.clear();
  now_ms_ = now_ms;
}

Result<Next> ModelsFlow::take(Bytes chunk, ClientSide&) { return pages_.take(chunk); }

Result<Next> ModelsFlow::end(ClientSide& client) {
  if (!wanted_model_.empty()) {
    const auto root = pages_.read();
    if (!root.ok()) return root.failure();
    const auto model = upstream_.read_one_model(*root, arena_);
    if (!model.ok()) return model.failure();
    client_dialect_.write_model(model.value(), client.body());
  } else {
    const Result<Next> next = pages_.end();
    if (!next.ok() || next.value() != Next::finished) return next;
    List<chat::Model> shown;
    for (const chat::Model& model : pages_.models()) {
      if (shows_model(settings_, grant_, model.id, arena_)) shown.push(arena_, model);
    }
    for (const chat::Model& chain : shown_chains(settings_, grant_, arena_)) shown.push(arena_, chain);
    client_dialect_.write_models(shown, client.body());
    if (cache_ != nullptr) cache_->keep(client_dialect_.label, client.body().view(), now_ms_);
  }
  client.answer(200, "application/json", client.body().view());
  return Next::finished;
}

}  // namespace rota::exchange
