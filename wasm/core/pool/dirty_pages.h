// Dirty pages: which stored rows no longer say what the ledger says, and how soon they must.
// Knows page numbers; refuses to know what a page holds (pages) and when the timer fires (pool).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "pool/id_index.h"

namespace rota::pool {

/// The page that holds the key at that position.
[[nodiscard]] constexpr std::uint32_t page_of(std::uint32_t key) {
  return key / static_cast<std::uint32_t>(limits::pool_page_keys);
}

/// How many pages so many keys take.
[[nodiscard]] constexpr std::uint32_t page_count(std::size_t keys) {
  return keys == 0 ? 0 : page_of(static_cast<std::uint32_t>(keys - 1)) + 1;
}

class DirtyPages {
 public:
  /// The page is to be written before this step's reply goes out.
  void now(std::uint32_t page) { mark(page, urgent); }
  /// The page is to be written some time.
  void later(std::uint32_t page) {
    if (page >= marks_.size() || marks_[page] == clean) mark(page, behind);
  }
  /// Pages from `count` on do not exist any more.
  void cut(std::uint32_t count) {
    if (count < marks_.size()) marks_.resize(count);
  }

  [[nodiscard]] bool any() const {
    for (const std::uint8_t mark : marks_) {
      if (mark != clean) return true;
    }
    return false;
  }
  /// Takes a page that must be written now, or gives `nowhere`.
  [[nodiscard]] std::uint32_t take_urgent() {
    for (std::uint32_t page = 0; page < marks_.size(); ++page) {
      if (marks_[page] == urgent) return take(page);
    }
    return nowhere;
  }
  /// The next dirty page from `page` on, or `nowhere`. Its mark stays.
  [[nodiscard]] std::uint32_t next_from(std::uint32_t page) const {
    while (page < marks_.size() && marks_[page] == clean) ++page;
    return page < marks_.size() ? page : nowhere;
  }
  /// The page is stored.
  void clear(std::uint32_t page) {
    if (page < marks_.size()) marks_[page] = clean;
  }
  /// Takes the next dirty page after the one taken last, so that all get their turn, or gives `nowhere`.
  [[nodiscard]] std::uint32_t take_next() {
    const auto count = static_cast<std::uint32_t>(marks_.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t page = (turn_ + i) % count;
      if (marks_[page] == clean) continue;
      turn_ = page + 1;
      return take(page);
    }
    return nowhere;
  }

 private:
  static constexpr std::uint8_t clean = 0;
  static constexpr std::uint8_t behind = 1;
  static constexpr std::uint8_t urgent = 2;

  void mark(std::uint32_t page, std::uint8_t how) {
    if (page >= marks_.size()) marks_.resize(page + std::size_t{1});
    marks_[page] = how;
  }
  std::uint32_t take(std::uint32_t page) {
    marks_[page] = clean;
    return page;
  }

  Array<std::uint8_t> marks_;
  std::uint32_t turn_ = 0;
};

}  // namespace rota::pool
