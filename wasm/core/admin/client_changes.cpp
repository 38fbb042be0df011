// See client_changes.h.
#include "admin/client_changes.h"

#include "admin/form.h"
#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"

namespace rota::admin {

namespace {

constexpr Bytes no_such_client = "There is no such client key.";

void read_limit(Form& form, Bytes name, std::optional<std::int64_t>& limit) {
  std::int64_t value = -1;
  form.number(name, 0, count_max, value);
  if (form.has(name) || form.is_null(name)) limit = value;
}

/// The members that making and changing have in common.
void read_client(Form& form, double now_ms, store::ClientEdit& edit) {
  Bytes name;
  form.label("name", name);
  if (form.has("name")) edit.name = name;
  std::int64_t expires_ms = 0;
  form.number("expires_at", 0, count_max, expires_ms);
  if (form.has("expires_at") && expires_ms != 0 && static_cast<double>(expires_ms) <= now_ms) {
    form.refuse("expires_at", "This must be a time to come, in milliseconds since 1970; null is never.");
  }
  if (form.has("expires_at") || form.is_null("expires_at")) edit.expires_ms = static_cast<double>(expires_ms);
  List<Bytes> models;
  form.texts("models", limits::admin_names, limits::model_name_bytes, models);
  if (form.has("models") || form.is_null("models")) edit.models = models;
  read_limit(form, "requests_per_minute", edit.rpm);
  read_limit(form, "requests_per_day", edit.rpd);
  read_limit(form, "tokens_per_day", edit.tpd);
  bool safety = true;
  form.flag("safety_enabled", safety);
  if (form.has("safety_enabled")) edit.safety = safety;
  bool resources = false;
  form.flag("native_resources", resources);
  if (form.has("native_resources")) edit.resources = resources ? 1 : 0;
  if (form.is_null("native_resources")) edit.resources = -1;
}

store::ClientRow row_of(const store::ClientEdit& members) {
  store::ClientRow row;
  row.name = members.name.value_or(Bytes{});
  row.expires_ms = members.expires_ms.value_or(0);
  row.models = members.models.value_or(List<Bytes>{});
  row.rpm = members.rpm.value_or(-1);
  row.rpd = members.rpd.value_or(-1);
  row.tpd = members.tpd.value_or(-1);
  row.safety = members.safety.value_or(true);
  if (members.resources.value_or(-1) >= 0) row.resources = *members.resources != 0;
  return row;
}

bool is_visible(Bytes key) {
  for (const char c : key) {
    if (c < 0x21 || c > 0x7E) return false;
  }
  return true;
}

}  // namespace

void AddClient::begin(Step& step) {
  Form form(request().body, reader(), arena(),
            {"key", "name", "expires_at", "models", "requests_per_minute", "requests_per_day", "tokens_per_day",
             "safety_enabled", "native_resources", "version"});
  store::ClientEdit members;
  read_client(form, step.now_ms, members);
  Bytes given;
  form.text("key", limits::client_key_bytes, given);
  key_ = Secret(given);
  if (form.has("key") && (given.size() < limits::admin_client_key_min_bytes || !is_visible(given))) {
    form.refuse("key", sentence<"A client key is "_s, limits::admin_client_key_min_bytes, " to "_s,
                                limits::client_key_bytes, " visible ASCII characters."_s>);
  }
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  row_ = row_of(members);
  if (!key_.empty()) return ask_key_digest(step);
  ask_random(limits::admin_client_random_bytes, step);
}

void AddClient::take_random(Bytes bytes, Step& step) {
  if (bytes.size() != limits::admin_client_random_bytes) return answer_failed({}, step);
  Buffer key;
  key.append("sk-");
  for (const char byte : bytes) {
    key.append("0123456789abcdef"[static_cast<unsigned char>(byte) >> 4]);
    key.append("0123456789abcdef"[byte & 15]);
  }
  key_ = Secret(arena().copy(key.view()));
  ask_key_digest(step);
}

void AddClient::ask_key_digest(Step& step) {
  row_.hint = key_.reveal().substr(key_.size() - 4);
  row_.created_ms = step.now_ms;
  ask_digest(key_, step);
}

void AddClient::take_digest(Bytes digest, Step& step) {
  if (digest.size() != sizeof(row_.digest)) return answer_failed({}, step);
  store::set_digest(row_, digest);
  store::Query query = new_query();
  store::insert_client(query, row_, arena());
  write(query, step);
}

void AddClient::take_changes(const store::Results& results, Step& step) {
  if (results.changes(0) != 0) return publish(step);
  refuse(conflict(arena().join("This client key is there already, or ", text::decimal(arena(), limits::clients_stored),
                               " are, which is the most that are kept."),
                  "key"),
         step);
}

void AddClient::take_published(Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("id");
  pool::write_id(json, row_.id);
  json.key("key");
  json.string(key_.reveal());
  json.key("hint");
  json.string(row_.hint);
  json.key("name");
  json.string(row_.name);
  json.key("version");
  json.integer(step.pool.configuration.version());
  json.end_object();
  answer_json(201, body.view(), step);
}

void ChangeClient::begin(Step& step) {
  std::uint64_t id = 0;
  if (!text::parse_hex_id(request().id, id)) return refuse(not_found(no_such_client), step);
  Form form(request().body, reader(), arena(),
            {"name", "enabled", "expires_at", "models", "requests_per_minute", "requests_per_day", "tokens_per_day",
             "safety_enabled", "native_resources", "version"});
  store::ClientEdit edit;
  read_client(form, step.now_ms, edit);
  bool enabled = true;
  form.flag("enabled", enabled);
  if (form.has("enabled")) edit.active = enabled;
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  store::Query query = new_query();
  store::update_client(query, id, edit, arena());
  write(query, step);
}

void ChangeClient::take_published(Step& step) { answer_json(200, id_answer(request().id, step.pool, arena()), step); }

void DeleteClient::begin(Step& step) {
  std::uint64_t id = 0;
  if (!text::parse_hex_id(request().id, id)) return refuse(not_found(no_such_client), step);
  store::Query query = new_query();
  store::delete_client(query, id);
  write(query, step);
}

void DeleteClient::take_published(Step& step) {
  answer_json(200, count_answer("deleted", changes(), step.pool, arena()), step);
}

}  // namespace rota::admin
