// Native shape: what sets a request of this dialect that passes as it is apart from plain text.
// Knows chat completions and responses; refuses to understand or change anything else.
#pragma once

#include "chat/request_kind.h"
#include "http/head.h"
#include "json/reader.h"

namespace rota::openai {

/// `body` is the request's, or absent where it is no JSON.
void read_native_shape(const http::RequestHead& head, json::Value body, chat::RequestShape& shape);

}  // namespace rota::openai
