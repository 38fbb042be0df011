// Model objects; see models.h.
#include "dialect/anthropic/common/models.h"

#include "json/writer.h"

namespace rota::anthropic {

namespace {

void write_tokens(json::Escaped name, std::int64_t tokens, json::Writer& writer) {
  if (tokens < 0) return;
  writer.key(name);
  writer.integer(tokens);
}

void write_object(const chat::Model& model, json::Writer& writer) {
  writer.begin_object();
  writer.key("type");
  writer.escaped("model");
  writer.key("id");
  writer.escaped(model.id);
  writer.key("display_name");
  writer.escaped(model.display_name.empty() ? model.id : model.display_name);
  writer.key("created_at");
  writer.escaped("1970-01-01T00:00:00Z");  // Anthropic's own word for an unknown date
  write_tokens("max_input_tokens", model.context_tokens, writer);
  write_tokens("max_tokens", model.output_tokens, writer);
  writer.end_object();
}

void write_end(json::Escaped name, const List<chat::Model>& models, std::size_t at, json::Writer& writer) {
  writer.key(name);
  models.empty() ? writer.null() : writer.escaped(models[at].id);
}

}  // namespace

void write_models(const List<chat::Model>& models, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("data");
  writer.begin_array();
  for (const chat::Model& model : models) write_object(model, writer);
  writer.end_array();
  writer.key("has_more");
  writer.boolean(false);
  write_end("first_id", models, 0, writer);
  write_end("last_id", models, models.size() - 1, writer);
  writer.end_object();
}

void write_model(const chat::Model& model, Buffer& out) {
  json::Writer writer(out);
  write_object(model, writer);
}

}  // namespace rota::anthropic
