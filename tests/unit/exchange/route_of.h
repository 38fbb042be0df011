// The route of a method and a path alone, for tests that need no headers.
#pragma once

#include "exchange/routes.h"

namespace rota::test {

/// Views into `path`.
inline dialect::Route route_of(Bytes method, Bytes path) {
  http::RequestHead head;
  head.method = method;
  head.path = path;
  return exchange::match(head);
}

}  // namespace rota::test
