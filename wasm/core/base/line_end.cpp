// The search for a line's end, apart from text.cpp because it is the one loop that meets every streamed byte.
// Knows vectors of 16 bytes as g++ and clang spell them, the same for SSE, NEON and Wasm's simd128.
#include <cstring>

#include "base/text.h"

namespace rota::text {

namespace {

using Vector = unsigned char __attribute__((vector_size(16)));
using Halves = std::uint64_t __attribute__((vector_size(16)));

Vector load(const char* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}

/// All ones in every byte that ends a line.
Vector line_ends(Vector bytes) {
  return reinterpret_cast<Vector>(bytes == '\n') | reinterpret_cast<Vector>(bytes == '\r');
}

bool any(Vector mask) {
  const auto halves = reinterpret_cast<Halves>(mask);
  return (halves[0] | halves[1]) != 0;
}

}  // namespace

std::size_t find_line_end(Bytes s) {
  std::size_t i = 0;
  for (; i + 64 <= s.size(); i += 64) {
    const char* at = s.data() + i;
    if (any(line_ends(load(at)) | line_ends(load(at + 16)) | line_ends(load(at + 32)) | line_ends(load(at + 48)))) break;
  }
  for (; i + 16 <= s.size(); i += 16) {
    if (any(line_ends(load(s.data() + i)))) break;
  }
  for (; i < s.size(); ++i) {
    if (s[i] == '\n' || s[i] == '\r') return i;
  }
  return Bytes::npos;
}

}  // namespace rota::text
