// Owner JSON: what a call asks and tells of owners, as members of it.
// Knows how they are written and bounded; refuses to know who owns what (owners).
#pragma once

#include "json/reader.h"
#include "json/writer.h"
#include "pool/pool_call.h"

namespace rota::pool {

/// The member "owner".
void write_owner(json::Writer& out, const OwnerWish& owner);
/// Fails with Blame::rota where it is none that this version can have sent.
[[nodiscard]] Status read_owner(json::Value from, OwnerWish& owner, Arena& arena);
/// One element of the member "learned".
void write_learned(json::Writer& out, const Learned& learned);
/// All of them; fails as read_owner does.
[[nodiscard]] Status read_learned(json::Value from, Call& call, Arena& arena);

}  // namespace rota::pool
