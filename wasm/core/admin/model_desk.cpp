// Lists and changes; see model_desk.h.
#include "admin/model_desk.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "base/limits.h"
#include "base/text.h"
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
      tokens = pool::add_counts(tokens, pool::tokens_of(usage));
    }
  }
  json.key("requests_today");
  json.integer(requests);
  json.key("tokens_today");
  json.integer(tokens);
}

void answer_models(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  json::Reader spare;
  const auto models = store::read_model_rows(results.rows(0), spare, operation.arena);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("models");
  json.begin_array();
  for (const store::ModelRow& model : models) {
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
    write_model_use(step.pool.ledger(), model.id, step.event.now_ms, json);
    json.end_object();
  }
  json.end_array();
  json.key("total");
  json.integer(static_cast<std::int64_t>(models.size()));
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

/// Google's lists spell a model "models/gemini-...", clients leave that out.
Bytes model_name(Bytes name) {
  constexpr Bytes prefix = "models/";
  return text::starts_with(name, prefix) ? name.substr(prefix.size()) : name;
}

}  // namespace

void list_models(Operation& operation, Step& step) {
  operation.question.clear();
  store::Query query(operation.question);
  store::list_models(query);
  query.end();
  ask_record(operation, step, answer_models);
}

void put_model(Operation& operation, Step& step) {
  Form form(operation.request.body, operation.reader, operation.arena,
            {"id", "category", "daily_quota", "aliases", "version"});
  store::ModelRow model;
  form.text("id", limits::model_name_bytes, model.id);
  model.id = model_name(model.id);
  if (model.id.empty()) form.refuse("id", "Name the model.");
  model.category = store::family_of(model.id);
  Bytes category;
  form.text("category", limits::model_name_bytes, category);
  if (form.has("category") && !store::parse_family(category, model.category)) {
    form.refuse("category", "This must be Pro, Flash or Custom.");
  }
  form.number("daily_quota", 0, limits::admin_quota_max, model.daily_quota);
  form.texts("aliases", limits::admin_names, limits::model_name_bytes, model.aliases);
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  operation.request.id = model.id;
  operation.question.clear();
  store::Query query(operation.question);
  store::put_model(query, model, operation.arena);
  write_record(operation, step, query, change_written);
}

void delete_model(Operation& operation, Step& step) {
  operation.question.clear();
  store::Query query(operation.question);
  store::delete_model(query, model_name(operation.request.id));
  write_record(operation, step, query, change_written);
}

}  // namespace rota::admin
