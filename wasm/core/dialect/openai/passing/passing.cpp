// Members and events; see passing.h.
#include "dialect/openai/passing/passing.h"

#include "base/text.h"

namespace rota::openai {

namespace {

constexpr Bytes wish = R"("include_usage":true)";

Bytes replaced(Bytes text, json::Value value, Bytes by, Arena& arena) {
  return arena.join(text.substr(0, value.offset()), by, text.substr(value.offset() + value.raw().size()));
}

/// `text` with `member` as the first of the object's members.
Bytes with_first(Bytes text, json::Value object, Bytes member, Arena& arena) {
  const std::size_t begin = object.offset() + 1;
  return arena.join(text.substr(0, begin), member, object.count() != 0 ? Bytes(",") : Bytes(), text.substr(begin));
}

}  // namespace

void names_in(json::Value body, dialect::BodyNames& names, Arena& arena) {
  const json::Value model = body["model"];
  if (model.is_string()) {
    names.models.push(arena, model.text(arena));
  } else if (!model.is_unset()) {
    names.unclear = true;
  }
  const json::Value models = body["models"];
  if (!models.is_unset() && !models.is_array()) names.unclear = true;
  for (const json::Value one : models.elements()) {
    if (one.is_string()) {
      names.models.push(arena, one.text(arena));
    } else {
      names.unclear = true;
    }
  }
}

Bytes with_usage(json::Value body, Bytes text, Arena& arena) {
  if (!body["stream"].is_true()) return {};
  const json::Value options = body["stream_options"];
  if (!options.is_object()) {
    constexpr Bytes fresh = R"({"include_usage":true})";
    if (options) return replaced(text, options, fresh, arena);
    return with_first(text, body, arena.join("\"stream_options\":", fresh), arena);
  }
  std::size_t wishes = 0;
  for (const json::Member member : options.members()) wishes += member.name.equals("include_usage") ? 1 : 0;
  if (wishes == 0) return with_first(text, options, wish, arena);
  if (wishes == 1) {
    const json::Value own = options["include_usage"];
    return own.is_true() ? Bytes{} : replaced(text, own, "true", arena);
  }
  return replaced(text, options, arena.join("{", wish, "}"), arena);
}

bool is_usage_event(json::Value event) {
  return event["usage"].is_object() && event["choices"].is_array() && event["choices"].count() == 0;
}

bool refuses_usage(const chat::UpstreamError& error) {
  for (const Bytes word : {Bytes("stream_options"), Bytes("include_usage")}) {
    if (text::contains(error.message, word) || text::contains(error.field, word)) return true;
  }
  return false;
}

}  // namespace rota::openai
