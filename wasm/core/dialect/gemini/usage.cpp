// The counts; see usage.h.
#include "dialect/gemini/usage.h"

namespace rota::gemini {

namespace {

/// -1 when it is no count. Recorded counts are numbers; proto's JSON would allow strings for 64 bits only.
std::int64_t count_of(json::Value value) {
  std::int64_t count = 0;
  return value.integer(count) && count >= 0 ? count : -1;
}

/// What one modality has of a list such as promptTokensDetails, or -1.
std::int64_t modality_tokens(json::Value details, Bytes modality) {
  for (json::Value detail : details.elements()) {
    if (detail["modality"].equals(modality)) return count_of(detail["tokenCount"]);
  }
  return -1;
}

std::int64_t at_least_zero(std::int64_t count) { return count < 0 ? 0 : count; }

}  // namespace

bool read_usage(json::Value metadata, chat::Usage& out) {
  if (!metadata.is_object()) return false;
  const std::int64_t prompt = count_of(metadata["promptTokenCount"]);
  const std::int64_t candidates = count_of(metadata["candidatesTokenCount"]);
  const std::int64_t thoughts = count_of(metadata["thoughtsTokenCount"]);
  if (prompt >= 0) out.prompt_tokens = prompt + at_least_zero(count_of(metadata["toolUsePromptTokenCount"]));
  if (candidates >= 0 || thoughts >= 0) {
    out.completion_tokens = at_least_zero(candidates) + at_least_zero(thoughts);
  }
  out.thinking_tokens = thoughts;
  out.total_tokens = count_of(metadata["totalTokenCount"]);
  out.cached_tokens = count_of(metadata["cachedContentTokenCount"]);
  out.prompt_audio_tokens = modality_tokens(metadata["promptTokensDetails"], "AUDIO");
  out.completion_audio_tokens = modality_tokens(metadata["candidatesTokensDetails"], "AUDIO");
  return out.known();
}

}  // namespace rota::gemini
