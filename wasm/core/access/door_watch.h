// Door watch: what this isolate remembers of keys it has turned away and of who brought them.
// Knows fingerprints and counts; refuses to know keys and to decide who may come in (client_gate.h).
#pragma once

#include "access/failure_counts.h"
#include "access/stranger_watch.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "http/head.h"

namespace rota::access {

/// Where a request comes from, as a fingerprint: Cloudflare says who is there; without it everybody is the same stranger.
/// Whoever has one IPv6 address has the 2^64 of its network.
[[nodiscard]] std::uint64_t network_of(const http::Headers& headers);

/// Keeps guessing cheap for Rota and dear for the guesser: a key that was refused once costs nothing a second time, and
/// a network that brings too many of them is not listened to until the minute ends.
class DoorWatch {
 public:
  /// `key` and `network` are fingerprints. Keys are forgotten when the settings change (`version`).
  void refuse(std::uint64_t key, std::uint64_t network, std::int64_t version, double now_ms);
  void count_refusal(std::uint64_t network, double now_ms);
  void admit(std::uint64_t key, std::int64_t version);
  [[nodiscard]] bool was_refused(std::uint64_t key, std::int64_t version) const { return holds(refused_, key, version); }
  [[nodiscard]] bool was_admitted(std::uint64_t key, std::int64_t version) const {
    return holds(admitted_, key, version);
  }
  /// How long the network is not listened to, 0 when it is.
  [[nodiscard]] double shut_ms(std::uint64_t network, double now_ms) const;

  /// Wrong passwords.
  [[nodiscard]] StrangerWatch& strangers() { return strangers_; }
  [[nodiscard]] const StrangerWatch& strangers() const { return strangers_; }
  /// The network is over a limit that others count (RATE_LIMITER): it is not listened to until the minute ends.
  void shut(std::uint64_t network, double now_ms);
  /// As shut_ms(), for passwords: where an administrator has come from, others' wrong keys are nothing to who comes next
  /// with a password, which the pool object counts.
  [[nodiscard]] double admin_shut_ms(std::uint64_t network, double now_ms) const;

  /// Settings are asked for because of a key that opens nothing, or of what this isolate would decide by them alone, at
  /// most once each limits::unknown_key_ms.
  [[nodiscard]] bool is_ask_due(double now_ms) const;
  /// The same, and counts as asked.
  [[nodiscard]] bool may_ask(double now_ms);

 private:
  struct Memory {
    std::uint64_t keys[limits::door_keys] = {};
    std::size_t next = 0;
  };
  [[nodiscard]] bool holds(const Memory& memory, std::uint64_t key, std::int64_t version) const;
  void turn_version(std::int64_t version);

  Memory refused_;
  Memory admitted_;
  FailureCounts<limits::door_addresses> refusals_;
  StrangerWatch strangers_;
  std::int64_t version_ = 0;
  double asked_ms_ = 0;
};

}  // namespace rota::access
