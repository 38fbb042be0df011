// One page with all of them; see models.h.
#include "dialect/gemini/client/models.h"

#include "base/text.h"
#include "json/writer.h"

namespace rota::gemini::clients {

namespace {

/// Clients offer what lists generateContent. Models that only embed say so in their names, with every provider.
json::Raw methods_of(Bytes model) {
  if (text::icontains(model, "embed")) return R"(["embedContent","batchEmbedContents"])";
  return R"(["generateContent","streamGenerateContent"])";
}

void write_one(const chat::Model& model, json::Writer& writer) {
  writer.begin_object();
  writer.key("name");
  writer.escaped("models/", model.id);
  writer.key("displayName");
  writer.escaped(model.display_name.empty() ? model.id : model.display_name);
  if (model.context_tokens >= 0) {
    writer.key("inputTokenLimit");
    writer.integer(model.context_tokens);
  }
  if (model.output_tokens >= 0) {
    writer.key("outputTokenLimit");
    writer.integer(model.output_tokens);
  }
  writer.key("supportedGenerationMethods");
  writer.raw(methods_of(model.id));
  writer.end_object();
}

}  // namespace

void write_models(const List<chat::Model>& models, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("models");
  writer.begin_array();
  for (const chat::Model& model : models) write_one(model, writer);
  writer.end_array();
  writer.end_object();
}

void write_model(const chat::Model& model, Buffer& out) {
  json::Writer writer(out);
  write_one(model, writer);
}

}  // namespace rota::gemini::clients
