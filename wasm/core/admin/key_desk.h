// Key desk: the pool's keys as administrators see and change them.
// Knows that what a row says and how a key stands belong together; refuses to see a key itself, which is masked in its
// row. How keys come in is key_entry's.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/keys/gemini?page=&per_page=&q=&state=: {keys, total, page, per_page, version}.
void list_keys(Operation& operation, Step& step);
/// PATCH .../{id} {name, project, notes, weight, enabled, version}: {id, version}.
void change_key(Operation& operation, Step& step);
/// POST .../{id}/reset: nothing is held against the key any more: {id, version}.
void reset_key(Operation& operation, Step& step);
/// DELETE .../{id}, and DELETE /admin/keys/gemini {ids, version}: {deleted, version}; 409 for keys whose home is
/// elsewhere.
void delete_key(Operation& operation, Step& step);
void delete_keys(Operation& operation, Step& step);

}  // namespace rota::admin
