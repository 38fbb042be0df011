// Tool calls in answers: what the model wants done, as OpenAI spells it.
// Knows function calls, in the form of today and in the older one, and calls of custom tools, whole and in the two
// pieces of a stream; refuses to check arguments.
#pragma once

#include "dialect/openai/answer.h"
#include "json/writer.h"

namespace rota::openai {

/// A call, ready to be written. The views live as long as the delta and the head's arena.
struct ToolCall {
  Bytes id;         ///< escaped; carries the signature where it can (call_id.h)
  Bytes name;       ///< escaped
  Bytes json;       ///< a function's arguments, an object
  Bytes input;      ///< a custom tool's text, escaped
  Bytes signature;  ///< escaped, may be empty
  bool custom = false;
};
/// Makes the id, and takes the text out of the object that a custom tool's call is for the model.
[[nodiscard]] ToolCall read_tool_call(const chat::Delta& delta, const AnswerHead& head);

/// Writes one element of `tool_calls`, complete.
void write_tool_call(const ToolCall& call, json::Writer& writer);
/// Writes the member `function_call`, complete: the older form, in which a message holds one call and no id. It has no
/// place for a signature but an extra_content that clients may drop.
void write_function_call(const ToolCall& call, json::Writer& writer);
/// Writes the member of a delta that opens a call in a stream, as OpenAI does: all but the arguments, which are empty.
void write_call_opening(const ToolCall& call, std::uint32_t index, const AnswerHead& head, json::Writer& writer);
/// Writes the member of a delta that brings the arguments.
void write_call_arguments(const ToolCall& call, std::uint32_t index, const AnswerHead& head, json::Writer& writer);

}  // namespace rota::openai
