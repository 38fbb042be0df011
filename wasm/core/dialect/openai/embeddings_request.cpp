// The fields of an embeddings request; see embeddings_request.h.
#include "dialect/openai/embeddings_request.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/checks.h"

namespace rota::openai {

namespace {

constexpr std::int64_t dimensions_max = 65536;  // beyond any model's; the upstream knows its own

void read_embedded_text(json::Value text, const Path& path, Checks& checks, List<Bytes>& inputs) {
  if (text.is_number() || text.is_array()) {
    return checks.wrong_value(path,
                              "it holds token numbers, which only OpenAI's models can read. Send the text itself.");
  }
  if (!text.is_string()) return checks.wrong_type(path, "a string", text);
  if (text.escaped().empty()) return checks.wrong_value(path, "it is empty.");
  inputs.push(checks.arena(), text.escaped());
}

void read_inputs(json::Value input, Checks& checks, List<Bytes>& inputs) {
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
  if (input.count() > limits::embedding_inputs) return checks.wrong_value(path, "it has more than 2,048 elements.");
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
  if (out.empty()) checks.wrong_value(path, "it is empty. Name a model, e.g. one of GET /v1/models.");
}

void read_encoding(json::Value format, Checks& checks, bool& base64) {
  const Path path{nullptr, "encoding_format"};
  if (!checks.is_string(format, path)) return;
  base64 = format.equals("base64");
  if (!base64 && !format.equals("float")) checks.unknown_choice(path, format, "'float' and 'base64'");
}

/// Google's own wishes, which clients send at the top, as `google`, or inside extra_body.
void read_google_wishes(json::Value root, Checks& checks, chat::EmbeddingTask& task) {
  const Path body{nullptr, "extra_body"};
  struct Place {
    json::Value object;
    Path path;
  };
  const Place places[] = {
      {root, {}}, {root["google"], {nullptr, "google"}}, {root["extra_body"]["google"], {&body, "google"}}};
  for (const Place& place : places) {
    const Path* parent = place.path.name.empty() ? nullptr : &place.path;
    for (Bytes name : {Bytes("task_type"), Bytes("taskType")}) {
      if (checks.is_string(place.object[name], Path{parent, name})) task.purpose = place.object[name].escaped();
    }
    if (checks.is_string(place.object["title"], Path{parent, "title"})) task.title = place.object["title"].escaped();
  }
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
    task->dimensions = text::decimal(arena, dimensions);
  }
  checks.is_string(document["user"], Path{nullptr, "user"});  // for accounting: nothing to embed
  read_google_wishes(document, checks, *task);
  if (checks.failed()) return checks.failure();
  return task;
}

}  // namespace rota::openai
