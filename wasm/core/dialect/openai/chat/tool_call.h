// Tool calls in answers: what the model wants done, as OpenAI spells it.
// Knows function calls, in the form of today and in the older one, and calls of custom tools, whole and in the pieces
// of a stream; refuses to check arguments.
#pragma once

#include "dialect/openai/chat/answer.h"
#include "dialect/reading/arguments_text.h"
#include "json/writer.h"

namespace rota::openai {

/// A call, ready to be written. The views live as long as the delta and the head's arena.
struct ToolCall {
  json::Escaped id;  ///< carries the signature where it can (call_id.h)
  json::Escaped name;
  json::Escaped signature;  ///< may be empty
  bool custom = false;
};
/// Makes the id. `delta` begins the call.
[[nodiscard]] ToolCall read_tool_call(const chat::Delta& delta, const AnswerHead& head);
/// The text that a custom tool's call is for, out of the object that it is for the model: its member `input`, or all of
/// it when the model gave another one. In `arena` or a view into `arguments`.
[[nodiscard]] json::Escaped read_custom_input(Bytes arguments, Arena& arena);

using reading::ArgumentsText;

/// Writes one element of `tool_calls`, complete. `arguments` is a JSON object, or empty for {}.
void write_tool_call(const ToolCall& call, Bytes arguments, Arena& arena, json::Writer& writer);
/// Writes the member `function_call`, complete: the older form, in which a message holds one call and no id. It has no
/// place for a signature but an extra_content that clients may drop.
void write_function_call(const ToolCall& call, Bytes arguments, Arena& arena, json::Writer& writer);
/// Writes the member of a delta that opens a call in a stream, as OpenAI does: all but the arguments, which are empty.
void write_call_opening(const ToolCall& call, std::uint32_t index, const AnswerHead& head, json::Writer& writer);
/// Writes the member of a delta that brings a piece of the arguments up to the inside of its string, which the caller
/// appends to the writer's text and end_call_piece() closes. `custom` as in ToolCall.
void begin_call_piece(bool custom, std::uint32_t index, const AnswerHead& head, json::Writer& writer);
void end_call_piece(const AnswerHead& head, json::Writer& writer);

}  // namespace rota::openai
