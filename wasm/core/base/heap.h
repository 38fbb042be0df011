// Heap objects: the few things that outlive an arena and are no sequence: machines' states, editions, operations.
// Knows malloc; out of memory traps the instance, which the host replaces.
#pragma once

#include <cstdlib>
#include <new>
#include <utility>

namespace rota {

/// A new T, to be ended by free_object.
template <class T, class... Args>
[[nodiscard]] T* make_object(Args&&... args) {
  void* memory = std::malloc(sizeof(T));
  if (memory == nullptr) std::abort();
  return new (memory) T(std::forward<Args>(args)...);
}

/// Ends what make_object made. `object` is of the very type that was made, so that its address is the memory's.
template <class T>
void free_object(T* object) {
  object->~T();
  std::free(object);
}

}  // namespace rota
