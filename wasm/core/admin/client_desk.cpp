// Lists, draws and changes; see client_desk.h.
#include "admin/client_desk.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "admin/paging.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "store/client_rows.h"

namespace rota::admin {

namespace {

constexpr Bytes no_such_client = "There is no such client key.";

/// A client key that is being made, in the operation's arena.
struct NewClient {
  Bytes key;
  store::ClientRow row;
};

void write_nullable(json::Writer& json, Bytes name, bool is_set, std::int64_t value) {
  json.key(name);
  if (is_set) {
    json.integer(value);
  } else {
    json.null();
  }
}

/// What the pool counts is the use of those whom a limit concerns; of the others nothing is known now.
void write_client_use(const store::ClientRow& client, KeyPool& pool, double now_ms, json::Writer& json) {
  const std::int64_t per_minute = client.rpm >= 0 ? client.rpm : pool.config().client_requests_per_minute;
  const bool counted = per_minute > 0 || client.rpd > 0 || client.tpd > 0;
  const pool::ClientState used = pool.clients().used(client.id, now_ms);
  write_nullable(json, "requests_today", counted, used.day_requests);
  write_nullable(json, "tokens_today", counted, used.day_tokens);
  write_nullable(json, "requests_minute", counted, used.minute_requests);
}

void write_client(const store::ClientRow& client, KeyPool& pool, double now_ms, json::Writer& json) {
  json.begin_object();
  json.key("id");
  pool::write_id(json, client.id);
  json.key("hint");
  json.string(client.hint);
  json.key("name");
  json.string(client.name);
  json.key("enabled");
  json.boolean(client.active);
  json.key("created_at");
  json.integer(static_cast<std::int64_t>(client.created_ms));
  write_nullable(json, "expires_at", client.expires_ms > 0, static_cast<std::int64_t>(client.expires_ms));
  json.key("models");
  json.begin_array();
  for (const Bytes model : client.models) json.string(model);
  json.end_array();
  write_nullable(json, "requests_per_minute", client.rpm >= 0, client.rpm);
  write_nullable(json, "requests_per_day", client.rpd >= 0, client.rpd);
  write_nullable(json, "tokens_per_day", client.tpd >= 0, client.tpd);
  json.key("safety_enabled");
  json.boolean(client.safety);
  write_client_use(client, pool, now_ms, json);
  json.end_object();
}

void answer_clients(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  json::Reader spare;
  const auto clients = store::read_client_rows(results.rows(0), spare, operation.arena);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("keys");
  json.begin_array();
  for (const store::ClientRow& client : clients) write_client(client, step.pool, step.event.now_ms, json);
  json.end_array();
  write_page_end(*static_cast<Page*>(operation.kept), store::read_client_count(results.rows(1)),
                 step.pool.config_version(), json);
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

void read_limit(Form& form, Bytes name, std::optional<std::int64_t>& limit) {
  std::int64_t value = -1;
  form.number(name, 0, pool::count_max, value);
  if (form.has(name) || form.is_null(name)) limit = value;
}

/// The members that making and changing have in common.
void read_client(Form& form, double now_ms, store::ClientEdit& edit) {
  Bytes name;
  form.label("name", name);
  if (form.has("name")) edit.name = name;
  std::int64_t expires_ms = 0;
  form.number("expires_at", 0, pool::count_max, expires_ms);
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
}

void answer_new_client(Operation& operation, Step& step) {
  const NewClient& made = *static_cast<NewClient*>(operation.kept);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("id");
  pool::write_id(json, made.row.id);
  json.key("key");
  json.string(made.key);
  json.key("hint");
  json.string(made.row.hint);
  json.key("name");
  json.string(made.row.name);
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 201, body.view());
}

void client_stored(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  if (results.changes(0) != 0) return publish(operation, step, answer_new_client);
  refuse(operation, step,
         conflict(operation.arena.join("This client key is there already, or ",
                                       text::decimal(operation.arena, limits::clients_stored),
                                       " are, which is the most that are kept."),
                  "key"));
}

void client_digested(Operation& operation, Step& step) {
  NewClient& made = *static_cast<NewClient*>(operation.kept);
  if (step.event.body.size() != sizeof(made.row.digest)) return answer_failed(operation, step);
  store::set_digest(made.row, step.event.body);
  operation.question.clear();
  store::Query query(operation.question);
  store::insert_client(query, made.row, operation.arena);
  write_record(operation, step, query, client_stored);
}

void digest_client(Operation& operation, Step& step) {
  NewClient& made = *static_cast<NewClient*>(operation.kept);
  made.row.hint = made.key.substr(made.key.size() - 4);
  made.row.created_ms = step.event.now_ms;
  operation.question.clear();
  operation.question.append(made.key);
  ask_digest(operation, step, client_digested);
}

void client_drawn(Operation& operation, Step& step) {
  const Bytes random = step.event.body;
  if (random.size() != limits::admin_client_random_bytes) return answer_failed(operation, step);
  Buffer key;
  key.append("sk-");
  for (const char byte : random) {
    key.append("0123456789abcdef"[static_cast<unsigned char>(byte) >> 4]);
    key.append("0123456789abcdef"[byte & 15]);
  }
  static_cast<NewClient*>(operation.kept)->key = operation.arena.copy(key.view());
  digest_client(operation, step);
}

bool is_visible(Bytes key) {
  for (const char c : key) {
    if (c < 0x21 || c > 0x7E) return false;
  }
  return true;
}

bool find_client(Operation& operation, Step& step, std::uint64_t& id) {
  if (text::parse_hex_id(operation.request.id, id)) return true;
  refuse(operation, step, not_found(no_such_client));
  return false;
}

}  // namespace

void list_clients(Operation& operation, Step& step) {
  const Page* page = read_page(operation, step, limits::clients_stored);
  if (page == nullptr) return;
  operation.question.clear();
  store::Query query(operation.question);
  store::list_clients_page(query, page->search, page->per_page, offset_of(*page));
  query.end();
  ask_record(operation, step, answer_clients);
}

void add_client(Operation& operation, Step& step) {
  Form form(operation.request.body, operation.reader, operation.arena,
            {"key", "name", "expires_at", "models", "requests_per_minute", "requests_per_day", "tokens_per_day",
             "safety_enabled", "version"});
  auto* made = operation.arena.make<NewClient>();
  operation.kept = made;
  store::ClientEdit members;
  read_client(form, step.event.now_ms, members);
  form.text("key", limits::client_key_bytes, made->key);
  if (form.has("key") && (made->key.size() < limits::admin_client_key_min_bytes || !is_visible(made->key))) {
    form.refuse("key", "A client key is 16 to 512 visible ASCII characters.");
  }
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  made->row.name = members.name.value_or(Bytes{});
  made->row.expires_ms = members.expires_ms.value_or(0);
  made->row.models = members.models.value_or(List<Bytes>{});
  made->row.rpm = members.rpm.value_or(-1);
  made->row.rpd = members.rpd.value_or(-1);
  made->row.tpd = members.tpd.value_or(-1);
  made->row.safety = members.safety.value_or(true);
  if (!made->key.empty()) return digest_client(operation, step);
  ask_random(operation, step, limits::admin_client_random_bytes, client_drawn);
}

void change_client(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_client(operation, step, id)) return;
  Form form(operation.request.body, operation.reader, operation.arena,
            {"name", "enabled", "expires_at", "models", "requests_per_minute", "requests_per_day", "tokens_per_day",
             "safety_enabled", "version"});
  store::ClientEdit edit;
  read_client(form, step.event.now_ms, edit);
  bool enabled = true;
  form.flag("enabled", enabled);
  if (form.has("enabled")) edit.active = enabled;
  form.version(step.pool.config_version());
  if (!form.ok()) return refuse(operation, step, form.failure());
  operation.question.clear();
  store::Query query(operation.question);
  store::update_client(query, id, edit, operation.arena);
  write_record(operation, step, query, change_written);
}

void delete_client(Operation& operation, Step& step) {
  std::uint64_t id = 0;
  if (!find_client(operation, step, id)) return;
  operation.question.clear();
  store::Query query(operation.question);
  store::delete_client(query, id);
  write_record(operation, step, query, change_written);
}

}  // namespace rota::admin
