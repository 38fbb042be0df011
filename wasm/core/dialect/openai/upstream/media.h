// Media on their way into a request: one content part each.
// Knows image_url, input_audio, file and the video_url that servers other than OpenAI's take, and which URLs a server is
// left to fetch; refuses to fetch anything.
#pragma once

#include "chat/conversation.h"
#include "json/writer.h"

namespace rota::openai {

/// Servers fetch pictures alone, so this is true of what its name says is one. Of all else whoever fetches it learns what it
/// is, and sends it inside the request. `url` is UTF-8.
[[nodiscard]] bool reads_url(Bytes url);

/// Writes the medium as a content part; a text in a file as text, for servers refuse files of most kinds. False when its
/// data is no base64 of either alphabet.
[[nodiscard]] bool write_medium(const chat::Part& media, json::Writer& writer);

}  // namespace rota::openai
