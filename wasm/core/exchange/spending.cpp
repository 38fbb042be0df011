// Estimates; see spending.h.
#include "exchange/spending.h"

#include "base/text.h"

namespace rota::exchange {

namespace {

constexpr std::size_t bytes_per_token = 4;

std::size_t tokens_in(std::size_t bytes) { return (bytes + bytes_per_token - 1) / bytes_per_token; }

}  // namespace

void Spending::take(Bytes piece) {
  constexpr Bytes field = "data:";
  answer_bytes += piece.size();
  for (std::size_t at = piece.find(field); at != Bytes::npos; at = piece.find(field, at + field.size())) {
    if (at == 0 || piece[at - 1] == '\n' || piece[at - 1] == '\r') ++events;
  }
}

std::int64_t estimate_tokens(const Spending& spending) {
  const std::size_t answered = spending.events != 0 ? spending.events : tokens_in(spending.answer_bytes);
  return static_cast<std::int64_t>(tokens_in(spending.asked_bytes) + answered);
}

bool counts_tokens(const Context& context) {
  const store::ClientRow* client = context.grant.client;
  return client != nullptr && client->tpd > 0 && context.request.route.use == dialect::Use::metered;
}

std::int64_t unsaid_tokens(const Context& context, const Flow& flow, const chat::Usage& usage, Spending spending) {
  if (!counts_tokens(context)) return 0;
  if (usage.prompt_tokens >= 0 || usage.completion_tokens >= 0) return 0;
  if (usage.total_tokens >= 0) return usage.total_tokens;
  dialect::Asked asked;
  flow.describe(asked);
  if (asked.text_bytes != 0) spending.asked_bytes = asked.text_bytes;  // pictures weigh more than they cost
  return estimate_tokens(spending);
}

}  // namespace rota::exchange
