// Spending: what an attempt costs a client whose tokens are counted, when the upstream does not say it.
// Knows sizes; refuses to know what a body says. Statistics never see an estimate.
#pragma once

#include "exchange/flow.h"

namespace rota::exchange {

/// What has gone up and come down in one attempt.
struct Spending {
  std::size_t asked_bytes = 0;
  std::size_t answer_bytes = 0;
  std::size_t events = 0;  ///< of a stream of server-sent events; 0: it is none

  /// A piece of the answer. An event whose beginning is cut in two is not seen.
  void take(Bytes piece);
};

/// One token for every four bytes of what was asked and of what came, but of a stream one for each of its events, whose
/// envelopes weigh more than their texts. A token is about four characters (Google, "Understand and count tokens";
/// OpenAI, "What are tokens", both 2026).
[[nodiscard]] std::int64_t estimate_tokens(const Spending& spending);

/// The client's limit counts tokens of this operation: what is not said is estimated.
[[nodiscard]] bool counts_tokens(const Context& context);

/// What is to be charged to the client's limit beyond what `usage` says: nothing when it says something, when nobody
/// counts this client's tokens, or when the operation costs none.
[[nodiscard]] std::int64_t unsaid_tokens(const Context& context, const Flow& flow, const chat::Usage& usage,
                                         Spending spending);

}  // namespace rota::exchange
