// The mark before a signature; see signature.h.
#include "dialect/anthropic/common/signature.h"

#include "dialect/labels.h"
#include "dialect/reading/call_id.h"

namespace rota::anthropic {

namespace {

constexpr json::Escaped mark = "#";  // no digit of base64

}  // namespace

void write_signature(Bytes owner, json::Escaped signature, json::Writer& writer) {
  writer.begin_string();
  if (!signature.empty()) {
    writer.piece_text(owner);
    writer.piece(mark);
    writer.piece(signature);
  }
  writer.end_string();
}

void read_signature(json::Value signature, Arena& arena, chat::Part& thinking) {
  const Bytes text = signature.text(arena);
  const std::size_t at = text.find(mark);
  thinking.owner = at == Bytes::npos ? Bytes(dialect::labels::anthropic) : text.substr(0, at);
  const Bytes body = at == Bytes::npos ? text : text.substr(at + mark.size());
  thinking.signature = reading::plain_signature(body, arena);
}

}  // namespace rota::anthropic
