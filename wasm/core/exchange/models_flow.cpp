// Listing models; see models_flow.h.
#include "exchange/models_flow.h"

#include "base/limits.h"
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
    : reader_(reader), arena_(arena), upstream_(settings.upstream), cache_(cache), wanted_model_(wanted_model) {}

UpstreamCall ModelsFlow::call() {
  const Bytes path =
      wanted_model_.empty() ? gemini::models_path(page_.next_page, arena_) : gemini::model_path(wanted_model_, arena_);
  return {"GET", arena_.join(upstream_, path), {}, {}};
}

void ModelsFlow::accept(std::uint16_t, const http::Headers&, double now_ms, ClientSide&) {
  answer_.clear();
  now_ms_ = now_ms;
}

Result<Next> ModelsFlow::take(Bytes chunk, ClientSide&) {
  if (answer_.size() + chunk.size() > limits::answer_body_bytes) {
    return Failure{Blame::upstream, Fault::upstream_error, 502, "The upstream's list of models is too large.", {}, 0};
  }
  answer_.append(chunk);
  return Next::wait;
}

Result<Next> ModelsFlow::end(ClientSide& client) {
  const auto root = reader_.read(answer_.view(), arena_);
  if (!root.ok()) {
    return Failure{Blame::upstream, Fault::upstream_error, 502, "The upstream sent something that is not JSON.", {}, 0};
  }
  if (!wanted_model_.empty()) {
    const auto model = gemini::read_model(root.value(), arena_);
    if (!model.ok()) return model.failure();
    openai::write_model(model.value(), client.body());
  } else {
    const Status read = gemini::read_models_page(root.value(), arena_, page_);
    if (!read.ok()) return read.failure();
    if (!page_.next_page.empty() && ++pages_ < limits::model_pages) return Next::again;
    openai::write_models(page_.models, client.body());
    cache_.keep(client.body().view(), now_ms_);
  }
  client.answer(200, "application/json", client.body().view());
  return Next::finished;
}

}  // namespace rota::exchange
