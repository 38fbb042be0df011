// UTF-8: where a text stops being it, and how one character is spelt. For error messages and escapes only.
// Knows RFC 3629; refuses to judge what a character means.
#pragma once

#include "base/bytes.h"

namespace rota::json {

/// The offset of the first byte that begins no valid UTF-8 character; npos when all of them do.
[[nodiscard]] std::size_t first_invalid_utf8(Bytes text);

/// Writes `code_point` (at most 0x10FFFF, no surrogate) and returns how many bytes it took: 1 to 4.
std::size_t put_utf8(std::uint32_t code_point, char* out);

}  // namespace rota::json
