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

bool is_offered(const Settings& settings, Bytes model) {
  return settings.models.empty() || store::find_model(settings.models, model) != nullptr;
}

/// Vectors of two models cannot be compared, and what is made or stored is one model's: these are asked of the first alone.
bool may_be_chained(const Request& request) {
  const dialect::Route& route = request.route;
  const dialect::Operation operation = route.as == dialect::Operation::unknown ? route.operation : route.as;
  return operation == dialect::Operation::chat || operation == dialect::Operation::playground ||
         operation == dialect::Operation::count_tokens;
}

/// The name under which a request asks for one model of the list.
Bytes listed_name(const Request& request, const Settings& settings, Arena& arena) {
  return settings.dialect->strip_model(text::percent_decode(arena, request.route.listed()));
}

bool is_chain(const Settings& settings, Bytes name, Arena& arena) {
  return !store::resolve_chain(settings.config, settings.models, name, arena).empty();
}

/// Whether the list has a model of the chain.
bool shows_chain(const Settings& settings, const access::Grant& grant, Bytes alias, Arena& arena) {
  for (const Bytes model : store::resolve_chain(settings.config, settings.models, alias, arena)) {
    if (is_offered(settings, model) && access::check_model(grant, model, arena).ok()) return true;
  }
  return false;
}

}  // namespace

Result<Bytes> offered_model(const Settings& settings, Bytes asked, Arena& arena) {
  const Bytes name = store::resolve_alias(settings.config, settings.models, asked);
  if (is_offered(settings, name)) return name;
  return client_failure(Fault::model_not_found, 404,
                        arena.join("The model ", name, " is not offered here; GET /v1/models lists those that are."),
                        "model");
}

Result<Bytes> model_in_turn(const Request& request, const Settings& settings, Bytes asked, Arena& arena) {
  Chain* chain = request.chain;
  if (chain == nullptr || !may_be_chained(request)) return offered_model(settings, asked, arena);
  if (!chain->any()) {
    List<Bytes> models;
    for (const Bytes model : store::resolve_chain(settings.config, settings.models, asked, arena)) {
      if (is_offered(settings, model) && chain->allows(model)) models.push(arena, model);
    }
    chain->set(arena.copy(asked), models);
  }
  return chain->alias() == asked && chain->any() ? Result<Bytes>(chain->model()) : offered_model(settings, asked, arena);
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
  return is_offered(settings, model) && access::check_model(grant, model, arena).ok();
}

List<chat::Model> shown_chains(const Settings& settings, const access::Grant& grant, Arena& arena) {
  List<chat::Model> chains;
  for (const store::Alias& alias : settings.config.model_aliases) {
    if (alias.later.empty() || text::contains(alias.name, "*")) continue;
    if (shows_chain(settings, grant, alias.name, arena)) chains.push(arena, shown(alias.name, settings, arena));
  }
  return chains;
}

bool hides_models(const Settings& settings, const access::Grant& grant) {
  return !settings.models.empty() || (grant.client != nullptr && !grant.client->models.empty());
}

bool offers_models(const Request& request, const Settings& settings, Arena& arena) {
  const dialect::Operation operation = dialect::operation_of(request.route, *settings.dialect);
  if (operation == dialect::Operation::models) return !settings.models.empty();
  if (operation != dialect::Operation::model) return false;
  return !settings.models.empty() || is_chain(settings, listed_name(request, settings, arena), arena);
}

Result<bool> answer_offer(const Request& request, const Settings& settings, const access::Grant& grant,
                          ClientSide& client, Arena& arena) {
  if (!offers_models(request, settings, arena)) return false;
  if (dialect::operation_of(request.route, *settings.dialect) == dialect::Operation::model) {
    const Bytes asked = listed_name(request, settings, arena);
    const bool chain = shows_chain(settings, grant, asked, arena);
    const auto name = chain ? Result<Bytes>(asked) : offered_model(settings, asked, arena);
    if (!name.ok()) return name.failure();
    const Status allowed = chain ? Status(Done{}) : access::check_model(grant, *name, arena);
    if (!allowed.ok()) return allowed.failure();
    request.route.dialect->write_model(shown(*name, settings, arena), client.body());
  } else {
    List<chat::Model> models;
    for (const store::ModelRow& row : settings.models) {
      if (access::check_model(grant, row.id, arena).ok()) models.push(arena, shown(row.id, settings, arena));
    }
    for (const chat::Model& chain : shown_chains(settings, grant, arena)) models.push(arena, chain);
    request.route.dialect->write_models(models, client.body());
  }
  client.answer(200, "application/json", client.body().view());
  return true;
}

}  // namespace rota::exchange
