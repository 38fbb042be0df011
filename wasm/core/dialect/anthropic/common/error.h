// Errors of Anthropic's dialect: envelope, types and statuses of every fault.
// Knows what its clients do about each (DIALECTS: B1, D1); refuses to know upstreams.
#pragma once

#include "base/buffer.h"
#include "base/result.h"

namespace rota::anthropic {

/// How Anthropic calls a field; of one that it does not have, how others do.
[[nodiscard]] Bytes spell_field(Field field);

/// 529 in the place of 503: "overloaded" is what clients wait for.
[[nodiscard]] std::uint16_t status_of(const Failure& failure);
/// dialect::forbid_useless_retry(), of a wrong key, too: these clients would try it again.
void write_error_headers(const Failure& failure, Buffer& head);
/// Appends {"type":"error","error":{...},"request_id":"..."}. The message begins with the field at fault, for there is no other place for it.
void write_error(const Failure& failure, Buffer& out);
/// Appends it as an event that ends a stream, perhaps in the middle of another one.
void write_error_event(const Failure& failure, Buffer& out);

}  // namespace rota::anthropic
