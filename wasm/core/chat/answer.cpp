// Usage's one rule, and how far an answer has come; see answer.h.
#include "chat/answer.h"

namespace rota::chat {

namespace {
constexpr std::int64_t Usage::*counts[] = {
    &Usage::prompt_tokens,           &Usage::completion_tokens,      &Usage::total_tokens,
    &Usage::cached_tokens,           &Usage::cache_written_tokens,   &Usage::thinking_tokens,
    &Usage::prompt_audio_tokens,     &Usage::prompt_image_tokens,    &Usage::prompt_text_tokens,
    &Usage::completion_audio_tokens, &Usage::completion_image_tokens, &Usage::completion_text_tokens,
};
static_assert(sizeof(Usage) == sizeof(counts) / sizeof(counts[0]) * sizeof(std::int64_t));

/// What stands beside an answer, and is none itself.
bool is_beside(Delta::Kind kind) {
  return kind == Delta::Kind::finish || kind == Delta::Kind::citations || kind == Delta::Kind::note ||
         kind == Delta::Kind::end;
}

/// The delta is of an answer: more than a signature, and nothing that only stands beside one.
bool answers(const Delta& delta) {
  switch (delta.kind) {
    case Delta::Kind::text:
    case Delta::Kind::refusal:
      return !delta.text.empty();
    case Delta::Kind::media:
      return !delta.data.empty();
    case Delta::Kind::tool_call:
      return true;
    default:
      return false;
  }
}
}  // namespace

bool answers(const Fragment& fragment) {
  for (const Delta& delta : fragment.deltas) {
    if (answers(delta)) return true;
  }
  return false;
}

bool says_something(const Fragment& fragment) {
  for (const Delta& delta : fragment.deltas) {
    if (answers(delta) || (delta.kind == Delta::Kind::thought && !delta.text.empty())) return true;
  }
  return false;
}

void Progress::note(const Fragment& fragment, Arena& arena) {
  excused_ = excused_ || fragment.blocked;
  answered_ = answered_ || answers(fragment);
  for (const Delta& delta : fragment.deltas) {
    Candidate* spoken = nullptr;
    for (Candidate& known : candidates_) {
      if (known.index == delta.candidate) spoken = &known;
    }
    if (spoken == nullptr) spoken = &candidates_.push(arena, Candidate{delta.candidate, false, false, false});
    if (!is_beside(delta.kind)) {
      spoken->spoke = true;
      spoken->go_on();
    }
    if (delta.kind != Delta::Kind::finish) continue;
    spoken->finished = delta.finish != Finish::none;
    spoken->paused = delta.finish == Finish::paused;
    excused_ = excused_ || delta.finish == Finish::length || delta.finish == Finish::content_filter;
  }
}

void Progress::go_on() {
  for (Candidate& known : candidates_) known.go_on();
}

bool Progress::paused() const {
  bool any = false;
  for (const Candidate& known : candidates_) any = any || known.paused;
  return any && finished();
}

bool Progress::finished() const {
  bool any = false;
  for (const Candidate& known : candidates_) {
    if (known.finished) {
      any = true;
    } else if (known.spoke) {
      return false;
    }
  }
  return any;
}

void Usage::merge(const Usage& later) {
  for (const auto count : counts) {
    if (later.*count >= 0) this->*count = later.*count;
  }
  const bool older_total = later.total_tokens < 0 && (later.prompt_tokens >= 0 || later.completion_tokens >= 0);
  if (older_total && total_tokens >= 0 && prompt_tokens >= 0 && completion_tokens >= 0) {
    total_tokens = prompt_tokens + completion_tokens;
  }
}

void Usage::add(const Usage& other) {
  for (const auto count : counts) {
    if (other.*count >= 0) this->*count = (this->*count < 0 ? 0 : this->*count) + other.*count;
  }
}

}  // namespace rota::chat
