// The search for either of two bytes, apart from text.cpp because its loop meets every byte of an answer.
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

/// Two bytes to look for, and a vector full of each.
struct Pair {
  Pair(char a, char b) : first(a), second(b), firsts(full_of(a)), seconds(full_of(b)) {}
  static Vector full_of(char c) { return Vector{} + static_cast<unsigned char>(c); }
  /// All ones in every byte that is one of them.
  [[nodiscard]] Vector found_in(Vector bytes) const {
    return reinterpret_cast<Vector>(bytes == firsts) | reinterpret_cast<Vector>(bytes == seconds);
  }
  [[nodiscard]] bool has(char c) const { return c == first || c == second; }

  char first;
  char second;
  Vector firsts;
  Vector seconds;
};

bool any(Vector mask) {
  const auto halves = reinterpret_cast<Halves>(mask);
  return (halves[0] | halves[1]) != 0;
}

}  // namespace

std::size_t find_either(Bytes s, char a, char b) {
  const Pair pair(a, b);
  std::size_t i = 0;
  for (; i + 64 <= s.size(); i += 64) {
    const char* at = s.data() + i;
    const Vector near = pair.found_in(load(at)) | pair.found_in(load(at + 16));
    const Vector far = pair.found_in(load(at + 32)) | pair.found_in(load(at + 48));
    if (any(near | far)) break;
  }
  for (; i + 16 <= s.size(); i += 16) {
    if (any(pair.found_in(load(s.data() + i)))) break;
  }
  for (; i < s.size(); ++i) {
    if (pair.has(s[i])) return i;
  }
  return Bytes::npos;
}

}  // namespace rota::text
