// See client_page.h.
#include "admin/client_page.h"

#include "base/limits.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "store/client_rows.h"

namespace rota::admin {

namespace {

void write_nullable(json::Writer& json, json::Escaped name, bool is_set, std::int64_t value) {
  json.key(name);
  if (is_set) {
    json.integer(value);
  } else {
    json.null();
  }
}

/// What the pool counts is the use of those whom a limit concerns; of the others nothing is known now.
void write_client_use(const store::ClientRow& client, const Step& step, json::Writer& json) {
  const store::Config& config = step.pool.configuration.config();
  const std::int64_t per_minute = client.rpm >= 0 ? client.rpm : config.client_requests_per_minute;
  const bool counted = per_minute > 0 || client.rpd > 0 || client.tpd > 0;
  const pool::ClientState used = step.pool.lender.clients().used(client.id, step.now_ms);
  write_nullable(json, "requests_today", counted, used.day_requests);
  write_nullable(json, "tokens_today", counted, used.day_tokens);
  write_nullable(json, "requests_minute", counted, used.minute_requests);
}

void write_client(const store::ClientRow& client, const Step& step, json::Writer& json) {
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
  json.key("native_resources");
  if (client.resources) {
    json.boolean(*client.resources);
  } else {
    json.null();
  }
  write_client_use(client, step, json);
  json.end_object();
}

}  // namespace

void ListClients::begin(Step& step) {
  const auto page = read_page(request(), limits::clients_stored, arena());
  if (!page) return refuse(page.failure(), step);
  page_ = *page;
  store::Query query = new_query();
  store::list_clients_page(query, page_.search, page_.per_page, offset_of(page_));
  ask_rows(query, step);
}

void ListClients::take_rows(const store::Results& results, Step& step) {
  json::Reader spare;
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("keys");
  json.begin_array();
  for (const store::ClientRow& client : store::read_client_rows(results.rows(0), spare, arena())) {
    write_client(client, step, json);
  }
  json.end_array();
  write_page_end(page_, store::read_client_count(results.rows(1)), step.pool.configuration.version(), json);
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
