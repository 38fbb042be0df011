// Requests by the batch, vectors as they come; see embed.h.
#include "dialect/gemini/embeddings/embed.h"

#include "base/text.h"
#include "dialect/gemini/request/native_settings.h"
#include "json/writer.h"

namespace rota::gemini {

namespace {

Failure no_embeddings(Bytes message) { return Failure{Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

bool add_vector(json::Value embedding, Arena& arena, List<json::Raw>& vectors) {
  json::Value values = embedding["values"];
  if (values.count() == 0) return false;
  for (json::Value value : values.elements()) {
    if (!value.is_number()) return false;
  }
  vectors.push(arena, values.raw());
  return values.is_array();
}

}  // namespace

Bytes embed_path(const chat::EmbeddingTask& task, Arena& arena) {
  return arena.join("/v1beta/models/", text::percent_encode_segment(arena, task.model), ":batchEmbedContents");
}

void write_embed_request(const chat::EmbeddingTask& task, std::size_t first, std::size_t count, Buffer& out) {
  Arena arena;
  const List<const chat::NativeSetting*> wishes = settings_within({}, task.native, arena);
  const json::Escaped model = json::escape(arena, task.model);
  json::Writer writer(out);
  writer.begin_object();
  writer.key("requests");
  writer.begin_array();
  for (std::size_t i = first; i < first + count; ++i) {
    writer.begin_object();
    writer.key("model");
    writer.escaped("models/", model);
    writer.key("content");
    writer.begin_object();
    writer.key("parts");
    writer.begin_array();
    writer.begin_object();
    writer.key("text");
    writer.escaped(task.inputs[i]);
    writer.end_object();
    writer.end_array();
    writer.end_object();
    for (const chat::NativeSetting* wish : wishes) write_setting(*wish, writer);
    if (!task.dimensions.empty()) {
      writer.key("outputDimensionality");
      writer.raw(task.dimensions);
    }
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

Result<chat::Embeddings> read_embeddings(json::Value root, Arena& arena) {
  chat::Embeddings answer;
  json::Value embeddings = root["embeddings"];
  bool vectors = embeddings.is_array();
  for (json::Value embedding : embeddings.elements()) vectors = add_vector(embedding, arena, answer.vectors) && vectors;
  if (embeddings.type() == json::Type::absent) vectors = add_vector(root["embedding"], arena, answer.vectors);
  if (!vectors) return no_embeddings("The upstream sent something that is no list of embeddings.");
  std::int64_t tokens = 0;
  if (root["usageMetadata"]["promptTokenCount"].integer(tokens) && tokens >= 0) {
    answer.usage.prompt_tokens = answer.usage.total_tokens = tokens;
  }
  return answer;
}

bool wants_unit_length(const chat::EmbeddingTask& task) {
  return task.model == "gemini-embedding-001" && !task.dimensions.empty() && task.dimensions != "3072";
}

}  // namespace rota::gemini
