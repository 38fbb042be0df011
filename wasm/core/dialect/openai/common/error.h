// OpenAI errors: what OpenAI's refusals mean, and OpenAI's envelope for a Failure.
// Knows its codes, and type and code for every Fault; refuses to judge keys (pool/verdict) or to choose what a client
// hears (dialect/complaints).
#pragma once

#include "base/buffer.h"
#include "dialect/dialect.h"

namespace rota::openai {

/// OpenAI's name of a field, as `param` has it; empty for Field::none. A literal.
[[nodiscard]] Bytes spell_field(Field field);
/// The field that a path of OpenAI's names or leads into; none where no other dialect has it.
[[nodiscard]] Field read_field(Bytes path);

/// UpstreamDialect::classify, for errors in OpenAI's envelope.
[[nodiscard]] chat::Diagnosis classify(const chat::UpstreamError& error, const dialect::Asked& asked, Arena& arena);

/// What OpenAI calls such a failure.
struct ErrorNames {
  json::Escaped type;
  json::Escaped code;  ///< empty: null
};
[[nodiscard]] ErrorNames error_names(const Failure& failure);
/// Appends {"error":{"message","type","param","code"}} with these; `param` may be empty.
void write_error_as(const ErrorNames& names, const Failure& failure, Bytes param, Buffer& out);

/// Appends {"error":{"message","type","param","code"}}, the body of an answer with failure.status.
void write_error(const Failure& failure, Buffer& out);
/// Appends the same as one event of a stream that has begun. Clients raise on it; no [DONE] may follow.
void write_error_event(const Failure& failure, Buffer& out);

}  // namespace rota::openai
