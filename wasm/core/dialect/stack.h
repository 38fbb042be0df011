// Stack: what an error says to whoever debugs Rota, in every dialect's envelope.
// Knows its lines; refuses to know where they come from (exchange/debug.h) and under which name a dialect shows them.
#pragma once

#include "base/text.h"
#include "json/writer.h"

namespace rota::dialect {

/// Failure::stack as an array of strings.
inline void write_stack(Bytes stack, json::Writer& writer) {
  writer.begin_array();
  while (!stack.empty()) writer.string(text::trim(text::split(stack, '\n')));
  writer.end_array();
}

}  // namespace rota::dialect
