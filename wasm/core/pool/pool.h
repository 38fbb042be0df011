// Pool: the machine inside the Durable Object. It owns the keys and decides which one serves next.
// Knows keys, their states, the cursor, clients' budgets and what is recorded; refuses to know HTTP, dialects, how its
// rows are stored and what administrators may ask (admin/key_pool.h).
#pragma once

#include "base/message.h"
#include "json/reader.h"
#include "pool/clients.h"
#include "pool/ledger.h"
#include "pool/pool_call.h"
#include "stats/recent_calls.h"
#include "store/config.h"

namespace rota::pool {

struct PoolState;

/// How the way to and from D1 is.
struct RecordHealth {
  bool writes_fail = false;  ///< D1 did not take the last of what was counted
  bool reads_fail = false;   ///< D1 could not be read, and is asked again
  std::int64_t dropped = 0;  ///< rows of single calls that found no room, since the object began
};

/// Tokens from here on belong to whoever derives from Pool; those below are its own.
inline constexpr std::uint32_t first_derived_token = 1000;

/// Events: configure (settings of the deployment; API_KEYS is reconciled with what is stored), stored*, ready, then
/// pool_call, timer, alarm, what answers its actions, and configure again at any time. Actions: reply to every
/// pool_call; store and erase rows; query, unseal, kv_get, kv_put for the record; wake and alarm_in.
/// A call for picks is answered in the same step, so it is atomic. What must survive a crash (a key's rest, its death)
/// is stored in the step that learnt it; the cursor and the counters are written behind.
class Pool : public Machine {
 public:
  explicit Pool(std::uint64_t seed);
  ~Pool() override;
  void step(const Event& event, Actions& out) override;

 protected:
  // For administration, by whoever derives from this.

  /// An administrator's request, to be answered by answer() in this step or a later one.
  virtual void administer(const AdminCall& call, std::uint32_t call_token, double now_ms, Actions& out);
  /// An event whose token is first_derived_token or above.
  virtual void resume(const Event& event, Actions& out);
  /// A stored row that is not the pool's own, before ready; false when its name or value says nothing to this version.
  [[nodiscard]] virtual bool recall(Bytes name, Bytes value);
  /// reload() has ended: everything that was in D1 when it began is in effect.
  virtual void reloaded(double now_ms, Actions& out);

  void answer(const AdminAnswer& answer, std::uint32_t call_token, Actions& out);
  [[nodiscard]] Ledger& ledger();
  [[nodiscard]] const store::Config& config() const;
  /// The settings of the deployment: a JSON object of strings, the body of configure. Holds secrets.
  [[nodiscard]] Bytes environment() const;
  /// Reads keys, models, clients and settings from D1 anew and publishes the snapshot under a new version.
  void reload(double now_ms, Actions& out);
  /// The key's row, and its project's, are stored in this step.
  void store_key(std::uint32_t key);
  /// A row that recall() gets back is stored in this step.
  void store_row(Bytes name, const Buffer& value, Actions& out);
  /// What was counted and not yet recorded goes to D1 now; no harm when there is nothing.
  void flush(double now_ms, Actions& out);
  /// Prometheus text of all that this object counts.
  void write_metrics(double now_ms, Buffer& out);
  [[nodiscard]] double started_ms() const;
  [[nodiscard]] const stats::RecentCalls& recent_calls() const;
  [[nodiscard]] const Clients& clients() const;
  /// How many client keys are stored.
  [[nodiscard]] std::size_t stored_clients() const;
  [[nodiscard]] RecordHealth record_health() const;
  [[nodiscard]] std::int64_t config_version() const;

 private:
  void take_call(const Event& event, Actions& out);
  void take_answer(const Event& event, Actions& out);

  PoolState* state_;
};

}  // namespace rota::pool
