// Routes: which desk serves which method and path of the admin API, in one table.
// Knows patterns; refuses to know who may come here (exchange lets in and forwards).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

struct Found {
  Handler handler = nullptr;  ///< null: 404, or 405 when `allow` says which methods there are
  bool writes = false;
  Bytes id;     ///< still percent-encoded, a view into the path
  Bytes allow;  ///< in the arena
};

[[nodiscard]] Found find_route(Bytes method, Bytes path, Arena& arena);

}  // namespace rota::admin
