// Media sources: where a medium comes from and of what type it is, whatever a dialect calls either.
// Knows base64 with a type beside it, and addresses; refuses to know which addresses a dialect or an upstream takes.
#pragma once

#include "chat/conversation.h"
#include "dialect/reading/checks.h"

namespace rota::reading {

/// Takes over `data`, base64 that stands at `path`. Its type is `mime`, else `fallback`, else what its first bytes show; it
/// is a complaint when none of them says anything.
void set_data(Bytes mime, Bytes fallback, json::Escaped data, const Path& path, Checks& checks, chat::Part& part);
/// Takes over `url`, which stands at `path`, with the type that its name tells. What no URL may hold, and one that is too
/// long, is a complaint.
void set_url(Bytes url, const Path& path, Checks& checks, chat::Part& part);

}  // namespace rota::reading
