// Counting; see count_flow.h.
#include "exchange/count_flow.h"

#include "base/text.h"
#include "exchange/admission.h"
#include "exchange/model_wishes.h"
#include "exchange/offer.h"

namespace rota::exchange {

Result<Flow*> CountFlow::make(const Request& request, const Settings& settings, ChatMemory& memory,
                              json::Reader& reader, Random& random, Arena& arena) {
  const dialect::ClientDialect& client = *request.route.dialect;
  const dialect::UpstreamDialect& upstream = *settings.dialect;
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  const Status single = check_single_members(*root, client, arena);
  if (!single.ok()) return single.failure();
  const dialect::ChatSource source{.document = *root,
                                   .default_model = settings.config.default_model,
                                   .random = random,
                                   .signatures = &memory.signatures,
                                   .stored = request.stored};
  const auto read = client.read_chat(source, arena);
  if (!read.ok()) return read.failure();
  chat::Conversation& conversation = *read->conversation;
  const Bytes asked = take_wishes(settings, upstream.strip_model(conversation.model), conversation, arena);
  const auto offered = model_in_turn(request, settings, asked, arena);
  if (!offered.ok()) return offered.failure();
  const auto model = upstream.read_model(*offered, arena);
  if (!model.ok()) return model.failure();
  conversation.model = arena.copy(model.value());
  // What would be fetched for an answer is not fetched to be counted.
  for (const chat::Part* part : chat::linked_media(conversation, arena)) {
    if (upstream.reads_url != nullptr && upstream.reads_url(part->url)) continue;
    return client_failure(Fault::unsupported, 400, "Media are counted only when they are sent inside the request.", part->param);
  }
  void* place = arena.allocate(sizeof(CountFlow), alignof(CountFlow));
  auto* flow = new (place) CountFlow(request, settings, memory.lessons.of(conversation.model), conversation, reader, arena);
  const Status written = flow->write();
  if (written.ok()) return static_cast<Flow*>(flow);
  flow->~CountFlow();
  return written.failure();
}

CountFlow::CountFlow(const Request& request, const Settings& settings, const dialect::Amendments& amendments,
                     const chat::Conversation& conversation, json::Reader& reader, Arena& arena)
    : reader_(reader),
      arena_(arena),
      upstream_(*settings.dialect),
      client_dialect_(*request.route.dialect),
      amendments_(amendments),
      conversation_(conversation),
      url_(arena.join(settings.upstream, upstream_.counting.path(conversation, arena))) {}

Status CountFlow::write() {
  outgoing_.clear();
  const Status written = upstream_.counting.write(conversation_, amendments_, outgoing_, arena_);
  if (written.ok() && !arena_.exhausted() && !outgoing_.exhausted()) return Done{};
  outgoing_.clear();
  return written.ok() ? Status(arena_.account()->shortage()) : written;
}

Result<UpstreamRequest> CountFlow::call() {
  if (outgoing_.empty()) {
    const Status written = write();
    if (!written.ok()) return written.failure();
  }
  return UpstreamRequest{"POST", url_, "content-type: application/json\n", outgoing_.view()};
}

void CountFlow::describe(dialect::Asked& asked) const {
  const chat::RequestShape shape = chat::shape_of(conversation_);
  asked.text_bytes = shape.text_bytes;
  asked.stored = conversation_.uses_stored;
}

void CountFlow::accept(std::uint16_t, const http::Headers&, double, ClientSide&) {
  answer_.clear();
  error_ = nullptr;
}

Result<Next> CountFlow::take(Bytes chunk, ClientSide&) {
  const Status collected = answer_.take(chunk);
  return collected.ok() ? Result<Next>(Next::wait) : collected.failure();
}

Result<Next> CountFlow::end(ClientSide& client) {
  const auto root = reader_.read(answer_.view(), arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  error_ = upstream_.error_in(*root, arena_);
  if (error_ != nullptr) return error_inside();
  const auto tokens = upstream_.counting.read(*root);
  if (!tokens.ok()) return tokens.failure();
  client_dialect_.write_count(*tokens, client.body());
  client.answer(200, "application/json", client.body().view());
  return Next::finished;
}

}  // namespace rota::exchange
