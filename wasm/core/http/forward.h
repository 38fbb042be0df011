// Forward: what of a request's head may travel from a client to the upstream, and which headers back.
// Knows how names are compared; refuses to know which names an upstream understands (dialect/, a list each) and keys'
// values. Up goes what is listed and nothing else: a name that nobody has thought of may be a credential, an account to
// be charged, or another way to make an upstream refuse the pool's key (REQUIREMENTS C1).
#pragma once

#include "base/buffer.h"
#include "http/head.h"

namespace rota::http {

/// Names that pass. One that ends with '*' stands for all that begin with what is before it.
struct NameList {
  const Bytes* names = nullptr;  ///< headers in lower case; query parameters as they are spelt, decoded
  std::size_t count = 0;
};
template <std::size_t N>
constexpr NameList name_list(const Bytes (&names)[N]) {
  return {names, N};
}

/// What an upstream is sent of a request's head.
struct Forwarded {
  NameList headers;
  NameList query;
};

/// Headers that concern neither a vendor nor an account: what the body is, and which part or version of an answer is
/// wanted. They pass to every upstream.
extern const NameList common_headers;

/// True when a client's request header may go to the upstream that knows `own` besides. Case is ignored.
[[nodiscard]] bool may_go_up(Bytes name, const NameList& own);
/// The parameters of `query` whose decoded names are listed, byte for byte and in their order, in `arena`. A name may
/// have an index in brackets, as in "include[]". A bare ';' is encoded: some servers begin a parameter there.
[[nodiscard]] Bytes query_to_go_up(Bytes query, const NameList& names, Arena& arena);

/// True when an upstream's answer header may go to the client. Content-Encoding and -Length stay behind because the
/// host's fetch has decoded the body already (Fetch standard).
[[nodiscard]] bool may_come_down(Bytes name);

/// Appends "name: value\n": the one door to every head that leaves the core. A value ends at its first control character
/// (a tab apart), which could forge another header; a name that is no token (RFC 9110, 5.6.2) is left out with its value.
void append_header(Buffer& out, Bytes name, Bytes value);
/// Appends "METHOD URL\n", likewise: what no URL may hold (control characters, spaces) is percent-encoded. The method is a
/// token.
void append_request_line(Buffer& out, Bytes method, Bytes url);

}  // namespace rota::http
