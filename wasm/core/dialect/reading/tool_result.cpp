// Texts, values, media; see tool_result.h.
#include "dialect/reading/tool_result.h"

namespace rota::reading {

namespace {

/// Texts in a row are one text: the result is one value.
json::Escaped joined_text(const List<chat::Part>& parts, Arena& arena) {
  json::EscapedText all;
  const chat::Part* only = nullptr;
  std::size_t count = 0;
  for (const chat::Part& part : parts) {
    if (part.kind != chat::Part::Kind::text) continue;
    only = &part;
    ++count;
    all.append(part.text);
  }
  return count == 1 ? only->text : json::copy(arena, all.view());
}

/// A result that is a JSON object or array is spliced as one; all else is text.
void set_text(json::Escaped result, json::Reader& scratch, Arena& arena, chat::Part& part) {
  part.text = result;
  const Bytes escaped = result;
  const std::size_t start = escaped.find_first_not_of(" \\nrt");
  if (start == Bytes::npos || (escaped[start] != '{' && escaped[start] != '[')) return;
  const Result<json::Value> inner = scratch.read(json::unescaped(arena, result), arena);
  if (inner.ok()) part.json = inner->raw();
}

}  // namespace

void set_result(const List<chat::Part>& said, json::Reader& scratch, Arena& arena, chat::Part& result) {
  set_text(joined_text(said, arena), scratch, arena, result);
  for (const chat::Part& media : said) {
    if (media.kind != chat::Part::Kind::media) continue;
    if (result.attached == nullptr) result.attached = arena.make<List<chat::Part>>();
    result.attached->push(arena, media);
  }
}

}  // namespace rota::reading
