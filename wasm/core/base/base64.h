// Base64: the standard alphabet with padding, and that of URLs without (RFC 4648).
// Knows how to write it, how to tell it from other text while copying it, and how to decode the little that does not stay as
// it came: sounds to be joined, texts.
#pragma once

#include "base/buffer.h"

namespace rota {

/// Appends `bytes` in the standard alphabet, with padding (section 4).
void append_base64(Buffer& out, Bytes bytes);

/// The same in the alphabet of URLs, without padding (section 5).
void append_base64url(Buffer& out, Bytes bytes);

/// A digit of either alphabet.
[[nodiscard]] bool is_base64_digit(char c);
/// The six bits that a digit of either alphabet stands for; -1 for everything else.
[[nodiscard]] int base64_value(char c);
/// Appends `text` as it stands, all of it. Returns where its first octet is that is a digit of neither alphabet, or
/// text.size(). One pass, because a picture has millions of them.
[[nodiscard]] std::size_t append_base64_digits(Buffer& out, Bytes text);

/// Appends what `base64`, of either alphabet, stands for. What is no digit (padding, the backslash of an escaped slash) is
/// passed over.
void append_decoded_base64(Buffer& out, Bytes base64);

}  // namespace rota
