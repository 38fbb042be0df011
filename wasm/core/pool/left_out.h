// Left out: what a place that keys come from holds beside its keys, for whoever keeps it in order.
// Knows the place and each entry's reason; refuses to know how it was read (key_import), and holds no key.
#pragma once

#include "json/writer.h"
#include "pool/key_import.h"

namespace rota::pool {

struct LeftOut {
  Bytes source;  ///< API_KEYS, CLIENT_API_KEYS, or CONFIG_KV and a name in it
  List<Refused> refused;
  std::uint32_t count = 0;  ///< of all, those beyond `refused` too
};

/// What the reading of a place has left out; all of it where it could not be read. The list is the import's, or in `arena`.
[[nodiscard]] LeftOut left_out_of(Bytes source, const Result<KeyImport*>& import, Arena& arena);

/// A copy in `arena`.
[[nodiscard]] LeftOut copy_left_out(const LeftOut& from, Arena& arena);

/// "API_KEYS: left out 2 entries. Line 1: It is too long to be a key. ...", with the first few of them.
[[nodiscard]] Bytes describe_left_out(const LeftOut& left, Arena& arena);

/// A member `refused`: a list of {line, why, reason, shown}.
void write_refused(const List<Refused>& refused, json::Writer& json);

}  // namespace rota::pool
