// Tools: what a model may call, and whether it must.
// Knows function tools and the three words of tool_choice that every server knows; refuses to know messages.
#pragma once

#include "dialect/amendments.h"
#include "dialect/function_names.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::openai {

/// Writes the members for tools. A custom tool goes as the function that its schema shows, a namespace stands in the name.
/// Where a choice allows some tools only, those alone are declared: few servers know a list of allowed ones. Tools of other
/// upstreams' own are left out; a search is asked for where it is the only tool. `scratch` reads schemas.
void write_tools(const chat::Conversation& conversation, const dialect::Amendments& amendments,
                 dialect::FunctionNames& names, json::Reader& scratch, json::Writer& writer);

/// Appends what servers find too long to stand in a tool's description.
void describe_tools(const chat::Conversation& conversation, dialect::FunctionNames& names, json::EscapedText& out);

}  // namespace rota::openai
