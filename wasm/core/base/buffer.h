// Buffer and Array: growable memory that outlives one exchange or is too large for an arena.
// Knows realloc; refuses constructors and destructors of what it holds.
#pragma once

#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include "base/bytes.h"

namespace rota {

/// A growable, heap-owned sequence of trivially copyable values. Out of memory traps. Moves, never copies.
template <class T>
class Array {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Array() = default;
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;
  Array(Array&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Array& operator=(Array&& other) noexcept {
    std::swap(items_, other.items_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Array() { std::free(static_cast<void*>(items_)); }

  /// Appends; references and views into the array are invalid afterwards.
  T& push(const T& value) {
    const T copy = value;  // `value` may live in the memory about to move
    if (size_ == capacity_) reserve(size_ + 1);
    return *new (&items_[size_++]) T(copy);
  }
  /// Room for `capacity` values in all, growing by half at least.
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    std::size_t grown = capacity_ + capacity_ / 2 + 64 / sizeof(T) + 1;
    if (grown < capacity) grown = capacity;
    void* items = std::realloc(static_cast<void*>(items_), grown * sizeof(T));
    if (items == nullptr) std::abort();
    items_ = static_cast<T*>(items);
    capacity_ = grown;
  }
  /// Cuts to `size`, or grows to it with zeroed values.
  void resize(std::size_t size) {
    reserve(size);
    if (size > size_) std::memset(static_cast<void*>(items_ + size_), 0, (size - size_) * sizeof(T));
    size_ = size;
  }
  void clear() { size_ = 0; }
  /// `count` values were written behind the last one, into reserved room.
  void commit(std::size_t count) { size_ += count; }
  /// Gives the memory back.
  void release() {
    std::free(static_cast<void*>(items_));
    items_ = nullptr;
    size_ = capacity_ = 0;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return items_; }
  [[nodiscard]] const T* data() const { return items_; }
  [[nodiscard]] T& operator[](std::size_t i) { return items_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return items_[i]; }
  [[nodiscard]] T* begin() { return items_; }
  [[nodiscard]] T* end() { return items_ + size_; }
  [[nodiscard]] const T* begin() const { return items_; }
  [[nodiscard]] const T* end() const { return items_ + size_; }

 protected:
  T* items_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Growable text. Views into it are invalid after the next append.
class Buffer : public Array<char> {
 public:
  /// Short spans dominate, and a library call for a few bytes costs more than the bytes: copy those inline.
  void append(Bytes bytes) {
    const std::size_t n = bytes.size();
    if (size_ + n > capacity_) reserve(size_ + n);
    char* to = items_ + size_;
    const char* from = bytes.data();
    if (n <= 16) {
      for (std::size_t i = 0; i < n; ++i) to[i] = from[i];
    } else {
      std::memcpy(to, from, n);
    }
    size_ += n;
  }
  void append(char c) {
    if (size_ == capacity_) reserve(size_ + 1);
    items_[size_++] = c;
  }
  [[nodiscard]] Bytes view() const { return {items_, size_}; }
};

}  // namespace rota
