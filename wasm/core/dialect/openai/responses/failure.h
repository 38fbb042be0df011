// Failures: what clients of this dialect hear when there is no answer, or no more of it.
// Knows OpenAI's envelope with this dialect's fields and codes, and the codes by which such clients stop or come again
// (DIALECTS: B2, D0.7, D2); refuses to choose what they hear (dialect/complaints).
#pragma once

#include "dialect/openai/responses/events.h"
#include "dialect/dialect.h"

namespace rota::openai::responses {

/// ClientDialect::spell.
[[nodiscard]] Bytes spell_field(Field field);
/// ClientDialect::write_error.
void write_error(const Failure& failure, Buffer& out);
/// ClientDialect::write_late_error: the event `error`, for a stream of which no more is known.
void write_error_event(const Failure& failure, Buffer& out);

/// How a response has failed. The message lives in `arena`.
[[nodiscard]] State failed_state(const Failure& failure, Arena& arena);

}  // namespace rota::openai::responses
