// Keys in CSV: RFC 4180, and what spreadsheets make of it (semicolons, tabs, single line ends).
// Knows quotes and rows; what columns mean is in key_intake.h.
#include "base/text.h"
#include "pool/csv_cell.h"
#include "pool/key_intake.h"

namespace rota::pool {

namespace {

constexpr char csv_separators[] = {',', ';', '\t'};
constexpr std::uint32_t no_column = 0xFFFFFFFF;

bool ends_line(char c) { return c == '\n' || c == '\r'; }

/// One field of a row, without its quotes.
struct CsvField {
  Bytes text;  // with quotes still doubled
  bool doubled = false;
  bool last = false;  // of its row
  bool open = false;  // its quote has no end: the rest of its line is no field
};

/// Takes the field that `rest` begins with off it, and the separator or the line end behind it.
CsvField take_field(Bytes& rest, char separator) {
  CsvField field;
  std::size_t at = 0;
  while (at < rest.size() && rest[at] == ' ') ++at;
  std::size_t begin = 0;
  std::size_t end = Bytes::npos;
  if (at < rest.size() && rest[at] == '"') {
    begin = ++at;
    for (; at < rest.size(); ++at) {
      if (rest[at] != '"') continue;
      if (at + 1 == rest.size() || rest[at + 1] != '"') break;
      field.doubled = true;
      ++at;
    }
    field.open = at == rest.size();
    if (field.open) at = begin;
    end = at;
  }
  while (at < rest.size() && !ends_line(rest[at]) && (field.open || rest[at] != separator)) ++at;
  field.text = rest.substr(begin, (end == Bytes::npos ? at : end) - begin);
  field.last = at == rest.size() || ends_line(rest[at]);
  rest.remove_prefix(at);
  if (field.last) {
    take_line(rest);
  } else {
    rest.remove_prefix(1);
  }
  return field;
}

Bytes plain_text(const CsvField& field, Arena& arena) {
  if (!field.doubled) return field.text;
  auto* out = static_cast<char*>(arena.allocate(field.text.size(), 1));
  std::size_t size = 0;
  for (std::size_t i = 0; i < field.text.size(); ++i) {
    out[size++] = field.text[i];
    if (field.text[i] == '"') ++i;
  }
  return {out, size};
}

struct Columns {
  char separator = 0;
  std::uint32_t there = 0;  // bit n: there is a column of field n
  std::uint32_t of[key_field_count];
};

/// False when `header` names no column of keys with any separator. Of two columns of a field the first one counts.
bool read_header(Bytes header, Columns& columns) {
  for (const char separator : csv_separators) {
    columns.separator = separator;
    columns.there = 0;
    for (std::uint32_t& column : columns.of) column = no_column;
    std::uint32_t column = 0;
    for (Bytes rest = header; !rest.empty(); ++column) {
      const CsvField field = take_field(rest, separator);
      const KeyField named = key_field_named(text::trim(field.text));
      if (named == KeyField::none || columns.of[static_cast<std::size_t>(named)] != no_column) continue;
      columns.of[static_cast<std::size_t>(named)] = column;
      columns.there |= std::uint32_t{1} << static_cast<unsigned>(named);
    }
    if (secret_field(columns.there) != KeyField::none) return true;
  }
  return false;
}

bool is_skipped(Bytes line) {
  const Bytes content = text::trim(line);
  return content.empty() || content.front() == '#';
}

/// The first line that says something, which `rest` loses with all before it. `number` counts lines.
Bytes take_header(Bytes& rest, std::uint32_t& number) {
  Bytes line;
  while (!rest.empty() && is_skipped(line)) {
    line = take_line(rest);
    ++number;
  }
  return line;
}

std::uint32_t count_lines(Bytes text) {
  std::uint32_t count = 0;
  while (!text.empty()) {
    take_line(text);
    ++count;
  }
  return count;
}

/// Takes a row off `rest`.
void take_row(Bytes& rest, std::uint32_t line, const Columns& columns, KeyIntake& intake) {
  Bytes said[key_field_count];
  bool open = false;
  bool blank = true;
  CsvField field;
  for (std::uint32_t column = 0; !field.last; ++column) {
    field = take_field(rest, columns.separator);
    open = open || field.open;
    blank = blank && text::trim(field.text).empty();
    for (std::size_t i = 1; i < key_field_count; ++i) {
      if (columns.of[i] == column) said[i] = without_csv_guard(plain_text(field, intake.arena()));
    }
  }
  if (open) return intake.refuse(line, Refusal::open_quote);
  if (blank) return;
  const KeyField secret = secret_field(columns.there);
  ImportedKey key;
  key.secret = Secret(said[static_cast<std::size_t>(secret)]);
  for (std::size_t i = 1; i < key_field_count; ++i) {
    const auto named = static_cast<KeyField>(i);
    if (named != secret) set_key_field(key, named, said[i]);
  }
  intake.take_value(key, true, line);
}

}  // namespace

bool is_key_csv(Bytes text) {
  Columns columns;
  std::uint32_t number = 0;
  return read_header(take_header(text, number), columns);
}

void read_key_csv(Bytes text, KeyIntake& intake) {
  Columns columns;
  std::uint32_t number = 0;
  if (!read_header(take_header(text, number), columns)) return;
  ++number;
  while (!text.empty()) {
    const Bytes before = text;
    Bytes peeked = text;
    if (is_skipped(take_line(peeked))) {
      text = peeked;
    } else {
      take_row(text, number, columns, intake);
    }
    number += count_lines(before.substr(0, before.size() - text.size()));
  }
}

}  // namespace rota::pool
