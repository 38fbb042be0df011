// The writer; see reply.h.
#include "dialect/openai/responses/reply.h"

#include "base/limits.h"
#include "dialect/openai/responses/failure.h"
#include "dialect/openai/responses/keepsake.h"
#include "dialect/openai/responses/output.h"
#include "dialect/openai/responses/request.h"

namespace rota::openai::responses {

namespace {

constexpr std::size_t id_length = 24;
constexpr std::size_t envelope_bytes = 1536;  // of most responses, around their items

/// The answer as a stream or as a document. It has its id before the upstream has said anything, for the stream may begin
/// with a sign of life.
class Reply final : public dialect::ReplyWriter {
 public:
  Reply(const Envelope& envelope, const dialect::ChatSource& source, Arena& arena)
      : arena_(arena),
        envelope_(envelope),
        events_(envelope_, envelope.asked->stream),
        output_(events_, source.random, source.signatures) {}

  [[nodiscard]] bool streams() const override { return events_.on(); }
  void begin(const dialect::ReplyHead& head, Buffer&) override {
    tier_ = head.tier;
    kept_ = {};
    events_.set_tier(head.tier);
    output_.begin(head.memory);
  }
  void write(const chat::Fragment& fragment, Buffer& out) override {
    events_.go_to(out);
    output_.write(fragment);
  }
  void end(Buffer& out) override {
    events_.go_to(out);
    State state = output_.end();
    state.tier = tier_;
    keep(state);
    if (events_.on()) return events_.end(state);
    std::size_t bytes = envelope_bytes;
    for (const json::Pieces& item : state.items) bytes += item.size_bytes();
    out.reserve(out.size() + bytes);
    json::Writer writer(out);
    envelope_.form->shortens ? write_shortened(envelope_, state, writer) : write_response(envelope_, state, writer);
  }
  void keep_alive(Buffer& out) override {
    events_.go_to(out);
    events_.keep_alive();
  }
  [[nodiscard]] bool fail(const Failure& failure, Buffer& out) override {
    events_.go_to(out);
    const State state = failed_state(failure, arena_);
    keep(state);
    events_.end(state);
    return true;
  }
  [[nodiscard]] rota::responses::Keepsake keepsake() const override { return kept_; }

 private:
  void keep(const State& state) {
    if (envelope_.form->stored) kept_ = keepsake_of(envelope_, state, arena_);
  }

  Arena& arena_;  // the exchange's
  const Envelope envelope_;
  chat::ServiceTier tier_ = chat::ServiceTier::unset;
  Events events_;
  Output output_;
  rota::responses::Keepsake kept_;
};

}  // namespace

Result<dialect::ClientCall> read_responses(const dialect::ChatSource& source, Arena& arena) {
  static_assert(std::is_trivially_destructible_v<Reply>);
  const auto read_request = source.tail == compact_path ? read_compact_request : read_responses_request;
  const Recall recall(source.stored, source.document, arena);
  const auto read = read_request(source.document, arena, source.default_model, source.signatures, recall);
  if (!read.ok()) return read.failure();
  const Envelope envelope{json::escape(arena, source.random.id(arena, "resp_", id_length)), source.now_s,
                          read->conversation, read->form};
  Form& form = *read->form;
  if (form.stored) form.kept_input = items_to_keep(source.document["input"], recall, envelope.id, source.random, arena);
  form.stored = form.stored && form.kept_input.size() < limits::stored_response_bytes;
  auto* reply = new (arena.allocate(sizeof(Reply), alignof(Reply))) Reply(envelope, source, arena);
  return dialect::ClientCall{read->conversation, reply};
}

}  // namespace rota::openai::responses
