// Usage rows: one row of D1's api_key_usage for every call of an upstream, waiting for their way there.
// Knows the row's spelling and which rows are on their way; refuses to know SQL, when to flush, and to look into a row
// once it is written. Bounded: the oldest rows past limits::usage_rows_pending or usage_rows_bytes are dropped.
#pragma once

#include "json/reader.h"
#include "stats/outcome.h"

namespace rota::stats {

class UsageRows {
 public:
  /// `first_seq` is drawn at random, so that rows of one millisecond differ across restarts and shards. It is counted
  /// up from there, over the end to 0.
  explicit UsageRows(std::uint32_t first_seq) : seq_(first_seq) {}

  /// An outcome without a call is no row.
  void add(const Outcome& outcome);

  /// What is pending: not what is on its way.
  [[nodiscard]] std::size_t rows() const { return pending_.size(); }
  /// When the oldest of it ended, ms since 1970; 0 when nothing is pending.
  [[nodiscard]] double oldest_ms() const { return pending_.oldest_ms(); }
  /// How many rows were lost to the bounds, since this object began.
  [[nodiscard]] std::int64_t dropped() const { return dropped_; }

  /// Puts all that is pending on its way to D1. False, and nothing happens, when nothing is pending or a flush is on
  /// its way already. Ended by flushed() or flush_failed().
  [[nodiscard]] bool begin_flush();
  [[nodiscard]] bool flushing() const { return leaving_.size() != 0; }
  /// D1 has taken it.
  void flushed();
  /// D1 has taken none of it: it is pending again, before what came since.
  void flush_failed();

  /// Appends what is on its way: a JSON list of lists in the order of the table's columns: [request_timestamp, seq,
  /// api_key_id, client_id, model, endpoint, dialect, response_status, verdict, attempts, prompt_tokens,
  /// completion_tokens, cached_tokens, thinking_tokens, tokens_used, first_byte_ms, total_ms, error_message,
  /// asked_model].
  void write_json(Buffer& out) const;

  /// Appends all rows as a stored row's value. What is on its way is in it: should D1 get it twice, the first two
  /// columns are the same, so that it can ignore the second.
  void save(Buffer& out) const;
  /// Puts what save() wrote behind what is pending. False, and nothing is changed, when it is no value of this format.
  [[nodiscard]] bool load(Bytes value, json::Reader& reader, Arena& arena);
  /// Forgets all rows, those on their way too.
  void clear();

 private:
  /// Rows in their order, as JSON.
  class Rows {
   public:
    void push(json::Raw json, std::int64_t at_ms);
    void push_all(const Rows& rows);
    void drop_oldest();
    void clear();
    [[nodiscard]] std::size_t size() const { return entries_.size() - first_; }
    [[nodiscard]] std::size_t bytes() const { return size() == 0 ? 0 : json_.size() - entries_[first_].begin; }
    [[nodiscard]] double oldest_ms() const { return size() == 0 ? 0 : static_cast<double>(entries_[first_].at_ms); }
    /// `i` is below size(), 0 is the oldest.
    [[nodiscard]] json::Raw row(std::size_t i) const;

   private:
    struct Entry {
      std::int64_t at_ms;
      std::size_t begin;
      std::size_t size;
    };
    Array<Entry> entries_;
    Buffer json_;
    std::size_t first_ = 0;  // those before it are dropped
  };

  void drop_past_bounds();

  Rows pending_;
  Rows leaving_;
  std::int64_t dropped_ = 0;
  std::uint32_t seq_;
};

}  // namespace rota::stats
