// Pool object: the machine inside the Durable Object. It owns the keys and decides which one serves next.
// Knows its parts and in which order an event meets them; refuses to know HTTP, dialects and what any part does.
//
//   configuration  the environment, and the settings in effect
//   lender         the ledger, the rotation, clients' limits
//   recorder       what is counted, on its way to D1
//   row keeper     rows of the object's storage: at once where a verdict must survive, behind where a counter moves
//   loader         keys, models, clients and settings, from API_KEYS, D1 and KV
//   owners         which key's project holds what clients have made at the upstream
//   admin desk     what administrators ask, by the references of PoolParts
#pragma once

#include "pool/admin_desk.h"
#include "pool/owners.h"

namespace rota::pool {

/// Events: configure (settings of the deployment; API_KEYS is reconciled with what is stored), stored*, ready, then
/// pool_call, timer, alarm, what answers its actions, and configure again at any time. Actions: reply to every
/// pool_call; store and erase rows; query, unseal, kv_get, kv_put for the record; wake and alarm_in.
/// A call for picks is answered in the same step, so it is atomic. What must survive a crash (a key's cooldown, its
/// death) is stored in the step that learns it; the cursor and the counters are written behind.
class PoolObject final : public Machine {
 public:
  PoolObject(std::uint64_t seed, OpenDesk open_desk);
  void step(const Event& event, Actions& out) override;

  /// Good for as long as the object.
  [[nodiscard]] PoolParts parts() { return {configuration_, lender_, recorder_, rows_, loader_}; }

 private:
  void configure(const Event& event, Actions& out);
  void recall(const Event& event, Actions& out);
  void take_ready(const Event& event, Actions& out);
  void take_call(const Event& event, Actions& out);
  void take_answer(const Event& event, Actions& out);
  void hear(const Call& call, double now_ms, Actions& out);
  void serve(const Call& call, std::uint32_t token, double now_ms, Actions& out);
  void reset(double now_ms, Actions& out);
  void store_owners(Actions& out);

  json::Reader reader_;  // anybody's between two calls
  stats::Metrics metrics_;
  Configuration configuration_;
  Lender lender_;
  Recorder recorder_;
  RowKeeper rows_;
  Loader loader_;
  Owners owners_;
  bool configured_ = false;
  bool ready_ = false;
  Owned<AdminDesk> desk_;
};

}  // namespace rota::pool
