// Counts; see usage.h.
#include "dialect/gemini/client/usage.h"

#include "base/text.h"
#include "dialect/gemini/reply/service_tier.h"

namespace rota::gemini::clients {

namespace {

void write_count(json::Escaped name, std::int64_t count, json::Writer& writer) {
  if (count < 0) return;
  writer.key(name);
  writer.integer(count);
}

struct Modality {
  json::Escaped name;
  std::int64_t tokens;
};

/// Those that say something.
void write_details(json::Escaped name, const Modality (&modalities)[3], json::Writer& writer) {
  bool any = false;
  for (const Modality& modality : modalities) any = any || modality.tokens > 0;
  if (!any) return;
  writer.key(name);
  writer.begin_array();
  for (const Modality& modality : modalities) {
    if (modality.tokens <= 0) continue;
    writer.begin_object();
    writer.key("modality");
    writer.escaped(modality.name);
    writer.key("tokenCount");
    writer.integer(modality.tokens);
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

void write_usage(const chat::Usage& usage, chat::ServiceTier tier, json::Writer& writer) {
  const std::int64_t thoughts = usage.thinking_tokens > 0 ? usage.thinking_tokens : 0;
  const bool both = usage.prompt_tokens >= 0 && usage.completion_tokens >= 0;
  const std::int64_t sum = both ? usage.prompt_tokens + usage.completion_tokens : -1;
  writer.begin_object();
  write_count("promptTokenCount", usage.prompt_tokens, writer);
  if (usage.completion_tokens >= thoughts)
    write_count("candidatesTokenCount", usage.completion_tokens - thoughts, writer);
  write_count("totalTokenCount", usage.total_tokens >= 0 ? usage.total_tokens : sum, writer);
  if (usage.cached_tokens > 0) write_count("cachedContentTokenCount", usage.cached_tokens, writer);
  if (thoughts > 0) write_count("thoughtsTokenCount", thoughts, writer);
  write_details(
      "promptTokensDetails",
      {{"TEXT", usage.prompt_text_tokens}, {"IMAGE", usage.prompt_image_tokens}, {"AUDIO", usage.prompt_audio_tokens}},
      writer);
  write_details("candidatesTokensDetails",
                {{"TEXT", usage.completion_text_tokens},
                 {"IMAGE", usage.completion_image_tokens},
                 {"AUDIO", usage.completion_audio_tokens}},
                writer);
  if (const json::Escaped name = name_of(tier); !name.empty()) {
    writer.key("serviceTier");
    writer.escaped(name);
  }
  writer.end_object();
}

}  // namespace rota::gemini::clients
