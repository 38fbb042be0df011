// Base64: the standard alphabet with padding, and that of URLs without (RFC 4648).
// Knows how to write it, and how to tell it from other text while copying it; nothing in Rota needs to decode it, for
// data stays as it came.
#pragma once

#include "base/buffer.h"

namespace rota {

/// Appends `bytes` in the standard alphabet, with padding (section 4).
void append_base64(Buffer& out, Bytes bytes);

/// The same in the alphabet of URLs, without padding (section 5).
void append_base64url(Buffer& out, Bytes bytes);

/// A digit of either alphabet.
[[nodiscard]] bool is_base64_digit(char c);
/// Appends `text` as it stands, all of it. Returns where its first octet is that is a digit of neither alphabet, or
/// text.size(). One pass, because a picture has millions of them.
[[nodiscard]] std::size_t append_base64_digits(Buffer& out, Bytes text);

}  // namespace rota
