// See key_entry.h.
#include "admin/key_entry.h"

#include "admin/form.h"
#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "store/key_choice.h"

namespace rota::admin {

namespace {

constexpr Bytes key_bounds =
    sentence<"A key is visible ASCII, "_s, limits::import_key_min_bytes, " to "_s, limits::pool_key_bytes,
             " characters long, and a pool holds at most "_s, limits::pool_keys, "."_s>;

/// Keys that are stored under a SESSION_SECRET_KEY that is no more: adding one anew is how it comes back.
List<std::uint64_t> unreadable_keys(const List<store::KeyRow>& rows, const pool::Ledger& ledger, Arena& arena) {
  List<std::uint64_t> ids;
  for (const store::KeyRow& row : rows) {
    const std::uint32_t at = ledger.find(row.id);
    if (at != pool::nowhere && ledger.key(at).barred == pool::Cause::unreadable) ids.push(arena, row.id);
  }
  return ids;
}

/// The texts of `key` and `keys`, one a line. False after a refusal.
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

store::KeyRow row_of(const pool::ImportedKey& key, Arena& arena) {
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
  return row;
}

void write_counts(std::int64_t added, std::size_t keys, json::Writer& json) {
  json.key("added");
  json.integer(added);
  json.key("already_there");
  json.integer(static_cast<std::int64_t>(keys) - added);
}

void write_report(const pool::KeyImport& report, json::Writer& json) {
  json.key("duplicates");
  json.integer(report.duplicates);
  json.key("refused_count");
  json.integer(report.refused_count);
  pool::write_refused(report.refused, json);
  json.key("format");
  json.string(report.format);
}

void write_version(const Step& step, json::Writer& json) {
  json.key("version");
  json.integer(step.pool.configuration.version());
}

}  // namespace

void KeyEntry::add(const store::KeyRow& row, Secret secret) {
  rows_.push(arena(), row);
  secrets_.push(arena(), secret);
}

std::int64_t KeyEntry::unknown_keys(const Step& step) const {
  const pool::Ledger& ledger = step.pool.lender.ledger();
  std::int64_t unknown = 0;
  for (const store::KeyRow& row : rows_) unknown += ledger.find(row.id) == pool::nowhere ? 1 : 0;
  return unknown;
}

void KeyEntry::take_in(Step& step) {
  if (step.pool.lender.ledger().size() + static_cast<std::size_t>(unknown_keys(step)) > limits::pool_keys) {
    return refuse(client_failure(Fault::too_large, 413,
                                 sentence<"A pool holds at most "_s, limits::pool_keys,
                                          " keys: these are too many beside those that it has."_s>),
                  step);
  }
  List<Bytes> places;
  for (const store::KeyRow& row : rows_) places.push(arena(), store::seal_place(row.id, arena()));
  ask_seal(secrets_, places, step);
}

void KeyEntry::take_sealed(const List<Bytes>& texts, Step& step) {
  if (texts.size() < rows_.size()) return answer_failed({}, step);
  for (std::size_t at = 0; at < rows_.size(); ++at) rows_[at].sealed = texts[at];
  store::Query query = new_query();
  const List<std::uint64_t> lost = unreadable_keys(rows_, step.pool.lender.ledger(), arena());
  if (!lost.empty()) store::drop_sealed(query, lost);
  first_insert_ = query.statements();
  store::insert_keys(query, rows_, step.now_ms);
  end_insert_ = query.statements();
  write(query, step);
}

void KeyEntry::take_changes(const store::Results& results, Step& step) {
  for (std::size_t at = first_insert_; at < end_insert_; ++at) added_ += results.changes(at);
  if (added_ == 0) return take_nothing_new(step);
  publish(step);
}

void AddKeys::begin(Step& step) {
  Form form(request().body, reader(), arena(), {"key", "keys", "name", "project", "notes", "weight", "version"});
  store::KeyRow row;
  row.source = "panel";
  std::int64_t weight = 1;
  form.label("name", row.name);
  form.label("project", row.project);
  form.label("notes", row.notes);
  form.number("weight", 1, limits::key_weight_max, weight);
  row.weight = static_cast<std::uint8_t>(weight);
  form.version(step.pool.configuration.version());
  Buffer lines;
  if (!gather_keys(form, lines, arena())) return refuse(form.failure(), step);
  const Bytes param = form.has("keys") ? Bytes("keys") : Bytes("key");
  pool::KeyReading reading;
  reading.named = true;
  const auto found = pool::read_import(arena().copy(lines.view()), reader(), arena(), reading);
  if (!found) return refuse(bad_field(found.failure().message, param), step);
  if (found.value()->refused_count != 0) {
    return refuse(bad_field(arena().join(pool::sentence_of(found.value()->refused[0].why), " ", key_bounds), param), step);
  }
  for (const pool::ImportedKey& key : found.value()->keys) {
    row.id = key.id;
    row.masked = text::mask(arena(), key.secret);
    row.email = key.email;
    add(row, key.secret);
  }
  if (rows().empty()) return refuse(bad_field("Name a key to add.", param), step);
  take_in(step);
}

void AddKeys::take_nothing_new(Step& step) {
  refuse(conflict("The pool has this already.", rows().size() == 1 ? "key" : "keys"), step);
}

void AddKeys::answer(Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("ids");
  json.begin_array();
  for (const store::KeyRow& row : rows()) pool::write_id(json, row.id);
  json.end_array();
  write_counts(added(), rows().size(), json);
  write_version(step, json);
  json.end_object();
  answer_json(201, body.view(), step);
}

void ImportKeys::begin(Step& step) {
  Bytes text = request().body;
  if (auto root = reader().read(text, arena()); root && (*root)["text"].is_string()) {
    text = (*root)["text"].text(arena());
  }
  const auto dry = parameter_number(request(), "dry_run", 0, 1, 0, arena());
  if (!dry) return refuse(dry.failure(), step);
  const auto report = pool::read_import(text, reader(), arena());
  if (!report) return refuse(report.failure(), step);
  report_ = *report;
  for (const pool::ImportedKey& key : report_->keys) add(row_of(key, arena()), key.secret);
  if (*dry == 1) return answer_report(unknown_keys(step), step);
  if (rows().empty()) return answer(step);
  take_in(step);
}

void ImportKeys::answer(Step& step) { answer_report(added(), step); }

void ImportKeys::answer_report(std::int64_t added, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  write_counts(added, rows().size(), json);
  write_report(*report_, json);
  write_version(step, json);
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
