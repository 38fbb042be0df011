// What is offered; see offer.h.
#include "exchange/offer.h"

#include "base/text.h"
#include "dialect/gemini/model_name.h"
#include "dialect/openai/models.h"
#include "json/writer.h"
#include "store/snapshot.h"

namespace rota::exchange {

namespace {

/// The categories of the API, Nov 2026 (ai.google.dev, safety settings). OFF is weaker than BLOCK_NONE and taken by all
/// current models.
constexpr Bytes filters_off =
    "[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"OFF\"},"
    "{\"category\":\"HARM_CATEGORY_HATE_SPEECH\",\"threshold\":\"OFF\"},"
    "{\"category\":\"HARM_CATEGORY_SEXUALLY_EXPLICIT\",\"threshold\":\"OFF\"},"
    "{\"category\":\"HARM_CATEGORY_DANGEROUS_CONTENT\",\"threshold\":\"OFF\"},"
    "{\"category\":\"HARM_CATEGORY_CIVIC_INTEGRITY\",\"threshold\":\"BLOCK_NONE\"}]";

chat::Model shown(Bytes id, Arena& arena) {
  Buffer escaped;
  json::append_escaped(escaped, id);
  chat::Model model;
  model.id = arena.copy(escaped.view());
  return model;
}

}  // namespace

Result<Bytes> offered_model(const Settings& settings, Bytes asked, Arena& arena) {
  const Bytes name = store::resolve_alias(settings.config, settings.models, asked);
  if (settings.models.empty() || store::find_model(settings.models, name) != nullptr) return name;
  return client_failure(Fault::model_not_found, 404,
                        arena.join("The model ", name, " is not offered here; GET /v1/models lists those that are."),
                        "model");
}

void apply_defaults(const Settings& settings, bool safety_off, chat::Conversation& conversation) {
  if (settings.config.include_thoughts == store::Thoughts::on) conversation.thinking.include_thoughts = true;
  if (settings.config.include_thoughts == store::Thoughts::off) conversation.thinking.include_thoughts = false;
  const bool by_client = settings.config.safety_default == store::SafetyDefault::by_client;
  const bool off = by_client ? safety_off : settings.config.safety_default == store::SafetyDefault::off;
  if (off && conversation.native.safety_settings.empty()) conversation.native.safety_settings = filters_off;
}

Result<bool> answer_offer(const Request& request, const Settings& settings, const access::Grant& grant,
                          ClientSide& client, Arena& arena) {
  const http::Endpoint endpoint = request.route.endpoint;
  if (settings.models.empty() || (endpoint != http::Endpoint::models && endpoint != http::Endpoint::model)) return false;
  if (endpoint == http::Endpoint::model) {
    const Bytes asked = gemini::strip_model_prefix(text::percent_decode(arena, request.route.parameter));
    const auto name = offered_model(settings, asked, arena);
    if (!name.ok()) return name.failure();
    openai::write_model(shown(*name, arena), client.body());
  } else {
    List<chat::Model> models;
    for (const store::ModelRow& row : settings.models) {
      if (access::check_model(grant, row.id, arena).ok()) models.push(arena, shown(row.id, arena));
    }
    openai::write_models(models, client.body());
  }
  client.answer(200, "application/json", client.body().view());
  return true;
}

}  // namespace rota::exchange
