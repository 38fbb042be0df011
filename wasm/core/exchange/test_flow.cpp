// Testing a key; see test_flow.h.
#include "exchange/test_flow.h"

#include "base/text.h"
#include "exchange/probe_request.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

Failure bad_model(Bytes message) { return client_failure(Fault::bad_value, 422, message, "model"); }

/// The model that the body names; empty when it names none.
Result<Bytes> named_model(Bytes body, json::Reader& reader, Arena& arena) {
  if (body.empty()) return Bytes{};
  const auto root = reader.read(body, arena);
  if (!root.ok()) return root.failure();
  if (!root.value().is_object()) return client_failure(Fault::bad_value, 400, "The body must be a JSON object.");
  for (const json::Member member : root.value().members()) {
    if (member.name.equals("model")) continue;
    return client_failure(Fault::bad_value, 422, "There is no such field here: this route takes `model`.",
                          arena.copy(member.name.text(arena)));
  }
  const json::Value model = root.value()["model"];
  if (!model.is_unset() && !model.is_string()) return bad_model("The model must be a text.");
  return text::trim(arena.copy(model.text(arena)));
}

Result<Bytes> model_to_ask(Bytes named, const Settings& settings, Arena& arena) {
  const Bytes asked = named.empty() ? usual_model(settings) : named;
  if (asked.empty()) return bad_model("Name the model: no default_model is set, and no models are configured.");
  return probed_model(asked, settings, arena);
}

/// What is the key's fault, or the egress's, the verdict says best; of everything else, what the upstream said.
Bytes message_of(const Ending& ending, Bytes model, Arena& arena) {
  if (ending.verdict.cause == pool::Cause::ok) return arena.join("The key served ", model, ".");
  const Blame blame = pool::blame_of(ending.verdict.cause);
  const bool by_verdict = (blame == Blame::key || blame == Blame::egress) && !ending.verdict.reason.empty();
  return text::redact(arena, by_verdict ? ending.verdict.reason : ending.failure.message);
}

}  // namespace

Result<Flow*> TestFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena) {
  const auto named = named_model(request.body, reader, arena);
  if (!named.ok()) return named.failure();
  const auto model = model_to_ask(named.value(), settings, arena);
  if (!model.ok()) return model.failure();
  void* place = arena.allocate(sizeof(TestFlow), alignof(TestFlow));
  return static_cast<Flow*>(new (place) TestFlow(settings, reader, arena, model.value()));
}

TestFlow::TestFlow(const Settings& settings, json::Reader& reader, Arena& arena, Bytes model)
    : reader_(reader),
      arena_(arena),
      upstream_(*settings.dialect),
      model_(model),
      request_(probe_request(model, settings, body_, arena)) {}

void TestFlow::accept(std::uint16_t, const http::Headers&, double, ClientSide&) {
  answer_.clear();
  tail_.clear();
}

Result<Next> TestFlow::take(Bytes chunk, ClientSide&) {
  const Status collected = answer_.take(chunk);
  if (!collected.ok()) return collected.failure();
  tail_.feed(chunk);
  return Next::wait;
}

Result<Next> TestFlow::end(ClientSide&) {
  const auto root = reader_.read(answer_.view(), arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  error_ = upstream_.error_in(*root, arena_);
  if (error_ != nullptr) return error_inside();
  return Next::finished;
}

bool TestFlow::conclude(const Ending& ending, ClientSide& client) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("ok");
  json.boolean(ending.verdict.cause == pool::Cause::ok);
  json.key("status");
  json.integer(ending.status);
  json.key("cause");
  json.string(pool::name_of(ending.verdict.cause));
  json.key("message");
  json.string(message_of(ending, model_, arena_));
  json.key("model");
  json.string(model_);
  json.key("ms");
  json.integer(static_cast<std::int64_t>(ending.ms));
  json.end_object();
  client.header("cache-control", "no-store");
  client.answer(200, "application/json; charset=utf-8", body.view());
  return true;
}

}  // namespace rota::exchange
