// Stands between the core and what it calls: the linker gives it the core's calls (--wrap), the compiler calls it at
// every edge (-fsanitize-coverage=trace-pc); see meter.h.
#include "meter.h"

#include <malloc.h>

namespace {

std::uint64_t steps = 0;
std::size_t held = 0;
std::size_t held_before = 0;
std::size_t peak = 0;

void take(void* memory) {
  held += malloc_usable_size(memory);
  if (held > peak) peak = held;
}
void give_back(void* memory) { held -= malloc_usable_size(memory); }
void move(std::size_t bytes) { steps += bytes / 16; }

}  // namespace

namespace rota::growth {

void begin_counting() {
  steps = 0;
  held_before = peak = held;
}

Cost counted() { return {steps, peak - held_before}; }

}  // namespace rota::growth

extern "C" {

void __sanitizer_cov_trace_pc() { ++steps; }

void* __real_malloc(std::size_t bytes);
void* __real_realloc(void* memory, std::size_t bytes);
void __real_free(void* memory);
void* __real_memcpy(void* to, const void* from, std::size_t bytes);
void* __real_memmove(void* to, const void* from, std::size_t bytes);
void* __real_memset(void* to, int octet, std::size_t bytes);
int __real_memcmp(const void* a, const void* b, std::size_t bytes);
void* __real_memchr(const void* in, int octet, std::size_t bytes);

void* __wrap_malloc(std::size_t bytes) {
  void* memory = __real_malloc(bytes);
  take(memory);
  return memory;
}
/// While memory moves both places are held.
void* __wrap_realloc(void* memory, std::size_t bytes) {
  const std::size_t before = malloc_usable_size(memory);
  held += bytes;
  if (held > peak) peak = held;
  held -= bytes + before;
  memory = __real_realloc(memory, bytes);
  take(memory);
  return memory;
}
void __wrap_free(void* memory) {
  give_back(memory);
  __real_free(memory);
}
void* __wrap_memcpy(void* to, const void* from, std::size_t bytes) {
  move(bytes);
  return __real_memcpy(to, from, bytes);
}
void* __wrap_memmove(void* to, const void* from, std::size_t bytes) {
  move(bytes);
  return __real_memmove(to, from, bytes);
}
void* __wrap_memset(void* to, int octet, std::size_t bytes) {
  move(bytes);
  return __real_memset(to, octet, bytes);
}
/// Both stop at what they were looking for.
int __wrap_memcmp(const void* a, const void* b, std::size_t bytes) {
  const auto* left = static_cast<const char*>(a);
  const auto* right = static_cast<const char*>(b);
  std::size_t same = 0;
  while (same < bytes && left[same] == right[same]) ++same;
  move(same);
  return __real_memcmp(a, b, bytes);
}
void* __wrap_memchr(const void* in, int octet, std::size_t bytes) {
  void* found = __real_memchr(in, octet, bytes);
  move(found == nullptr ? bytes : static_cast<std::size_t>(static_cast<char*>(found) - static_cast<const char*>(in)));
  return found;
}
}
