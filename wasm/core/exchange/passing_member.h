// Passing member: a member of JSON that goes by and is not read as a whole.
// Knows how a member looks from outside; refuses to know where it stands. Within a JSON string a name's quotes would be
// escaped, so no text can pretend to be one.
#pragma once

#include "base/text.h"

namespace rota::exchange {

/// What stands behind the member `name` (in quotes), which begins at `at` in `text`: its value and all that follows. Empty
/// when no colon comes there, or nothing behind it yet.
[[nodiscard]] inline Bytes value_behind(Bytes text, std::size_t at, Bytes name) {
  const Bytes colon = text::trim_front(text.substr(at + name.size()));
  return text::starts_with(colon, ":") ? text::trim_front(colon.substr(1)) : Bytes();
}

}  // namespace rota::exchange
