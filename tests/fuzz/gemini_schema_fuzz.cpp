// Any bytes as a schema: no crash, and what comes out is in Google's forms and stays as it is.
#include <cstdlib>

#include "../unit/dialect/gemini/schema/schema_judge.h"
#include "dialect/gemini/schema/schema.h"

using namespace rota;

namespace {

bool write(json::Value schema, gemini::SchemaUse use, Buffer& out, Arena& arena) {
  json::Writer writer(out);
  gemini::SchemaBudget budget;
  return gemini::write_json_schema(schema, use, "schema", budget, writer, arena).ok();
}

void judge(json::Value schema, gemini::SchemaUse use) {
  Arena arena;
  json::Reader reader;
  Buffer form;
  Buffer again;
  if (!write(schema, use, form, arena)) return;
  const Result<json::Value> written = reader.read(form.view(), arena);
  if (!written.ok() || !test::FormJudge().judge_json_schema(written.value()).empty()) std::abort();
  if (!write(written.value(), use, again, arena) || again.view() != form.view()) std::abort();
  Buffer openapi;
  json::Writer writer(openapi);
  writer.begin_object();
  gemini::SchemaBudget budget;
  const Result<bool> there = gemini::write_openapi_schema("s", schema, use, "schema", budget, writer, arena);
  writer.end_object();
  const Result<json::Value> other = reader.read(openapi.view(), arena);
  if (!there.ok() || !other.ok()) std::abort();
  if (there.value() && !test::FormJudge().judge_openapi(other.value()["s"]).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Result<json::Value> schema = reader.read({reinterpret_cast<const char*>(data), size}, arena);
  if (!schema.ok()) return 0;
  judge(schema.value(), gemini::SchemaUse::parameters);
  judge(schema.value(), gemini::SchemaUse::response);
  return 0;
}
