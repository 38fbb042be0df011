// List: a growable sequence whose memory is an arena's.
// Knows nothing of ownership: what it outgrows stays in the arena until the arena goes.
#pragma once

#include <cstring>
#include <type_traits>

#include "base/arena.h"

namespace rota {

/// A sequence of trivially copyable values in an arena. Copying a List copies the view, not the values.
template <class T>
class List {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  /// Appends; references to earlier values are invalid afterwards. Every push must name the same arena.
  T& push(Arena& arena, const T& value) {
    if (size_ == capacity_) {
      const std::uint32_t capacity = capacity_ == 0 ? 4 : capacity_ * 2;
      auto* items = static_cast<T*>(arena.allocate(capacity * sizeof(T), alignof(T)));
      if (size_ != 0) std::memcpy(static_cast<void*>(items), items_, size_ * sizeof(T));
      items_ = items;
      capacity_ = capacity;
    }
    return *new (&items_[size_++]) T(value);
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T& operator[](std::size_t i) { return items_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return items_[i]; }
  [[nodiscard]] T& back() { return items_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return items_[size_ - 1]; }
  [[nodiscard]] T* begin() { return items_; }
  [[nodiscard]] T* end() { return items_ + size_; }
  [[nodiscard]] const T* begin() const { return items_; }
  [[nodiscard]] const T* end() const { return items_ + size_; }
  void clear() { size_ = 0; }

 private:
  T* items_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace rota
