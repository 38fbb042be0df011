// Anthropic's dialect, as a row of the table of dialects: what clients of the Messages API speak.
#pragma once

#include "dialect/dialect.h"
#include "dialect/labels.h"

namespace rota::anthropic {

inline constexpr json::Escaped label = dialect::labels::anthropic;

extern const dialect::ClientDialect client;

}  // namespace rota::anthropic
