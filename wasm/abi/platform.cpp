// What the C and C++ runtimes want from a host, answered without one: memory comes from malloc, and what cannot go on
// traps. These definitions come before the libraries' own, which would import a file system to print a last message.
// Knows: that this is Wasm and which library symbols reach for the host. Refuses to know: anything of Rota.
#if defined(__wasm__)

#include <cstddef>
#include <cstdlib>
#include <new>
#if __has_include(<__verbose_abort>)
#include <__verbose_abort>
#endif

extern "C" {

// A call through a half-built object. libc++abi's version formats a message first, and so brings in all of stdio.
[[noreturn]] void __cxa_pure_virtual() { __builtin_trap(); }

// simdjson asks for its log level; an isolate has no environment.
char* getenv(const char*) { return nullptr; }

#if defined(__EMSCRIPTEN__)
// Where Emscripten's abort() ends; wasi-libc's traps by itself.
void _Exit(int) { __builtin_trap(); }

// Emscripten tells its JS glue that memory grew. There is no glue: the host re-reads `memory.buffer` after each call.
void emscripten_notify_memory_growth(std::size_t) {}
#endif

}  // extern "C"

#if __has_include(<__verbose_abort>)
// libc++'s end of the road (an index past the end, a failed allocation); its own version prints to stderr. It became
// `noexcept` between the versions in use.
[[noreturn]] void std::__libcpp_verbose_abort(const char*, ...) noexcept(noexcept(std::__libcpp_verbose_abort(""))) {
  __builtin_trap();
}
#endif

// The throwing forms cannot throw, so they trap. The `nothrow` forms, which simdjson uses, answer null and leave the
// decision to the caller; Emscripten's library would abort even there.
void* operator new(std::size_t size_bytes) {
  void* memory = std::malloc(size_bytes == 0 ? 1 : size_bytes);
  if (memory == nullptr) {
    __builtin_trap();
  }
  return memory;
}

void* operator new[](std::size_t size_bytes) { return ::operator new(size_bytes); }

void* operator new(std::size_t size_bytes, const std::nothrow_t&) noexcept {
  return std::malloc(size_bytes == 0 ? 1 : size_bytes);
}

void* operator new[](std::size_t size_bytes, const std::nothrow_t& tag) noexcept {
  return ::operator new(size_bytes, tag);
}

void operator delete(void* memory) noexcept { std::free(memory); }

void operator delete[](void* memory) noexcept { std::free(memory); }

void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

#endif  // defined(__wasm__)
