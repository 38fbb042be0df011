// Changes; see key_desk.h.
#include "admin/key_desk.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "store/key_choice.h"
#include "store/key_rows.h"

namespace rota::admin {

namespace {

constexpr Bytes no_such_key = "There is no such key.";
constexpr Bytes no_such_keys = "There are no keys of these ids.";
constexpr Bytes home_is_env =
    "A key comes from the secret API_KEYS: take it out there, or disable it here. Nothing was deleted.";
constexpr Bytes home_is_kv = "A key comes from CONFIG_KV: take it out there, or disable it here. Nothing was deleted.";

/// The key that the path names; false after a 404.
bool find_key(Operation& operation, Step& step, std::uint64_t& id) {
  if (text::parse_hex_id(operation.request.id, id)) return true;
  refuse(operation, step, not_found(no_such_key));
  return false;
}

/// A key that comes from elsewhere would come back with the next start.
void delete_own_keys(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  const List<store::KeySource> sources = store::read_key_sources(results.rows(0), operation.arena);
  for (const store::KeySource& key : sources) {
    if (key.source == "env") return refuse(operation, step, conflict(home_is_env));
    if (key.source == "kv") return refuse(operation, step, conflict(home_is_kv));
  }
  if (sources.empty()) return refuse(operation, step, not_found(no_such_key));
  operation.question.clear();
  store::Query query(operation.question);
  store::delete_keys(query, *static_cast<List<std::uint64_t>*>(operation.kept));
  write_record(operation, step, query, change_written);
}

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

/// {changed, version}, or {reset, version} of a reset.
void answer_batch(Operation& operation, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key(operation.request.method == "PATCH" ? Bytes("changed") : Bytes("reset"));
  json.integer(operation.changes);
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

void batch_written(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  operation.changes = results.changes(0);
  if (operation.changes == 0) return refuse(operation, step, not_found(no_such_keys));
  publish(operation, step, answer_batch);
}

void ask_key_sources(Operation& operation, Step& step, const List<std::uint64_t>& ids) {
  operation.kept = operation.arena.make<List<std::uint64_t>>(ids);
  operation.question.clear();
  store::Query query(operation.question);
  store::list_key_sources(query, ids);
  query.end();
  ask_record(operation, step, delete_own_keys);
}

}  // namespace

void change_key(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_key(operation, step, id)) return;
  Form form(operation.request.body, operation.reader, operation.arena,
            {"name", "project", "notes", "weight", "enabled", "version"});
  store::KeyEdit edit;
  read_label(form, "name", edit.name);
  read_edit(form, edit);
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  operation.question.clear();
  store::Query query(operation.question);
  store::update_key(query, id, edit);
  write_record(operation, step, query, change_written);
}

void change_keys(Operation& operation, Step& step) {
  Form form(operation.request.body, operation.reader, operation.arena,
            {"ids", "project", "notes", "weight", "enabled", "version"});
  List<std::uint64_t> ids;
  form.ids("ids", limits::admin_batch_keys, ids);
  store::KeyEdit edit;
  read_edit(form, edit);
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  operation.question.clear();
  store::Query query(operation.question);
  store::update_keys(query, ids, edit);
  write_record(operation, step, query, batch_written);
}

void reset_key(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_key(operation, step, id)) return;
  const std::uint32_t at = step.pool.ledger().find(id);
  if (at == pool::nowhere) return refuse(operation, step, not_found(no_such_key));
  // Now, whether or not D1 answers: the ledger is what decides.
  if (step.pool.ledger().clear(at)) step.pool.store_key(at);
  operation.question.clear();
  store::Query query(operation.question);
  store::clear_key_errors(query, id);
  query.end();
  ask_record(operation, step, answer_change);
}

void reset_keys(Operation& operation, Step& step) {
  Form form(operation.request.body, operation.reader, operation.arena, {"ids"});
  List<std::uint64_t> ids;
  form.ids("ids", limits::admin_batch_keys, ids);
  if (!form.ok()) return refuse(operation, step, form.failure());
  List<std::uint64_t> known;
  for (const std::uint64_t id : ids) {
    const std::uint32_t at = step.pool.ledger().find(id);
    if (at == pool::nowhere) continue;
    if (step.pool.ledger().clear(at)) step.pool.store_key(at);
    known.push(operation.arena, id);
  }
  if (known.empty()) return refuse(operation, step, not_found(no_such_keys));
  operation.changes = static_cast<std::int64_t>(known.size());
  operation.question.clear();
  store::Query query(operation.question);
  store::clear_errors(query, known);
  query.end();
  ask_record(operation, step, answer_batch);
}

void delete_key(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_key(operation, step, id)) return;
  List<std::uint64_t> ids;
  ids.push(operation.arena, id);
  ask_key_sources(operation, step, ids);
}

void delete_keys(Operation& operation, Step& step) {
  Form form(operation.request.body, operation.reader, operation.arena, {"ids", "version"});
  List<std::uint64_t> ids;
  form.ids("ids", limits::pool_keys, ids);
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  ask_key_sources(operation, step, ids);
}

}  // namespace rota::admin
