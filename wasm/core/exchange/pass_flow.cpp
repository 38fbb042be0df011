// Passing through; see pass_flow.h.
#include "exchange/pass_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/gemini/model_name.h"
#include "exchange/offer.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

bool is_json(const http::RequestHead& head) {
  const Bytes type = http::find(head.headers, "content-type");
  return type.empty() || text::icontains(type, "json");
}

/// The body with `name` as its model, in the place of another or in front.
Bytes with_model(Bytes body, json::Value object, Bytes name, Arena& arena) {
  Buffer quoted;
  json::Writer writer(quoted);
  writer.string(name);
  if (const json::Value model = object["model"]) {
    return arena.join(body.substr(0, model.offset()), quoted.view(), body.substr(model.offset() + model.raw().size()));
  }
  const std::size_t begin = object.offset() + 1;
  const Bytes comma = object.count() != 0 ? "," : "";
  return arena.join(body.substr(0, begin), "\"model\":", quoted.view(), comma, body.substr(begin));
}

/// The model of an OpenAI request, which the pool must know; empty for requests that have none. `body` is the request's,
/// with the model in the upstream's words where the client used an alias or named none.
Result<Bytes> openai_model(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena,
                           Bytes& body) {
  if (request.head->method != "POST" || !is_json(*request.head)) return Bytes{};
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  if (!root.value().is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object.");
  }
  const json::Value model = root.value()["model"];
  const http::Endpoint endpoint = request.route.endpoint;
  const bool chats = endpoint == http::Endpoint::chat || endpoint == http::Endpoint::playground;
  const Bytes standard = chats ? settings.config.default_model : Bytes();
  if (model.is_unset() && endpoint == http::Endpoint::openai_other) return Bytes{};
  if (!model.is_string() && (!model.is_unset() || standard.empty())) {
    return client_failure(Fault::bad_value, 400, "You must provide a model: a string.", "model");
  }
  const Bytes asked = model.is_string() ? arena.copy(model.text(arena)) : standard;
  const auto offered = offered_model(settings, asked, arena);
  if (offered.ok() && (model.is_unset() || *offered != asked)) {
    body = with_model(request.body, root.value(), *offered, arena);
  }
  return offered;
}

/// A Gemini path's model in the upstream's words; everything else stays byte for byte.
Bytes native_path(const Request& request, Bytes model, Arena& arena) {
  const Bytes path = request.head->path;
  const Bytes named = request.route.parameter;
  if (named.empty() || text::percent_decode(arena, named) == model) return path;
  const auto begin = static_cast<std::size_t>(named.data() - path.data());
  return arena.join(path.substr(0, begin), text::percent_encode_segment(arena, model),
                    path.substr(begin + named.size()));
}

Bytes upstream_url(const Request& request, const Settings& settings, Bytes model, Arena& arena) {
  const bool openai = settings.upstream_dialect == http::Dialect::openai;
  const Bytes path = openai ? request.route.tail : native_path(request, model, arena);
  const Bytes query = http::query_without(request.head->query, "key", arena);
  return arena.join(settings.upstream, path, query.empty() ? "" : "?", query);
}

}  // namespace

Result<Flow*> PassFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena) {
  Bytes model = text::percent_decode(arena, request.route.parameter);
  Bytes body = request.body;
  if (request.route.dialect == http::Dialect::openai && request.route.endpoint != http::Endpoint::model) {
    const auto named = openai_model(request, settings, reader, arena, body);
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
  if (request.route.dialect == http::Dialect::gemini && text::contains(request.head->path, "/models/")) {
    const auto offered = offered_model(settings, gemini::strip_model_prefix(model), arena);
    if (!offered.ok()) return offered.failure();
    model = offered.value();
  }
  void* place = arena.allocate(sizeof(PassFlow), alignof(PassFlow));
  return static_cast<Flow*>(new (place) PassFlow(request, settings, reader, arena, model, body));
}

PassFlow::PassFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena, Bytes model,
                   Bytes body)
    : reader_(reader),
      arena_(arena),
      dialect_(settings.upstream_dialect),
      model_(model),
      method_(request.head->method),
      url_(upstream_url(request, settings, model, arena)),
      body_(body) {
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
