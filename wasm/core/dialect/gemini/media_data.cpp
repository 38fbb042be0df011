// The fast copy, and the slow look at what is left; see media_data.h.
#include "dialect/gemini/media_data.h"

#include "base/base64.h"
#include "base/text.h"
#include "json/escape.h"

namespace rota::gemini {

namespace {

/// What one character of a JSON string stands for, an escape in one piece; `at` moves past it. Zero for what is beyond
/// ASCII.
char take_character(Bytes escaped, std::size_t& at) {
  if (escaped[at] != '\\') return escaped[at++];
  const json::Escape escape = json::read_escape(escaped, at);
  at += escape.length == 0 ? 1 : escape.length;
  return escape.code_point < 128 ? static_cast<char>(escape.code_point) : '\0';
}

/// Goes on from where digits ended, `digits` of them so far.
bool ends_well(Bytes escaped, std::size_t at, std::size_t digits) {
  std::size_t padding = 0;
  while (at < escaped.size()) {
    const char c = take_character(escaped, at);
    if (text::is_space(c)) continue;
    if (c == '=') {
      ++padding;
    } else if (padding == 0 && is_base64_digit(c)) {
      ++digits;
    } else {
      return false;
    }
  }
  return padding <= 2 && digits % 4 != 1;
}

}  // namespace

bool write_base64(Bytes escaped, json::Writer& writer) {
  writer.raw("\"");
  const std::size_t digits = append_base64_digits(writer.out(), escaped);
  writer.out().append('"');
  return ends_well(escaped, digits, digits);
}

}  // namespace rota::gemini
