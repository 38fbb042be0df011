// Random: a seeded generator, so that an exchange can be replayed exactly.
// Knows nothing of entropy (the host hands the seed in) and promises no secrecy.
#pragma once

#include <cstdint>

#include "base/arena.h"

namespace rota {

/// SplitMix64 (Steele, Lea, Flood 2014). For ids, jitter and weighted picks; never for secrets.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// In [0, bound); bound > 0.
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32); }

  /// `prefix` and `length` characters of [A-Za-z0-9], in the arena.
  [[nodiscard]] Bytes id(Arena& arena, Bytes prefix, std::size_t length) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    auto* out = static_cast<char*>(arena.allocate(prefix.size() + length, 1));
    for (std::size_t i = 0; i < prefix.size(); ++i) out[i] = prefix[i];
    for (std::size_t i = 0; i < length; ++i) out[prefix.size() + i] = alphabet[below(62)];
    return {out, prefix.size() + length};
  }

 private:
  std::uint64_t state_;
};

}  // namespace rota
