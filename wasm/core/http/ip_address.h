// IP addresses: reads them in every form a URL may hold, and tells the public ones.
// Knows WHATWG URL's IPv4 and IPv6 parsers (2026) and IANA's special-purpose registries; refuses to know URLs.
#pragma once

#include "base/bytes.h"

namespace rota::http {

/// True when a URL parser would take `host` for an IPv4 address: its last label is a number. `host` has no final dot.
[[nodiscard]] bool looks_like_ipv4(Bytes host);
/// One to four parts, each decimal, octal (0...) or hexadecimal (0x...), the last one filling what is left.
[[nodiscard]] bool read_ipv4(Bytes host, std::uint32_t& address);
[[nodiscard]] bool is_public_ipv4(std::uint32_t address);

/// The text between the brackets, with "::" and a trailing dotted IPv4 part; no zone.
[[nodiscard]] bool read_ipv6(Bytes text, std::uint16_t (&groups)[8]);
[[nodiscard]] bool is_public_ipv6(const std::uint16_t (&groups)[8]);

}  // namespace rota::http
