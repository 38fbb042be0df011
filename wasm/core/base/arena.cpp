// The arena's blocks. Knows malloc; see arena.h for what it promises.
#include "base/arena.h"

#include <cstdlib>

#include "base/limits.h"

namespace rota {

Arena::~Arena() {
  while (head_ != nullptr) {
    Block* next = head_->next;
    std::free(head_);
    head_ = next;
  }
}

void* Arena::allocate(std::size_t bytes, std::size_t align) {
  auto at = reinterpret_cast<std::uintptr_t>(cursor_);
  std::uintptr_t start = (at + align - 1) & ~(static_cast<std::uintptr_t>(align) - 1);
  if (cursor_ == nullptr || start + bytes > reinterpret_cast<std::uintptr_t>(end_)) {
    grow(bytes + align);
    at = reinterpret_cast<std::uintptr_t>(cursor_);
    start = (at + align - 1) & ~(static_cast<std::uintptr_t>(align) - 1);
  }
  cursor_ += (start - at) + bytes;
  return reinterpret_cast<void*>(start);
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
  reserved_ += size;
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
  while (head_->next != nullptr) {
    Block* next = head_->next;
    reserved_ -= head_->size;
    std::free(head_);
    head_ = next;
  }
  cursor_ = reinterpret_cast<char*>(head_) + sizeof(Block);
  end_ = reinterpret_cast<char*>(head_) + head_->size;
}

}  // namespace rota
