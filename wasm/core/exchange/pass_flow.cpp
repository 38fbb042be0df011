// Passing through; see pass_flow.h.
#include "exchange/pass_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/utf8.h"

namespace rota::exchange {

namespace {

bool is_json(const http::RequestHead& head) {
  const Bytes type = http::find(head.headers, "content-type");
  return type.empty() || text::icontains(type, "json");
}

/// The model of an OpenAI request, which the pool must know; empty for requests that have none.
Result<Bytes> openai_model(const Request& request, json::Reader& reader, Arena& arena) {
  if (request.head->method != "POST" || !is_json(*request.head)) return Bytes{};
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  if (!root.value().is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object.");
  }
  const json::Value model = root.value()["model"];
  if (model.is_string()) return arena.copy(model.text(arena));
  if (model.is_unset() && request.route.endpoint == http::Endpoint::openai_other) return Bytes{};
  return client_failure(Fault::bad_value, 400, "You must provide a model: a string.", "model");
}

Bytes upstream_url(const Request& request, const Settings& settings, Arena& arena) {
  const bool openai = settings.upstream_dialect == http::Dialect::openai;
  const Bytes path = openai ? request.route.tail : request.head->path;
  const Bytes query = http::query_without(request.head->query, "key", arena);
  return arena.join(settings.upstream, path, query.empty() ? "" : "?", query);
}

}  // namespace

Result<Flow*> PassFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena) {
  Bytes model = text::percent_decode(arena, request.route.parameter);
  if (request.route.dialect == http::Dialect::openai && request.route.endpoint != http::Endpoint::model) {
    const auto named = openai_model(request, reader, arena);
    if (!named.ok()) return named.failure();
    model = named.value();
  }
  if (model.size() > limits::model_name_bytes) {
    return client_failure(Fault::bad_value, 400, "The model's name is longer than 256 bytes.", "model");
  }
  if (json::first_invalid_utf8(model) < model.size()) {
    return client_failure(Fault::bad_value, 400, "The model's name is not UTF-8.", "model");
  }
  if (text::starts_with(model, "models/")) model.remove_prefix(7);
  void* place = arena.allocate(sizeof(PassFlow), alignof(PassFlow));
  return static_cast<Flow*>(new (place) PassFlow(request, settings, reader, arena, model));
}

PassFlow::PassFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena, Bytes model)
    : reader_(reader),
      arena_(arena),
      dialect_(settings.upstream_dialect),
      model_(model),
      method_(request.head->method),
      url_(upstream_url(request, settings, arena)),
      body_(request.body) {
  for (const http::Header& header : request.head->headers) {
    if (http::may_go_up(header.name)) http::append_header(headers_, header.name, header.value);
  }
}

UpstreamCall PassFlow::call() { return {method_, url_, headers_.view(), body_}; }

void PassFlow::accept(std::uint16_t status, const http::Headers& headers, double, ClientSide&) {
  tail_.clear();
  status_ = status;
  answer_headers_ = headers;
}

/// The first byte, or the end of an answer that has none: until then another key may still serve.
void PassFlow::commit(ClientSide& client) {
  if (client.committed()) return;
  for (const http::Header& header : answer_headers_) {
    if (http::may_come_down(header.name)) client.header(header.name, header.value);
  }
  StreamForm form = StreamForm::opaque;
  if (text::icontains(http::find(answer_headers_, "content-type"), "text/event-stream")) {
    form = dialect_ == http::Dialect::openai ? StreamForm::openai_events : StreamForm::gemini_events;
  }
  client.stream(status_, form);
}

Result<Next> PassFlow::take(Bytes chunk, ClientSide& client) {
  commit(client);
  tail_.feed(chunk);
  client.echo();
  return Next::wait;
}

Result<Next> PassFlow::end(ClientSide& client) {
  commit(client);
  client.finish();
  return Next::finished;
}

}  // namespace rota::exchange
