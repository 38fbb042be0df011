// See writer.h. Copies run by run: most text needs no escape, and most JSON no compaction.
#include "json/writer.h"

#include "base/text.h"

namespace rota::json {
namespace {

constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(Buffer& out, char c) {
  switch (c) {
    case '"':
      return out.append("\\\"");
    case '\\':
      return out.append("\\\\");
    case '\b':
      return out.append("\\b");
    case '\f':
      return out.append("\\f");
    case '\n':
      return out.append("\\n");
    case '\r':
      return out.append("\\r");
    case '\t':
      return out.append("\\t");
    default:
      static constexpr char hex[] = "0123456789abcdef";
      out.append("\\u00");
      out.append(hex[static_cast<unsigned char>(c) >> 4]);
      out.append(hex[c & 15]);
  }
}

/// Where the string ends whose opening quote is at `at`: past its closing quote.
std::size_t past_string(Bytes json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at < json.size() ? at + 1 : json.size();
}

}  // namespace

void Writer::string(Bytes utf8) {
  comma();
  out_.append('"');
  append_escaped(out_, utf8);
  out_.append('"');
}

void Writer::piece_text(Bytes utf8) { append_escaped(out_, utf8); }

void Writer::integer(std::int64_t value) {
  comma();
  text::append_decimal(out_, value);
}

void Writer::compact(Raw json) {
  comma();
  append_compact(out_, json);
}

bool needs_escapes(Bytes utf8) {
  for (const char c : utf8) {
    if (needs_escape(c)) return true;
  }
  return false;
}

void append_escaped(Buffer& out, Bytes utf8) {
  std::size_t run = 0;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    if (!needs_escape(utf8[at])) continue;
    out.append(utf8.substr(run, at - run));
    append_escape(out, utf8[at]);
    run = at + 1;
  }
  out.append(utf8.substr(run));
}

void append_compact(Buffer& out, Raw raw) {
  const Bytes json = raw;
  std::size_t run = 0;
  std::size_t at = 0;
  while (at < json.size()) {
    if (json[at] == '"') {
      at = past_string(json, at);
    } else if (text::is_space(json[at])) {
      out.append(json.substr(run, at - run));
      run = ++at;
    } else {
      ++at;
    }
  }
  out.append(json.substr(run));
}

}  // namespace rota::json
