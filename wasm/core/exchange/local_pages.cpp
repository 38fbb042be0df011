// Answers of our own; see local_pages.h.
#include "exchange/local_pages.h"

#include "base/text.h"
#include "base/version.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

#define ROTA_PAGE_BEGIN                                                                                              \
  "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Rota</title>"                                      \
  "<meta name=\"viewport\" content=\"width=device-width\">"                                                          \
  "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light " \
  "dark}code{font-family:ui-monospace,monospace}</style>"                                                            \
  "<h1>Rota</h1><p>"
constexpr Bytes page_begin = ROTA_PAGE_BEGIN;
constexpr Bytes root_html = ROTA_PAGE_BEGIN
    "One endpoint in front of a pool of API keys, speaking OpenAI&rsquo;s, Anthropic&rsquo;s and "
    "Gemini&rsquo;s dialects.</p>"
    "<ul><li>OpenAI clients: base URL <code>/v1</code> on this host</li>"
    "<li>Anthropic and Gemini clients: base URL is this host</li>"
    "<li><a href=\"/admin\">Administration</a></li>"
    "<li><a href=\"/health\">Health</a></li></ul>";

void safe_headers(ClientSide& client) {
  client.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  client.header("x-content-type-options", "nosniff");
  client.header("referrer-policy", "no-referrer");
}

void part(json::Writer& json, json::Escaped name, bool well) {
  json.key(name);
  json.string(well ? "ok" : "failing");
}

/// Nothing is known of a part when the pool, which works with it, has not answered.
void part(json::Writer& json, json::Escaped name, pool::PartState state, bool reached) {
  json.key(name);
  if (!reached) return json.string("unknown");
  json.string(state == pool::PartState::well ? Bytes("ok") : state == pool::PartState::failing ? Bytes("failing") : Bytes("not bound"));
}

}  // namespace

void root_page(ClientSide& client) {
  safe_headers(client);
  client.answer(200, "text/html; charset=utf-8", root_html);
}

void plain_page(std::uint16_t status, Bytes message, ClientSide& client) {
  safe_headers(client);
  client.header("cache-control", "no-store");
  Buffer& body = client.body();
  body.append(page_begin);
  for (bool code = false; !message.empty(); code = !code) {
    if (code) body.append("<code>");
    body.append(text::split(message, '`'));
    if (code) body.append("</code>");
  }
  body.append("</p>");
  client.answer(status, "text/html; charset=utf-8", body.view());
}

void health_answer(const Health& health, double age_ms, ClientSide& client) {
  const pool::Census& census = health.census;
  const bool well = health.reached && census.ready + census.limited > 0;
  json::Writer json(client.body());
  json.begin_object();
  json.key("status");
  json.string(well ? "ok" : "degraded");
  json.key("version");
  json.string(version);
  json.key("checks");
  json.begin_object();
  part(json, "core", true);
  part(json, "pool", health.reached);
  part(json, "keys", well);
  part(json, "object", health.parts.rows, health.reached);
  part(json, "d1", health.parts.d1, health.reached);
  part(json, "kv", health.parts.kv, health.reached);
  if (health.reached && !health.trouble.empty()) part(json, "storage", false);
  json.end_object();
  json.key("keys");
  json.begin_object();
  json.key("total");
  json.integer(census.keys);
  json.key("ready");
  json.integer(census.ready);
  json.key("limited");
  json.integer(census.limited);
  json.key("disabled");
  json.integer(census.disabled);
  json.end_object();
  if (!health.trouble.empty()) {
    json.key("trouble");
    json.string(health.trouble);
  }
  if (age_ms > 0) {
    json.key("age_ms");
    json.integer(static_cast<std::int64_t>(age_ms));
  }
  json.end_object();
  client.header("cache-control", "no-store");
  client.answer(well ? 200 : 503, "application/json", client.body().view());
}

void preflight(const http::RequestHead& head, const dialect::Route& route, ClientSide& client) {
  const Bytes wanted = http::find(head.headers, "access-control-request-headers");
  client.header("access-control-allow-methods", route.allow);
  client.header("access-control-allow-headers",
                wanted.empty() ? Bytes("authorization, content-type, x-goog-api-key, x-api-key") : wanted);
  client.header("access-control-max-age", "86400");
  client.header("vary", "access-control-request-headers");
  client.answer(204, {}, {});
}

}  // namespace rota::exchange
