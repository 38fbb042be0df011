// Forward: which headers may travel from a client to the upstream and back.
// Knows header names; refuses to know keys' values. Everything that tells who the client is, that carries a
// credential, or that belongs to one connection only, stays behind (REQUIREMENTS C1).
#pragma once

#include "base/buffer.h"
#include "http/head.h"

namespace rota::http {

/// True when a client's request header may go to the upstream.
[[nodiscard]] bool may_go_up(Bytes name);
/// True when an upstream's answer header may go to the client. Content-Encoding and -Length stay behind because the
/// host's fetch has decoded the body already (Fetch standard).
[[nodiscard]] bool may_come_down(Bytes name);

/// Appends "name: value\n". A value with a line break is cut there: it could forge a header.
void append_header(Buffer& out, Bytes name, Bytes value);

}  // namespace rota::http
