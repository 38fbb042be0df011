// Later columns: those that tables made by an earlier version lack.
// Knows which came after which; refuses to know what they hold (schema.sql).
#pragma once

#include "store/query.h"

namespace rota::store {

/// Appends a whole query's body that adds the column which D1's `complaint` misses, and all that are newer. False, and
/// nothing is appended, when it misses none of them.
[[nodiscard]] bool add_later_columns(Bytes complaint, Buffer& out);

}  // namespace rota::store
