// See key_changes.h.
#include "admin/key_changes.h"

#include "admin/form.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/key_choice.h"
#include "store/key_rows.h"

namespace rota::admin {

namespace {

void read_label(Form& form, Bytes name, std::optional<Bytes>& out) {
  Bytes value;
  form.label(name, value);
  if (form.has(name)) out = value;
}

/// What may be changed of one key and of many.
void read_edit(Form& form, store::KeyEdit& edit) {
  read_label(form, "project", edit.project);
  read_label(form, "notes", edit.notes);
  std::int64_t weight = 1;
  form.number("weight", 1, limits::key_weight_max, weight);
  if (form.has("weight")) edit.weight = static_cast<std::uint8_t>(weight);
  bool enabled = true;
  form.flag("enabled", enabled);
  if (form.has("enabled")) edit.active = enabled;
}

}  // namespace

void ChangeKey::begin(Step& step) {
  std::uint64_t id = 0;
  if (!text::parse_hex_id(request().id, id)) return refuse(no_such_key(), step);
  Form form(request().body, reader(), arena(), {"name", "project", "notes", "weight", "enabled", "version"});
  store::KeyEdit edit;
  read_label(form, "name", edit.name);
  read_edit(form, edit);
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  store::Query query = new_query();
  store::update_key(query, id, edit);
  write(query, step);
}

void ChangeKey::take_published(Step& step) { answer_json(200, id_answer(request().id, step.pool, arena()), step); }

void ChangeKeys::begin(Step& step) {
  Form form(request().body, reader(), arena(), {"ids", "project", "notes", "weight", "enabled", "version"});
  List<std::uint64_t> ids;
  form.ids("ids", limits::admin_batch_keys, ids);
  store::KeyEdit edit;
  read_edit(form, edit);
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  store::Query query = new_query();
  store::update_keys(query, ids, edit);
  write(query, step);
}

Bytes ChangeKeys::missing() const { return no_such_keys().message; }

void ChangeKeys::take_published(Step& step) {
  answer_json(200, count_answer("changed", changes(), step.pool, arena()), step);
}

}  // namespace rota::admin
