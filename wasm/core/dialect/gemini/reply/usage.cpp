// The counts; see usage.h.
#include "dialect/gemini/reply/usage.h"

namespace rota::gemini {

namespace {

/// -1 when it is no count. Recorded counts are numbers; proto's JSON would allow strings for 64 bits only.
std::int64_t count_of(json::Value value) {
  std::int64_t count = 0;
  return value.integer(count) && count >= 0 ? count : -1;
}

/// What two modalities have of a list such as promptTokensDetails, or -1 when it names neither.
std::int64_t modality_tokens(json::Value details, Bytes modality, Bytes other = {}) {
  std::int64_t tokens = -1;
  for (json::Value detail : details.elements()) {
    const bool wanted = detail["modality"].equals(modality) || (!other.empty() && detail["modality"].equals(other));
    const std::int64_t count = wanted ? count_of(detail["tokenCount"]) : -1;
    if (count >= 0) tokens = (tokens < 0 ? 0 : tokens) + count;
  }
  return tokens;
}

std::int64_t at_least_zero(std::int64_t count) { return count < 0 ? 0 : count; }

/// The counts whose relation models do not agree on; 0 for what is not said.
struct Counts {
  std::int64_t prompt = 0;
  std::int64_t tools = 0;
  std::int64_t candidates = 0;
  std::int64_t thoughts = 0;
};

/// The total says whether thoughts are beside the candidates or among them, and tool use beside the prompt or in it: the
/// first reading that adds up holds. Where none does, what is missing or too much is output, for the prompt was counted
/// before anything else was.
void add_up(const Counts& said, std::int64_t total, chat::Usage& out) {
  const std::int64_t thoughts_inside = said.candidates < said.thoughts ? said.thoughts : said.candidates;
  const std::int64_t prompts[] = {said.prompt + said.tools, said.prompt};
  const std::int64_t completions[] = {said.candidates + said.thoughts, thoughts_inside};
  for (const std::int64_t prompt : prompts) {
    for (const std::int64_t completion : completions) {
      if (prompt + completion != total) continue;
      out.prompt_tokens = prompt;
      out.completion_tokens = completion;
      return;
    }
  }
  if (out.prompt_tokens > total) out.prompt_tokens = said.prompt;
  if (out.prompt_tokens > total) return;  // that much was never asked: the total is wrong
  out.completion_tokens = total - out.prompt_tokens;
  if (out.thinking_tokens > out.completion_tokens) out.thinking_tokens = out.completion_tokens;
}

/// As the Interactions interface tells it: thoughts and tool use beside the rest.
bool read_interaction_usage(json::Value usage, chat::Usage& out) {
  const std::int64_t input = count_of(usage["total_input_tokens"]);
  const std::int64_t output = count_of(usage["total_output_tokens"]);
  const std::int64_t thoughts = count_of(usage["total_thought_tokens"]);
  if (input >= 0) out.prompt_tokens = input + at_least_zero(count_of(usage["total_tool_use_tokens"]));
  if (output >= 0 || thoughts >= 0) out.completion_tokens = at_least_zero(output) + at_least_zero(thoughts);
  out.thinking_tokens = thoughts;
  out.cached_tokens = count_of(usage["total_cached_tokens"]);
  out.total_tokens = count_of(usage["total_tokens"]);
  return out.known();
}

}  // namespace

bool read_usage(json::Value metadata, chat::Usage& out) {
  if (!metadata.is_object()) return false;
  if (metadata["total_input_tokens"] || metadata["total_output_tokens"]) return read_interaction_usage(metadata, out);
  const std::int64_t prompt = count_of(metadata["promptTokenCount"]);
  const std::int64_t candidates = count_of(metadata["candidatesTokenCount"]);
  const std::int64_t thoughts = count_of(metadata["thoughtsTokenCount"]);
  const Counts said = {at_least_zero(prompt), at_least_zero(count_of(metadata["toolUsePromptTokenCount"])),
                       at_least_zero(candidates), at_least_zero(thoughts)};
  if (prompt >= 0) out.prompt_tokens = said.prompt + said.tools;
  if (candidates >= 0 || thoughts >= 0) out.completion_tokens = said.candidates + said.thoughts;
  out.thinking_tokens = thoughts;
  out.total_tokens = count_of(metadata["totalTokenCount"]);
  const bool says_output = out.completion_tokens >= 0 || out.total_tokens != out.prompt_tokens;
  if (prompt >= 0 && out.total_tokens >= 0 && says_output) add_up(said, out.total_tokens, out);
  out.cached_tokens = count_of(metadata["cachedContentTokenCount"]);
  json::Value prompt_details = metadata["promptTokensDetails"];
  out.prompt_audio_tokens = modality_tokens(prompt_details, "AUDIO");
  out.prompt_image_tokens = modality_tokens(prompt_details, "IMAGE", "VIDEO");
  out.prompt_text_tokens = modality_tokens(prompt_details, "TEXT", "DOCUMENT");
  json::Value completion_details = metadata["candidatesTokensDetails"];
  out.completion_audio_tokens = modality_tokens(completion_details, "AUDIO");
  out.completion_image_tokens = modality_tokens(completion_details, "IMAGE", "VIDEO");
  out.completion_text_tokens = modality_tokens(completion_details, "TEXT", "DOCUMENT");
  return out.known();
}

}  // namespace rota::gemini
