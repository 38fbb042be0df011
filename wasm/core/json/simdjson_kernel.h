// The one place that includes simdjson: chooses its kernel at compile time, for scan.cpp alone.
// Knows simdjson's configuration macros; adds no code but what Wasm lacks. Warnings inside are not ours.
#pragma once
#pragma GCC system_header

#define SIMDJSON_IMPLEMENTATION_ICELAKE 0
#define SIMDJSON_IMPLEMENTATION_HASWELL 0

#if defined(__wasm_simd128__) || (defined(__x86_64__) && defined(__SSE4_2__) && defined(__PCLMUL__))
#define SIMDJSON_IMPLEMENTATION_WESTMERE 1
#define SIMDJSON_IMPLEMENTATION_FALLBACK 0
#define SIMDJSON_BUILTIN_IMPLEMENTATION westmere
#define ROTA_SIMDJSON_KERNEL westmere
#elif defined(__aarch64__)
#define SIMDJSON_IMPLEMENTATION_FALLBACK 0
#define ROTA_SIMDJSON_KERNEL arm64
#else
#define SIMDJSON_IMPLEMENTATION_WESTMERE 0
#define SIMDJSON_IMPLEMENTATION_FALLBACK 1
#endif

// Under a name of its own, so that a program may link another copy of simdjson (the unit tests' judge does).
#define simdjson rota_simdjson

#if defined(__wasm_simd128__)
#include "json/simd_wasm.h"
#endif

#include <simdjson.cpp>

#if defined(__wasm_simd128__)
namespace simdjson::westmere::numberparsing {
inline internal::value128 full_multiplication(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return {static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64)};
}
}  // namespace simdjson::westmere::numberparsing
#undef _mm_alignr_epi8
#endif

#undef simdjson
