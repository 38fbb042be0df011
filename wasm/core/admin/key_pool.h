// KeyPool: the Durable Object's machine: the pool, and the desk at which administrators ask and change.
// Knows operations and their turns; refuses to know what each is about (the desks) and who may ask (exchange).
#pragma once

#include "admin/login_watch.h"
#include "admin/operation.h"
#include "base/limits.h"
#include "pool/pool.h"

namespace rota::admin {

/// Readers run side by side. Writers take turns, so that a version that was checked still holds when the change is
/// written, and one reload tells for sure that the change is in effect.
class KeyPool final : public pool::Pool {
 public:
  explicit KeyPool(std::uint64_t seed) : Pool(seed) {}
  ~KeyPool() override;

  // What the desks may do with the pool.
  using Pool::answer;
  using Pool::clients;
  using Pool::config;
  using Pool::config_version;
  using Pool::environment;
  using Pool::flush;
  using Pool::ledger;
  using Pool::recent_calls;
  using Pool::record_health;
  using Pool::reload;
  using Pool::started_ms;
  using Pool::store_key;
  using Pool::stored_clients;
  using Pool::write_metrics;
  [[nodiscard]] LoginWatch& watch() { return watch_; }
  /// What the watch knows is stored in this step.
  void store_watch(Actions& out);

 protected:
  void administer(const pool::AdminCall& call, std::uint32_t call_token, double now_ms, Actions& out) override;
  void resume(const Event& event, Actions& out) override;
  void reloaded(double now_ms, Actions& out) override;
  [[nodiscard]] bool recall(Bytes name, Bytes value) override;

 private:
  /// Whether the sender's proof holds: 401 or 429 when not.
  [[nodiscard]] Status admit(const pool::AdminCall& call, double now_ms, Actions& out);
  [[nodiscard]] Operation* open(std::uint32_t call_token);
  void close(Operation& operation);
  /// Closes the operation when the handler has ended it.
  void run(Operation& operation, Handler handler, const Event& event, Actions& out);
  /// Runs the writers whose turn has come.
  void run_writers(double now_ms, Actions& out);
  /// The writer whose turn it is, when nobody is writing.
  [[nodiscard]] Operation* next_writer() const;
  /// Answers a call that never becomes an operation.
  void refuse_call(const Failure& failure, Bytes allow, std::uint32_t call_token, Actions& out);

  LoginWatch watch_;
  Operation* operations_[limits::admin_operations] = {};
  std::uint64_t arrivals_ = 0;
};

}  // namespace rota::admin
