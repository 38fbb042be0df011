// Passing through; see pass_flow.h.
#include "exchange/pass_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "exchange/admission.h"
#include "exchange/offer.h"
#include "exchange/passing_finish.h"
#include "exchange/probe_request.h"
#include "http/sse_reader.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

using dialect::Operation;

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

/// The model that a body names, which the pool must know; empty for requests that have none. `body` is the request's,
/// with the model in the upstream's words where the client used an alias or named none.
Result<Bytes> model_in_body(const Request& request, const Settings& settings, json::Value root, Arena& arena,
                           Bytes& body) {
  if (!root.is_object()) return client_failure(Fault::bad_value, 400, "The body must be a JSON object.");
  const Status single = check_single_members(root, *request.route.dialect, arena);
  if (!single.ok()) return single.failure();
  const json::Value model = root["model"];
  const Operation operation = request.route.operation;
  const bool chats = operation == Operation::chat || operation == Operation::playground;
  const Bytes standard = chats ? unnamed_model(operation, settings) : Bytes();
  if (model.is_unset() && operation == Operation::other) return Bytes{};
  if (!model.is_string() && (!model.is_unset() || standard.empty())) {
    return client_failure(Fault::bad_value, 400, "You must provide a model: a string.", "model");
  }
  const Bytes asked = model.is_string() ? arena.copy(model.text(arena)) : standard;
  const auto offered = model_in_turn(request, settings, asked, arena);
  if (offered.ok() && (model.is_unset() || *offered != asked)) {
    body = with_model(request.body, root, *offered, arena);
  }
  return offered;
}

/// The same where only requests for some resources name it there; `model`: that of the path.
Result<Bytes> model_in_resource(const Request& request, const Settings& settings, json::Value root, Bytes model,
                                Arena& arena, Bytes& body) {
  const dialect::Resources* resources = settings.dialect->resources;
  if (!model.empty() || resources == nullptr) return model;
  const json::Value named = resources->model_in_body(request.route, root);
  if (!named.is_string()) return model;
  const Bytes asked = settings.dialect->strip_model(arena.copy(named.text(arena)));
  const auto offered = model_in_turn(request, settings, asked, arena);
  if (offered.ok() && *offered != asked) body = with_model(request.body, root, *offered, arena);
  return offered;
}

/// What a request that concerns no model is about: the first word of its path, e.g. "files".
Bytes resource_of(Bytes tail) {
  constexpr std::size_t longest = 32;
  if (!tail.empty()) tail.remove_prefix(1);
  const Bytes word = tail.substr(0, tail.find_first_of("/:?"));
  return word.substr(0, longest);
}

/// `body` with the wish that a stream says what it cost; `body` itself where it needs none. `root` is the request's body,
/// of which only one with another model must be read anew.
Bytes with_usage(const Request& request, const Settings& settings, json::Value root, json::Reader& reader, Arena& arena,
                 Bytes body) {
  const dialect::Route& route = request.route;
  const bool calls = route.use == dialect::Use::metered || route.operation == Operation::playground;
  if (!calls || settings.dialect->with_usage == nullptr || !root) return body;
  if (body.data() != request.body.data()) {
    const auto renamed = reader.read(body, arena);
    root = renamed.ok() ? *renamed : json::Value();
  }
  const Bytes changed = root ? settings.dialect->with_usage(root, body, arena) : Bytes{};
  return changed.empty() ? body : changed;
}

Failure truncated(Bytes message) { return {Blame::upstream, Fault::stream_truncated, 502, message, {}, 0}; }
Failure cut_off() { return truncated("The upstream broke off in the middle of its answer."); }

}  // namespace

Bytes passed_url(const Request& request, const Settings& settings, Bytes model, Arena& arena) {
  const Bytes path = settings.dialect->native_path(request.route, model, arena);
  const Bytes query = http::query_to_go_up(request.head->query, settings.dialect->forwarded.query, arena);
  return arena.join(settings.upstream, path, query.empty() ? "" : "?", query);
}

