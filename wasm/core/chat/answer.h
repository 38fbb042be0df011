// Answer: what a model says, in no dialect's words, whole or in fragments.
// Knows deltas, finish reasons and usage; refuses to know any dialect's stream. Views: see conversation.h; a fragment's
// views live until the event that carried it has been handled.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "chat/service_tier.h"
#include "json/spliced.h"

namespace rota::chat {

enum class Finish : std::uint8_t {
  none,
  stop,
  length,
  tool_calls,
  content_filter,
  paused,  // the upstream goes on when it is asked to (Fragment::continuation); where nobody asks, that was its length
  other,  // for a reason the upstream keeps to itself; with no answer at all that is a filter's doing
};

/// A token the model chose or weighed.
struct TokenLogprob {
  Bytes token;    ///< UTF-8
  json::Raw logprob;  ///< a number
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
  std::int64_t cached_tokens = -1;         ///< part of prompt_tokens: read from a cache
  std::int64_t cache_written_tokens = -1;  ///< part of prompt_tokens: written to one
  std::int64_t thinking_tokens = -1;       ///< part of completion_tokens
  std::int64_t prompt_audio_tokens = -1;
  std::int64_t prompt_image_tokens = -1;  ///< video included
  std::int64_t prompt_text_tokens = -1;   ///< documents included
  std::int64_t completion_audio_tokens = -1;
  std::int64_t completion_image_tokens = -1;
  std::int64_t completion_text_tokens = -1;

  [[nodiscard]] bool known() const { return prompt_tokens >= 0 || completion_tokens >= 0 || total_tokens >= 0; }
  /// Takes over every count that `later` says. In streams counts are cumulative and the last word on each field wins; a
  /// total that is older than what it sums up is summed up anew.
  void merge(const Usage& later);
  /// Adds the counts of another answer; what only one of both says is its count.
  void add(const Usage& other);
};

/// A source that the answer relies on, and the stretch of the answer that does.
struct Citation {
  std::int64_t first_byte = -1;  ///< in the candidate's text as UTF-8, all its text deltas joined; -1: nowhere
  std::int64_t past_byte = -1;   ///< one past the last
  Bytes quote;                   ///< UTF-8: what must stand there, or empty when the upstream does not say
  json::Escaped url;
  json::Escaped title;           ///< may be empty
};

/// One step of one candidate's answer. What is said comes in blocks, which a reader numbers from 0 and one after the
/// other: the first delta of a block `begins` it, those that follow are of its kind, and an `end` comes before the next
/// block and before the finish.
struct Delta {
  enum class Kind : std::uint8_t {
    // In a block.
    text,       // text; json, when it stands for a part that only the upstream understands
    thought,    // text: the model thinking aloud
    refusal,    // text: why there is no answer
    tool_call,  // where it begins id, name, name_space; arguments
    media,      // mime, data
    part,       // json: a part that only the upstream understands, for clients that send it back as it is
    end,        // nothing: the block is complete
    // Beside the blocks.
    logprobs,   // logprobs
    citations,  // citations
    note,       // name, json: what the upstream says beside the answer; the last one of a name counts
    finish,     // finish, native, stop: how the candidate ended; text: the upstream's words about it, or empty
  };
  Kind kind = Kind::text;
  bool begins = false;  ///< it is the first of its block
  std::uint32_t candidate = 0;
  std::uint32_t block = 0;  ///< the number of its block in the candidate's answer
  Finish finish = Finish::none;
  json::Escaped text;
  json::Escaped id;          ///< may be empty
  json::Escaped name;
  json::Escaped name_space;  ///< of the tool that is called, or empty
  json::Raw json;            ///< an object, or empty
  Bytes arguments;           ///< the text of a JSON object, or the next piece of it, cut between any two characters
  json::Escaped mime;
  json::Escaped data;        ///< base64
  json::Escaped native;      ///< the upstream's own finish reason
  json::Escaped stop;        ///< the stop sequence that ended it; empty when none did, or nobody says which
  json::Escaped signature;   ///< may stand on any kind but finish
  Bytes owner;       ///< label of the dialect whose words a part, a note or a signature are
  /// A text that stands for something else (code, a link): the upstream's offsets do not count it.
  bool inserted = false;
  List<TokenChoice> logprobs;
  List<Citation> citations;
};

/// One message of the upstream: a whole answer, or one event of a stream.
struct Fragment {
  List<Delta> deltas;
  Usage usage;
  json::Escaped id;                       ///< the upstream's response id, or empty
  json::Escaped model;                    ///< the model version that answered, or empty
  ServiceTier tier = ServiceTier::unset;  ///< in which it was answered, where the message says so
  json::Escaped continuation;  ///< with which the upstream goes on with the answer that it has paused; or empty
  bool blocked = false;    ///< the prompt was refused: a refusal and a content_filter finish are among the deltas
};

/// Whether such a delta belongs to a block.
[[nodiscard]] constexpr bool is_in_block(Delta::Kind kind) { return kind <= Delta::Kind::end; }

/// Text, a call, media, a refusal: what a client has asked for. Not an answer are signatures, thoughts, sources, and what
/// the upstream's own tools did, when nothing came of them.
[[nodiscard]] bool answers(const Fragment& fragment);
/// The same, or thoughts: what a client of a stream sees. What says nothing can wait until something does.
[[nodiscard]] bool says_something(const Fragment& fragment);

/// How far an answer has come, over all its fragments.
class Progress {
 public:
  /// `arena` lives as long as the answer.
  void note(const Fragment& fragment, Arena& arena);
  /// Every candidate that spoke has finished, and at least one did. False at the upstream's end: it was cut off.
  [[nodiscard]] bool finished() const;
  /// The same, and at least one of them was only paused.
  [[nodiscard]] bool paused() const;
  /// What was paused is not finished any more.
  void go_on();
  /// Anything of it was an answer: answers().
  [[nodiscard]] bool answered() const { return answered_; }
  /// It says why it is empty: its length, a filter. Other empty answers are a habit of upstreams (public reports, 2025
  /// and 2026) that another try usually mends.
  [[nodiscard]] bool has_reason_to_be_empty() const { return excused_ || paused(); }

 private:
  struct Candidate {
    std::uint32_t index = 0;
    bool spoke = false;
    bool finished = false;
    bool paused = false;
    void go_on() {
      finished = finished && !paused;
      paused = false;
    }
  };
  List<Candidate> candidates_;
  bool excused_ = false;
  bool answered_ = false;
};

}  // namespace rota::chat
