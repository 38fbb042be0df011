// See object_actions.h.
#include "pool/object_actions.h"

#include "json/writer.h"

namespace rota::pool {

void ask_d1(Token token, double patience_ms, const Buffer& body, stats::Spent& spent, Actions& out, Bytes head) {
  ++spent.d1_queries;
  out.query(token, patience_ms, head, out.arena().copy(body.view()));
}

void store_row(Bytes name, const Buffer& value, stats::Spent& spent, Actions& out) {
  ++spent.rows_written_object;
  out.store(name, out.arena().copy(value.view()));
}

void send_reply(const Reply& reply, std::uint32_t call_token, Actions& out) {
  Buffer body;
  encode(reply, body);
  out.reply(call_token, out.arena().copy(body.view()));
}

void send_refusal(Bytes sentence, std::uint32_t call_token, Actions& out) {
  Buffer body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("error");
  writer.string(sentence);
  writer.end_object();
  out.reply(call_token, out.arena().copy(body.view()));
}

}  // namespace rota::pool