Result<Flow*> PassFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena) {
  const dialect::Route& route = request.route;
  Bytes model = text::percent_decode(arena, route.operation == Operation::model ? route.id : route.model);
  Bytes body = request.body;
  chat::RequestShape shape;
  chat::Identity identity;
  json::Value root;
  const bool names_model = route.dialect->model_in_body && route.operation != Operation::model;
  if (names_model) model = {};
  const bool reads = names_model || !route.model.empty() || PassingResources::needs_body(request, settings);
  if (request.head->method == "POST" && is_json(*request.head) && reads) {
    const auto read = reader.read(request.body, arena);
    if (names_model && !read.ok()) return read.failure();
    // Where the path names the model, what the body is made of is the upstream's to judge.
    if (read.ok()) root = *read;
    const auto named = names_model ? model_in_body(request, settings, root, arena, body)
                                   : model_in_resource(request, settings, root, model, arena, body);
    if (!named.ok()) return named.failure();
    model = named.value();
    settings.dialect->read_shape(*request.head, root, shape);
    identity = dialect::opening_of(root, route.dialect->conversation);
    identity.session = dialect::session_of(request.head->headers, root, route.dialect->conversation, arena);
  }
  if (model.size() > limits::model_name_bytes) return client_failure(Fault::bad_value, 400, name_too_long, "model");
  if (json::first_invalid_utf8(model) < model.size()) {
    return client_failure(Fault::bad_value, 400, "The model's name is not UTF-8.", "model");
  }
  if (text::starts_with(model, "models/")) model.remove_prefix(7);
  if (!route.model.empty() && !route.tuned) {
    const auto offered = model_in_turn(request, settings, settings.dialect->strip_model(model), arena);
    if (!offered.ok()) return offered.failure();
    model = offered.value();
  }
  const Bytes asking = with_usage(request, settings, root, reader, arena, body);
  void* place = arena.allocate(sizeof(PassFlow), alignof(PassFlow));
  return static_cast<Flow*>(new (place) PassFlow(request, settings, reader, arena, {model, asking, body, shape, root, identity}));
}

PassFlow::PassFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena, const Passed& passed)
    : reader_(reader),
      arena_(arena),
      upstream_(*settings.dialect),
      model_(passed.model),
      sent_{request.head->method, passed_url(request, settings, passed.model, arena), passed.body, passed.plain, Buffer()},
      resource_(resource_of(request.route.tail)),
      shape_(passed.shape),
      identity_(passed.identity),
      asks_model_(!passed.model.empty() && request.head->method == "POST"),
      must_finish_(asks_model_ && settings.dialect->streams_answer != nullptr &&
                    settings.dialect->streams_answer(request.route)),
      resources_(request, settings, arena) {
  resources_.read(passed.read, passed.shape.refers, arena);
  const bool retries = settings.config.retry_empty_answers && request.may_retry && upstream_.finish.read != nullptr;
  const bool answers = asks_model_ && request.route.use == dialect::Use::metered;
  if (retries && answers) held_.silence.watch();
  held_.may_refuse = answers && (retries || upstream_.finish.error_of != nullptr);
  for (const http::Header& header : request.head->headers) {
    if (http::may_go_up(header.name, upstream_.forwarded.headers)) http::append_header(sent_.headers, header.name, header.value);
  }
}

void PassFlow::describe(dialect::Asked& asked) const {
  asked.text_bytes = shape_.text_bytes;
  asked.upstream_tools = shape_.upstream_tools;
  asked.kind = model_.empty() ? resource_ : chat::kind_of(shape_, arena_);
}

Result<UpstreamRequest> PassFlow::call() { return UpstreamRequest{sent_.method, sent_.url, sent_.headers.view(), sent_.body}; }

bool PassFlow::amend(const chat::UpstreamError& error) {
  if (sent_.body.data() == sent_.plain.data() || !upstream_.refuses_usage(error)) return false;
  sent_.body = sent_.plain;
  return true;
}

