// Client gate: whose request it is. Keys of the environment are known at once; stored client keys by their digest, which
// the host takes while the body comes in; a key that nobody knows may be newer than the settings that the isolate has. Of
// several keys the first that opens counts: programs send another service's beside their own.
// Knows the order of these questions; refuses to know who answers them (exchange) and what a client may do.
#pragma once

#include "access/client_access.h"
#include "access/client_gate_table.h"
#include "access/door_watch.h"

namespace rota::access {

/// What the gate decides by, as it stands at the moment.
struct ClientDirectory {
  const Policy& policy;
  const store::ClientBook& clients;
  std::int64_t version = 0;     ///< of the settings
  bool has_admin = false;       ///< client keys can be made at any time
  bool is_outdated = false;     ///< there are newer settings
  DoorWatch& door;
};

class ClientGate {
 public:
  using Phase = ClientGatePhase;

  /// What it makes lives in `arena`.
  explicit ClientGate(Arena& arena) : arena_(arena) {}

  /// A request has come. In `digesting` the gate wants the SHA-256 of presented(), and then digested(); in `asking` newer
  /// settings, and then refreshed(). Each gives the phase that follows.
  [[nodiscard]] Phase begin(const http::RequestHead& head, const ClientDirectory& directory, double now_ms);
  /// `digest`: 32 bytes.
  [[nodiscard]] Phase digested(Bytes digest, const ClientDirectory& directory, double now_ms);
  /// The settings have come, or nobody could bring them. `on`: pool_reply or failed.
  [[nodiscard]] Phase refreshed(Kind on, const ClientDirectory& directory, double now_ms);
  /// Newer settings are in effect, once it is open: a stored key may have been switched off, or mean something else. Gives
  /// the phase that follows.
  [[nodiscard]] Phase reconsider(const ClientDirectory& directory, double now_ms);
  /// The host could not take the digest: without it nobody is recognised.
  [[nodiscard]] Phase undigested(const ClientDirectory& directory, double now_ms);

  [[nodiscard]] Phase phase() const { return track_.phase(); }
  [[nodiscard]] std::uint64_t network() const { return network_; }
  [[nodiscard]] Secret presented() const { return presented_; }
  [[nodiscard]] const Grant& grant() const { return grant_; }        ///< once open
  [[nodiscard]] const Failure& failure() const { return failure_; }  ///< once rejected

 private:
  [[nodiscard]] Phase look(Kind on, const ClientDirectory& directory, double now_ms);
  [[nodiscard]] Phase look_at_next(Kind on, const Failure& failure, const ClientDirectory& directory, double now_ms);
  Phase open(Kind on, const Grant& grant);
  Phase reject(Kind on, const Failure& failure);
  Phase reject_unknown(Kind on, const Failure& failure, const ClientDirectory& directory, double now_ms);
  [[nodiscard]] Phase recognise(Kind on, const ClientDirectory& directory, double now_ms);

  Arena& arena_;
  Track<client_gate_table> track_{Phase::shut};
  std::uint64_t network_ = 0;
  List<Secret> shown_;
  std::size_t at_ = 0;  // in `shown_`
  Secret presented_;    // the one that is looked at
  Bytes digest_;
  Grant grant_;
  Failure failure_;
};

}  // namespace rota::access
