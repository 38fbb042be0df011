// Stand-in for the x86 headers of simdjson's 128-bit (westmere) kernel, on WebAssembly's fixed-width SIMD.
// Knows the intrinsics that kernel names and nothing more; included by simdjson_kernel.h only, before simdjson.
#pragma once

#include <wasm_simd128.h>

#include <cstdint>

// simdjson guards each of its headers with a macro. These three name x86 and are replaced here.
#define SIMDJSON_WESTMERE_INTRINSICS_H
#define SIMDJSON_WESTMERE_BITMASK_H
#define SIMDJSON_WESTMERE_NUMBERPARSING_DEFS_H

namespace simdjson {
namespace internal {
struct value128;
}
namespace westmere {
namespace {

using __m128i = v128_t;

inline __m128i _mm_setzero_si128() { return wasm_i64x2_const(0, 0); }
inline __m128i _mm_set1_epi8(int a) { return wasm_i8x16_splat(static_cast<std::int8_t>(a)); }
inline __m128i _mm_set_epi32(int a, int b, int c, int d) { return wasm_i32x4_make(d, c, b, a); }
inline __m128i _mm_set_epi64x(std::uint64_t a, std::uint64_t b) {
  return wasm_i64x2_make(static_cast<std::int64_t>(b), static_cast<std::int64_t>(a));
}
template <class... Lanes>
inline __m128i _mm_setr_epi8(Lanes... lanes) {
  return wasm_i8x16_make(static_cast<std::int8_t>(lanes)...);
}
inline __m128i _mm_loadu_si128(const __m128i* at) { return wasm_v128_load(at); }
inline void _mm_storeu_si128(__m128i* at, __m128i a) { wasm_v128_store(at, a); }

inline __m128i _mm_or_si128(__m128i a, __m128i b) { return wasm_v128_or(a, b); }
inline __m128i _mm_and_si128(__m128i a, __m128i b) { return wasm_v128_and(a, b); }
inline __m128i _mm_xor_si128(__m128i a, __m128i b) { return wasm_v128_xor(a, b); }
inline __m128i _mm_andnot_si128(__m128i a, __m128i b) { return wasm_v128_andnot(b, a); }
inline int _mm_testz_si128(__m128i a, __m128i b) { return !wasm_v128_any_true(wasm_v128_and(a, b)); }

inline __m128i _mm_add_epi8(__m128i a, __m128i b) { return wasm_i8x16_add(a, b); }
inline __m128i _mm_sub_epi8(__m128i a, __m128i b) { return wasm_i8x16_sub(a, b); }
inline __m128i _mm_adds_epu8(__m128i a, __m128i b) { return wasm_u8x16_add_sat(a, b); }
inline __m128i _mm_subs_epu8(__m128i a, __m128i b) { return wasm_u8x16_sub_sat(a, b); }
inline __m128i _mm_max_epu8(__m128i a, __m128i b) { return wasm_u8x16_max(a, b); }
inline __m128i _mm_min_epu8(__m128i a, __m128i b) { return wasm_u8x16_min(a, b); }
inline __m128i _mm_max_epi8(__m128i a, __m128i b) { return wasm_i8x16_max(a, b); }
inline __m128i _mm_min_epi8(__m128i a, __m128i b) { return wasm_i8x16_min(a, b); }
inline __m128i _mm_cmpeq_epi8(__m128i a, __m128i b) { return wasm_i8x16_eq(a, b); }
inline __m128i _mm_cmpgt_epi8(__m128i a, __m128i b) { return wasm_i8x16_gt(a, b); }
inline __m128i _mm_srli_epi16(__m128i a, int n) { return wasm_u16x8_shr(a, static_cast<std::uint32_t>(n)); }
inline __m128i _mm_slli_epi16(__m128i a, int n) { return wasm_i16x8_shl(a, static_cast<std::uint32_t>(n)); }
inline int _mm_movemask_epi8(__m128i a) { return static_cast<int>(wasm_i8x16_bitmask(a)); }

// x86 takes the low four bits of an index and gives 0 when its top bit is set; Wasm gives 0 for any index past 15.
inline __m128i _mm_shuffle_epi8(__m128i table, __m128i index) {
  const __m128i kept = wasm_v128_and(index, wasm_i8x16_splat(static_cast<std::int8_t>(0x8F)));
  return wasm_i8x16_swizzle(table, kept);
}

template <int N>
inline __m128i align_right(__m128i high, __m128i low) {
  return wasm_i8x16_shuffle(low, high, N, N + 1, N + 2, N + 3, N + 4, N + 5, N + 6, N + 7, N + 8, N + 9, N + 10, N + 11,
                            N + 12, N + 13, N + 14, N + 15);
}
#define _mm_alignr_epi8(high, low, n) align_right<(n)>(high, low)

inline long long _popcnt64(std::uint64_t a) { return __builtin_popcountll(a); }

// x86 multiplies without carry; here the bits are folded onto the higher ones.
inline std::uint64_t prefix_xor(std::uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

}  // namespace
namespace numberparsing {
inline internal::value128 full_multiplication(std::uint64_t a, std::uint64_t b);
}  // namespace numberparsing
}  // namespace westmere
}  // namespace simdjson
