// Gemini errors: what Google's refusals mean, and Google's own envelope for what Rota has to say.
// Knows google.rpc error details and Google's sentences (recorded bodies, 2025 and 2026); refuses to judge keys
// (pool/verdict) or to choose what a client hears (dialect/complaints).
#pragma once

#include "base/buffer.h"
#include "dialect/dialect.h"

namespace rota::gemini {

/// UpstreamDialect::classify, for errors in Google's words, whatever envelope they came in.
[[nodiscard]] chat::Diagnosis classify(const chat::UpstreamError& error, const dialect::Asked& asked, Arena& arena);

/// UpstreamDialect::error_in: an error in an answer's place, or an answer that the key's account was refused.
[[nodiscard]] const chat::UpstreamError* error_in(json::Value message, Arena& arena);
/// Finish::error_of, for a finishReason or a blockReason.
[[nodiscard]] const chat::UpstreamError* error_of_finish(Bytes reason, Arena& arena);

/// Google's name of a field, as `fieldViolations` has it; empty for Field::none. A literal.
[[nodiscard]] Bytes spell_field(Field field);
/// The field that a path of Google's names or leads into, in snake or camel case; none where no other dialect has it.
[[nodiscard]] Field read_field(Bytes path);

/// Appends {"error":{"code","message","status","details"?}}, the body of an answer with failure.status.
void write_error(const Failure& failure, Buffer& out);

}  // namespace rota::gemini
