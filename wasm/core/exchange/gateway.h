// Gateway: what all exchanges of one isolate share.
// Knows the settings and the reports that wait for a ride to the pool; refuses to know any single request.
#pragma once

#include "base/message.h"
#include "base/random.h"
#include "exchange/models_cache.h"
#include "exchange/settings.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// Takes configure events; exchanges read the rest directly. Outlives every exchange of its isolate.
class Gateway final : public Machine {
 public:
  explicit Gateway(std::uint64_t seed) : random_(seed) {}
  void step(const Event& event, Actions& out) override;

  /// As of the last configure. What it points to stays for the gateway's life, so a request in flight may keep a copy.
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] ModelsCache& models() { return models_; }

  /// Keeps a copy of the report until somebody calls the pool. Past limits::reports_queued the newest is dropped:
  /// a pool that cannot be reached for that long has lost more than a count.
  void queue(const pool::Report& report);
  /// Moves all waiting reports to `out`, copied into `arena`.
  void take_reports(List<pool::Report>& out, Arena& arena);
  [[nodiscard]] bool has_reports() const { return !reports_.empty(); }

  /// One settled exchange stays awake for a moment to carry the reports that no request takes along.
  [[nodiscard]] bool claim_delivery();
  void end_delivery() { delivery_claimed_ = false; }

 private:
  Settings settings_;
  Buffer configured_;  // the last configure's body, to tell a change from a repetition
  Arena settings_arena_;
  Arena reports_arena_;
  List<pool::Report> reports_;
  Random random_;
  ModelsCache models_;
  bool delivery_claimed_ = false;
};

}  // namespace rota::exchange
