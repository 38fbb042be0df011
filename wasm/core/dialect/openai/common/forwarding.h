// Forwarding: what of a request's head an upstream of this dialect is sent.
// Knows the names of OpenAI's reference and of the interfaces that such upstreams serve beside it; refuses accounts
// (openai-organization, openai-project) and keys of idempotence (two clients of one pool may choose the same one).
#pragma once

#include "http/forward.h"

namespace rota::openai {

inline constexpr Bytes forwarded_headers[] = {
    "openai-beta", "anthropic-version", "anthropic-beta", "last-event-id", "x-stainless-*",
};

inline constexpr Bytes forwarded_query[] = {
    "after",  "before", "limit", "order",    "include",     "include_obfuscation", "purpose", "model", "metadata",
    "stream", "starting_after", "filter", "after_id", "before_id", "beta", "api-version", "name", "type", "variant",
};

}  // namespace rota::openai
