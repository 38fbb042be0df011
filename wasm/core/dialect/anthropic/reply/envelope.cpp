// Ids, reasons, counts; see envelope.h.
#include "dialect/anthropic/reply/envelope.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/labels.h"
#include "dialect/reading/call_id.h"

namespace rota::anthropic {

namespace {

constexpr json::Escaped id_prefix = "msg_";

bool is_plain(Bytes id) {
  for (const char c : id) {
    if (!text::is_alphanumeric(c) && c != '-' && c != '_') return false;
  }
  return !id.empty();
}

/// What is left of an answer that an upstream has paused is sent as its length: after max_tokens Claude Code asks the model
/// to go on, after pause_turn it ends (DIALECTS: D1). No other turn is paused here, for every answer has its tools' work.
json::Escaped reason_of(const Outcome& outcome) {
  switch (outcome.finish) {
    case chat::Finish::length:
    case chat::Finish::paused:
      return "max_tokens";
    case chat::Finish::content_filter:
      return "refusal";
    case chat::Finish::other:
      if (!outcome.answered) return "refusal";
      break;
    default:
      break;
  }
  if (outcome.called) return "tool_use";
  return outcome.stop.empty() ? json::Escaped("end_turn") : json::Escaped("stop_sequence");
}

void write_sum(json::Escaped name, std::int64_t count, json::Writer& writer) {
  writer.key(name);
  writer.integer(count < 0 ? 0 : count);
}

/// `id`, or one that is made up, with the signature in it unless that travels `elsewhere`.
json::Escaped signed_id(json::Escaped id, json::Escaped signature, bool elsewhere, const Makings& makings, Arena& arena) {
  const json::Escaped sent = reading::make_call_id(id, elsewhere ? json::Escaped() : signature, makings.random, arena);
  const bool carried = !elsewhere && Bytes(signature).size() <= limits::call_id_signature_bytes;
  if (makings.signatures != nullptr && !signature.empty() && !carried) {
    makings.signatures->keep(json::unescaped(arena, sent), json::unescaped(arena, signature));
  }
  return sent;
}

std::int64_t known(std::int64_t count) { return count < 0 ? 0 : count; }

}  // namespace

void write_message_head(const dialect::ReplyHead& head, Random& random, json::Writer& writer) {
  writer.key("id");
  if (is_plain(head.upstream_id)) {
    writer.escaped(id_prefix, head.upstream_id);
  } else {
    writer.string(random.id(head.memory, id_prefix, 24));
  }
  writer.key("type");
  writer.escaped("message");
  writer.key("role");
  writer.escaped("assistant");
  writer.key("model");
  writer.string(head.model);
}

void write_stop(const Outcome& outcome, json::Writer& writer) {
  const json::Escaped reason = reason_of(outcome);
  writer.key("stop_reason");
  writer.escaped(reason);
  writer.key("stop_sequence");
  reason == "stop_sequence" ? writer.escaped(outcome.stop) : writer.null();
}

void write_usage(const chat::Usage& usage, chat::ServiceTier tier, std::size_t searches, json::Writer& writer) {
  const std::int64_t cached = known(usage.cached_tokens);
  const std::int64_t written = known(usage.cache_written_tokens);
  writer.key("usage");
  writer.begin_object();
  write_sum("input_tokens", usage.prompt_tokens - cached - written, writer);
  write_sum("cache_creation_input_tokens", written, writer);
  write_sum("cache_read_input_tokens", cached, writer);
  write_sum("output_tokens", usage.completion_tokens, writer);
  if (searches != 0) {
    writer.key("server_tool_use");
    writer.begin_object();
    write_sum("web_search_requests", static_cast<std::int64_t>(searches), writer);
    writer.end_object();
  }
  if (tier == chat::ServiceTier::standard || tier == chat::ServiceTier::priority) {
    writer.key("service_tier");
    writer.escaped(tier == chat::ServiceTier::priority ? json::Escaped("priority") : json::Escaped("standard"));
  }
  writer.end_object();
}

bool needs_thinking(const chat::Delta& delta, const chat::Conversation& asked) {
  using Effort = chat::Thinking::Effort;
  const chat::Thinking& thinking = asked.thinking;
  const bool by_effort = thinking.effort != Effort::unset && thinking.effort != Effort::none;
  const bool thinks = thinking.include_thoughts || !thinking.budget_tokens.empty() || by_effort;
  return thinks && delta.owner == dialect::labels::gemini &&
         Bytes(delta.signature).size() > limits::call_id_signature_bytes;
}

json::Escaped call_id(const chat::Delta& delta, bool elsewhere, const Makings& makings, Arena& arena) {
  const json::Escaped signature = delta.owner == dialect::labels::gemini ? delta.signature : json::Escaped();
  return signed_id(delta.id, signature, elsewhere, makings, arena);
}

json::Escaped server_tool_id(json::Escaped signature, const Makings& makings, Arena& arena) {
  const json::Escaped id = json::escape(arena, makings.random.id(arena, "srvtoolu_", 24));
  return signed_id(id, signature, false, makings, arena);
}

}  // namespace rota::anthropic
