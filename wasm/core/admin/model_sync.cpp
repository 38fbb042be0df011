// See model_sync.h.
#include "admin/model_sync.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "json/writer.h"
#include "store/model_rows.h"

namespace rota::admin {

namespace {

std::int64_t tokens_of(json::Value limit) {
  std::int64_t tokens = -1;
  return limit.integer(tokens) ? tokens : -1;
}

void write_limit(json::Writer& json, json::Escaped name, std::int64_t tokens) {
  json.key(name);
  if (tokens < 0) {
    json.null();
  } else {
    json.integer(tokens);
  }
}

void write_model(const UpstreamModel& model, json::Writer& json) {
  json.begin_object();
  json.key("id");
  json.string(model.id);
  json.key("display_name");
  json.string(model.display_name);
  json.key("category");
  json.string(store::family_text(store::family_of(model.id)));
  write_limit(json, "input_token_limit", model.input_tokens);
  write_limit(json, "output_token_limit", model.output_tokens);
  json.key("configured");
  json.boolean(model.configured);
  json.end_object();
}

}  // namespace

UpstreamModel* SyncModels::find(Bytes id) {
  for (UpstreamModel& model : found_) {
    if (model.id == id) return &model;
  }
  return nullptr;
}

/// What could not be configured, for its name, is not shown either.
void SyncModels::read_found(Form& form) {
  const json::Value list = form.member("found");
  if (!list.is_array()) return form.refuse("found", "This must be the upstream's list of models.");
  for (const json::Value element : list.elements()) {
    UpstreamModel model;
    model.id = element["id"].text(arena());
    if (model.id.empty() || model.id.size() > limits::model_name_bytes || find(model.id) != nullptr) continue;
    model.display_name = element["display_name"].text(arena());
    model.input_tokens = tokens_of(element["input_token_limit"]);
    model.output_tokens = tokens_of(element["output_token_limit"]);
    if (found_.size() == limits::models_synced) {
      return form.refuse("found", sentence<"The upstream lists more than "_s, limits::models_synced,
                                           " models: add those you want by POST /admin/models."_s>);
    }
    found_.push(arena(), model);
  }
}

void SyncModels::read_choice(Form& form) {
  if (form.member("add").equals("all")) {
    all_ = true;
    return;
  }
  if (form.has("add") && !form.member("add").is_array()) {
    return form.refuse("add", "This must be \"all\" or a list of the models to add.");
  }
  List<Bytes> ids;
  form.texts("add", limits::models_synced, limits::model_name_bytes, ids);
  for (const Bytes id : ids) {
    if (UpstreamModel* model = find(id)) {
      model->wanted = true;
    } else {
      form.refuse("add", arena().join("The upstream lists no model ", text::redact(arena(), id), "."));
    }
  }
}

void SyncModels::begin(Step& step) {
  Form form(request().body, reader(), arena(), {"found", "add", "version"});
  if (form.ok()) read_found(form);
  if (form.ok()) read_choice(form);
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  store::Query query = new_query();
  store::list_models(query);
  ask_rows(query, step);
}

void SyncModels::note_unlisted(Bytes model, Bytes alias) {
  // Names may have their vendor's prefix.
  if (find(model) != nullptr || find(model.substr(model.rfind('/') + 1)) != nullptr) return;
  for (const Unlisted& known : unlisted_) {
    if (known.model == model && known.alias == alias) return;
  }
  unlisted_.push(arena(), Unlisted{model, alias});
}

/// Here are the models that are configured: what is wanted of the others is added.
void SyncModels::take_rows(const store::Results& results, Step& step) {
  json::Reader spare;
  for (const store::ModelRow& row : store::read_model_rows(results.rows(0), spare, arena())) {
    if (UpstreamModel* model = find(row.id)) model->configured = true;
    note_unlisted(row.id, {});
  }
  const store::Config& config = step.pool.configuration.config();
  if (!config.default_model.empty()) note_unlisted(config.default_model, {});
  for (const store::Alias& alias : config.model_aliases) {
    note_unlisted(alias.model, alias.name);
    for (const Bytes model : alias.later) note_unlisted(model, alias.name);
  }
  List<store::ModelRow> missing;
  for (UpstreamModel& model : found_) {
    if (model.configured || !(all_ || model.wanted)) continue;
    store::ModelRow row;
    row.id = model.id;
    row.category = store::family_of(model.id);
    missing.push(arena(), row);
    model.configured = true;
  }
  if (missing.empty()) return take_published(step);
  store::Query query = new_query();
  store::add_models(query, missing, arena());
  write(query, step);
}

void SyncModels::take_changes(const store::Results& results, Step& step) {
  added_ = results.changes(0);
  publish(step);
}

void SyncModels::take_published(Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("models");
  json.begin_array();
  for (const UpstreamModel& model : found_) write_model(model, json);
  json.end_array();
  json.key("unlisted");
  json.begin_array();
  for (const Unlisted& model : unlisted_) {
    json.begin_object();
    json.key("id");
    json.string(model.model);
    json.key("alias");
    model.alias.empty() ? json.null() : json.string(model.alias);
    json.end_object();
  }
  json.end_array();
  json.key("added");
  json.integer(added_);
  json.key("version");
  json.integer(step.pool.configuration.version());
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
