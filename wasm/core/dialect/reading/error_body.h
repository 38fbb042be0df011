// Error body: reads what a failing upstream said, in whichever of the known envelopes it came.
// Servers in front of others send both, so every upstream dialect reads both: {"error": {"code", "message", "status",
// "details"}} with the error details of google.rpc, and {"error": {"message", "type", "param", "code"}} (recorded
// bodies, 2025 and 2026). The second one comes without the outer object too, and validators (FastAPI's) say {"detail": ...}. Knows their members; refuses to know what they mean (UpstreamDialect::classify).
#pragma once

#include "chat/upstream_error.h"
#include "http/head.h"
#include "json/reader.h"

namespace rota::reading {

/// Reads the body of an answer with an error status: an envelope, the same in an array, HTML or anything else.
/// `headers` are the answer's, which may say when to come back. Texts are copied into `arena`, with every key redacted.
[[nodiscard]] chat::UpstreamError read_error(std::uint16_t http_status, const http::Headers& headers, Bytes body,
                                             json::Reader& reader, Arena& arena);

/// The error that a 2xx answer, or a message of a stream that began with 200, is instead; null when it is none. Its
/// HTTP status is the one that it names, else the one of its canonical code, else 500.
[[nodiscard]] const chat::UpstreamError* error_in(json::Value message, Arena& arena);

/// The document itself, or the only element of an array around it, in which some servers wrap their messages.
[[nodiscard]] json::Value unwrap(json::Value root);

}  // namespace rota::reading
