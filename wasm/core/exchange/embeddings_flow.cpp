// Batches; see embeddings_flow.h.
#include "exchange/embeddings_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "exchange/admission.h"
#include "exchange/offer.h"

namespace rota::exchange {

namespace {

/// Adds up what the batches cost; -1 is "not said".
void add_count(std::int64_t& sum, std::int64_t count) {
  if (count >= 0) sum = (sum < 0 ? 0 : sum) + count;
}

}  // namespace

Result<Flow*> EmbeddingsFlow::make(const Request& request, const Settings& settings, json::Reader& reader,
                                   Arena& arena) {
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  const Status single = check_single_members(*root, *request.route.dialect, arena);
  if (!single.ok()) return single.failure();
  const dialect::EmbeddingsSource source{*root, text::percent_decode(arena, request.route.model), request.route.tail};
  const auto read = request.route.dialect->read_embeddings(source, arena);
  if (!read.ok()) return read.failure();
  chat::EmbeddingTask& task = *read->task;
  const auto offered = offered_model(settings, settings.dialect->strip_model(task.model), arena);
  if (!offered.ok()) return offered.failure();
  const auto model = settings.dialect->read_model(*offered, arena);
  if (!model.ok()) return model.failure();
  task.model = arena.copy(model.value());
  task.unit_length = settings.dialect->needs_unit_length(task);
  void* place = arena.allocate(sizeof(EmbeddingsFlow), alignof(EmbeddingsFlow));
  return static_cast<Flow*>(new (place) EmbeddingsFlow(settings, reader, arena, *read));
}

EmbeddingsFlow::EmbeddingsFlow(const Settings& settings, json::Reader& reader, Arena& arena,
                               const dialect::EmbeddingsCall& call)
    : reader_(reader),
      arena_(arena),
      upstream_(*settings.dialect),
      task_(*call.task),
      url_(arena.join(settings.upstream, upstream_.embeddings_path(task_, arena))),
      writer_(*call.writer) {}

std::size_t EmbeddingsFlow::batch() const {
  const std::size_t left = task_.inputs.size() - done_;
  return left < limits::embedding_batch ? left : limits::embedding_batch;
}

Result<UpstreamRequest> EmbeddingsFlow::call() {
  outgoing_.clear();
  upstream_.write_embeddings(task_, done_, batch(), outgoing_);
  if (outgoing_.exhausted()) return outgoing_.shortage(0);
  return UpstreamRequest{"POST", url_, "content-type: application/json\n", outgoing_.view()};
}

void EmbeddingsFlow::accept(std::uint16_t, const http::Headers&, double, ClientSide&) {
  answer_.clear();
  batch_usage_ = {};
  error_ = nullptr;
}

Result<Next> EmbeddingsFlow::take(Bytes chunk, ClientSide&) {
  const Status collected = answer_.take(chunk);
  return collected.ok() ? Result<Next>(Next::wait) : collected.failure();
}

Result<Next> EmbeddingsFlow::end(ClientSide& client) {
  batch_arena_.reset();
  const auto root = reader_.read(answer_.view(), batch_arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  error_ = upstream_.error_in(*root, arena_);
  if (error_ != nullptr) return error_inside();
  const auto read = upstream_.read_embeddings(*root, batch_arena_);
  if (!read.ok()) return read.failure();
  const chat::Embeddings& embeddings = read.value();
  if (embeddings.vectors.size() != batch()) return upstream_failure("The upstream sent another number of embeddings.");
  for (const json::Raw vector : embeddings.vectors) writer_.add(vector, written_);
  done_ += embeddings.vectors.size();
  batch_usage_ = embeddings.usage;
  add_count(usage_.prompt_tokens, embeddings.usage.prompt_tokens);
  add_count(usage_.total_tokens, embeddings.usage.total_tokens);
  if (written_.size() / done_ * task_.inputs.size() > limits::answer_body_bytes) {
    client.fail(client_failure(Fault::too_large, 413,
                               sentence<"All these embeddings together are larger than "_s, limits::answer_body_bytes,
                                        " bytes. Ask for fewer texts at a time, for fewer dimensions, or for "
                                        "encoding_format base64."_s>,
                               "input"),
                arena_);
    return Next::finished;
  }
  if (done_ < task_.inputs.size()) return Next::again;
  writer_.end(usage_, written_);
  client.answer(200, "application/json", written_.view());
  return Next::finished;
}

}  // namespace rota::exchange
