// See model_page.h.
#include "admin/model_page.h"

#include "json/writer.h"
#include "pool/fields.h"
#include "store/model_rows.h"

namespace rota::admin {

namespace {

/// What all keys of this pool have had of the model today.
void write_model_use(const pool::Ledger& ledger, Bytes model, double now_ms, json::Writer& json) {
  std::int64_t requests = 0;
  std::int64_t tokens = 0;
  if (const pool::Name name = ledger.find_model(model); name != pool::unknown_name) {
    for (std::uint32_t at = 0; at < ledger.size(); ++at) {
      const pool::Usage usage = ledger.usage(at, name, now_ms);
      requests += usage.requests;
      tokens = capped_sum(tokens, pool::tokens_of(usage));
    }
  }
  json.key("attempts_today");
  json.integer(requests);
  json.key("tokens_today");
  json.integer(tokens);
}

void write_model(const store::ModelRow& model, const Step& step, json::Writer& json) {
  json.begin_object();
  json.key("id");
  json.string(model.id);
  json.key("category");
  json.string(store::family_text(model.category));
  json.key("family");
  json.string(store::family_text(model.category));
  json.key("daily_quota");
  if (model.daily_quota < 0) {
    json.null();
  } else {
    json.integer(model.daily_quota);
  }
  json.key("aliases");
  json.begin_array();
  for (const Bytes alias : model.aliases) json.string(alias);
  json.end_array();
  write_model_use(step.pool.lender.ledger(), model.id, step.now_ms, json);
  json.end_object();
}

}  // namespace

void ListModels::begin(Step& step) {
  store::Query query = new_query();
  store::list_models(query);
  ask_rows(query, step);
}

void ListModels::take_rows(const store::Results& results, Step& step) {
  json::Reader spare;
  const auto models = store::read_model_rows(results.rows(0), spare, arena());
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("models");
  json.begin_array();
  for (const store::ModelRow& model : models) write_model(model, step, json);
  json.end_array();
  json.key("total");
  json.integer(static_cast<std::int64_t>(models.size()));
  json.key("version");
  json.integer(step.pool.configuration.version());
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
