// Read, seal, store, answer; see key_entry.h.
#include "admin/key_entry.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "pool/key_import.h"
#include "pool/key_list.h"
#include "store/key_choice.h"
#include "store/key_rows.h"

namespace rota::admin {

namespace {

static_assert(limits::pool_keys == 20000 && limits::pool_key_bytes == 512 &&
              limits::import_key_min_bytes == 8);  // said

/// What is on its way into the pool, in the operation's arena.
struct Entry {
  List<store::KeyRow> rows;                 ///< `sealed` is empty until seal has answered
  const pool::KeyImport* report = nullptr;  ///< null: the keys were named one by one
  std::size_t first_insert = 0;             ///< among the statements of the query
  std::int64_t added = 0;
};

Entry& entry_of(Operation& operation) { return *static_cast<Entry*>(operation.kept); }

void answer_entry(Operation& operation, Step& step) {
  const Entry& entry = entry_of(operation);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  if (entry.report == nullptr) {
    json.key("ids");
    json.begin_array();
    for (const store::KeyRow& row : entry.rows) pool::write_id(json, row.id);
    json.end_array();
  }
  json.key("added");
  json.integer(entry.added);
  json.key("already_there");
  json.integer(static_cast<std::int64_t>(entry.rows.size()) - entry.added);
  if (entry.report != nullptr) {
    json.key("duplicates");
    json.integer(entry.report->duplicates);
    json.key("refused_count");
    json.integer(entry.report->refused_count);
    json.key("refused");
    json.begin_array();
    for (const pool::Refused& refused : entry.report->refused) {
      json.begin_object();
      json.key("line");
      json.integer(refused.line_or_index);
      json.key("why");
      json.string(refused.why);
      json.key("shown");
      json.string(refused.shown);
      json.end_object();
    }
    json.end_array();
    json.key("format");
    json.string(entry.report->format);
  }
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, entry.report == nullptr ? 201 : 200, body.view());
}

void keys_stored(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  Entry& entry = entry_of(operation);
  const std::size_t version = results.size() - 1;
  for (std::size_t at = entry.first_insert; at < version; ++at) entry.added += results.changes(at);
  if (entry.added != 0) return publish(operation, step, answer_entry);
  if (entry.report != nullptr) return answer_entry(operation, step);
  refuse(operation, step, conflict("The pool has this already.", entry.rows.size() == 1 ? "key" : "keys"));
}

/// Keys that are stored under a SESSION_SECRET_KEY that is no more: adding one anew is how it comes back.
List<std::uint64_t> unreadable_keys(const Entry& entry, const pool::Ledger& ledger, Arena& arena) {
  List<std::uint64_t> ids;
  for (const store::KeyRow& row : entry.rows) {
    const std::uint32_t at = ledger.find(row.id);
    if (at != pool::nowhere && ledger.key(at).barred == pool::Cause::unreadable) ids.push(arena, row.id);
  }
  return ids;
}

void keys_sealed(Operation& operation, Step& step) {
  Entry& entry = entry_of(operation);
  auto list = operation.reader.read(step.event.body, operation.arena);
  std::size_t at = 0;
  if (list) {
    for (const json::Value text : list->elements()) {
      if (at == entry.rows.size() || !text.is_string()) break;
      entry.rows[at++].sealed = text.text(operation.arena);
    }
  }
  if (at != entry.rows.size()) return answer_failed(operation, step);
  operation.question.clear();
  store::Query query(operation.question);
  const List<std::uint64_t> lost = unreadable_keys(entry, step.pool.ledger(), operation.arena);
  if (!lost.empty()) store::drop_sealed(query, lost);
  entry.first_insert = query.statements();
  store::insert_keys(query, entry.rows, step.event.now_ms);
  write_record(operation, step, query, keys_stored);
}

/// Seals `keys`, whose rows are in the entry in the same order.
void take_in(Operation& operation, Step& step, const List<Bytes>& keys) {
  const Entry& entry = entry_of(operation);
  std::size_t unknown = 0;
  for (const store::KeyRow& row : entry.rows) unknown += step.pool.ledger().find(row.id) == pool::nowhere ? 1 : 0;
  if (step.pool.ledger().size() + unknown > limits::pool_keys) {
    constexpr Bytes message = "A pool holds at most 20,000 keys: these are too many beside those that it has.";
    return refuse(operation, step, client_failure(Fault::too_large, 413, message));
  }
  operation.question.clear();
  json::Writer json(operation.question);
  json.begin_array();
  for (const Bytes key : keys) json.string(key);
  json.end_array();
  ask_seal(operation, step, keys_sealed);
}

/// The texts of `key` and `keys`, one a line, for parse_keys. False after a refusal.
bool gather_keys(Form& form, Buffer& lines, Arena& arena) {
  const json::Value one = form.member("key");
  const json::Value many = form.member("keys");
  if (one.is_string()) lines.append(one.text(arena));
  if (!one.is_unset() && !one.is_string()) form.refuse("key", "This must be a text.");
  if (!many.is_unset() && !many.is_array()) form.refuse("keys", "This must be a list of texts.");
  for (const json::Value key : many.elements()) {
    if (!key.is_string()) form.refuse("keys", "This must be a list of texts.");
    lines.append('\n');
    lines.append(key.text(arena));
  }
  return form.ok();
}

}  // namespace

