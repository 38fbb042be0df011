// What requests of this dialect are read with, by their short names.
// Knows nothing of its own: dialect/reading/ has it all, for every dialect.
#pragma once

#include "dialect/reading/checks.h"
#include "dialect/reading/data_url.h"
#include "dialect/reading/members.h"

namespace rota::openai {

using reading::Checks;
using reading::MessageMembers;
using reading::Path;
using reading::RequestMembers;
using reading::spell;

}  // namespace rota::openai
