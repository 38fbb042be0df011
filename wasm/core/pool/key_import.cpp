// Which kind of text an import is, and the bounds of the whole; see key_import.h.
#include "pool/key_import.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/utf16.h"
#include "json/utf8.h"
#include "pool/key_intake.h"

namespace rota::pool {

namespace {

static_assert(limits::import_bytes == 16 * 1024 * 1024);  // the sentence below says so

/// Lines and their bytes count from 1. `invalid` is an offset in `text`.
Failure broken_utf8(Bytes text, std::size_t invalid, Arena& arena) {
  Bytes rest = text;
  std::int64_t line = 0;
  std::size_t begin = 0;
  do {
    begin = text.size() - rest.size();
    take_line(rest);
    ++line;
  } while (text.size() - rest.size() <= invalid);
  const Bytes byte = text::decimal(arena, static_cast<std::int64_t>(invalid - begin + 1));
  return client_failure(Fault::bad_json, 400,
                        arena.join("Line ", text::decimal(arena, line), " is not UTF-8, from its byte ", byte, " on."));
}

/// JSON, as its first two characters tell it from a list in another writing and from Markdown.
bool begins_json(Bytes text) {
  if (text.empty() || (text.front() != '[' && text.front() != '{')) return false;
  const Bytes inner = text::trim_front(text.substr(1));
  if (inner.empty()) return true;
  const char c = inner.front();
  if (text.front() == '{') return c == '"' || c == '}';
  return Bytes("\"[{]-").find(c) != Bytes::npos || text::is_digit(c) || text::starts_with(inner, "null") ||
         text::starts_with(inner, "true") || text::starts_with(inner, "false");
}

}  // namespace

Result<KeyImport*> read_import(Bytes text, json::Reader& reader, Arena& arena, const KeyReading& reading) {
  if (text.size() > limits::import_bytes) {
    return client_failure(Fault::too_large, 413, "The import is larger than 16,777,216 bytes.");
  }
  text = json::without_byte_order_mark(text, arena);
  auto* import = arena.make<KeyImport>();
  KeyIntake intake(*import, text, reading, arena);
  if (begins_json(text::trim(text))) {
    const Result<json::Value> root = reader.read(text, arena);
    if (root) {
      import->format = "json";
      read_key_json(root.value(), intake);
      return import;
    }
    if (!reading.lenient) return root.failure();
  }
  const std::size_t invalid = json::first_invalid_utf8(text);
  if (invalid != Bytes::npos) return broken_utf8(text, invalid, arena);
  const bool rows = !reading.lenient || text::find_line_end(text::trim(text)) != Bytes::npos;  // a key may be "key"
  if (!reading.named && rows && is_key_csv(text)) {
    import->format = "csv";
    read_key_csv(text, intake);
  } else {
    import->format = "lines";
    read_key_lines(text, intake);
  }
  return import;
}

}  // namespace rota::pool
