// The head of a data URL, and its data made plain; see data_url.h.
#include "dialect/reading/data_url.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"

namespace rota::reading {

namespace {

constexpr Bytes data_scheme = "data:";
constexpr std::size_t line_bytes = 128;  // MIME breaks base64 after 76 characters, PEM after 64

bool is_dirty(Bytes text) { return text.find_first_of(" \\%\t\r\n") != Bytes::npos; }

/// Escapes of JSON and of URLs undone.
Bytes plain_text(json::Escaped escaped, Arena& arena) {
  return text::percent_decode(arena, json::unescaped(arena, escaped));
}

json::Escaped to_base64(Bytes text, Arena& arena) {
  Buffer out;
  append_base64(out, text);
  return json::trust_escaped(arena.copy(out.view()));
}

bool is_textual(Bytes mime) {
  for (const Bytes end : {"xml", "json", "yaml", "toml", "javascript", "typescript", "tex", "sql", "csv"}) {
    if (text::ends_with(mime, end)) return true;
  }
  return text::starts_with(mime, "text/");
}

}  // namespace

bool is_data_url(Bytes escaped) { return text::istarts_with(escaped, data_scheme); }

json::Escaped clean_base64(json::Escaped escaped, Arena& arena) {
  const Bytes whole = escaped;
  const Bytes end = whole.size() > line_bytes ? whole.substr(whole.size() - line_bytes) : Bytes();
  if (!is_dirty(whole.substr(0, line_bytes)) && !is_dirty(end)) return escaped;
  const Bytes text = plain_text(escaped, arena);
  auto* out = static_cast<char*>(arena.allocate(text.size(), 1));
  std::size_t size = 0;
  for (char c : text) {
    if (text::is_space(c)) continue;
    if (!is_base64_digit(c) && c != '=') return {};
    out[size++] = c;
  }
  return json::trust_escaped(Bytes(out, size));
}

DataUrl read_data_url(json::Escaped escaped, Arena& arena) {
  DataUrl url;
  const Bytes rest = Bytes(escaped).substr(data_scheme.size());
  const std::size_t comma = rest.substr(0, limits::data_url_head_bytes).find(',');
  if (comma == Bytes::npos) return url;
  Bytes head = text::trim(rest.substr(0, comma));
  bool base64 = false;
  if (const std::size_t last = head.rfind(';'); last != Bytes::npos) {
    base64 = text::iequals(text::trim(head.substr(last + 1)), "base64");
    if (base64) head = text::trim(head.substr(0, last));
  }
  // A head with escapes is none that anybody sends: its slash apart, which some encoders escape.
  if (head.find('\\') != Bytes::npos) head = plain_text(json::trust_escaped(head), arena);
  for (char c : head) {
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~' || c == '"' || c == '\\') return url;
  }
  url.mime = json::trust_escaped(head);
  const json::Escaped data = json::trust_escaped(rest.substr(comma + 1));  // no escape holds a comma
  url.data = !base64 && is_textual(head.substr(0, head.find(';'))) ? to_base64(plain_text(data, arena), arena)
                                                                   : clean_base64(data, arena);
  url.valid = true;
  return url;
}

}  // namespace rota::reading
