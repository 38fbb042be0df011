// Public URL: which addresses the Worker may fetch because a client asked for it.
// Knows hosts and address ranges; refuses to resolve names: what a name points to is the platform's business, and a
// Worker's fetch reaches the public Internet only. This rule is for what runs elsewhere, workerd on a private network.
#pragma once

#include "base/arena.h"
#include "base/result.h"

namespace rota::http {

/// Why a URL may not be fetched, in words for the client; empty when it may be. Allowed: http and https, no user name,
/// an ASCII host that is a public name or a public address in any of the forms that URL parsers read (WHATWG URL,
/// 2026: decimal, octal, hexadecimal, shortened). Refused: loopback, private, link-local, carrier-grade, documentation,
/// multicast and reserved ranges (IANA special-purpose registries, 2026), metadata services, local names.
[[nodiscard]] Bytes refusal_of_url(Bytes url);

/// `location` of a redirect as an absolute URL, in `arena`; empty when it cannot be resolved against `base`.
[[nodiscard]] Bytes resolve_location(Bytes base, Bytes location, Arena& arena);

}  // namespace rota::http
