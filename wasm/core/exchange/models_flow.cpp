// Listing models; see models_flow.h.
#include "exchange/models_flow.h"

#include "base/text.h"
#include "dialect/gemini/model_name.h"
#include "dialect/gemini/models.h"
#include "dialect/openai/models.h"

namespace rota::exchange {

Result<Flow*> ModelsFlow::make(const Request& request, const Settings& settings, ModelsCache& cache,
                               json::Reader& reader, Arena& arena) {
  Bytes wanted;
  if (request.route.endpoint == http::Endpoint::model) {
    const auto name = gemini::read_model_name(text::percent_decode(arena, request.route.parameter), arena);
    if (!name.ok()) return name.failure();
    wanted = arena.copy(name.value());
  }
  void* place = arena.allocate(sizeof(ModelsFlow), alignof(ModelsFlow));
  return static_cast<Flow*>(new (place) ModelsFlow(settings, cache, reader, arena, wanted));
}

ModelsFlow::ModelsFlow(const Settings& settings, ModelsCache& cache, json::Reader& reader, Arena& arena,
                       Bytes wanted_model)
    : arena_(arena),
      upstream_(settings.upstream),
      cache_(cache),
      wanted_model_(wanted_model),
      pages_(settings, reader, arena) {}

UpstreamCall ModelsFlow::call() {
  if (wanted_model_.empty()) return pages_.call();
  return {"GET", arena_.join(upstream_, gemini::model_path(wanted_model_, arena_)), {}, {}};
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
    const auto model = gemini::read_model(root.value(), arena_);
    if (!model.ok()) return model.failure();
    openai::write_model(model.value(), client.body());
  } else {
    const Result<Next> next = pages_.end();
    if (!next.ok() || next.value() != Next::finished) return next;
    openai::write_models(pages_.models(), client.body());
    cache_.keep(client.body().view(), now_ms_);
  }
  client.answer(200, "application/json", client.body().view());
  return Next::finished;
}

}  // namespace rota::exchange
