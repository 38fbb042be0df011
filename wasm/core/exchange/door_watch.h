// Door watch: what this isolate remembers of keys it has turned away and of who brought them.
// Knows fingerprints and counts; refuses to know keys and to decide who may come in (exchange/admission.cpp).
#pragma once

#include "base/bytes.h"
#include "base/limits.h"

namespace rota::exchange {

/// Keeps guessing cheap for Rota and dear for the guesser: a key that was refused once costs nothing a second time, and
/// an address that brings too many of them is not listened to until the minute ends.
class DoorWatch {
 public:
  /// `key` and `address` are fingerprints. Keys are forgotten when the settings change (`version`).
  void refuse(std::uint64_t key, std::uint64_t address, std::int64_t version, double now_ms);
  void count_refusal(std::uint64_t address, double now_ms);
  void admit(std::uint64_t key, std::int64_t version);
  [[nodiscard]] bool was_refused(std::uint64_t key, std::int64_t version) const { return holds(refused_, key, version); }
  [[nodiscard]] bool was_admitted(std::uint64_t key, std::int64_t version) const {
    return holds(admitted_, key, version);
  }
  /// How long the address is not listened to, 0 when it is.
  [[nodiscard]] double shut_ms(std::uint64_t address, double now_ms) const;

  /// Settings are asked for because of a key that opens nothing at most once each limits::unknown_key_ms.
  [[nodiscard]] bool is_ask_due(double now_ms) const;
  /// The same, and counts as asked.
  [[nodiscard]] bool may_ask(double now_ms);

 private:
  struct Memory {
    std::uint64_t keys[limits::door_keys] = {};
    std::size_t next = 0;
  };
  struct Guesser {
    std::uint64_t address = 0;
    double minute = 0;
    std::uint32_t refusals = 0;
  };
  [[nodiscard]] bool holds(const Memory& memory, std::uint64_t key, std::int64_t version) const;
  void turn_version(std::int64_t version);

  Memory refused_;
  Memory admitted_;
  Guesser guessers_[limits::door_addresses];
  std::size_t next_guesser_ = 0;
  std::int64_t version_ = 0;
  double asked_ms_ = 0;
};

}  // namespace rota::exchange
