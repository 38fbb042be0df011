// Recorder: what is counted of calls, what of it is known at once, and its way to D1.
// With tracking, rows of single calls go a minute after the first of them. Sums go when every row to be written stands
// for limits::flush_requests_per_row requests, and after an hour at the latest: so D1 is written once for many requests
// however many there are. All of it waits in stored rows meanwhile, and the alarm finds the object even if it was
// evicted.
// Knows when a flush is worth it and what waits; refuses to know what a report says of a key (lender).
#pragma once

#include "base/random.h"
#include "base/text.h"
#include "json/reader.h"
#include "pool/configuration.h"
#include "pool/key_health.h"
#include "pool/pool_call.h"
#include "stats/metrics.h"
#include "stats/recent_calls.h"
#include "stats/rollups.h"
#include "stats/today.h"
#include "stats/usage_rows.h"

namespace rota::pool {

class Recorder {
 public:
  static constexpr Bytes rollups_row = "stats/rollups";
  static constexpr Bytes usage_row = "stats/usage";
  static constexpr Bytes now_row = "stats/now";

  /// The references outlive the recorder. `reader` is anybody's between two calls.
  Recorder(std::uint64_t seed, const Configuration& configuration, stats::Metrics& metrics, json::Reader& reader);

  /// The first event of the object.
  void begin(double now_ms);
  /// A stored row of what waited for D1, or of what is shown at once. False when the row is another's, or says nothing to this version. What was
  /// counted before it came waits behind it.
  [[nodiscard]] bool recall(Bytes name, Bytes value, Arena& arena);

  /// An outcome that ended at `ended_ms` by this object's clock.
  void record(const Report& report, double ended_ms, Arena& arena);

  /// D1 is sent nothing while that lasts: what is stored goes first, under the ids that D1 may know already.
  void hold(bool held) { held_ = held; }
  /// Sends what is worth a write by now.
  void flush_if_due(double now_ms, Actions& out);
  /// Sends all that is counted, the sums too, however few they are; no harm when there is nothing.
  void flush_everything(double now_ms, Actions& out);
  /// The day that has ended gets its sums, and what is too old goes. Only one shard does it, for all, with both crons:
  /// the second finds what came to D1 after the first.
  void close_day(double now_ms, Actions& out);
  /// What became of a flush (flush_token) or of a day's closing (prune_token).
  void take_answer(const Event& event, Actions& out);
  /// The alarm is due.
  void take_alarm(double now_ms, Actions& out);
  /// One alarm, for the next flush: it is moved only to be earlier, when rows of single calls join sums that wait.
  void set_alarm(double now_ms, Actions& out);

  /// What is counted differs from its stored rows.
  [[nodiscard]] bool is_dirty() const { return dirty_; }
  /// That row could not be stored. False when it is another's.
  [[nodiscard]] bool mark_unstored(Bytes name);
  /// Gives what is shown at once, and what is counted and has not reached D1: write(name, value), each row that is not
  /// empty.
  template <class Write>
  void write_rows(Write write) const {
    Buffer value;
    if (usage_rows_.rows() != 0 || usage_rows_.flushing()) {
      usage_rows_.save(value);
      write(usage_row, value);
    }
    value.clear();
    if (rollups_.rows() != 0 || rollups_.flushing()) {
      rollups_.save(value);
      write(rollups_row, value);
    }
    value.clear();
    if (recent_.size() == 0) return;
    write_now(value);
    write(now_row, value);
  }
  /// All of it is stored.
  void note_stored() { dirty_ = false; }
  /// D1 has taken something, once after each flush: what is left is to be stored at once, for what D1 has must not be
  /// joined by what comes after.
  [[nodiscard]] bool take_store_due() { return std::exchange(store_due_, false); }

  /// An id for a transaction of D1 (store/writes.h), in `arena`.
  [[nodiscard]] Bytes next_write(Arena& arena) { return arena.copy(text::hex_id(write_ids_.next() | 1).view()); }
  /// What D1 said when it did not take the last of what was counted; empty when it did.
  [[nodiscard]] Bytes complaint() const { return complaint_.view(); }

  /// Prometheus text of all that this object counts.
  void write_metrics(const KeyTally& tally, const HealthTally& health, Buffer& out) const;
  [[nodiscard]] const stats::RecentCalls& recent_calls() const { return recent_; }
  /// What D1 may lack of all sums.
  [[nodiscard]] const stats::Rollups& rollups() const { return rollups_; }
  /// An administrator has cleared what is held against the key: D1 has, and is not told of it again.
  void forget_errors(std::uint64_t key);
  /// Of the present Pacific day.
  [[nodiscard]] stats::DaySums today(double now_ms) const;
  /// Since when this version works here, however often the object has slept since.
  [[nodiscard]] double started_ms() const { return started_ms_; }
  /// Since when the object is in memory: its metrics count from then.
  [[nodiscard]] double woke_ms() const { return woke_ms_; }
  /// D1 did not take the last of what was counted.
  [[nodiscard]] bool writes_fail() const { return flush_failed_ms_ > 0; }
  /// When the upstream last refused a call for where it came from; 0: not since the object is in memory.
  [[nodiscard]] double place_refused_ms() const { return place_refused_ms_; }
  /// Rows of single calls that found no room, since the object began.
  [[nodiscard]] std::int64_t dropped() const { return usage_rows_.dropped(); }

 private:
  [[nodiscard]] bool sums_are_worth_it() const;
  [[nodiscard]] bool sums_are_overdue(double now_ms) const;
  void write_now(Buffer& out) const;
  [[nodiscard]] bool recall_now(Bytes value, Arena& arena);
  void flush(double now_ms, Actions& out);
  void end_flush(const Event& event, Actions& out);

  const Configuration& configuration_;
  stats::Metrics& metrics_;
  json::Reader& reader_;
  Random write_ids_;
  stats::Rollups rollups_;
  Buffer complaint_;
  stats::UsageRows usage_rows_;
  stats::RecentCalls recent_;
  stats::Today today_;
  bool held_ = false;
  bool dirty_ = false;
  bool store_due_ = false;
  bool flush_all_ = false;        // the next flush takes the sums too, however few they are
  double flush_failed_ms_ = 0;    // when D1 took none of the last one, 0: it took it
  double alarm_ms_ = 0;           // when the alarm is due, 0: none is set
  double started_ms_ = 0;
  double woke_ms_ = 0;
  double place_refused_ms_ = 0;
};

}  // namespace rota::pool
