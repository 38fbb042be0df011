// Key export: the pool's keys as a file, in the formats that import reads.
// Knows formats; refuses to tell a key in full unless the administrator's password came along once more.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/keys/export?format=json|csv|lines&reveal=: a file, json by default. Keys are masked; reveal=1 tells them
/// in full, 403 without the password in x-admin-password. Keys that this pool cannot read are in a masked file only.
void export_keys(Operation& operation, Step& step);

}  // namespace rota::admin
