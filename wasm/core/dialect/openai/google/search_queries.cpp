// What a search has looked for; see google.h.
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

List<json::Escaped> read_search_queries(const chat::Delta& note, Arena& arena) {
  List<json::Escaped> queries;
  if (note.owner != owner || note.name != Bytes("grounding_metadata")) return queries;
  json::Reader reader;
  const auto metadata = reader.read(note.json, arena);
  if (!metadata.ok()) return queries;
  for (json::Value query : metadata.value()["webSearchQueries"].elements()) {
    if (query.is_string()) queries.push(arena, json::copy(arena, query.escaped()));
  }
  return queries;
}

}  // namespace rota::openai::google
