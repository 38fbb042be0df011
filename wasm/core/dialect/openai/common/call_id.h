// Ids of tool calls, by their short names.
// Knows nothing of its own: dialect/reading/call_id.h has it all, for every dialect.
#pragma once

#include "dialect/reading/call_id.h"

namespace rota::openai {

using reading::CallId;
using reading::is_made_up;
using reading::make_call_id;
using reading::read_call_id;
using reading::read_signature;

}  // namespace rota::openai
