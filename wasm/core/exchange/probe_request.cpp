// See probe_request.h.
#include "exchange/probe_request.h"

#include "base/text.h"
#include "exchange/offer.h"

namespace rota::exchange {

namespace {

Failure not_a_model(Bytes message) { return client_failure(Fault::bad_value, 422, message, "model"); }

/// Models that only embed say so in their names, with every provider.
bool only_embeds(Bytes model) { return text::icontains(model, "embed"); }

}  // namespace

Bytes usual_model(const Settings& settings) {
  if (!settings.config.default_model.empty()) return settings.config.default_model;
  return settings.models.empty() ? settings.dialect->probe.cheap_model : settings.models[0].id;
}

Bytes unnamed_model(dialect::Operation operation, const Settings& settings) {
  const Bytes chosen = settings.config.default_model;
  if (!chosen.empty() || operation != dialect::Operation::playground) return chosen;
  for (const auto& model : settings.models) {
    if (!only_embeds(model.id)) return model.id;
  }
  return settings.models.empty() ? settings.dialect->probe.cheap_model : Bytes{};
}

Result<Bytes> probed_model(Bytes asked, const Settings& settings, Arena& arena) {
  const dialect::UpstreamDialect& upstream = *settings.dialect;
  const Bytes name = store::resolve_alias(settings.config, settings.models, upstream.strip_model(asked));
  if (name.size() > limits::model_name_bytes) return not_a_model(name_too_long);
  const auto model = upstream.read_model(name, arena);
  if (!model.ok()) return not_a_model(model.failure().message);
  return arena.copy(model.value());
}

UpstreamRequest probe_request(Bytes model, const Settings& settings, Buffer& body, Arena& arena) {
  const dialect::UpstreamDialect& upstream = *settings.dialect;
  body.clear();
  if (model.empty()) return {"GET", arena.join(settings.upstream, upstream.models_path({}, arena)), {}, {}};
  upstream.probe.write(model, only_embeds(model), body);
  return {"POST", arena.join(settings.upstream, upstream.probe.path(model, only_embeds(model), arena)),
          "content-type: application/json\n", body.view()};
}

}  // namespace rota::exchange
