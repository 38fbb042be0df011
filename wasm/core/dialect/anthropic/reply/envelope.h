// Envelope: what a message says besides its content, whole or streamed.
// Knows ids, usage and stop reasons; refuses to know blocks.
#pragma once

#include "chat/conversation.h"
#include "dialect/dialect.h"
#include "json/writer.h"

namespace rota::anthropic {

/// What an answer is made with, besides what the upstream says. All of it outlives the answer.
struct Makings {
  const chat::Conversation& asked;  ///< of it only what is there until the answer's end (keep_what_answers_repeat)
  Random& random;
  chat::SignatureCache* signatures;  ///< for those that no block and no id can carry; or null

  [[nodiscard]] bool one_call_only() const { return !asked.parallel_tool_calls; }
};

/// How an answer has come about, for its stop reason.
struct Outcome {
  chat::Finish finish = chat::Finish::none;
  json::Escaped stop;  ///< the stop sequence that ended it, or empty
  bool called = false;
  bool answered = false;
};

/// Writes the members that come before `content`.
void write_message_head(const dialect::ReplyHead& head, Random& random, json::Writer& writer);
/// Writes the members `stop_reason` and `stop_sequence`.
void write_stop(const Outcome& outcome, json::Writer& writer);
/// Writes the member `usage`. Input that was read from a cache or written to one is counted apart, as Anthropic does.
/// `searches`: how often the web was searched.
void write_usage(const chat::Usage& usage, chat::ServiceTier tier, std::size_t searches, json::Writer& writer);

/// Whether the signature of a call is one that no id can carry, and the client has asked for thinking: then an empty block of
/// it goes before the call, as Anthropic sends one where thinking is not shown. `delta` begins the call.
[[nodiscard]] bool needs_thinking(const chat::Delta& delta, const chat::Conversation& asked);
/// The id of a call, which carries the delta's signature unless `elsewhere`: then the signature travels in a block before
/// the call, and the isolate remembers it for clients that do not send that back. `delta` begins the call.
[[nodiscard]] json::Escaped call_id(const chat::Delta& delta, bool elsewhere, const Makings& makings, Arena& arena);

/// The id of a call of a server's tool, which carries Gemini's `signature` (or an empty one) likewise.
[[nodiscard]] json::Escaped server_tool_id(json::Escaped signature, const Makings& makings, Arena& arena);

}  // namespace rota::anthropic
