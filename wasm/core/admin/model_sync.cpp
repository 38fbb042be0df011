// See model_sync.h.
#include "admin/model_sync.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "store/model_rows.h"

namespace rota::admin {

namespace {

static_assert(limits::models_synced == 2000);  // said in a refusal

/// A model of the upstream's.
struct Listed {
  Bytes id;
  Bytes display_name;
  std::int64_t input_tokens = -1;  ///< -1: not said
  std::int64_t output_tokens = -1;
  bool configured = false;
  bool wanted = false;
};

struct Sync {
  List<Listed> found;
  bool all = false;
};

Listed* find(Sync& sync, Bytes id) {
  for (Listed& model : sync.found) {
    if (model.id == id) return &model;
  }
  return nullptr;
}

std::int64_t tokens_of(json::Value limit) {
  std::int64_t tokens = -1;
  return limit.integer(tokens) ? tokens : -1;
}

/// What could not be configured, for its name, is not shown either.
void read_found(Form& form, Sync& sync, Arena& arena) {
  const json::Value list = form.member("found");
  if (!list.is_array()) return form.refuse("found", "This must be the upstream's list of models.");
  for (const json::Value element : list.elements()) {
    Listed model;
    model.id = element["id"].text(arena);
    if (model.id.empty() || model.id.size() > limits::model_name_bytes || find(sync, model.id) != nullptr) continue;
    model.display_name = element["display_name"].text(arena);
    model.input_tokens = tokens_of(element["input_token_limit"]);
    model.output_tokens = tokens_of(element["output_token_limit"]);
    if (sync.found.size() == limits::models_synced) {
      return form.refuse("found",
                         "The upstream lists more than 2,000 models: add those you want by POST /admin/models.");
    }
    sync.found.push(arena, model);
  }
}

void read_choice(Form& form, Sync& sync, Arena& arena) {
  if (form.member("add").equals("all")) {
    sync.all = true;
    return;
  }
  if (form.has("add") && !form.member("add").is_array()) {
    return form.refuse("add", "This must be \"all\" or a list of the models to add.");
  }
  List<Bytes> ids;
  form.texts("add", limits::models_synced, limits::model_name_bytes, ids);
  for (const Bytes id : ids) {
    if (Listed* model = find(sync, id)) {
      model->wanted = true;
    } else {
      form.refuse("add", arena.join("The upstream lists no model ", text::redact(arena, id), "."));
    }
  }
}

void write_limit(json::Writer& json, Bytes name, std::int64_t tokens) {
  json.key(name);
  if (tokens < 0) {
    json.null();
  } else {
    json.integer(tokens);
  }
}

void answer_sync(Operation& operation, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("models");
  json.begin_array();
  for (const Listed& model : static_cast<Sync*>(operation.kept)->found) {
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
  json.end_array();
  json.key("added");
  json.integer(operation.changes);
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

void models_added(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  operation.changes = results.changes(0);
  publish(operation, step, answer_sync);
}

/// Told which models are configured: what is wanted of the others is added.
void add_wanted(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  Sync& sync = *static_cast<Sync*>(operation.kept);
  json::Reader spare;
  for (const store::ModelRow& row : store::read_model_rows(results.rows(0), spare, operation.arena)) {
    if (Listed* model = find(sync, row.id)) model->configured = true;
  }
  List<store::ModelRow> missing;
  for (Listed& model : sync.found) {
    if (model.configured || !(sync.all || model.wanted)) continue;
    store::ModelRow row;
    row.id = model.id;
    row.category = store::family_of(model.id);
    missing.push(operation.arena, row);
    model.configured = true;
  }
  if (missing.empty()) return answer_sync(operation, step);
  operation.question.clear();
  store::Query query(operation.question);
  store::add_models(query, missing, operation.arena);
  write_record(operation, step, query, models_added);
}

}  // namespace

void sync_models(Operation& operation, Step& step) {
  Form form(operation.request.body, operation.reader, operation.arena, {"found", "add", "version"});
  auto* sync = operation.arena.make<Sync>();
  operation.kept = sync;
  if (form.ok()) read_found(form, *sync, operation.arena);
  if (form.ok()) read_choice(form, *sync, operation.arena);
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  operation.question.clear();
  store::Query query(operation.question);
  store::list_models(query);
  query.end();
  ask_record(operation, step, add_wanted);
}

}  // namespace rota::admin
