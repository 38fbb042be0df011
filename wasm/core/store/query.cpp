// The JSON of queries; see query.h.
#include "store/query.h"

#include "base/text.h"

namespace rota::store {

Query::Query(Buffer& out) : writer_(out) { writer_.begin_array(); }

void Query::end() { writer_.end_array(); }

Result<Results> Results::read(Bytes body, json::Reader& reader, Arena& arena) {
  const Failure foreign{Blame::rota, Fault::internal, 500, "The database's answer is none that Rota knows.", {}, 0};
  auto list = reader.read(body, arena);
  if (!list || !list->is_array()) return foreign;
  for (const json::Value result : list->elements()) {
    if (!result["rows"].is_array()) return foreign;
  }
  return Results(*list);
}

json::Value Results::rows(std::size_t statement) const { return list_.at(statement)["rows"]; }

json::Value Results::row(std::size_t statement) const { return rows(statement).at(0); }

std::int64_t Results::changes(std::size_t statement) const { return integer_of(list_.at(statement), "changes"); }

Bytes text_of(json::Value row, Bytes column, Arena& arena) { return row[column].text(arena); }

std::int64_t integer_of(json::Value row, Bytes column) { return nullable_of(row, column).value_or(0); }

std::optional<std::int64_t> nullable_of(json::Value row, Bytes column) {
  std::int64_t value = 0;
  if (!row[column].integer(value)) return std::nullopt;
  return value;
}

std::uint64_t id_of(json::Value row, Bytes column) {
  std::uint64_t id = 0;
  return text::parse_hex_id(row[column].escaped(), id) ? id : 0;
}

List<Bytes> texts_of(json::Value row, Bytes column, json::Reader& reader, Arena& arena) {
  List<Bytes> texts;
  const auto list = reader.read(row[column].text(arena), arena);
  if (!list.ok()) return texts;
  for (const json::Value text : list.value().elements()) {
    if (text.is_string()) texts.push(arena, arena.copy(text.text(arena)));
  }
  return texts;
}

Bytes texts_json(const List<Bytes>& texts, Arena& arena) {
  Buffer out;
  json::Writer writer(out);
  writer.begin_array();
  for (const Bytes text : texts) writer.string(text);
  writer.end_array();
  return arena.copy(out.view());
}

void append_ids(Buffer& out, const List<std::uint64_t>& ids) {
  json::Writer writer(out);
  writer.begin_array();
  for (const std::uint64_t id : ids) writer.string(text::hex_id(id).view());
  writer.end_array();
}

}  // namespace rota::store
