// Native shape: what sets a request in Google's own format apart from plain text.
// Knows the members that say so, in both cases of Google's JSON; refuses to understand or change anything else.
#pragma once

#include "chat/request_kind.h"
#include "http/head.h"
#include "json/reader.h"

namespace rota::gemini {

/// `body` is the request's, or absent where it is no JSON.
void read_native_shape(const http::RequestHead& head, json::Value body, chat::RequestShape& shape);

}  // namespace rota::gemini
