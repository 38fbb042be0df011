// The requests and the two answers; see embeddings.h.
#include "dialect/gemini/client/embeddings.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "dialect/gemini/client/fields.h"
#include "json/writer.h"

namespace rota::gemini::clients {

namespace {

constexpr std::int64_t dimensions_max = 65536;  // beyond any model's; the upstream knows its own

/// The texts of a content's parts as one.
json::Escaped read_text(json::Value content, const Path& path, Checks& checks) {
  json::Escaped text;
  const Path parts_path{&path, "parts"};
  each_object(content["parts"], parts_path, checks, [&](json::Value part, const Path& where) {
    const Path text_path{&where, "text"};
    if (part["text"].is_unset()) {
      return checks.wrong_value(where, "it holds no text, and this upstream embeds nothing else.");
    }
    if (!checks.is_string(part["text"], text_path)) return;
    text = text.empty() ? part["text"].escaped() : json::join(checks.arena(), text, "\\n", part["text"].escaped());
  });
  return text;
}

/// One text. What it is for (taskType, title) is Google's to weigh.
void read_one(json::Value request, const Path* above, bool first, Checks& checks, chat::EmbeddingTask& task) {
  const Path content_path{above, "content"};
  const json::Value content = request["content"];
  if (content.is_unset()) return checks.missing(content_path);
  if (!checks.is_object(content, content_path)) return;
  const json::Escaped text = read_text(content, content_path, checks);
  if (checks.failed()) return;
  if (text.empty()) return checks.wrong_value(content_path, "it is empty.");
  task.inputs.push(checks.arena(), text);
  const Path dimensions_path{above, "outputDimensionality"};
  std::int64_t dimensions = 0;
  json::Raw asked;
  if (checks.integer(field(request, dimensions_path.name), dimensions_path, 1, dimensions_max, dimensions)) {
    asked = json::integer(checks.arena(), dimensions);
  }
  if (first) task.dimensions = asked;
  if (asked != task.dimensions)
    checks.wrong_value(dimensions_path, "all texts of a batch must have as many dimensions.");
}

void read_batch(json::Value requests, Checks& checks, chat::EmbeddingTask& task) {
  const Path path{nullptr, "requests"};
  if (requests.is_unset()) return checks.missing(path);
  if (count_objects(requests) == 0 && requests.is_array()) return checks.wrong_value(path, "it is empty.");
  if (count_objects(requests) > limits::embedding_inputs) {
    return checks.wrong_value(path, sentence<"it has more than "_s, limits::embedding_inputs, " elements."_s>);
  }
  each_object(requests, path, checks, [&](json::Value request, const Path& where) {
    read_one(request, &where, task.inputs.empty(), checks, task);
  });
}

class VectorsWriter final : public dialect::EmbeddingsWriter {
 public:
  explicit VectorsWriter(bool batch) : batch_(batch) {}

  void add(json::Raw vector, Buffer& out) override {
    if (!batch_) {
      out.append("{\"embedding\":");
    } else {
      out.append(some_ ? Bytes(",") : Bytes("{\"embeddings\":["));
    }
    some_ = true;
    out.append("{\"values\":");
    json::append_compact(out, vector);
    out.append('}');
  }
  void end(const chat::Usage& usage, Buffer& out) override {
    if (batch_) out.append(']');
    if (usage.prompt_tokens >= 0) {
      out.append(",\"usageMetadata\":{\"promptTokenCount\":");
      text::append_decimal(out, usage.prompt_tokens);
      out.append('}');
    }
    out.append('}');
  }

 private:
  bool batch_;
  bool some_ = false;
};

}  // namespace

Result<dialect::EmbeddingsCall> read_embeddings(const dialect::EmbeddingsSource& source, Arena& arena) {
  if (!source.document.is_object()) return client_failure(Fault::bad_value, 400, "The body must be a JSON object.");
  Checks checks(arena);
  auto* task = arena.make<chat::EmbeddingTask>();
  task->model = source.model;
  const bool batch = text::ends_with(source.tail, ":batchEmbedContents");
  if (batch) {
    read_batch(source.document["requests"], checks, *task);
  } else {
    read_one(source.document, nullptr, true, checks, *task);
  }
  if (checks.failed()) return checks.failure();
  auto* writer = new (arena.allocate(sizeof(VectorsWriter), alignof(VectorsWriter))) VectorsWriter(batch);
  return dialect::EmbeddingsCall{task, writer};
}

}  // namespace rota::gemini::clients
