// The route of a method and a path alone, for tests that need no headers.
#pragma once

#include "dialect/openai/openai.h"
#include "exchange/routes.h"

namespace rota::test {

/// Views into `path`. Nothing yields to another dialect's row but where `upstream` speaks that one.
inline dialect::Route route_of(Bytes method, Bytes path,
                               const dialect::UpstreamDialect& upstream = openai::upstream) {
  http::RequestHead head;
  head.method = method;
  head.path = path;
  return exchange::match(head, upstream);
}

}  // namespace rota::test