void add_keys(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  Form form(operation.request.body, operation.reader, arena,
            {"key", "keys", "name", "project", "notes", "weight", "version"});
  store::KeyRow common;
  common.source = "panel";
  std::int64_t weight = 1;
  form.label("name", common.name);
  form.label("project", common.project);
  form.label("notes", common.notes);
  form.number("weight", 1, limits::key_weight_max, weight);
  common.weight = static_cast<std::uint8_t>(weight);
  form.version(step.pool.config_version());
  Buffer lines;
  if (!gather_keys(form, lines, arena)) return refuse(operation, step, form.failure());

  auto* entry = arena.make<Entry>();
  operation.kept = entry;
  const Bytes param = form.has("keys") ? Bytes("keys") : Bytes("key");
  const pool::KeyList found = pool::parse_keys(arena.copy(lines.view()), arena);
  if (found.too_long + found.unsendable + found.too_many != 0) {
    constexpr Bytes message = "A key is visible ASCII, at most 512 characters long, and a pool holds at most 20,000.";
    return refuse(operation, step, bad_field(message, param));
  }
  List<Bytes> secrets;
  for (const pool::ListedKey& key : found.keys) {
    if (key.secret.size() < limits::import_key_min_bytes) {
      return refuse(operation, step, bad_field("A key has at least 8 characters.", param));
    }
    store::KeyRow row = common;
    row.id = key.id;
    row.masked = text::mask(arena, key.secret);
    entry->rows.push(arena, row);
    secrets.push(arena, key.secret);
  }
  if (secrets.empty()) return refuse(operation, step, bad_field("Name a key to add.", param));
  take_in(operation, step, secrets);
}

void import_keys(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  Bytes text = operation.request.body;
  if (auto root = operation.reader.read(text, arena); root && (*root)["text"].is_string()) {
    text = (*root)["text"].text(arena);
  }
  auto* entry = arena.make<Entry>();
  operation.kept = entry;
  auto report = pool::read_import(text, operation.reader, arena);
  if (!report) return refuse(operation, step, report.failure());
  entry->report = *report;
  List<Bytes> secrets;
  for (const pool::ImportedKey& key : (*report)->keys) {
    store::KeyRow row;
    row.id = key.id;
    row.masked = text::mask(arena, key.secret);
    row.source = "import";
    row.name = key.name;
    row.email = key.email;
    row.project = key.project;
    row.notes = key.notes;
    row.weight = key.weight;
    row.active = key.active;
    entry->rows.push(arena, row);
    secrets.push(arena, key.secret);
  }
  if (secrets.empty()) return answer_entry(operation, step);
  take_in(operation, step, secrets);
}

}  // namespace rota::admin
