// Buffer and Array: growable memory that outlives one exchange or is too large for an arena.
// Knows realloc; refuses constructors and destructors of what it holds.
#pragma once

#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include "base/account.h"
#include "base/bytes.h"
#include "base/lifetime.h"

namespace rota {

/// A growable, heap-owned sequence of trivially copyable values. Out of memory traps. Moves, never copies.
template <class T>
class Array {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Array() = default;
  /// `account` counts what the array takes from the heap and outlives it; null: nobody counts it.
  explicit Array(Account* account) : account_(account) {}
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;
  Array(Array&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)),
        account_(other.account_) {}
  Array& operator=(Array&& other) noexcept {
    std::swap(items_, other.items_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    std::swap(account_, other.account_);
    return *this;
  }
  ~Array() { release(); }

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
    if (account_ != nullptr) account_->charge((grown - capacity_) * sizeof(T));
    capacity_ = grown;
  }
  /// Cuts to `size`, or grows to it with zeroed values.
  void resize(std::size_t size) {
    reserve(size);
    if (size > size_) std::memset(static_cast<void*>(items_ + size_), 0, (size - size_) * sizeof(T));
    size_ = size;
  }
  void clear() { size_ = 0; }
  /// Gives back what room there is behind the last value. Views stay valid only if none was left.
  void shrink() {
    if (size_ == capacity_ || size_ == 0) return;
    void* items = std::realloc(static_cast<void*>(items_), size_ * sizeof(T));
    if (items == nullptr) return;
    items_ = static_cast<T*>(items);
    if (account_ != nullptr) account_->refund((capacity_ - size_) * sizeof(T));
    capacity_ = size_;
  }
  /// `count` values were written behind the last one, into reserved room.
  void commit(std::size_t count) { size_ += count; }
  /// Gives the memory back.
  void release() {
    std::free(static_cast<void*>(items_));
    if (account_ != nullptr) account_->refund(capacity_ * sizeof(T));
    items_ = nullptr;
    size_ = capacity_ = 0;
  }

  /// Whoever counts the memory may hold so many bytes more.
  [[nodiscard]] bool has_room(std::size_t bytes) const { return account_ == nullptr || account_->has_room(bytes); }
  /// Why not; only where somebody counts.
  [[nodiscard]] Failure shortage(std::size_t bytes) const { return account_->shortage(bytes); }
  /// Whoever counts the memory holds more than it may.
  [[nodiscard]] bool exhausted() const { return account_ != nullptr && account_->exhausted(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() ROTA_LIFETIME_BOUND { return items_; }
  [[nodiscard]] const T* data() const ROTA_LIFETIME_BOUND { return items_; }
  [[nodiscard]] T& operator[](std::size_t i) ROTA_LIFETIME_BOUND { return items_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const ROTA_LIFETIME_BOUND { return items_[i]; }
  [[nodiscard]] T* begin() ROTA_LIFETIME_BOUND { return items_; }
  [[nodiscard]] T* end() ROTA_LIFETIME_BOUND { return items_ + size_; }
  [[nodiscard]] const T* begin() const ROTA_LIFETIME_BOUND { return items_; }
  [[nodiscard]] const T* end() const ROTA_LIFETIME_BOUND { return items_ + size_; }

 protected:
  T* items_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  Account* account_ = nullptr;
};

/// Growable text. Views into it are invalid after the next append.
class Buffer : public Array<char> {
 public:
  using Array::Array;
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
  [[nodiscard]] Bytes view() const ROTA_LIFETIME_BOUND { return {items_, size_}; }
};

}  // namespace rota
