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
    if (size_ == capacity_) grow(arena, capacity_ == 0 ? first_capacity : capacity_ * 2);
    return *new (static_cast<void*>(&items_[size_++])) T(value);
  }
  /// Room for `count` values in all, so that pushing as many leaves no copies behind in the arena. What has values
  /// already doubles at least, so that many small wishes cost no more than pushing.
  void reserve(Arena& arena, std::size_t count) {
    if (count <= capacity_) return;
    const std::size_t doubled = std::size_t{capacity_} * 2;
    grow(arena, static_cast<std::uint32_t>(count < doubled ? doubled : count));
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
  /// Takes the last value off; there is one.
  void pop() { --size_; }

 private:
  /// Most lists of large values hold one.
  static constexpr std::uint32_t first_capacity = sizeof(T) > 64 ? 1 : 4;

  void grow(Arena& arena, std::uint32_t capacity) {
    auto* items = static_cast<T*>(arena.allocate(capacity * sizeof(T), alignof(T)));
    if (size_ != 0) std::memcpy(static_cast<void*>(items), static_cast<const void*>(items_), size_ * sizeof(T));
    items_ = items;
    capacity_ = capacity;
  }

  T* items_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace rota