void PassFlow::accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide&) {
  tail_.clear();
  resources_.begin(headers, now_ms);
  held_.text.clear();
  held_.beginning = {};
  passing_.clear();
  held_.silence.begin();
  usage_events_ = {};
  status_ = status;
  answer_headers_ = headers;
  const Bytes type = http::find(headers, "content-type");
  events_ = text::icontains(type, "text/event-stream");
  json_ = text::icontains(type, "json");
  says_ = finished_ = false;
  error_ = nullptr;
}

void PassFlow::begin(ClientSide& client) {
  if (client.begun()) return;
  for (const http::Header& header : answer_headers_) {
    if (http::may_come_down(header.name)) client.header(header.name, resources_.shown(header, arena_));
  }
  client.begin(status_, events_ ? upstream_.native : nullptr);
}

/// The first byte, or the end of an answer that has none: until then another key may still serve.
void PassFlow::commit(ClientSide& client) {
  if (client.committed()) return;
  committed_ = true;
  begin(client);
  client.stream(status_, events_ ? upstream_.native : nullptr);
}

/// Some upstreams say 200 first and the error then: held back, it may still be another key's turn.
Result<Next> PassFlow::take(Bytes chunk, ClientSide& client) {
  if (events_) return take_events(chunk, client);
  if (chunk.empty()) return Next::wait;
  says_ = true;
  tail_.feed(chunk);
  resources_.take(chunk);
  if (client.committed()) {
    client.pass(chunk);
    return Next::wait;
  }
  const bool first = held_.text.empty();
  const Bytes begun = first ? chunk : hold(chunk);
  const Beginning what = held_.beginning.take(chunk);
  const bool is_answer = what == Beginning::answer && !may_be_refused(begun);
  if (is_answer || begun.size() > limits::error_body_bytes) {
    commit(client);
    client.pass(begun);
    held_.text.release();
    return Next::wait;
  }
  if (first) hold(chunk);
  return Next::wait;
}

Bytes PassFlow::hold(Bytes chunk) {
  held_.text.append(chunk);
  return held_.text.view();
}

/// Nothing of a short answer goes on before it says something or ends: it may stop for a reason that is the key's, or be
/// empty.
bool PassFlow::may_be_refused(Bytes begun) const {
  return json_ && held_.may_refuse && begun.size() <= limits::silent_answer_bytes && !has_content(begun, upstream_);
}

/// The error that a model's answer in JSON is which stops for the reason that `end`, a part of it, gives.
const chat::UpstreamError* PassFlow::error_of_finish(Bytes end) const {
  if (!json_ || !held_.may_refuse || upstream_.finish.error_of == nullptr) return nullptr;
  return upstream_.finish.error_of(last_finish(end, upstream_), arena_);
}

/// The error that an answer in one piece is instead, or that it ends with; null when it is none after all.
const chat::UpstreamError* PassFlow::error_of_whole(const ClientSide& client) {
  const chat::UpstreamError* said = error_of_finish(client.committed() ? tail_.last() : held_.text.view());
  if (said != nullptr) return said;
  const bool error = held_.beginning.what() == Beginning::error;
  if (client.committed() || (!error && !held_.silence.waits())) return nullptr;
  const auto root = reader_.read(held_.text.view(), arena_, json::HalfPairs::replaced);
  if (root.ok() && !error) held_.silence.note(*root, upstream_);
  return root.ok() && error ? upstream_.error_in(*root, arena_) : nullptr;
}

/// A chunk of whole events goes on as it is; it is copied where only a part of it may.
Result<Next> PassFlow::take_events(Bytes chunk, ClientSide& client) {
  const bool begins_here = passing_.is_between_events() && held_.text.empty();
  passing_.feed(chunk);
  Bytes event;
  while (passing_.next(event)) {
    const Status passed = pass_event(event, client);
    if (!passed.ok()) return passed.failure();
  }
  client.stands_in_event(passing_.is_cut());
  if (begins_here && client.body().size() == chunk.size()) {
    client.body().clear();
    client.pass(chunk);
  }
  return Next::wait;
}

