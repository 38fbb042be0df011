// Arena: where everything that lives as long as one exchange is allocated, and freed at once.
// Knows blocks and alignment; runs no destructors, so only trivially destructible types may live here.
#pragma once

#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include "base/bytes.h"

namespace rota {

/// A bump allocator. Allocation never fails: out of memory traps the instance, which the host replaces.
/// Memory lives until reset() or the destructor; addresses never move.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// `align` is a power of two of at most 16. The memory is not initialised.
  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t align);

  template <class T, class... Args>
  [[nodiscard]] T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// An own copy of `bytes`, as long-lived as the arena.
  [[nodiscard]] Bytes copy(Bytes bytes);

  /// The concatenation of the pieces, as long-lived as the arena.
  template <class... Pieces>
  [[nodiscard]] Bytes join(const Pieces&... pieces) {
    const Bytes views[] = {Bytes(pieces)...};
    return join_views(views, sizeof...(pieces));
  }

  /// Forgets everything. Keeps one block, so that a scratch arena reset for every event stops allocating.
  void reset();

  /// What the blocks take from the heap.
  [[nodiscard]] std::size_t reserved_bytes() const { return reserved_; }

 private:
  struct Block {
    Block* next;
    std::size_t size;
  };
  [[nodiscard]] Bytes join_views(const Bytes* views, std::size_t count);
  void grow(std::size_t bytes);

  Block* head_ = nullptr;
  char* cursor_ = nullptr;
  char* end_ = nullptr;
  std::size_t reserved_ = 0;
};

}  // namespace rota
