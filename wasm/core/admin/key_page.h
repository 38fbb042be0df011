// Key page: the pool's keys as administrators see them, a page at a time.
// Knows how pages are asked for, and that what a row says and how a key stands belong together; refuses to see a key
// itself, which is masked in its row.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/keys/gemini?page=&per_page=&q=&state=&sort=&order=: {keys, total, page, per_page, version}. `sort` is
/// created, name, state, project, requests, errors, tokens or last_used; `order` is asc or desc. A key has id, masked,
/// name, email, project, notes, source, weight, enabled, created_at, total_requests, error_count, tokens_used,
/// last_used_at, last_error, and what write_key_state adds.
void list_keys(Operation& operation, Step& step);

}  // namespace rota::admin
