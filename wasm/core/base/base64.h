// Base64: the standard alphabet with padding, and that of URLs without (RFC 4648).
// Knows how to write it; nothing in Rota needs to read it, for data stays as it came.
#pragma once

#include "base/buffer.h"

namespace rota {

/// Appends `bytes` in the standard alphabet, with padding (section 4).
void append_base64(Buffer& out, Bytes bytes);

/// The same in the alphabet of URLs, without padding (section 5).
void append_base64url(Buffer& out, Bytes bytes);

}  // namespace rota
