// The fields of an embeddings request; see request.h.
#include "dialect/openai/embeddings/request.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "dialect/openai/common/reading.h"
#include "dialect/openai/google/google.h"

namespace rota::openai {

namespace {

constexpr std::int64_t dimensions_max = 65536;  // beyond any model's; the upstream knows its own

void read_embedded_text(json::Value text, const Path& path, Checks& checks, List<json::Escaped>& inputs) {
  if (text.is_number() || text.is_array()) {
    return checks.wrong_value(path,
                              "it holds token numbers, which only OpenAI's models can read. Send the text itself.");
  }
  if (!text.is_string()) return checks.wrong_type(path, "a string", text);
  if (text.escaped().empty()) return checks.wrong_value(path, "it is empty.");
  inputs.push(checks.arena(), text.escaped());
}

void read_inputs(json::Value input, Checks& checks, List<json::Escaped>& inputs) {
  const Path path{nullptr, "input"};
  if (input.is_unset()) return checks.missing(path);
  if (!input.is_array()) {
    if (!input.is_string()) return checks.wrong_type(path, "a string or an array of strings", input);
    return read_embedded_text(input, path, checks, inputs);
  }
  if (input.count() == 0) return checks.wrong_value(path, "it is empty.");
  const json::Value first = input.at(0);
  const bool tokens = first.is_number() || (first.is_array() && first.at(0).is_number());
  if (tokens) return read_embedded_text(first, path, checks, inputs);
  if (input.count() > limits::embedding_inputs) return checks.wrong_value(path, sentence<"it has more than "_s, limits::embedding_inputs, " elements."_s>);
  std::int64_t index = 0;
  for (json::Value text : input.elements()) {
    const Path element{&path, {}, index++};
    read_embedded_text(text, element, checks, inputs);
    if (checks.failed()) return;
  }
}

void read_embedding_model(json::Value model, Checks& checks, Bytes& out) {
  const Path path{nullptr, "model"};
  if (model.is_unset()) return checks.missing(path);
  if (!checks.is_string(model, path)) return;
  out = model.text(checks.arena());
  if (out.empty()) return checks.wrong_value(path, "it is empty. Name a model, e.g. one of GET /v1/models.");
  if (out.size() > limits::model_name_bytes) checks.wrong_value(path, "it is longer than any model's name.");
}

void read_encoding(json::Value format, Checks& checks, bool& base64) {
  const Path path{nullptr, "encoding_format"};
  if (!checks.is_string(format, path)) return;
  base64 = format.equals("base64");
  if (!base64 && !format.equals("float")) checks.unknown_choice(path, format, "'float' and 'base64'");
}

}  // namespace

Result<chat::EmbeddingTask*> read_embeddings_request(json::Value document, Arena& arena) {
  if (!document.is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object with 'model' and 'input'.");
  }
  Checks checks(arena);
  auto* task = arena.make<chat::EmbeddingTask>();
  read_embedding_model(document["model"], checks, task->model);
  read_inputs(document["input"], checks, task->inputs);
  read_encoding(document["encoding_format"], checks, task->base64);
  std::int64_t dimensions = 0;
  if (checks.integer(document["dimensions"], Path{nullptr, "dimensions"}, 1, dimensions_max, dimensions)) {
    task->dimensions = json::integer(arena, dimensions);
  }
  checks.is_string(document["user"], Path{nullptr, "user"});  // for accounting: nothing to embed
  google::read_embedding_wishes(document, checks, *task);
  if (checks.failed()) return checks.failure();
  return task;
}

}  // namespace rota::openai
