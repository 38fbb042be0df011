// The two writers; see reply.h.
#include "dialect/anthropic/reply/reply.h"

#include "dialect/anthropic/reply/stream.h"
#include "dialect/anthropic/reply/whole.h"
#include "dialect/anthropic/request/message_request.h"

namespace rota::anthropic {

namespace {

template <class Reply>
dialect::ReplyWriter* make(const Makings& makings, Arena& arena) {
  static_assert(std::is_trivially_destructible_v<Reply>);
  return new (arena.allocate(sizeof(Reply), alignof(Reply))) Reply(makings);
}

}  // namespace

Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena) {
  const auto read = read_message_request(source, arena);
  if (!read.ok()) return read.failure();
  chat::Conversation* conversation = read.value();
  const Makings makings{*conversation, source.random, source.signatures};
  dialect::ReplyWriter* writer =
      conversation->stream ? make<StreamReply>(makings, arena) : make<WholeReply>(makings, arena);
  return dialect::ClientCall{conversation, writer};
}

void write_count(std::int64_t tokens, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("input_tokens");
  writer.integer(tokens);
  writer.end_object();
}

}  // namespace rota::anthropic
