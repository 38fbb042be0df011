// Pool state: everything the pool's machine holds, and the steps it takes. Private to pool*.cpp.
// Knows which file does what; refuses to be known outside.
//
//   pool.cpp         events and calls: what is asked is answered in the same step
//   pool_load.cpp    keys, models, clients and settings, from API_KEYS, D1 and KV
//   pool_store.cpp   rows: at once where a verdict must survive, behind where a counter moves
//   pool_record.cpp  what is counted, on its way to D1
#pragma once

#include "base/random.h"
#include "pool/clients.h"
#include "pool/pages.h"
#include "pool/pool.h"
#include "pool/recent_rests.h"
#include "pool/roster.h"
#include "pool/strategy.h"
#include "stats/metrics.h"
#include "stats/recent_calls.h"
#include "stats/rollups.h"
#include "stats/usage_rows.h"
#include "store/snapshot.h"

namespace rota::pool {

/// The pool's own tokens: one thing at a time is under way of each.
enum Token : std::uint32_t {
  write_behind_token = 1,
  load_token = 2,    // query: all that D1 holds for a pool
  unseal_token = 3,
  kv_token = 4,
  note_token = 5,    // query: rows for keys that D1 does not name
  publish_token = 6,
  retry_token = 7,   // wake: D1 could not be read
  flush_token = 8,   // query: usage and sums
  prune_token = 9,   // query: the day's sums and what is too old
};

/// The row of the settings that D1 gave last.
inline constexpr Bytes snapshot_row = "snapshot";

/// What loading waits for.
struct Loading {
  bool under_way = false;
  bool again = false;           ///< asked for while under way
  bool schema_tried = false;
  bool waits_for_rows = false;
  bool waits_for_secrets = false;
  bool waits_for_kv = false;
  bool rows_failed = false;
  Buffer rows;     ///< the body of queried
  Buffer secrets;  ///< the body of sealed
  Buffer kv;       ///< the body of kv_value
};

struct PoolState {
  explicit PoolState(std::uint64_t seed)
      : random(seed), usage_rows(static_cast<std::uint32_t>(Random(seed ^ 0x5EED).next() >> 32)) {}

  Ledger ledger;
  Clients clients;
  RecentRests rests;
  Random random;
  json::Reader reader;
  Cursor cursor;
  Cursor stored_cursor;
  DirtyPages dirty;
  bool configured = false;
  bool ready = false;
  bool loaded = false;  ///< the roster is complete: calls can be answered
  std::uint32_t pages_stored = 0;
  double started_ms = 0;
  double last_call_ms = 0;

  // The settings.
  Buffer environment;  ///< the body of configure
  bool has_db = false;
  bool has_kv = false;
  Arena config_arena;
  store::Config config;
  std::int64_t version = 0;
  Buffer snapshot;
  std::size_t stored_clients = 0;  ///< client keys in it

  // The keys.
  Arena roster_arena;
  KeyList roster;  ///< of all shards
  Loading loading;
  double kv_read_ms = 0;
  bool retrying = false;            ///< a timer is running after which D1 is asked again
  std::int64_t sought_version = 0;  ///< for which an isolate has made this pool read D1

  // Rows and timers.
  bool waking = false;           ///< a write-behind timer is running
  double dirty_since_ms = 0;     ///< 0: nothing waits to be written behind
  bool records_dirty = false;    ///< what is counted differs from its stored rows
  bool records_stored = false;   ///< there are such rows
  double alarm_ms = 0;           ///< when the alarm is due, 0: none is set
  bool flush_all = false;        ///< the next flush takes the sums too, however few they are
  double flush_failed_ms = 0;    ///< when D1 took none of the last one, 0: it took it

  stats::Metrics metrics;
  stats::Rollups rollups;
  stats::UsageRows usage_rows;
  stats::RecentCalls recent;

  // pool.cpp
  void configure(const Event& event, Actions& out);
  void hear(const Call& call, double now_ms, Actions& out);
  void call(const Call& asked, std::uint32_t token, double now_ms, Actions& out);
  void reply_error(Bytes message, std::uint32_t token, Actions& out);
  void take_reports(const Call& call, double now_ms, Actions& out);
  void take_back(const Call& call, double now_ms);
  void lend(const Call& call, double now_ms, Reply& reply, Actions& out);
  void lend_pinned(std::uint64_t id, Reply& reply, Actions& out);
  void reset(double now_ms, Actions& out);
  void tell_config(const Call& call, Reply& reply);

  // pool_load.cpp
  void load(double now_ms, Actions& out);
  void load_part(const Event& event, Actions& out);
  void load_failed(const Event& event, Actions& out);
  /// Everything that was waited for is here: it takes effect. True when loading has ended.
  [[nodiscard]] bool finish_load(double now_ms, Actions& out);
  void take_rows(const Event& event, Actions& out);
  void miss_rows(Bytes why, Actions& out);
  void take_kv(const Event& event, double now_ms, Actions& out);
  void take_config(const store::Results& results, Actions& out);
  void use_snapshot(const store::Config& presets, Actions& out);
  [[nodiscard]] List<Bytes> unsealed(std::size_t sealed, Arena& arena, Actions& out);
  void recall_keys(Arena& arena);
  void ask_kv(Actions& out);
  /// `head` as in messages.def: `schema` makes the tables first.
  void ask_d1(Token token, const Buffer& body, Actions& out, Bytes head = {});
  void ask_rows(Bytes head, Actions& out);
  void enlist(double now_ms, Actions& out);
  void read_kv_sometimes(double now_ms, Actions& out);
  void join_shard(const Call& call, double now_ms, Actions& out);

  // pool_store.cpp
  void restore(const Event& event, Actions& out);
  [[nodiscard]] bool restore_row(Bytes name, Bytes value, Arena& arena);
  void store_page(std::uint32_t page, Actions& out);
  void store_cursor(Actions& out);
  void store_urgent(Actions& out);
  void store_records(Actions& out);
  void store(Bytes name, const Buffer& value, Actions& out);
  void write_behind(double now_ms, Actions& out);
  void wake_if_dirty(double now_ms, Actions& out);
  [[nodiscard]] bool is_dirty();
  [[nodiscard]] bool cursor_moved() const;

  // pool_record.cpp
  void record(const Report& report, double now_ms, Arena& arena);
  void set_alarm(double now_ms, Actions& out);
  [[nodiscard]] bool sums_are_worth_it() const;
  void flush_if_due(double now_ms, Actions& out);
  void flush(double now_ms, Actions& out);
  void flush_ended(const Event& event, Actions& out);
  void close_day(double now_ms, Actions& out);
};

[[nodiscard]] inline std::uint32_t page_count(std::size_t items) {
  return items == 0 ? 0 : page_of(static_cast<std::uint32_t>(items - 1)) + 1;
}

}  // namespace rota::pool
