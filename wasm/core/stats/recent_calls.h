// Recent calls: the latest outcomes as they came, for people who watch.
// Knows the last few and forgets the others; refuses to sum up (metrics, rollups).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "json/reader.h"
#include "json/writer.h"
#include "stats/outcome.h"

namespace rota::stats {

/// A text of at most `most` bytes, kept in place; longer ones are cut.
template <std::size_t most>
class ShortText {
 public:
  void set(Bytes text) {
    size_ = static_cast<std::uint16_t>(text.copy(text_, most));
  }
  [[nodiscard]] Bytes view() const { return {text_, size_}; }

 private:
  std::uint16_t size_;
  char text_[most];
};

/// An Outcome's short half. `status` is the upstream's; what the client got when nobody was called.
struct RecentCall {
  double at_ms;
  double first_byte_ms;
  double total_ms;
  std::int64_t tokens;  ///< of prompt, completion and thinking
  ShortText<16> key;    ///< as in Outcome, and so the others
  ShortText<16> client;
  ShortText<16> endpoint;
  ShortText<16> dialect;
  ShortText<32> verdict;
  ShortText<limits::model_name_bytes> model;
  ShortText<limits::model_name_bytes> asked;
  std::uint16_t status;
  std::uint8_t attempt;
};

/// The latest limits::recent_calls of them.
class RecentCalls {
 public:
  void add(const Outcome& outcome);
  void add(const RecentCall& call);
  /// Writes them as a list, the oldest first.
  void save(json::Writer& out) const;
  /// Adds what save() wrote, as older than what is there.
  void load(json::Value list, Arena& arena);
  [[nodiscard]] std::size_t size() const { return calls_.size(); }
  /// `i` is below size(), 0 is the newest.
  [[nodiscard]] const RecentCall& operator[](std::size_t i) const {
    return calls_[(next_ + calls_.size() - 1 - i) % calls_.size()];
  }

 private:
  Array<RecentCall> calls_;
  std::size_t next_ = 0;  // where the next one goes once all places are taken
};

}  // namespace rota::stats
