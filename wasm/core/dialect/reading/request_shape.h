// Request shape: what the bodies of all dialects have in common when one wants to know how large a request is.
// Knows texts and data in JSON; refuses to know any dialect's members.
#pragma once

#include "chat/request_kind.h"
#include "json/reader.h"

namespace rota::reading {

/// Adds the sizes of all texts in `value`, as they stand, to shape.text_bytes: names, and the data of media, do not
/// count. What lies deeper than a dozen levels is not looked at.
void add_texts(json::Value value, chat::RequestShape& shape);

}  // namespace rota::reading