Status PassFlow::pass_event(Bytes event, ClientSide& client) {
  bool says = passing_.in_parts();
  if (!says) {
    http::SseReader reader;
    http::SseEvent read;
    reader.feed(event);
    while (reader.next(read)) {
      if (read.data.empty()) continue;
      const Status seen = look_at(read.data);
      if (!seen.ok()) return seen;
      says = true;
    }
  }
  says_ = says_ || says;
  tail_.feed(event);
  resources_.take(event);
  const bool behind_held = says || !held_.text.empty();
  if (behind_held && !client.committed() && held_.silence.waits() && !passing_.in_parts() &&
      held_.text.size() < limits::error_body_bytes) {
    hold(event);
    return Done{};
  }
  // A comment tells the client that nothing is broken, and commits to nothing.
  behind_held ? commit_held(client) : begin(client);
  const bool unasked = filters() && !passing_.in_parts() && usage_events_.have(event, upstream_, reader_);
  if (!unasked) client.body().append(event);
  return Done{};
}

/// The answer begins with what has been held back of it.
void PassFlow::commit_held(ClientSide& client) {
  commit(client);
  if (held_.text.empty()) return;
  client.body().append(held_.text.view());
  held_.text.release();
}

Status PassFlow::look_at(Bytes data) {
  // Some upstreams tell of an error by the reason for which they finish.
  const bool ends = !last_finish(data, upstream_).empty();
  if (ends || data == "[DONE]") finished_ = true;
  if (!ends && !held_.silence.waits() && !text::contains(data, "\"error\"")) return Done{};
  const auto root = reader_.read(data, arena_, json::HalfPairs::replaced);
  if (root.ok()) error_ = upstream_.error_in(*root, arena_);
  if (root.ok() && error_ == nullptr) held_.silence.note(*root, upstream_);
  if (error_ != nullptr) return error_inside();
  return Done{};
}

/// The stream has ended in an event that has not: lenient servers leave its blank line out, and Google tells of an error
/// in bare JSON. All else was cut off.
Status PassFlow::take_remainder(ClientSide& client) {
  http::SseReader reader;
  http::SseEvent read;
  reader.feed(passing_.remainder());
  reader.finish();
  bool whole = true;
  while (reader.next(read)) {
    if (read.data.empty()) continue;
    const Status seen = look_at(read.data);
    if (!seen.ok()) return seen;
    whole = whole && !read.stray && (read.data == "[DONE]" || reader_.read(read.data, arena_, json::HalfPairs::replaced).ok());
    says_ = says_ || whole;
  }
  if (!whole) return cut_off();
  tail_.feed(passing_.remainder());
  if (!says_) return Done{};
  if (!client.committed() && held_.silence.waits()) {
    hold(passing_.remainder());
    return Done{};
  }
  commit_held(client);
  client.body().append(passing_.remainder());
  client.stands_in_event(!passing_.remainder().empty());
  return Done{};
}

Status PassFlow::check_end() const {
  const bool has_body = status_ < 300 && status_ != 204 && status_ != 205;
  if (!asks_model_ || !has_body) return Done{};
  if (!says_) return upstream_failure("The upstream ended its answer before it said anything.");
  if (events_ && must_finish_ && !finished_) {
    return truncated("The upstream ended its answer without saying that it was finished.");
  }
  if (json_ && !events_ && !ends_json(tail_.last())) return cut_off();
  return Done{};
}

Result<Next> PassFlow::end(ClientSide& client) {
  if (events_) {
    const Status taken = take_remainder(client);
    if (!taken.ok()) return taken.failure();
  }
  if (!events_) {
    error_ = error_of_whole(client);
    if (error_ != nullptr) return error_inside();
  }
  const Status well = check_end();
  if (!well.ok()) return well.failure();
  if (!client.committed() && held_.silence.is_empty_answer()) {
    held_.silence.give_up();
    return upstream_failure("The upstream answered without saying anything.");
  }
  resources_.end(reader_, arena_);
  if (!resources_.found().empty()) return Next::learned;
  confirm(client);
  return Next::finished;
}

void PassFlow::confirm(ClientSide& client) {
  commit_held(client);
  client.finish();
}

}  // namespace rota::exchange
