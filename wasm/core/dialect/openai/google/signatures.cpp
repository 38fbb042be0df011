// Thought signatures, wherever clients keep them; see google.h.
#include "base/text.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

json::Escaped read_signature(json::Value holder, Arena& arena) {
  return openai::read_signature(holder["extra_content"]["google"]["thought_signature"], arena);
}

json::Escaped read_message_signature(const MessageMembers& message, Arena& arena) {
  return openai::read_signature(message["extra_content"]["google"]["thought_signature"], arena);
}

json::Escaped read_call_signature(json::Value call, json::Value function, json::Escaped from_id, Arena& arena) {
  for (json::Value holder : {call, function}) {
    if (const json::Escaped signature = read_signature(holder, arena); !signature.empty()) return signature;
  }
  const json::Value others[] = {call, call, call["provider_specific_fields"], function["provider_specific_fields"]};
  constexpr Bytes names[] = {"thought_signature", "thoughtSignature", "thought_signature", "thought_signature"};
  for (std::size_t i = 0; i < 4; ++i) {
    if (const json::Escaped signature = openai::read_signature(others[i][names[i]], arena); !signature.empty()) return signature;
  }
  return from_id;
}

/// OpenRouter's form. Gemini signs the first call of a step.
json::Escaped read_reasoning_details(json::Value details, json::Escaped call_id, Arena& arena) {
  json::Escaped found;
  for (json::Value detail : details.elements()) {
    if (!detail["type"].equals("reasoning.encrypted")) continue;
    // Its other formats are other models' signatures.
    if (!text::starts_with(detail["format"].escaped(), "google-")) continue;
    const json::Escaped signature = openai::read_signature(detail["data"], arena);
    if (!signature.empty() && read_call_id(detail["id"], arena).id == call_id) found = signature;
  }
  return found;
}

}  // namespace rota::openai::google
