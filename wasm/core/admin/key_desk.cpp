// Lists and changes; see key_desk.h.
#include "admin/key_desk.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "admin/key_state.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "store/key_choice.h"
#include "store/key_rows.h"

namespace rota::admin {

namespace {

constexpr Bytes no_such_key = "There is no such key.";
constexpr Bytes home_is_env =
    "A key comes from the secret API_KEYS: take it out there, or disable it here. Nothing was deleted.";
constexpr Bytes home_is_kv = "A key comes from CONFIG_KV: take it out there, or disable it here. Nothing was deleted.";
constexpr std::size_t id_digits = 16;

/// What is asked of the list, in the operation's arena.
struct KeyPage {
  std::int64_t page = 1;
  std::int64_t per_page = limits::admin_page_keys;
};

/// The keys that stand so right now.
List<std::uint64_t> keys_that_are(KeyWord word, const pool::Ledger& ledger, double now_ms, Arena& arena) {
  List<std::uint64_t> ids;
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    if (key_word(ledger, at, now_ms) == word) ids.push(arena, ledger.key(at).id);
  }
  return ids;
}

void write_key(const store::KeyRecord& record, const pool::Ledger& ledger, double now_ms, json::Writer& json) {
  json.begin_object();
  json.key("id");
  pool::write_id(json, record.key.id);
  const struct {
    Bytes name;
    Bytes value;
  } texts[] = {{"masked", record.key.masked},   {"name", record.key.name},   {"email", record.key.email},
               {"project", record.key.project}, {"notes", record.key.notes}, {"source", record.key.source}};
  for (const auto& text : texts) {
    json.key(text.name);
    json.string(text.value);
  }
  json.key("weight");
  json.integer(record.key.weight);
  json.key("enabled");
  json.boolean(record.key.active);
  const struct {
    Bytes name;
    std::int64_t value;
  } counts[] = {{"created_at", static_cast<std::int64_t>(record.created_ms)},
                {"total_requests", record.requests},
                {"error_count", record.errors},
                {"tokens_used", record.tokens}};
  for (const auto& count : counts) {
    json.key(count.name);
    json.integer(count.value);
  }
  json.key("last_used_at");
  if (record.last_used_ms > 0) {
    json.integer(static_cast<std::int64_t>(record.last_used_ms));
  } else {
    json.null();
  }
  json.key("last_error");
  json.string(record.last_error);
  write_key_state(ledger, ledger.find(record.key.id), now_ms, json);
  json.end_object();
}

void answer_key_page(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  const KeyPage& asked = *static_cast<KeyPage*>(operation.kept);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("keys");
  json.begin_array();
  for (const store::KeyRecord& record : store::read_key_records(results.rows(0), operation.arena)) {
    write_key(record, step.pool.ledger(), step.event.now_ms, json);
  }
  json.end_array();
  json.key("total");
  json.integer(store::read_key_count(results.rows(1)));
  json.key("page");
  json.integer(asked.page);
  json.key("per_page");
  json.integer(asked.per_page);
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

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

void ask_key_sources(Operation& operation, Step& step, const List<std::uint64_t>& ids) {
  operation.kept = operation.arena.make<List<std::uint64_t>>(ids);
  operation.question.clear();
  store::Query query(operation.question);
  store::list_key_sources(query, ids);
  query.end();
  ask_record(operation, step, delete_own_keys);
}

}  // namespace

void list_keys(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  auto* asked = arena.make<KeyPage>();
  operation.kept = asked;
  const auto page = parameter_number(operation.request, "page", 1, limits::pool_keys, asked->page, arena);
  if (!page) return refuse(operation, step, page.failure());
  const auto per_page =
      parameter_number(operation.request, "per_page", 1, limits::admin_page_keys_max, asked->per_page, arena);
  if (!per_page) return refuse(operation, step, per_page.failure());
  *asked = {page.value(), per_page.value()};
  const store::KeySearch search{parameter(operation.request, "q", arena), asked->per_page,
                                (asked->page - 1) * asked->per_page};
  const Bytes state = parameter(operation.request, "state", arena);
  KeyWord word = KeyWord::ready;
  if (!state.empty() && !parse_key_word(state, word)) {
    return refuse(operation, step,
                  bad_field("`state` is ready, limited, resting, disabled, off or unreadable.", "state"));
  }
  operation.question.clear();
  store::Query query(operation.question);
  if (state.empty()) {
    store::list_keys(query, search);
  } else {
    store::list_keys_among(query, search, keys_that_are(word, step.pool.ledger(), step.event.now_ms, arena));
  }
  query.end();
  ask_record(operation, step, answer_key_page);
}

void change_key(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_key(operation, step, id)) return;
  Form form(operation.request.body, operation.reader, operation.arena,
            {"name", "project", "notes", "weight", "enabled", "version"});
  store::KeyEdit edit;
  const struct {
    Bytes name;
    std::optional<Bytes>& value;
  } texts[] = {{"name", edit.name}, {"project", edit.project}, {"notes", edit.notes}};
  for (const auto& text : texts) {
    Bytes value;
    form.label(text.name, value);
    if (form.has(text.name)) text.value = value;
  }
  std::int64_t weight = 1;
  form.number("weight", 1, limits::key_weight_max, weight);
  if (form.has("weight")) edit.weight = static_cast<std::uint8_t>(weight);
  bool enabled = true;
  form.flag("enabled", enabled);
  if (form.has("enabled")) edit.active = enabled;
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  operation.question.clear();
  store::Query query(operation.question);
  store::update_key(query, id, edit);
  write_record(operation, step, query, change_written);
}

void reset_key(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_key(operation, step, id)) return;
  const std::uint32_t at = step.pool.ledger().find(id);
  if (at == pool::nowhere) return refuse(operation, step, not_found(no_such_key));
  // Now, whether or not D1 answers: the ledger is what decides.
  if (step.pool.ledger().clear(at)) step.pool.store_key(at, step.out);
  operation.question.clear();
  store::Query query(operation.question);
  store::clear_key_errors(query, id);
  query.end();
  ask_record(operation, step, answer_change);
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
  List<Bytes> texts;
  form.texts("ids", limits::pool_keys, id_digits, texts);
  List<std::uint64_t> ids;
  for (const Bytes text : texts) {
    std::uint64_t id = 0;
    if (text::parse_hex_id(text, id)) {
      ids.push(operation.arena, id);
    } else {
      form.refuse("ids", "An id is 16 hexadecimal digits.");
    }
  }
  if (form.ok() && ids.empty()) form.refuse("ids", "Name the keys to delete.");
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  ask_key_sources(operation, step, ids);
}

}  // namespace rota::admin
