// Media types: what a file is, by its first bytes or by its name.
// Knows the kinds that models look at or listen to; refuses to read further than the first bytes.
#pragma once

#include "base/bytes.h"

namespace rota::chat {

/// By the magic bytes at the beginning of `base64` (either alphabet, escaped or not); empty when they are of no known
/// kind. A literal.
[[nodiscard]] Bytes sniff_media_type(Bytes base64);
/// Whether what begins so is a text: UTF-8 without control characters but those of white space and of terminals.
[[nodiscard]] bool looks_like_text(Bytes base64);
/// By the extension of a file's name or URL path, in any case; empty when it is none or unknown. A literal.
[[nodiscard]] Bytes media_type_of_name(Bytes name);
/// By the name of an audio format, as clients use them; empty when it is unknown.
[[nodiscard]] Bytes media_type_of_audio(Bytes format);
/// `mime` in the spelling that upstreams know, without parameters but those of raw audio.
[[nodiscard]] Bytes usual_media_type(Bytes mime);

}  // namespace rota::chat
