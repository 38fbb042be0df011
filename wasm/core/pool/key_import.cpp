// Which kind of text an import is, and the bounds of the whole; see key_import.h.
#include "pool/key_import.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/utf8.h"
#include "pool/key_intake.h"

namespace rota::pool {

namespace {

constexpr Bytes byte_order_mark = "\xEF\xBB\xBF";
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

}  // namespace

Result<KeyImport*> read_import(Bytes text, json::Reader& reader, Arena& arena) {
  if (text.size() > limits::import_bytes) {
    return client_failure(Fault::too_large, 413, "The import is larger than 16,777,216 bytes.");
  }
  if (text::starts_with(text, byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  auto* import = arena.make<KeyImport>();
  KeyIntake intake(*import, text.size(), arena);
  const Bytes content = text::trim(text);
  if (!content.empty() && (content.front() == '[' || content.front() == '{')) {
    const Result<json::Value> root = reader.read(text, arena);
    if (!root) return root.failure();
    import->format = "json";
    read_key_json(root.value(), intake);
    return import;
  }
  const std::size_t invalid = json::first_invalid_utf8(text);
  if (invalid != Bytes::npos) return broken_utf8(text, invalid, arena);
  if (is_key_csv(text)) {
    import->format = "csv";
    read_key_csv(text, intake);
  } else {
    import->format = "lines";
    read_key_lines(text, intake);
  }
  return import;
}

}  // namespace rota::pool
