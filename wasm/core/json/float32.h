// float32: the numbers that vectors are made of, from decimal and back.
// Knows rounding to single precision; refuses to know what a vector means.
#pragma once

#include "base/buffer.h"

namespace rota::json {

/// The float nearest to a number that skip_number() accepted, ties to even; infinite past the largest one. Not the
/// same as rounding to_double() once more, which may round a second time in the other direction.
[[nodiscard]] float to_float32(Bytes number);

/// Appends a finite number in decimal, with at most nine digits: enough to read the same float32 back.
void append_float32(Buffer& out, double value);

}  // namespace rota::json
