// The route of a method and a path alone, for tests that need no headers.
#pragma once

#include "dialect/openai/openai.h"
#include "exchange/routes.h"

namespace rota::test {

/// Views into `path`. `parts`: of the upstream's dialect, which it speaks itself.
inline dialect::Route route_of(Bytes method, Bytes path, const dialect::UpstreamDialect& upstream = openai::upstream,
                               Bytes parts = "responses") {
  http::RequestHead head;
  head.method = method;
  head.path = path;
  exchange::Settings settings;
  settings.dialect = &upstream;
  settings.parts = parts;
  return exchange::match(head, settings);
}

}  // namespace rota::test
