// Ignored fields: members of a request that leave its answer as it is.
// Knows that a wrong type is the client's mistake even so; refuses to know which members there are.
#pragma once

#include <span>

#include "dialect/reading/checks.h"
#include "dialect/reading/members.h"

namespace rota::reading {

struct IgnoredField {
  Bytes name;
  json::Type type;
};

/// Complains of the first field that is set and of another type.
void check_ignored_fields(const RequestMembers& root, std::span<const IgnoredField> fields, Checks& checks);

}  // namespace rota::reading
