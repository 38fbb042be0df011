// Routes: which operation serves which method and path of the admin API, in one table.
// Knows patterns; refuses to know who may come here (exchange authenticates and forwards).
#pragma once

#include "admin/operation.h"
#include "base/heap.h"

namespace rota::admin {

struct Found {
  Owned<Operation> (*make)() = nullptr;  ///< null: 404, or 405 when `allow` says which methods there are
  bool writes = false;                   ///< it changes what is stored
  Bytes id;                              ///< still percent-encoded, a view into the path
  Bytes allow;                           ///< in the arena
};

[[nodiscard]] Found find_route(Bytes method, Bytes path, Arena& arena);

}  // namespace rota::admin
