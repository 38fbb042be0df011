// OpenAI media parts: images, audio, files and videos, by data URL, by URL or by id.
// Knows their spellings, those of usual clients beside OpenAI's; never decodes what they hold, and fetches nothing.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// Takes over one part of a type other than text. False, and nothing done, when `type` is no media's.
/// Data is spliced as it stands, in either base64 alphabet; only line breaks, white space and percent escapes inside it
/// cost a copy. A type that is not said is told from the first bytes.
[[nodiscard]] bool read_media(json::Value part, json::Value type, const Path& path, Checks& checks,
                              List<chat::Part>& parts);

/// Takes over an assistant's `images`: a list of image_url parts, as answers with images have it.
void read_images(json::Value images, const Path& path, Checks& checks, List<chat::Part>& parts);

/// Takes over a picture that a model has made, in base64.
void read_made_image(json::Value base64, const Path& path, Checks& checks, List<chat::Part>& parts);

}  // namespace rota::openai
