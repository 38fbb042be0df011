// Head: the first lines of a request or an answer, as the host hands them over.
// Knows lines, headers and URLs; refuses to know which header means what (forward.h) or which path is whose (route.h).
//
// Format of a head on the boundary: for a request "METHOD URL\n", for an answer nothing; then "name: value\n" a header,
// names in lower case as the Fetch standard gives them.
#pragma once

#include "base/list.h"
#include "base/result.h"

namespace rota::http {

struct Header {
  Bytes name;
  Bytes value;
};

using Headers = List<Header>;

/// The value of the first header of that (lower-case) name, or empty.
[[nodiscard]] Bytes find(const Headers& headers, Bytes name);

struct RequestHead {
  Bytes method;
  Bytes url;     ///< as sent
  Bytes origin;  ///< scheme and authority
  Bytes path;    ///< from the first '/', as http/path.h spells it; "/" when the URL has none
  Bytes path_fault;            ///< likewise: why no route may take it; or empty
  bool encoded_slash = false;  ///< likewise
  Bytes query;   ///< without '?', still encoded
  Headers headers;
};

/// Reads a request's head. Views point into `text`. Fails with 431 past limits::request_head_bytes, 414 past
/// limits::url_bytes.
[[nodiscard]] Result<RequestHead*> read_request_head(Bytes text, Arena& arena);

/// Reads the header lines of an answer. Views point into `text`.
[[nodiscard]] Headers read_headers(Bytes text, Arena& arena);

/// A header's value as a text of any language: what begins with "UTF-8''" is percent-encoded behind it (RFC 8187, without
/// a language), for many programs can send ASCII alone; everything else is itself.
[[nodiscard]] Bytes extended_value(Bytes value, Arena& arena);

/// The decoded value of a query parameter, or empty.
[[nodiscard]] Bytes query_value(Bytes query, Bytes name, Arena& arena);

}  // namespace rota::http
