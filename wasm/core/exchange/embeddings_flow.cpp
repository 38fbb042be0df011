// Batches; see embeddings_flow.h.
#include "exchange/embeddings_flow.h"

#include "base/limits.h"
#include "dialect/gemini/answer.h"
#include "dialect/gemini/embed.h"
#include "dialect/gemini/error.h"
#include "dialect/gemini/model_name.h"
#include "dialect/openai/embeddings_request.h"
#include "exchange/offer.h"

namespace rota::exchange {

namespace {

Failure bad_embeddings(Bytes message) { return {Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

/// Adds up what the batches cost; -1 is "not said".
void add_count(std::int64_t& sum, std::int64_t count) {
  if (count >= 0) sum = (sum < 0 ? 0 : sum) + count;
}

}  // namespace

Result<Flow*> EmbeddingsFlow::make(const Request& request, const Settings& settings, json::Reader& reader,
                                   Arena& arena) {
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  const auto task = openai::read_embeddings_request(root.value(), arena);
  if (!task.ok()) return task.failure();
  const auto offered = offered_model(settings, gemini::strip_model_prefix(task.value()->model), arena);
  if (!offered.ok()) return offered.failure();
  const auto model = gemini::read_model_name(*offered, arena);
  if (!model.ok()) return model.failure();
  task.value()->model = arena.copy(model.value());
  void* place = arena.allocate(sizeof(EmbeddingsFlow), alignof(EmbeddingsFlow));
  return static_cast<Flow*>(new (place) EmbeddingsFlow(settings, reader, arena, *task.value()));
}

EmbeddingsFlow::EmbeddingsFlow(const Settings& settings, json::Reader& reader, Arena& arena,
                               const chat::EmbeddingTask& task)
    : reader_(reader),
      arena_(arena),
      task_(task),
      url_(arena.join(settings.upstream, gemini::embed_path(task, arena))),
      writer_(task_, gemini::wants_unit_length(task), written_) {}

std::size_t EmbeddingsFlow::batch() const {
  const std::size_t left = task_.inputs.size() - done_;
  return left < limits::embedding_batch ? left : limits::embedding_batch;
}

UpstreamCall EmbeddingsFlow::call() {
  outgoing_.clear();
  gemini::write_embed_request(task_, done_, batch(), outgoing_);
  return {"POST", url_, "content-type: application/json\n", outgoing_.view()};
}

void EmbeddingsFlow::accept(std::uint16_t, const http::Headers&, double, ClientSide&) {
  answer_.clear();
  batch_usage_ = {};
  error_ = nullptr;
}

Result<Next> EmbeddingsFlow::take(Bytes chunk, ClientSide&) {
  if (answer_.size() + chunk.size() > limits::answer_body_bytes) {
    return bad_embeddings("The upstream's answer is larger than 33,554,432 bytes.");
  }
  answer_.append(chunk);
  return Next::wait;
}

Result<Next> EmbeddingsFlow::end(ClientSide& client) {
  batch_arena_.reset();
  const auto root = reader_.read(answer_.view(), batch_arena_);
  if (!root.ok()) return bad_embeddings("The upstream sent something that is not JSON.");
  if (gemini::is_error(root.value())) {
    error_ = arena_.make<chat::UpstreamError>(gemini::read_error(root.value(), arena_));
    return gemini::to_failure(*error_, arena_);
  }
  const auto read = gemini::read_embeddings(root.value(), batch_arena_);
  if (!read.ok()) return read.failure();
  const chat::Embeddings& embeddings = read.value();
  if (embeddings.vectors.size() != batch()) return bad_embeddings("The upstream sent another number of embeddings.");
  for (Bytes vector : embeddings.vectors) writer_.add(vector);
  done_ += embeddings.vectors.size();
  batch_usage_ = embeddings.usage;
  add_count(usage_.prompt_tokens, embeddings.usage.prompt_tokens);
  add_count(usage_.total_tokens, embeddings.usage.total_tokens);
  if (written_.size() / done_ * task_.inputs.size() > limits::answer_body_bytes) {
    client.fail(client_failure(Fault::too_large, 413,
                               "All these embeddings together are larger than 33,554,432 bytes. Ask for fewer texts at "
                               "a time, for fewer dimensions, or for encoding_format base64.",
                               "input"),
                arena_);
    return Next::finished;
  }
  if (done_ < task_.inputs.size()) return Next::again;
  writer_.finish(usage_);
  client.answer(200, "application/json", written_.view());
  return Next::finished;
}

}  // namespace rota::exchange
