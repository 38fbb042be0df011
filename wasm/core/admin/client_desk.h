// Client desk: the keys that clients come with.
// Knows that a key is shown once, in the answer that makes it; refuses to keep anything of it but its SHA-256 and its
// last four characters.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/keys/user?page=&per_page=&q=: {keys, total, page, per_page, version}.
void list_clients(Operation& operation, Step& step);
/// POST /admin/keys/user {key, name, expires_at, models, requests_per_minute, requests_per_day, tokens_per_day,
/// safety_enabled, version}, all optional; without `key` one is drawn: 201 {id, key, hint, name, version}.
void add_client(Operation& operation, Step& step);
/// PATCH .../{id}, the same members but `key`, and `enabled`; null is the default: {id, version}.
void change_client(Operation& operation, Step& step);
/// DELETE .../{id}: {deleted, version}.
void delete_client(Operation& operation, Step& step);

}  // namespace rota::admin
