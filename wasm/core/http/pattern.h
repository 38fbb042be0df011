// Pattern: what a route's path looks like, as one text.
// Knows literals and captures; refuses to know which routes there are (dialect rows, exchange/routes).
#pragma once

#include "base/bytes.h"

namespace rota::http {

/// What a path had in the places that its pattern names. Views into the path; empty where the pattern names none.
struct Captures {
  Bytes model;  ///< {model}
  Bytes id;     ///< {id} or {id**}
};

/// Whether the whole of `path` looks like `pattern`. In a pattern `{model}` and `{id}` stand for at least one character
/// other than '/' and ':', as many as there are; `{id**}` for the rest of the path, at least one character; `**` for any
/// characters, as few as will do; everything else for itself. Linear in the path for each `**`.
[[nodiscard]] bool matches(Bytes pattern, Bytes path, Captures& captures);

/// `path` is `base`, or continues it behind a '/'. The empty base is that of every path.
[[nodiscard]] bool is_under(Bytes path, Bytes base);

/// Whether a list like "GET, HEAD, OPTIONS" names the method.
[[nodiscard]] bool allows(Bytes methods, Bytes method);

}  // namespace rota::http
