// Pool: the machine inside the Durable Object. It owns the keys and decides which one serves next.
// Knows keys, their states and the cursor; refuses to know HTTP, dialects and how its rows are stored.
#pragma once

#include "base/message.h"
#include "json/reader.h"

namespace rota::pool {

struct PoolState;

/// Events: configure (settings; API_KEYS is reconciled with what is stored), stored*, ready, then pool_call, timer and
/// configure again at any time. Actions: reply to every pool_call; store and erase rows; wake for the write-behind.
/// A call is answered in the same step, so it is atomic. What must survive a crash (a key's rest, its death) is stored
/// in the step that learnt it; the cursor and the counters are written behind, at most every write_behind_ms.
class Pool final : public Machine {
 public:
  explicit Pool(std::uint64_t seed);
  ~Pool() override;
  void step(const Event& event, Actions& out) override;

 private:
  PoolState* state_;
};

}  // namespace rota::pool
