// Images and documents in requests.
// Knows the sources that Anthropic has for them; refuses to fetch and to keep any.
#pragma once

#include "chat/conversation.h"
#include "dialect/anthropic/common/reading.h"

namespace rota::anthropic {

/// Appends what an `image` block shows.
void read_image(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts);
/// Refuses the file that a `container_upload` block names: none is stored here.
void refuse_upload(json::Value block, const Path& path, Checks& checks);
/// Appends what a `document` block holds: a file, or a text with its title and context before it.
void read_document(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts);
/// Appends a `search_result` block as the text that it is.
void read_search_result(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts);

}  // namespace rota::anthropic
