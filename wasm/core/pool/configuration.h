// Configuration: what the pool object goes by: its environment, and the settings in effect with their snapshot.
// Knows where settings come from and which of two is newer; refuses to know when they are read (loader) and what they
// do (lender, recorder).
#pragma once

#include "base/heap.h"
#include "base/message.h"
#include "store/environment.h"
#include "store/snapshot.h"

namespace rota::pool {

/// The snapshot's row.
inline constexpr Bytes snapshot_row = "snapshot";

class Configuration {
 public:
  Configuration() : environment_(make_owned<OwnEnvironment>()) {}

  /// Takes the body of configure, which is in effect at once; its presets are with the next load. False, and nothing is
  /// changed, when it is no JSON object.
  [[nodiscard]] bool set_environment(Bytes body, json::Reader& reader);
  /// Valid until the next set_environment.
  [[nodiscard]] const store::Environment& environment() const { return environment_->values; }
  [[nodiscard]] bool has_db() const { return environment().has_db; }
  [[nodiscard]] bool has_kv() const { return environment().has_kv; }

  /// A stored row of the object: the snapshot of the settings that D1 gave last. False when the row is another's.
  [[nodiscard]] bool recall(Bytes name, Bytes value);

  /// The environment's presets and, over them, D1's settings take effect; without `loaded` (D1 was not read) those of
  /// the snapshot known last. Gives the snapshot in effect, in the arena of `out`; nullptr when there is none, or none
  /// that this version reads.
  const store::Snapshot* take_effect(const store::Results* loaded, Actions& out);

  [[nodiscard]] const store::Config& config() const { return config_; }
  /// Of the settings in effect; 0 without D1.
  [[nodiscard]] std::int64_t version() const { return version_; }
  /// The snapshot's JSON (store/snapshot.h); empty without one.
  [[nodiscard]] Bytes snapshot() const { return snapshot_.view(); }
  /// The stored row of it, once after each change.
  [[nodiscard]] bool take_snapshot_due() { return std::exchange(snapshot_due_, false); }
  [[nodiscard]] const Buffer& snapshot_value() const { return snapshot_; }
  /// How many client keys are stored.
  [[nodiscard]] std::size_t stored_clients() const { return stored_clients_; }

 private:
  /// With its memory.
  struct OwnEnvironment {
    Arena arena;
    store::Environment values;
  };
  void renew_snapshot(const store::Results& loaded, Actions& out);

  Owned<OwnEnvironment> environment_;
  Arena arena_;  // of config_'s texts
  store::Config config_;
  std::int64_t version_ = 0;
  Buffer snapshot_;
  bool snapshot_due_ = false;  // it differs from its stored row
  std::size_t stored_clients_ = 0;
};

}  // namespace rota::pool
