// What OpenAI's dialect can say and Rota cannot honour yet, in one place. A capability that is built leaves this file.
// Refuses silence: dropping what changes the answer would be a wrong answer.
#pragma once

#include "dialect/openai/checks.h"
#include "dialect/openai/members.h"

namespace rota::openai {

/// Fields beside `messages`.
void refuse_unsupported_fields(const RequestMembers& root, Checks& checks);
/// Members of one assistant message, beside its content.
void refuse_unsupported_members(const MessageMembers& message, const Path& path, Checks& checks);
/// True for a role of OpenAI's that cannot be honoured yet.
[[nodiscard]] bool is_unsupported_role(json::Value role);
/// True for a type of content part, OpenAI's or widely used, that cannot be honoured yet.
[[nodiscard]] bool is_unsupported_part(json::Value type);

}  // namespace rota::openai
