// Waits: when to come back, in the words and headers of upstreams.
// Google says so in its error; servers of OpenAI's dialect in the text ("Please try again in 7m12s.") and in headers:
// retry-after, retry-after-ms (Azure), x-ratelimit-reset-requests and -tokens (OpenAI, Groq), x-ratelimit-reset
// (OpenRouter, Together). Knows their spellings; refuses to bound a wait (pool/verdict) and to judge what is waited for.
#pragma once

#include "chat/upstream_error.h"
#include "http/head.h"

namespace rota::reading {

/// A decimal number and what follows it: "34.4s" leaves "s". False, and nothing is taken, when no digit stands there.
[[nodiscard]] bool take_decimal(Bytes& s, double& out);

/// "48s", "34.4s", "1m30s", "7m12s", "6ms", "1h0m0s", "2d", "20 seconds", in ms; -1 when no duration stands there. What
/// follows it is of no interest.
[[nodiscard]] double duration_ms(Bytes s);

/// What a sentence says, in ms, or -1: "Please retry in 48.939935699s.", "Please try again in 7m12s.".
[[nodiscard]] double announced_ms(Bytes message);

/// A value of x-ratelimit-reset: the moment in ms or s since 1970, or the seconds until then. The first is the error's
/// reset_ms, the second its delay, unless it has one. Anything else changes nothing.
void take_reset(Bytes value, chat::UpstreamError& error);

/// What the headers of a refusal say, where the error itself does not: its delay, and its reset_ms. Those of windows count
/// with 429 alone, for every answer has them: the longest wait of what is spent, or the shortest where nothing is said to
/// be.
void read_wait(const http::Headers& headers, chat::UpstreamError& error);

}  // namespace rota::reading
