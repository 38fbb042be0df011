// CompletionUsage; see usage.h.
#include "dialect/openai/common/usage.h"

namespace rota::openai {

namespace {

std::int64_t read_count(json::Value value) {
  std::int64_t count = 0;
  return value.integer(count) && count >= 0 ? count : -1;
}

void write_count(json::Escaped name, std::int64_t count, json::Writer& writer) {
  writer.key(name);
  writer.integer(count < 0 ? 0 : count);
}

/// A detail that OpenAI leaves out of most answers.
void write_known(json::Escaped name, std::int64_t count, json::Writer& writer) {
  if (count >= 0) write_count(name, count, writer);
}

}  // namespace

bool read_usage(json::Value usage, chat::Usage& out) {
  if (!usage.is_object()) return false;
  json::Value prompt = usage["prompt_tokens_details"];
  json::Value completion = usage["completion_tokens_details"];
  out.prompt_tokens = read_count(usage["prompt_tokens"]);
  out.completion_tokens = read_count(usage["completion_tokens"]);
  out.total_tokens = read_count(usage["total_tokens"]);
  out.cached_tokens = read_count(prompt["cached_tokens"]);
  if (out.cached_tokens < 0) out.cached_tokens = read_count(usage["prompt_cache_hit_tokens"]);  // DeepSeek
  out.cache_written_tokens = read_count(prompt["cache_write_tokens"]);
  out.prompt_audio_tokens = read_count(prompt["audio_tokens"]);
  out.thinking_tokens = read_count(completion["reasoning_tokens"]);
  out.completion_audio_tokens = read_count(completion["audio_tokens"]);
  if (out.prompt_tokens >= 0 && out.completion_tokens >= 0) {
    const std::int64_t missing = out.total_tokens - out.prompt_tokens - out.completion_tokens;
    if (missing > 0) {
      out.completion_tokens += missing;
      if (out.thinking_tokens < 0) out.thinking_tokens = missing;
    }
  }
  return out.known();
}

void write_usage(const chat::Usage& usage, json::Writer& writer) {
  const std::int64_t prompt = usage.prompt_tokens < 0 ? 0 : usage.prompt_tokens;
  const std::int64_t completion = usage.completion_tokens < 0 ? 0 : usage.completion_tokens;
  writer.begin_object();
  write_count("prompt_tokens", prompt, writer);
  write_count("completion_tokens", completion, writer);
  write_count("total_tokens", usage.total_tokens < 0 ? prompt + completion : usage.total_tokens, writer);
  writer.key("prompt_tokens_details");
  writer.begin_object();
  write_count("cached_tokens", usage.cached_tokens, writer);
  write_count("audio_tokens", usage.prompt_audio_tokens, writer);
  write_known("cache_write_tokens", usage.cache_written_tokens, writer);
  write_known("image_tokens", usage.prompt_image_tokens, writer);
  write_known("text_tokens", usage.prompt_text_tokens, writer);
  writer.end_object();
  writer.key("completion_tokens_details");
  writer.begin_object();
  write_count("reasoning_tokens", usage.thinking_tokens, writer);
  write_count("audio_tokens", usage.completion_audio_tokens, writer);
  write_known("image_tokens", usage.completion_image_tokens, writer);
  write_known("text_tokens", usage.completion_text_tokens, writer);
  write_count("accepted_prediction_tokens", 0, writer);
  write_count("rejected_prediction_tokens", 0, writer);
  writer.end_object();
  writer.end_object();
}

}  // namespace rota::openai
