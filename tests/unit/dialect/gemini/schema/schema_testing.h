// Schema testing: what the schema tests share, the normaliser's JSON form of a text.
#pragma once

#include "dialect/gemini/schema/schema.h"
#include "dialect/dialect_support.h"
#include "json/writer.h"

namespace rota::test {

/// The JSON form of an answer's schema, which is the same when it is sent again.
inline std::string json_form(const std::string& schema) {
  const auto write = [](const std::string& sent) {
    Document document(sent);
    REQUIRE(document.ok);
    Buffer out;
    json::Writer writer(out);
    Arena scratch;
    gemini::SchemaBudget budget;
    REQUIRE(gemini::write_json_schema(document.root, gemini::SchemaUse::response, "field", budget, writer, scratch).ok());
    return str(out.view());
  };
  const std::string written = write(schema);
  CHECK(write(written) == written);
  return written;
}

}  // namespace rota::test
