// Path: a request's path in the one spelling that routes are matched by and that goes up.
// Knows percent escapes and segments (RFC 3986, 3.3 and 6.2.2); refuses to know which path is whose (route.h).
#pragma once

#include "base/arena.h"
#include "base/bytes.h"

namespace rota::http {

struct CanonicalPath {
  /// What was read, or a copy in the arena: escapes of letters, digits and "-._~" are decoded, once, and of several
  /// slashes in a row one is left. Every other escape stays as it is spelt.
  Bytes path;
  /// A sentence about what may stand in no path, because two readers may read it as two paths: a dot segment, a
  /// backslash, a control character, a broken escape, or an escape that is escaped itself. Empty: there is none.
  Bytes fault;
  bool encoded_slash = false;  ///< "%2F" stands in it: one name to some readers, two segments to others
};

/// `raw` as sent, from the first '/' to the query. Linear.
[[nodiscard]] CanonicalPath read_path(Bytes raw, Arena& arena);

}  // namespace rota::http
