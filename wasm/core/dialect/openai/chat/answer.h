// OpenAI answers: writes what a model said as one chat.completion.
// Knows the shape of a whole answer (openai-openapi.json, Aug 2026); refuses to know streams (stream.h) or upstreams.
#pragma once

#include "base/buffer.h"
#include "base/random.h"
#include "chat/answer.h"
#include "chat/conversation.h"
#include "chat/signature_cache.h"
#include "dialect/openai/chat/reply_form.h"

namespace rota::openai {

/// What every piece of one answer repeats, and where it keeps what it must remember. The views and the references live
/// as long as the exchange.
struct AnswerHead {
  json::Escaped id;            ///< see answer_id()
  std::int64_t created_s = 0;  ///< seconds since 1970
  Bytes model;                 ///< UTF-8
  Arena& arena;                ///< lives as long as the answer, longer than one event
  Random& random;              ///< for the ids of tool calls that came without one
  /// What was asked, for what depends on it: one call at most, calls of custom tools, spoken answers as WAV. Or null.
  const chat::Conversation* asked = nullptr;
  chat::ServiceTier tier = chat::ServiceTier::unset;  ///< in which it was answered, where the upstream says so
  ReplyForm form = {};
  chat::SignatureCache* signatures = nullptr;  ///< for those that are too long for a call's id; or null

  [[nodiscard]] bool one_call_only() const {
    return form.legacy_calls || (asked != nullptr && !asked->parallel_tool_calls);
  }
};

/// "chatcmpl-" and the upstream's id (may be empty) where it is made of URL-safe characters, else random ones.
[[nodiscard]] json::Escaped answer_id(json::Escaped upstream_id, Random& random, Arena& arena);

/// The finish_reason a client is told. Some upstreams say "stop" for calls too, so calls made turn a stop into
/// tool_calls, or into function_call; an end for an unnamed reason with nothing answered is a silent filter.
[[nodiscard]] json::Escaped finish_reason(chat::Finish finish, bool made_calls, bool answered, const AnswerHead& head);

struct WholeChoice;

/// Gathers a whole answer, from one fragment or from all those of a stream, and writes it once.
/// Lives on the stack or in an arena: it owns no memory.
class AnswerWriter {
 public:
  explicit AnswerWriter(const AnswerHead& head) : head_(head) {}

  /// Notes what the fragment says. Nothing is copied: its deltas and their views must live until write().
  void add(const chat::Fragment& fragment);
  /// Appends the chat.completion. With no candidate at all: one empty choice that says "stop".
  void write(Buffer& out) const;
  [[nodiscard]] const chat::Usage& usage() const { return usage_; }

 private:
  WholeChoice& choice(std::uint32_t index);

  AnswerHead head_;
  chat::Usage usage_;
  List<WholeChoice*> choices_;
};

}  // namespace rota::openai
