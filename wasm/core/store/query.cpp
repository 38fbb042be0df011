// The JSON of queries; see query.h.
#include "store/query.h"

#include "base/text.h"

namespace rota::store {

namespace {

constexpr std::size_t hex_id_digits = 16;

int hex_id_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

void write_hex_id(json::Writer& out, std::uint64_t id) {
  char digits[hex_id_digits];
  for (std::size_t i = 0; i < hex_id_digits; ++i) digits[i] = "0123456789abcdef"[(id >> (60 - 4 * i)) & 15];
  out.escaped(Bytes(digits, hex_id_digits));
}

bool parse_hex_id(Bytes digits, std::uint64_t& id) {
  if (digits.size() != hex_id_digits) return false;
  std::uint64_t read = 0;
  for (const char c : digits) {
    const int digit = hex_id_digit(c);
    if (digit < 0) return false;
    read = read << 4 | static_cast<std::uint64_t>(digit);
  }
  id = read;
  return true;
}

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
  return parse_hex_id(row[column].escaped(), id) ? id : 0;
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

}  // namespace rota::store
