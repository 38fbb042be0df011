// The two writers; see reply.h.
#include "dialect/openai/chat/reply.h"

#include <optional>

#include "dialect/openai/chat/chat_request.h"
#include "dialect/openai/chat/stream.h"
#include "dialect/openai/responses/request.h"

namespace rota::openai {

namespace {

/// What ids of calls are made with.
struct Makings {
  Random& random;
  chat::SignatureCache* signatures;  // or null
};

/// What an answer's pieces repeat is known from its first message.
AnswerHead answer_head(const dialect::ReplyHead& head, const ChatRequest& asked, const Makings& makings) {
  return {answer_id(head.upstream_id, makings.random, head.memory),
          head.created_s,
          head.model,
          head.memory,
          makings.random,
          asked.conversation,
          head.tier,
          asked.form,
          makings.signatures};
}

class WholeReply final : public dialect::ReplyWriter {
 public:
  WholeReply(const ChatRequest& asked, const Makings& makings) : asked_(asked), makings_(makings) {}

  [[nodiscard]] bool streams() const override { return false; }
  void begin(const dialect::ReplyHead& head, Buffer&) override { writer_.emplace(answer_head(head, asked_, makings_)); }
  void write(const chat::Fragment& fragment, Buffer&) override { writer_->add(fragment); }
  void end(Buffer& out) override { writer_->write(out); }
  void keep_alive(Buffer&) override {}

 private:
  const ChatRequest asked_;
  const Makings makings_;
  std::optional<AnswerWriter> writer_;
};

class StreamReply final : public dialect::ReplyWriter {
 public:
  StreamReply(const ChatRequest& asked, const Makings& makings) : asked_(asked), makings_(makings) {}

  [[nodiscard]] bool streams() const override { return true; }
  void begin(const dialect::ReplyHead& head, Buffer& out) override {
    writer_.emplace(answer_head(head, asked_, makings_));
    writer_->begin(out);
  }
  void write(const chat::Fragment& fragment, Buffer& out) override { writer_->write(fragment, out); }
  void end(Buffer& out) override { writer_->end(out); }
  void keep_alive(Buffer& out) override { out.append(": ping\n\n"); }

 private:
  const ChatRequest asked_;
  const Makings makings_;
  std::optional<StreamWriter> writer_;
};

template <class Reply>
dialect::ReplyWriter* make(const ChatRequest& asked, const dialect::ChatSource& source, Arena& arena) {
  static_assert(std::is_trivially_destructible_v<Reply>);
  return new (arena.allocate(sizeof(Reply), alignof(Reply))) Reply(asked, {source.random, source.signatures});
}

/// Some editors send the body of a Responses request here, and want chat's answer (DIALECTS: B4).
Result<ChatRequest> read_either(const dialect::ChatSource& source, Arena& arena) {
  json::Value document = source.document;
  if (!document["messages"].is_unset() || document["input"].is_unset()) {
    return read_chat_request(document, arena, source.default_model, source.signatures);
  }
  const responses::Recall recall({.hindrance = "those of this route never are"}, document, arena);
  const auto read = responses::read_responses_request(document, arena, source.default_model, source.signatures, recall);
  if (!read.ok()) return read.failure();
  ReplyForm form;
  form.include_usage = document["stream_options"]["include_usage"].is_true();
  return ChatRequest{read->conversation, form};
}

}  // namespace

Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena) {
  const auto read = read_either(source, arena);
  if (!read.ok()) return read.failure();
  dialect::ReplyWriter* writer = read->conversation->stream ? make<StreamReply>(*read, source, arena)
                                                            : make<WholeReply>(*read, source, arena);
  return dialect::ClientCall{read->conversation, writer};
}

}  // namespace rota::openai
