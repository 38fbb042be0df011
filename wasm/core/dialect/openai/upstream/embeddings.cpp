// Inputs and vectors; see embeddings.h.
#include "dialect/openai/upstream/embeddings.h"

#include "dialect/openai/common/usage.h"
#include "json/writer.h"

namespace rota::openai {

namespace {

constexpr Bytes no_list = "The upstream sent something that is no list of embeddings.";

bool is_vector(json::Value value) {
  for (const json::Value number : value.elements()) {
    if (!number.is_number()) return false;
  }
  return value.is_array() && value.count() != 0;
}

}  // namespace

/// Numbers are what a server gives that is not asked for base64; few know the member that says so.
void write_embeddings(const chat::EmbeddingTask& task, std::size_t first, std::size_t count, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("model");
  writer.string(task.model);
  writer.key("input");
  writer.begin_array();
  for (std::size_t i = first; i < first + count; ++i) writer.escaped(task.inputs[i]);
  writer.end_array();
  if (!task.dimensions.empty()) {
    writer.key("dimensions");
    writer.raw(task.dimensions);
  }
  writer.end_object();
}

Result<chat::Embeddings> read_vectors(json::Value root, Arena& arena) {
  const json::Value data = root["data"];
  if (!data.is_array()) return upstream_failure(no_list);
  chat::Embeddings embeddings;
  for (std::size_t i = 0; i < data.count(); ++i) embeddings.vectors.push(arena, json::Raw());
  std::int64_t place = 0;
  for (const json::Value one : data.elements()) {
    std::int64_t index = place++;
    static_cast<void>(one["index"].integer(index));
    const bool known = index >= 0 && static_cast<std::size_t>(index) < embeddings.vectors.size();
    if (!known || !is_vector(one["embedding"])) return upstream_failure(no_list);
    json::Raw& vector = embeddings.vectors[static_cast<std::size_t>(index)];
    if (!vector.empty()) return upstream_failure(no_list);
    vector = one["embedding"].raw();
  }
  static_cast<void>(read_usage(root["usage"], embeddings.usage));
  return embeddings;
}

}  // namespace rota::openai
