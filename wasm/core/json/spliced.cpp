// See spliced.h.
#include "json/spliced.h"

#include <cstring>

#include "base/text.h"
#include "json/escape.h"
#include "json/writer.h"

namespace rota::json {

Escaped escape(Arena& arena, Bytes utf8) {
  if (!needs_escapes(utf8)) return trust_escaped(utf8);
  Buffer out;
  append_escaped(out, utf8);
  return trust_escaped(arena.copy(out.view()));
}

Bytes unescaped(Arena& arena, Escaped text) {
  const Bytes inside = text;
  if (inside.find('\\') == Bytes::npos) return inside;
  auto* out = static_cast<char*>(arena.allocate(inside.size(), 1));
  return {out, unescape(inside, out)};
}

Escaped copy(Arena& arena, Escaped text) { return trust_escaped(arena.copy(text)); }

Raw copy(Arena& arena, Raw text) { return trust_raw(arena.copy(text)); }

Escaped join(Arena& arena, Escaped a, Escaped b, Escaped c, Escaped d, Escaped e) {
  return trust_escaped(arena.join(a, b, c, d, e));
}

Escaped join(Arena& arena, const List<Escaped>& texts) {
  if (texts.size() == 1) return texts[0];
  std::size_t size = 0;
  for (const Escaped text : texts) size += text.size();
  auto* const out = static_cast<char*>(arena.allocate(size, 1));
  char* at = out;
  for (const Escaped text : texts) {
    if (text.empty()) continue;
    std::memcpy(at, Bytes(text).data(), text.size());
    at += text.size();
  }
  return trust_escaped({out, size});
}

Raw integer(Arena& arena, std::int64_t value) { return trust_raw(text::decimal(arena, value)); }

Raw quoted(Arena& arena, Escaped text) { return trust_raw(arena.join("\"", text, "\"")); }

Raw wrapped(Arena& arena, Escaped name, Raw value) { return trust_raw(arena.join("{\"", name, "\":", value, "}")); }

void EscapedText::append_text(Bytes utf8) { append_escaped(text_, utf8); }

}  // namespace rota::json
