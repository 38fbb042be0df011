// Reasoning item: what the model thinks aloud, and the signature that belongs to what comes of it.
// Knows the summary and its events, and where a signature travels; refuses to know when thinking ends.
#pragma once

#include "dialect/openai/responses/makings.h"

namespace rota::openai::responses {

class ReasoningItem {
 public:
  void begin(std::uint32_t output, const Makings& makings);
  /// The next piece of the summary, not empty. It is copied.
  void add(json::Escaped text, const Makings& makings);
  /// What encrypted_content is to say (seal.h); it lives as long as the item.
  void seal_with(json::Escaped sealed) { sealed_ = sealed; }
  /// The whole item.
  [[nodiscard]] json::Pieces end(const Makings& makings);

 private:
  Place place_;
  List<json::Escaped> pieces_;
  json::Escaped sealed_;
};

}  // namespace rota::openai::responses
