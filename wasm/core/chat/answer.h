// Answer: what a model says, in no dialect's words, whole or in fragments.
// Knows deltas, finish reasons and usage; refuses to know any dialect's stream. Views: see conversation.h; a fragment's
// views live until the event that carried it has been handled.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "chat/service_tier.h"

namespace rota::chat {

enum class Finish : std::uint8_t {
  none,
  stop,
  length,
  tool_calls,
  content_filter,
  other,  // for a reason the upstream keeps to itself; with no answer at all that is a filter's doing
};

/// A token the model chose or weighed.
struct TokenLogprob {
  Bytes token;    ///< UTF-8
  Bytes logprob;  ///< JSON number
};
/// The chosen token and the best candidates for its place.
struct TokenChoice {
  TokenLogprob chosen;
  List<TokenLogprob> top;
};

/// What an answer cost. Counts are the upstream's own, never estimated; -1 is "not said".
struct Usage {
  std::int64_t prompt_tokens = -1;      ///< all input: tool use and cached tokens included
  std::int64_t completion_tokens = -1;  ///< all output: thinking included
  std::int64_t total_tokens = -1;
  std::int64_t cached_tokens = -1;    ///< part of prompt_tokens
  std::int64_t thinking_tokens = -1;  ///< part of completion_tokens
  std::int64_t prompt_audio_tokens = -1;
  std::int64_t prompt_image_tokens = -1;  ///< video included
  std::int64_t prompt_text_tokens = -1;   ///< documents included
  std::int64_t completion_audio_tokens = -1;
  std::int64_t completion_image_tokens = -1;
  std::int64_t completion_text_tokens = -1;

  [[nodiscard]] bool known() const { return prompt_tokens >= 0 || completion_tokens >= 0 || total_tokens >= 0; }
  /// Takes over every count that `later` says. In streams counts are cumulative and the last word on each field wins.
  void merge(const Usage& later);
};

/// A source that the answer relies on, and the stretch of the answer that does.
struct Citation {
  std::int64_t first_byte = -1;  ///< in the candidate's text as UTF-8, all its text deltas joined; -1: nowhere
  std::int64_t past_byte = -1;   ///< one past the last
  Bytes quote;                   ///< UTF-8: what must stand there, or empty when the upstream does not say
  Bytes url;                     ///< escaped
  Bytes title;                   ///< escaped, may be empty
};

/// One step of one candidate's answer.
struct Delta {
  enum class Kind : std::uint8_t {
    text,       // text; json, when it stands for a part that only the upstream understands
    thought,    // text: the model thinking aloud
    refusal,    // text: why there is no answer
    tool_call,  // id, name, json: the arguments (an object)
    media,      // mime, data
    logprobs,   // logprobs
    citations,  // citations
    part,       // json: a part that only the upstream understands, for clients that send it back as it is
    note,       // name, json: what the upstream says beside the answer; the last one of a name counts
    finish,     // finish, native: how the candidate ended; text: the upstream's words about it, or empty
  };
  Kind kind = Kind::text;
  std::uint32_t candidate = 0;
  Finish finish = Finish::none;
  Bytes text;       ///< escaped
  Bytes id;         ///< escaped, may be empty
  Bytes name;       ///< escaped
  Bytes json;       ///< JSON object, or empty
  Bytes mime;       ///< escaped
  Bytes data;       ///< base64, escaped
  Bytes native;     ///< the upstream's own finish reason, escaped
  Bytes signature;  ///< escaped, may stand on any kind but finish
  /// A text that stands for something else (code, a link): the upstream's offsets do not count it.
  bool inserted = false;
  List<TokenChoice> logprobs;
  List<Citation> citations;
};

/// One message of the upstream: a whole answer, or one event of a stream.
struct Fragment {
  List<Delta> deltas;
  Usage usage;
  Bytes id;                               ///< the upstream's response id, escaped, or empty
  Bytes model;                            ///< the model version that answered, escaped, or empty
  ServiceTier tier = ServiceTier::unset;  ///< in which it was answered, where the message says so
  bool malformed = false;  ///< a candidate was spoilt by the upstream itself: another try may well succeed
  bool blocked = false;    ///< the prompt was refused: a refusal and a content_filter finish are among the deltas
};

}  // namespace rota::chat
