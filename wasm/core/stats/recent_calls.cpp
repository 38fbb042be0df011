// See recent_calls.h.
#include "stats/recent_calls.h"

namespace rota::stats {

void RecentCalls::add(const Outcome& outcome) {
  if (calls_.size() < limits::recent_calls) calls_.resize(calls_.size() + 1);
  RecentCall& call = calls_[next_];
  next_ = (next_ + 1) % limits::recent_calls;
  call.at_ms = outcome.at_ms;
  call.first_byte_ms = outcome.first_byte_ms;
  call.total_ms = outcome.total_ms;
  call.tokens = outcome.prompt_tokens + outcome.completion_tokens + outcome.thinking_tokens;
  call.key.set(outcome.key);
  call.client.set(outcome.client);
  call.endpoint.set(outcome.endpoint);
  call.dialect.set(outcome.dialect);
  call.verdict.set(outcome.verdict);
  call.model.set(outcome.model);
  call.status = outcome.called ? outcome.status : outcome.client_status;
  call.attempt = outcome.attempt;
}

}  // namespace rota::stats
