// Base64: standard alphabet, with padding (RFC 4648, section 4).
// Knows how to write it; nothing in Rota needs to read it, for data stays as it came.
#pragma once

#include "base/buffer.h"

namespace rota {

/// Appends `bytes` in base64.
void append_base64(Buffer& out, Bytes bytes);

}  // namespace rota
