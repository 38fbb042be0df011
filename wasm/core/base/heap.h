// Heap objects: the few things that outlive an arena and are no sequence: machines' states, editions, operations.
// Knows malloc; out of memory traps the instance, which the host replaces.
#pragma once

#include <cstdlib>
#include <new>
#include <type_traits>
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

/// Owns one heap object, or none. Moves, never copies. An Owned<Derived> may become an Owned<Base> whose destructor is
/// virtual.
template <class T>
class Owned {
 public:
  Owned() = default;
  Owned(Owned&& other) noexcept
      : object_(std::exchange(other.object_, nullptr)), memory_(std::exchange(other.memory_, nullptr)) {}
  template <class Derived>
  Owned(Owned<Derived>&& other) noexcept  // NOLINT: implicit on purpose, as a Derived* becomes a T*
      : object_(std::exchange(other.object_, nullptr)), memory_(std::exchange(other.memory_, nullptr)) {
    static_assert(std::has_virtual_destructor_v<T>);
  }
  Owned& operator=(Owned&& other) noexcept {
    std::swap(object_, other.object_);
    std::swap(memory_, other.memory_);
    return *this;
  }
  ~Owned() { reset(); }

  /// Ends the object.
  void reset() {
    if (object_ == nullptr) return;
    std::exchange(object_, nullptr)->~T();
    std::free(std::exchange(memory_, nullptr));
  }
  explicit operator bool() const { return object_ != nullptr; }
  [[nodiscard]] T* operator->() const { return object_; }
  [[nodiscard]] T& operator*() const { return *object_; }

 private:
  template <class>
  friend class Owned;
  template <class U, class... Args>
  friend Owned<U> make_owned(Args&&... args);

  T* object_ = nullptr;
  void* memory_ = nullptr;  // what the object was made in: a base may stand elsewhere in it
};

/// A new T with its owner.
template <class T, class... Args>
[[nodiscard]] Owned<T> make_owned(Args&&... args) {
  Owned<T> owned;
  T* const made = make_object<T>(std::forward<Args>(args)...);
  owned.object_ = made;
  owned.memory_ = made;
  return owned;
}

}  // namespace rota
