// Media data: base64 on its way into a request, checked while it is copied.
// Knows what Google's parser takes for bytes in JSON (Protocol Buffers, ProtoJSON format, 2026): either alphabet, with
// padding or without, and white space anywhere; refuses to know what the bytes are.
#pragma once

#include "json/writer.h"

namespace rota::gemini {

/// Writes a string, the inside of which is `escaped`. False when it is no base64: it holds something else, padding
/// before its end or more than two of it, or one digit too many for whole bytes.
[[nodiscard]] bool write_base64(json::Escaped data, json::Writer& writer);

/// The type by which Google is sent `data`. Of texts it refuses most types by name (application/yaml, text/x-tex, the
/// video/mp2t that systems take TypeScript for), and reads each of them as text/plain: what is a text by its type or by its
/// beginning is called that. Rich text is none. `mime` itself for all else.
[[nodiscard]] json::Escaped type_to_send(json::Escaped mime, json::Escaped data);
/// Whether a function's result may hold such media; what it may not is refused by name or by its field (Google API docs on
/// multimodal function responses, and public reports, Nov 2026). `mime` is what type_to_send() says.
[[nodiscard]] bool fits_into_result(Bytes mime);

}  // namespace rota::gemini
