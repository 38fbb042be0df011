// Data URLs: takes one apart without touching what it holds.
// Knows RFC 2397 and how clients bend it; refuses to judge media types.
#pragma once

#include "json/spliced.h"

namespace rota::reading {

struct DataUrl {
  bool valid = false;  ///< of its head
  json::Escaped mime;  ///< with its parameters but base64; empty when not said
  json::Escaped data;  ///< as clean_base64() gives it
};

[[nodiscard]] bool is_data_url(Bytes escaped);
/// `escaped` is the inside of a JSON string for which is_data_url() holds.
[[nodiscard]] DataUrl read_data_url(json::Escaped escaped, Arena& arena);
/// Base64 as clients send it, `escaped`, without white space, escapes and percent escapes. Looks at both ends only, for
/// line breaks come in regular lines; returns `escaped` itself, unchecked, where there are none. Empty when there is
/// nothing or something else between what it takes out.
[[nodiscard]] json::Escaped clean_base64(json::Escaped escaped, Arena& arena);

}  // namespace rota::reading
