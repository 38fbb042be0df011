// Writing a node: the members of one schema in one of Google's two forms.
// Knows names and shapes; refuses to change what a node says.
#pragma once

#include "dialect/gemini/schema_model.h"
#include "dialect/gemini/schema_refs.h"
#include "json/writer.h"

namespace rota::gemini::schema {

enum class Form : std::uint8_t { json_schema, openapi };

/// `definitions` is what the root's $defs holds. Keywords that the form lacks are left out.
void write_node(const Node& node, Form form, const Definitions& definitions, json::Writer& out);

}  // namespace rota::gemini::schema
