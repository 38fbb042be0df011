// The arena's blocks. Knows malloc; see arena.h for what it promises.
#include "base/arena.h"

#include <cstdlib>

#include "base/limits.h"

namespace rota {

Arena::~Arena() {
  count(0);
  while (head_ != nullptr) {
    Block* next = head_->next;
    std::free(head_);
    head_ = next;
  }
}

/// The blocks take so many bytes from now on.
void Arena::count(std::size_t reserved_bytes) {
  if (account_ != nullptr) account_->recount(reserved_, reserved_bytes);
  reserved_ = reserved_bytes;
}

namespace {

/// How many bytes lie between `at` and the next address that is a multiple of `align`, a power of two.
std::size_t bytes_to_next(const char* at, std::size_t align) {
  return (align - reinterpret_cast<std::uintptr_t>(at)) & (align - 1);
}

}  // namespace

void* Arena::allocate(std::size_t bytes, std::size_t align) {
  if (cursor_ == nullptr || bytes_to_next(cursor_, align) + bytes > static_cast<std::size_t>(end_ - cursor_)) {
    grow(bytes + align);
  }
  char* const start = cursor_ + bytes_to_next(cursor_, align);
  cursor_ = start + bytes;
  return start;
}

void Arena::grow(std::size_t bytes) {
  std::size_t size = head_ == nullptr ? limits::arena_block_bytes : head_->size * 2;
  if (size > limits::arena_block_max_bytes) size = limits::arena_block_max_bytes;
  if (size < bytes + sizeof(Block)) size = bytes + sizeof(Block);
  auto* block = static_cast<Block*>(std::malloc(size));
  if (block == nullptr) std::abort();
  block->next = head_;
  block->size = size;
  head_ = block;
  count(reserved_ + size);
  cursor_ = reinterpret_cast<char*>(block) + sizeof(Block);
  end_ = reinterpret_cast<char*>(block) + size;
}

Bytes Arena::copy(Bytes bytes) { return join_views(&bytes, 1); }

Bytes Arena::join_views(const Bytes* views, std::size_t count) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += views[i].size();
  if (total == 0) return {};
  auto* out = static_cast<char*>(allocate(total, 1));
  char* at = out;
  for (std::size_t i = 0; i < count; ++i) {
    if (views[i].empty()) continue;
    std::memcpy(at, views[i].data(), views[i].size());
    at += views[i].size();
  }
  return {out, total};
}

void Arena::reset() {
  if (head_ == nullptr) return;
  if (head_->next != nullptr) {
    while (head_->next != nullptr) {
      Block* next = head_->next;
      std::free(head_);
      head_ = next;
    }
    count(head_->size);
  }
  cursor_ = reinterpret_cast<char*>(head_) + sizeof(Block);
  end_ = reinterpret_cast<char*>(head_) + head_->size;
}

}  // namespace rota
