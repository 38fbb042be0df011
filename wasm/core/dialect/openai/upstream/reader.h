// The reader of chat's answers to one request, whole or streamed.
// Knows choices, what they say and how they end, in the words of OpenAI and of the servers that imitate it; refuses to know
// the request, but for the names of its functions and the sound it asked for.
#pragma once

#include "dialect/dialect.h"
#include "dialect/openai/upstream/annotations.h"
#include "dialect/openai/upstream/calls.h"

namespace rota::openai {

class Reader final : public dialect::ReplyReader {
 public:
  /// `arena` outlives the reader, which does not keep the conversation.
  Reader(Arena& arena, const chat::Conversation& conversation);
  /// What the request's functions are called upstream; the request's writer fills it.
  [[nodiscard]] dialect::FunctionNames& names() { return names_; }

  void begin() override;
  [[nodiscard]] Result<chat::Fragment> read(json::Value message, Arena& arena) override;
  [[nodiscard]] chat::Fragment close(Arena& arena) override;

 private:
  /// What must be remembered of a candidate from one event to the next.
  struct Candidate {
    std::uint32_t index = 0;
    bool finished = false;
    CharacterPlaces places;
  };
  /// One message's worth of a candidate.
  struct Saying {
    Candidate& candidate;
    chat::Fragment& fragment;
    Arena& arena;
  };
  [[nodiscard]] Candidate& find(std::uint32_t index);
  [[nodiscard]] Status read_choice(json::Value choice, json::Value addresses, std::int64_t place,
                                   chat::Fragment& fragment, Arena& arena);
  void read_said(json::Value said, bool whole, Saying& saying);
  void read_thoughts(json::Value said, Saying& saying);
  void read_content(json::Value content, Saying& saying);
  void read_calls(json::Value said, bool whole, Saying& saying);
  void read_media(json::Value said, Saying& saying);
  void read_logprobs(json::Value logprobs, Saying& saying);
  void read_finish(json::Value choice, json::Value addresses, Saying& saying);
  void add_text(chat::Delta::Kind kind, json::Escaped text, Saying& saying);
  void add_media(json::Escaped mime, json::Escaped data, Saying& saying);
  static chat::Delta& add_beside(chat::Delta::Kind kind, Saying& saying);

  Arena& memory_;
  dialect::FunctionNames names_;
  reading::Blocks blocks_;
  Calls calls_;
  List<Candidate> candidates_;
  bool counted_ = false;  // the answer has said what it cost
  bool streams_;
  bool raw_sound_;
};

}  // namespace rota::openai
