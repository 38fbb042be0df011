// Media data: base64 on its way into a request, checked while it is copied.
// Knows what Google's parser takes for bytes in JSON (Protocol Buffers, ProtoJSON format, 2026): either alphabet, with
// padding or without, and white space anywhere; refuses to know what the bytes are.
#pragma once

#include "json/writer.h"

namespace rota::gemini {

/// Writes a string, the inside of which is `escaped`. False when it is no base64: it holds something else, padding
/// before its end or more than two of it, or one digit too many for whole bytes.
[[nodiscard]] bool write_base64(Bytes escaped, json::Writer& writer);

}  // namespace rota::gemini
