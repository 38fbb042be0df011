// See model_changes.h.
#include "admin/model_changes.h"

#include "admin/form.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/model_rows.h"

namespace rota::admin {

namespace {

/// Google's lists spell a model "models/gemini-...", clients leave that out.
Bytes model_name(Bytes name) {
  constexpr Bytes prefix = "models/";
  return text::starts_with(name, prefix) ? name.substr(prefix.size()) : name;
}

}  // namespace

void PutModel::begin(Step& step) {
  Form form(request().body, reader(), arena(), {"id", "category", "daily_quota", "aliases", "version"});
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
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  id_ = model.id;
  store::Query query = new_query();
  store::put_model(query, model, arena());
  write(query, step);
}

void PutModel::take_published(Step& step) { answer_json(200, id_answer(id_, step.pool, arena()), step); }

void DeleteModel::begin(Step& step) {
  store::Query query = new_query();
  store::delete_model(query, model_name(request().id));
  write(query, step);
}

void DeleteModel::take_published(Step& step) {
  answer_json(200, count_answer("deleted", changes(), step.pool, arena()), step);
}

}  // namespace rota::admin
