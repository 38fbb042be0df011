// Gemini tools: function declarations, Google's own tools, and when which may be called.
// Knows what a model family takes together (TRANSLATION: 4); refuses to know how a client declares tools.
#pragma once

#include "chat/conversation.h"
#include "dialect/amendments.h"
#include "dialect/gemini/request/function_name.h"
#include "dialect/gemini/models/model_traits.h"
#include "dialect/gemini/schema/schema.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::gemini {

[[nodiscard]] inline Bounds bounds_of(dialect::Strictness strictness) {
  return strictness == dialect::Strictness::plain ? Bounds::dropped : Bounds::kept;
}

/// Whether write_tools() would write any tool.
[[nodiscard]] bool has_tools(const chat::Conversation& conversation);

/// Which parts of Google's own tools a history may hold: those of tools that the request has.
struct ServerTools {
  bool invocations = false;  ///< toolCall and toolResponse
  bool code = false;         ///< executableCode and codeExecutionResult
};
[[nodiscard]] ServerTools server_tools(const chat::Conversation& conversation, const ModelTraits& traits);
/// Whether a native part is of the first sort.
[[nodiscard]] bool is_invocation(const chat::Part& native);

/// Writes the members `tools` and `toolConfig`, or nothing. Before Gemini 3 functions and Google's own tools exclude
/// each other: the functions stay. Fails with the client's blame for a schema that is none. `scratch` reads schemas.
[[nodiscard]] Status write_tools(const chat::Conversation& conversation, const ModelTraits& traits,
                                 dialect::Strictness strictness, FunctionNames& names, SchemaBudget& budget,
                                 json::Reader& scratch, json::Writer& writer);

}  // namespace rota::gemini
