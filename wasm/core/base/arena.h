// Arena: where everything that lives as long as one exchange is allocated, and freed at once.
// Knows blocks and alignment; runs no destructors, so only trivially destructible types may live here.
#pragma once

#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include "base/account.h"
#include "base/bytes.h"
#include "base/lifetime.h"

namespace rota {

/// A bump allocator. Allocation never fails: out of memory traps the instance, which the host replaces; whoever allocates
/// in proportion to what a stranger sent looks at exhausted() first. Memory lives until reset() or the destructor;
/// addresses never move.
class Arena {
 public:
  Arena() = default;
  /// `account` counts the blocks and outlives the arena; null: nobody counts them.
  explicit Arena(Account* account) : account_(account) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// `align` is a power of two of at most 16. The memory is not initialised.
  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t align) ROTA_LIFETIME_BOUND;

  template <class T, class... Args>
  [[nodiscard]] T* make(Args&&... args) ROTA_LIFETIME_BOUND {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// An own copy of `bytes`, as long-lived as the arena.
  [[nodiscard]] Bytes copy(Bytes bytes) ROTA_LIFETIME_BOUND;

  /// The concatenation of the pieces, as long-lived as the arena.
  template <class... Pieces>
    requires(std::is_convertible_v<const Pieces&, Bytes> && ...)
  [[nodiscard]] Bytes join(const Pieces&... pieces) ROTA_LIFETIME_BOUND {
    const Bytes views[] = {Bytes(pieces)...};
    return join_views(views, sizeof...(pieces));
  }

  /// Forgets everything. Keeps one block, so that a scratch arena reset for every event stops allocating.
  void reset();

  /// Whoever counts the blocks holds more than it may: give up with account()->shortage().
  [[nodiscard]] bool exhausted() const { return account_ != nullptr && account_->exhausted(); }
  /// For what belongs to the same request.
  [[nodiscard]] Account* account() const { return account_; }

  /// What the blocks take from the heap.
  [[nodiscard]] std::size_t reserved_bytes() const { return reserved_; }

 private:
  struct Block {
    Block* next;
    std::size_t size;
  };
  [[nodiscard]] Bytes join_views(const Bytes* views, std::size_t count);
  void grow(std::size_t bytes);
  void count(std::size_t reserved_bytes);

  Account* account_ = nullptr;
  Block* head_ = nullptr;
  char* cursor_ = nullptr;
  char* end_ = nullptr;
  std::size_t reserved_ = 0;
};

}  // namespace rota
