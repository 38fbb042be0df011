// Testing a key; see test_flow.h.
#include "exchange/test_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/gemini/answer.h"
#include "dialect/gemini/error.h"
#include "dialect/gemini/model_name.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

/// Google's own alias of the newest of its cheapest family, which every tier has.
constexpr Bytes cheap_gemini = "gemini-flash-lite-latest";

Failure bad_model(Bytes message) { return client_failure(Fault::bad_value, 422, message, "model"); }

Failure bad_test_answer(Bytes message) { return {Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

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
  const bool openai = settings.upstream_dialect == http::Dialect::openai;
  Bytes asked = named.empty() ? settings.config.default_model : named;
  if (asked.empty() && !settings.models.empty()) asked = settings.models[0].id;
  if (asked.empty() && !openai) asked = cheap_gemini;
  if (asked.empty()) return bad_model("Name the model: no default_model is set, and no models are configured.");
  if (!openai) asked = gemini::strip_model_prefix(asked);
  asked = store::resolve_alias(settings.config, settings.models, asked);
  if (asked.size() > limits::model_name_bytes) return bad_model("The model's name is longer than 256 bytes.");
  if (openai) return asked;
  const auto model = gemini::read_model_name(asked, arena);
  if (!model.ok()) return bad_model(model.failure().message);
  return arena.copy(model.value());
}

/// Models that only embed say so in their names, with every provider.
bool only_embeds(Bytes model) { return text::icontains(model, "embed"); }

Bytes test_url(const Settings& settings, Bytes model, Arena& arena) {
  const bool embeds = only_embeds(model);
  if (settings.upstream_dialect == http::Dialect::openai) {
    return arena.join(settings.upstream, embeds ? Bytes("/embeddings") : Bytes("/chat/completions"));
  }
  return arena.join(settings.upstream, "/v1beta/models/", text::percent_encode_segment(arena, model),
                    embeds ? Bytes(":embedContent") : Bytes(":generateContent"));
}

/// As little as every model takes: some refuse to be told how much to think, so the answer alone is kept short.
void write_gemini_test(Bytes model, Buffer& out) {
  constexpr Bytes generate =
      R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":16}})";
  out.append(only_embeds(model) ? Bytes(R"({"content":{"parts":[{"text":"Hi"}]}})") : generate);
}

/// Of the two names for the length of an answer each is refused by some servers; a greeting's answer is short anyway.
void write_openai_test(Bytes model, Buffer& out) {
  json::Writer json(out);
  json.begin_object();
  json.key("model");
  json.string(model);
  json.key(only_embeds(model) ? Bytes("input") : Bytes("messages"));
  json.raw(only_embeds(model) ? Bytes("\"Hi\"") : Bytes(R"([{"role":"user","content":"Hi"}])"));
  json.end_object();
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
      dialect_(settings.upstream_dialect),
      model_(model),
      url_(test_url(settings, model, arena)) {
  if (dialect_ == http::Dialect::openai) {
    write_openai_test(model, body_);
  } else {
    write_gemini_test(model, body_);
  }
}

UpstreamCall TestFlow::call() { return {"POST", url_, "content-type: application/json\n", body_.view()}; }

void TestFlow::accept(std::uint16_t, const http::Headers&, double, ClientSide&) {
  answer_.clear();
  tail_.clear();
}

Result<Next> TestFlow::take(Bytes chunk, ClientSide&) {
  if (answer_.size() + chunk.size() > limits::answer_body_bytes) {
    return bad_test_answer("The upstream's answer is larger than 33,554,432 bytes.");
  }
  answer_.append(chunk);
  tail_.feed(chunk);
  return Next::wait;
}

Result<Next> TestFlow::end(ClientSide&) {
  const auto root = reader_.read(answer_.view(), arena_);
  if (!root.ok()) return bad_test_answer("The upstream sent something that is not JSON.");
  const json::Value message = gemini::unwrap(root.value());
  if (!gemini::is_error(message)) return Next::finished;
  error_ = arena_.make<chat::UpstreamError>(gemini::read_error(message, arena_));
  return gemini::to_failure(*error_, arena_);
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
