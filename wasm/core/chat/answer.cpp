// Usage's one rule; see answer.h.
#include "chat/answer.h"

namespace rota::chat {

namespace {
void take_said(std::int64_t& field, std::int64_t said) {
  if (said >= 0) field = said;
}
}  // namespace

void Usage::merge(const Usage& later) {
  take_said(prompt_tokens, later.prompt_tokens);
  take_said(completion_tokens, later.completion_tokens);
  take_said(total_tokens, later.total_tokens);
  take_said(cached_tokens, later.cached_tokens);
  take_said(thinking_tokens, later.thinking_tokens);
  take_said(prompt_audio_tokens, later.prompt_audio_tokens);
  take_said(prompt_image_tokens, later.prompt_image_tokens);
  take_said(prompt_text_tokens, later.prompt_text_tokens);
  take_said(completion_audio_tokens, later.completion_audio_tokens);
  take_said(completion_image_tokens, later.completion_image_tokens);
  take_said(completion_text_tokens, later.completion_text_tokens);
}

}  // namespace rota::chat
