// Rollups: sums by hour, subject and model that wait for their way into D1's usage_hourly and api_keys.
// Knows sums and which of them are on their way; refuses to know SQL, when to flush, and Pacific days (SQL makes those
// from the hours).
//
// A subject is `k:` and a key's id, or `c:` and a client's id; every called Outcome adds to one of each, and the end of a
// request that called nobody to the client's alone. There are bounds (base/limits.h), for what is pending and on its way together. Past rollup_rows or rollup_text_bytes a
// subject's further models are counted as "other"; past rollup_rows_max further subjects, too, as "k:other" and
// "c:other", which write_keys leaves out. What has a row keeps it, and the sums of all stay right. Sentences of errors
// past rollup_errors or rollup_text_bytes are left out.
#pragma once

#include "base/random.h"
#include "json/reader.h"
#include "json/writer.h"
#include "stats/outcome.h"
#include "base/text_table.h"

namespace rota::stats {

class Rollups {
 public:
  explicit Rollups(std::uint64_t seed = 0) : random_(seed) {}

  void add(const Outcome& outcome);

  /// What D1 is yet to be told: not what is on its way.
  [[nodiscard]] std::size_t rows() const { return pending_.rows.size() + (flushing_ ? 0 : leaving_.rows.size()); }
  [[nodiscard]] std::int64_t attempts() const { return pending_.attempts + (flushing_ ? 0 : leaving_.attempts); }
  /// When the oldest of it ended, ms since 1970; 0 when there is nothing.
  [[nodiscard]] double oldest_ms() const;

  /// Puts what is pending on its way to D1, or once more what D1 did not take, or did not say so: the very same sums under
  /// the same id. False, and nothing happens, when there is nothing, or a flush is on its way already. Ended by flushed()
  /// or flush_failed().
  [[nodiscard]] bool begin_flush();
  [[nodiscard]] bool flushing() const { return flushing_; }
  /// Of what is on its way: its sums are to be added once, however often they are told.
  [[nodiscard]] std::uint64_t flush_id() const { return leaving_.id; }
  /// D1 has taken it.
  void flushed();
  /// D1 has taken none of it, or nobody knows: it is told again before what came since.
  void flush_failed() { flushing_ = false; }

  /// Appends what is on its way for usage_hourly, to be added to what is there: a JSON list of lists in the order of
  /// the table's columns: [hour, subject, model, requests, attempts, errors, prompt_tokens, completion_tokens,
  /// cached_tokens, thinking_tokens, first_byte_ms, total_ms]. No two have the same first three.
  void write_hourly(Buffer& out) const;
  /// Appends what is on its way for api_keys: a JSON list of {id, attempts, errors, tokens, last_used_at, last_error},
  /// each id once. `last_error` is empty when there was none: what the table says of an earlier one stays. It is empty
  /// as well past limits::rollup_text_bytes of them.
  void write_keys(Buffer& out) const;
  /// Append all that D1 may lack, for a question that adds it to what stands there: like the two above, with the id of
  /// the flush in front of each row, and as `write` in each object. What has such an id in D1 is there already.
  void write_unsent_hourly(Buffer& out) const;
  void write_unsent_keys(Buffer& out) const;
  /// The key's errors so far are not told to api_keys: an administrator has cleared them.
  void forget_errors(std::uint64_t key);

  /// Appends all of it as a row's value. What is on its way is in it, with its id: when the object dies before it hears
  /// that D1 took it, it is told again and added once.
  void save(Buffer& out) const;
  /// Adds what save() wrote to what is pending. False, and nothing is changed, when it is no value of this format.
  [[nodiscard]] bool load(Bytes value, json::Reader& reader, Arena& arena);
  /// Forgets everything, what is on its way too.
  void clear();

 private:
  enum Sum : std::uint8_t {
    requests_sum,
    attempts_sum,
    errors_sum,
    prompt_sum,
    completion_sum,
    cached_sum,
    thinking_sum,
    first_byte_sum,
    total_sum,
    sum_count
  };
  struct Row {
    std::int64_t sums[sum_count];
    std::int64_t last_ms;   // the latest outcome
    std::int64_t error_ms;  // the latest error with a sentence, 0 without
    std::uint32_t error;    // its number in Set::errors, or no_place
    std::int64_t cleared;   // of the errors: so many are not told to api_keys
  };
  struct RowNames {
    Bytes hour;
    Bytes subject;
    Bytes model;
  };
  struct Set {
    TextTable keys;  // of rows: hour, subject, model, a line each
    Array<Row> rows;
    TextTable errors;
    std::int64_t oldest_ms = 0;
    std::int64_t attempts = 0;
    std::size_t text_bytes = 0;  // of model names and sentences, escaped
    std::uint64_t id = 0;        // by which D1 knows it; 0 while it is empty

    void add(Bytes key, const Row& row, Bytes error);
    [[nodiscard]] Bytes error_of(std::uint32_t row) const;
    void note_oldest(std::int64_t ms);
    void clear();
    void write_names_and_sums(json::Writer& out, std::uint32_t row) const;
    void write_hourly(json::Writer& out, bool with_id) const;
    void write_keys(json::Writer& out, bool with_id) const;
    void forget_errors(Bytes subject);
    void write_rows(json::Writer& out, std::size_t errors_before) const;
    void write_errors(json::Writer& out) const;
  };

  [[nodiscard]] static RowNames names_of(Bytes key);
  void make_key(std::int64_t hour, Bytes subject_kind, Bytes subject_id, Bytes model);
  [[nodiscard]] bool has_row_or_room(std::size_t rows_max, std::size_t text_bytes_max) const;
  void add_row(std::int64_t hour, Bytes subject, Bytes model, const Row& row, Bytes error);
  void load_row(json::Value from, const Array<Bytes>& errors, std::int64_t version, Arena& arena);

  Random random_;
  Set pending_;
  Set leaving_;  // what D1 is being told, or was told in vain
  bool flushing_ = false;
  Buffer key_;      // of the row sought
  Buffer subject_;  // of the outcome being added
};

}  // namespace rota::stats
