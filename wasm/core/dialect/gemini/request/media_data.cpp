// The fast copy, and the slow look at what is left; see media_data.h.
#include "dialect/gemini/request/media_data.h"

#include "base/base64.h"
#include "base/text.h"
#include "chat/media_type.h"
#include "json/escape.h"

namespace rota::gemini {

namespace {

/// Goes on from where digits ended, `digits` of them so far.
bool ends_well(Bytes escaped, std::size_t at, std::size_t digits) {
  std::size_t padding = 0;
  while (at < escaped.size()) {
    const char c = json::take_character(escaped, at);
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

template <std::size_t count>
bool is_any_of(Bytes mime, const Bytes (&types)[count]) {
  for (const Bytes type : types) {
    if (text::iequals(mime, type)) return true;
  }
  return false;
}

/// Documents that Google takes apart itself.
constexpr Bytes own_types[] = {"application/pdf", "application/rtf", "text/rtf"};
/// Types of media by which texts go.
constexpr Bytes doubtful_types[] = {"image/svg+xml", "video/mp2t", "video/vnd.dlna.mpeg-tts"};
constexpr Bytes result_types[] = {"image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"};

}  // namespace

json::Escaped type_to_send(json::Escaped mime, json::Escaped data) {
  constexpr json::Escaped plain = "text/plain";
  if (is_any_of(mime, own_types)) return mime;
  if (text::istarts_with(mime, "text/")) return plain;
  const bool media = text::istarts_with(mime, "image/") || text::istarts_with(mime, "audio/") || text::istarts_with(mime, "video/");
  if (media && !is_any_of(mime, doubtful_types)) return mime;
  return chat::looks_like_text(data) ? plain : mime;
}

bool fits_into_result(Bytes mime) { return is_any_of(mime, result_types); }

bool write_base64(json::Escaped data, json::Writer& writer) {
  const Bytes escaped = data;
  writer.begin_string();
  const std::size_t digits = append_base64_digits(writer.inside(), escaped);
  writer.end_string();
  return ends_well(escaped, digits, digits);
}

}  // namespace rota::gemini
