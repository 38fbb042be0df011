// Model objects; see models.h.
#include "dialect/openai/common/models.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/openai/common/list.h"
#include "dialect/openai/google/google.h"
#include "dialect/openai/openai.h"
#include "json/writer.h"

namespace rota::openai {

namespace {

void write_model_object(const chat::Model& model, json::Writer& writer) {
  writer.begin_object();
  writer.key("id");
  writer.escaped(model.id);
  writer.key("object");
  writer.escaped("model");
  writer.key("created");
  writer.integer(0);
  writer.key("owned_by");
  writer.escaped(model.owner);
  if (!model.display_name.empty()) {
    writer.key("display_name");
    writer.escaped(model.display_name);
  }
  if (model.context_tokens >= 0) {
    writer.key("context_length");
    writer.integer(model.context_tokens);
  }
  writer.end_object();
}

/// `value` has an id.
chat::Model model_of(json::Value value, Arena& arena) {
  chat::Model model;
  const Bytes id = arena.copy(google::without_model_prefix(value["id"].text(arena)));
  model.id = json::escape(arena, id);
  model.owner = json::copy(arena, value["owned_by"].escaped());
  if (model.owner.empty()) model.owner = label;
  model.display_name = json::copy(arena, value["display_name"].escaped());
  std::int64_t tokens = 0;
  if (value["context_length"].integer(tokens) && tokens >= 0) model.context_tokens = tokens;
  return model;
}

}  // namespace

void write_models(const List<chat::Model>& models, Buffer& out) {
  json::Writer writer(out);
  begin_list(writer);
  for (const chat::Model& model : models) write_model_object(model, writer);
  writer.end_array();
  writer.end_object();
}

void write_model(const chat::Model& model, Buffer& out) {
  json::Writer writer(out);
  write_model_object(model, writer);
}

Status read_models(json::Value root, Arena& arena, List<chat::Model>& models) {
  const json::Value data = root["data"];
  if (!data.is_array()) {
    return Failure{Blame::upstream, Fault::upstream_error, 502, "The upstream's answer is no list of models.", {}, 0};
  }
  if (models.size() + data.count() > limits::models_listed) {
    return Failure{Blame::upstream, Fault::upstream_error, 502,
                   sentence<"The upstream lists more than "_s, limits::models_listed, " models."_s>, {}, 0};
  }
  for (const json::Value value : data.elements()) {
    if (!value["id"].is_string()) continue;
    models.push(arena, model_of(value, arena));
  }
  return Done{};
}

Result<chat::Model> read_model(json::Value root, Arena& arena) {
  if (!root["id"].is_string()) return upstream_failure("The upstream's answer is no model.");
  return model_of(root, arena);
}

}  // namespace rota::openai
