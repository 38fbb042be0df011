// Echo's dialect, as rows of the table of dialects: what a client of it speaks, and what an upstream of it does.
#pragma once

#include "dialect/dialect.h"

namespace rota::echo {

inline constexpr json::Escaped label = "echo";

extern const dialect::ClientDialect client;
extern const dialect::UpstreamDialect upstream;

}  // namespace rota::echo
