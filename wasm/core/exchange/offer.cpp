// What is offered; see offer.h.
#include "exchange/offer.h"

#include "base/text.h"
#include "json/writer.h"
#include "store/snapshot.h"

namespace rota::exchange {

namespace {

chat::Model shown(Bytes id, const Settings& settings, Arena& arena) {
  chat::Model model;
  model.id = json::escape(arena, id);
  model.owner = settings.dialect->model_owner;
  return model;
}

/// As thinking_default says: off, auto, or a number of tokens.
void think_by_default(Bytes how, chat::Thinking& thinking, Arena& arena) {
  const bool asked = thinking.effort != chat::Thinking::Effort::unset || !thinking.budget_tokens.empty();
  if (how.empty() || asked) return;
  std::uint64_t tokens = 0;
  if (how == "off") {
    thinking.effort = chat::Thinking::Effort::none;
  } else if (how == "auto") {
    thinking.budget_tokens = "-1";
  } else if (text::parse_unsigned(how, tokens)) {
    thinking.budget_tokens = json::integer(arena, static_cast<std::int64_t>(tokens));
  }
}

}  // namespace

Result<Bytes> offered_model(const Settings& settings, Bytes asked, Arena& arena) {
  const Bytes name = store::resolve_alias(settings.config, settings.models, asked);
  if (settings.models.empty() || store::find_model(settings.models, name) != nullptr) return name;
  return client_failure(Fault::model_not_found, 404,
                        arena.join("The model ", name, " is not offered here; GET /v1/models lists those that are."),
                        "model");
}

void apply_defaults(const Settings& settings, bool safety_off, chat::Conversation& conversation, Arena& arena) {
  think_by_default(settings.config.thinking_default, conversation.thinking, arena);
  if (settings.config.include_thoughts == store::Thoughts::on) conversation.thinking.include_thoughts = true;
  if (settings.config.include_thoughts == store::Thoughts::off) conversation.thinking.include_thoughts = false;
  const bool by_client = settings.config.safety_default == store::SafetyDefault::by_client;
  const bool off = by_client ? safety_off : settings.config.safety_default == store::SafetyDefault::off;
  if (off) conversation.filters_off = true;
}

bool shows_model(const Settings& settings, const access::Grant& grant, Bytes model, Arena& arena) {
  const bool offered = settings.models.empty() || store::find_model(settings.models, model) != nullptr;
  return offered && access::check_model(grant, model, arena).ok();
}

bool hides_models(const Settings& settings, const access::Grant& grant) {
  return !settings.models.empty() || (grant.client != nullptr && !grant.client->models.empty());
}

bool offers_models(const Request& request, const Settings& settings) {
  const dialect::Operation operation = dialect::operation_of(request.route, *settings.dialect);
  return !settings.models.empty() && (operation == dialect::Operation::models || operation == dialect::Operation::model);
}

Result<bool> answer_offer(const Request& request, const Settings& settings, const access::Grant& grant,
                          ClientSide& client, Arena& arena) {
  if (!offers_models(request, settings)) return false;
  if (dialect::operation_of(request.route, *settings.dialect) == dialect::Operation::model) {
    const Bytes asked = settings.dialect->strip_model(text::percent_decode(arena, request.route.listed()));
    const auto name = offered_model(settings, asked, arena);
    if (!name.ok()) return name.failure();
    if (const Status allowed = access::check_model(grant, *name, arena); !allowed.ok()) return allowed.failure();
    request.route.dialect->write_model(shown(*name, settings, arena), client.body());
  } else {
    List<chat::Model> models;
    for (const store::ModelRow& row : settings.models) {
      if (access::check_model(grant, row.id, arena).ok()) models.push(arena, shown(row.id, settings, arena));
    }
    request.route.dialect->write_models(models, client.body());
  }
  client.answer(200, "application/json", client.body().view());
  return true;
}

}  // namespace rota::exchange
