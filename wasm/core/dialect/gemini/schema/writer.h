// Writing a node: the members of one schema in one of Google's two forms.
// Knows names and shapes; refuses to change what a node says.
#pragma once

#include "dialect/gemini/schema/model.h"
#include "dialect/gemini/schema/refs.h"
#include "json/writer.h"

namespace rota::gemini::schema {

enum class Form : std::uint8_t {
  json_schema,
  plain,  // json_schema without what bounds a value: types, members, elements and enums alone
  openapi,
};

/// `definitions` is what the root's $defs holds. Keywords that the form lacks are left out.
void write_node(const Node& node, Form form, const Definitions& definitions, json::Writer& out);

}  // namespace rota::gemini::schema
