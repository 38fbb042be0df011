// Key desk: what administrators change of the pool's keys, one by one or many at once.
// Knows that what D1 says and how a key stands belong together; refuses to see a key itself. How keys come in is
// key_entry's, how they are listed key_page's.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// PATCH .../{id} {name, project, notes, weight, enabled, version}: {id, version}.
void change_key(Operation& operation, Step& step);
/// PATCH /admin/keys/gemini {ids, project, notes, weight, enabled, version}: {changed, version}; ids that are not there
/// change nothing, 404 when none is.
void change_keys(Operation& operation, Step& step);
/// POST .../{id}/reset: nothing is held against the key any more: {id, version}.
void reset_key(Operation& operation, Step& step);
/// POST /admin/keys/gemini/reset {ids}: {reset, version}, likewise.
void reset_keys(Operation& operation, Step& step);
/// DELETE .../{id}, and DELETE /admin/keys/gemini {ids, version}: {deleted, version}; 409 for keys whose home is
/// elsewhere.
void delete_key(Operation& operation, Step& step);
void delete_keys(Operation& operation, Step& step);

}  // namespace rota::admin
