// OpenAI errors: spells a Failure as OpenAI's error envelope.
// Knows type and code for every Fault; refuses to know where the Failure came from, or its HTTP status.
#pragma once

#include "base/buffer.h"
#include "base/result.h"

namespace rota::openai {

/// Appends {"error":{"message","type","param","code"}}, the body of an answer with failure.status.
void write_error(const Failure& failure, Buffer& out);
/// Appends the same as one event of a stream that has begun. Clients raise on it; no [DONE] may follow.
void write_error_event(const Failure& failure, Buffer& out);

}  // namespace rota::openai
