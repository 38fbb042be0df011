// Page guard: keeps a browser from taking a client route's answer for a document, a frame or a script. What upstreams and
// clients write would run in the origin of the administrators' panel then.
// Knows the Fetch Metadata headers (W3C Fetch Metadata Request Headers) and JSONP; refuses to know who asks (client_gate).
#pragma once

#include "base/result.h"
#include "http/head.h"

namespace rota::access {

/// Fails with Fault::forbidden, 403, when a browser says that the answer is for anything but a program (`fetch`, a
/// socket) or for pictures, sound and film, which run nothing; and when the query asks for a script ("callback").
[[nodiscard]] Status check_destination(const http::RequestHead& head, Arena& arena);

}  // namespace rota::access
