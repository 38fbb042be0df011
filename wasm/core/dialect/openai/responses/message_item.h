// Message item: what the model says, as text and as refusals.
// Knows content parts, their events, and citations as annotations; refuses to know when a message ends.
#pragma once

#include "dialect/openai/chat/cited_text.h"
#include "dialect/openai/responses/makings.h"

namespace rota::openai::responses {

/// What an answer relies on, so far.
struct Sources {
  CitedText text;                  ///< the candidate's whole text
  List<chat::Citation> citations;  ///< that no message has shown yet
  std::size_t earlier = 0;         ///< how many pieces of the text are in messages before the one under way
};

class MessageItem {
 public:
  void begin(std::uint32_t output, const Makings& makings);
  /// The next piece of a text or of a refusal, not empty. It lives as long as the item.
  void add(json::Escaped said, bool refusal, const Makings& makings);
  void add_logprobs(const List<chat::TokenChoice>& choices, const Makings& makings);
  /// The whole item. `whole`: its end is the model's own.
  [[nodiscard]] json::Pieces end(Sources& sources, bool whole, const Makings& makings);

 private:
  void begin_part(bool refusal, const Makings& makings);
  void end_part(Sources* sources, const Makings& makings);
  [[nodiscard]] json::Raw annotate(Sources& sources, const Makings& makings);

  Place place_;
  List<json::Pieces> parts_;  // those that are complete
  bool in_part_ = false;
  bool refusal_ = false;
  List<json::Escaped> pieces_;
  List<json::Raw> logprobs_;
};

}  // namespace rota::openai::responses
