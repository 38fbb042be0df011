// Gemini errors: reads what a failing upstream said, says what a client is to hear of it, and spells Google's envelope.
// Knows google.rpc error details (recorded bodies, 2025 and 2026); refuses to judge keys (pool/verdict).
#pragma once

#include "base/buffer.h"
#include "chat/upstream_error.h"
#include "json/reader.h"

namespace rota::gemini {

/// Reads the body of an answer with an error status: Google's envelope, the same in an array, OpenAI's envelope, HTML
/// or anything else. `retry_after` is that header's value, or empty. Texts are copied into `arena`.
[[nodiscard]] chat::UpstreamError read_error(std::uint16_t http_status, Bytes retry_after, Bytes body,
                                             json::Reader& reader, Arena& arena);
/// The same for an error that came as a message of a stream; the HTTP status is the one it names, else 500.
[[nodiscard]] chat::UpstreamError read_error(json::Value root, Arena& arena);

/// What the client hears when this error is the last word (TRANSLATION: 13). `own_key`: the client brought the key, so
/// that a bad one is the client's own fault. Retry times are the upstream's; the pool may know better ones.
[[nodiscard]] Failure to_failure(const chat::UpstreamError& error, Arena& arena, bool own_key = false);

/// Appends {"error":{"code","message","status","details"?}}, the body of an answer with failure.status.
void write_error(const Failure& failure, Buffer& out);

}  // namespace rota::gemini
