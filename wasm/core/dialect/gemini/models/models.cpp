// ListModels and GetModel; see models.h.
#include "dialect/gemini/models/models.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "dialect/gemini/models/model_name.h"

namespace rota::gemini {

namespace {

Failure no_models() {
  return Failure{Blame::upstream, Fault::upstream_error, 502, "The upstream's answer is no list of models.", {}, 0};
}

Failure too_many_models() {
  return Failure{Blame::upstream, Fault::upstream_error, 502,
                 sentence<"The upstream lists more than "_s, limits::models_listed, " models."_s>, {}, 0};
}

/// Some models only count, answer in a session or make videos: no client of these routes could call them. Without the
/// member nothing is known, and the model is kept.
bool is_callable(json::Value methods) {
  if (!methods.is_array()) return true;
  for (json::Value method : methods.elements()) {
    if (method.equals("generateContent") || method.equals("embedContent")) return true;
  }
  return false;
}

std::int64_t tokens_of(json::Value limit) {
  std::int64_t tokens = 0;
  return limit.integer(tokens) && tokens >= 0 ? tokens : -1;
}

chat::Model model_of(json::Value value, Arena& arena) {
  chat::Model model;
  const Bytes id = arena.copy(strip_model_prefix(value["name"].text(arena)));
  model.id = json::escape(arena, id);
  model.owner = model_owner;
  model.display_name = json::copy(arena, value["displayName"].escaped());
  model.context_tokens = tokens_of(value["inputTokenLimit"]);
  model.output_tokens = tokens_of(value["outputTokenLimit"]);
  return model;
}

}  // namespace

Bytes models_path(Bytes page, Arena& arena) {
  constexpr Bytes path = "/v1beta/models?pageSize=1000";
  return page.empty() ? path : arena.join(path, "&pageToken=", text::percent_encode_segment(arena, page));
}

Bytes model_path(Bytes model, Arena& arena) {
  return arena.join("/v1beta/models/", text::percent_encode_segment(arena, model));
}

Status read_models_page(json::Value root, Arena& arena, chat::ModelPage& page) {
  json::Value models = root["models"];
  if (!root.is_object() || (models && !models.is_array())) return no_models();
  if (page.models.size() + models.count() > limits::models_listed) return too_many_models();
  for (json::Value value : models.elements()) {
    if (!value["name"].is_string() || !is_callable(value["supportedGenerationMethods"])) continue;
    page.models.push(arena, model_of(value, arena));
  }
  Bytes next = root["nextPageToken"].text(arena);
  page.next_page = arena.copy(next);
  return Done{};
}

Result<chat::Model> read_model(json::Value root, Arena& arena) {
  if (!root["name"].is_string()) return no_models();
  return model_of(root, arena);
}

}  // namespace rota::gemini
