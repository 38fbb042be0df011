// Login watch: who has given wrong passwords, and the epoch of the sessions that hold.
// Knows addresses by their fingerprints, counts and times; refuses to know passwords, cookies and where its row is kept.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "json/reader.h"

namespace rota::admin {

/// An address that has failed some times waits, longer with each further failure; and past so many failures of all
/// together, every address waits that has not shown the right password of late. A waiting address's passwords are not
/// looked at, so they count for nothing, right or wrong.
class LoginWatch {
 public:
  /// How long the address waits yet; 0: its password is looked at.
  [[nodiscard]] double wait_ms(std::uint64_t address, double now_ms) const;
  /// A wrong password.
  void fail(std::uint64_t address, double now_ms);
  /// The right one. True when something of it is new, and to be stored.
  [[nodiscard]] bool succeed(std::uint64_t address, double now_ms);

  /// Sessions of another epoch are void.
  [[nodiscard]] std::int64_t epoch() const { return epoch_; }
  void void_sessions() { ++epoch_; }

  /// The row that an eviction leaves behind. load() is false, and nothing is changed, for what save() did not write.
  void save(Buffer& out) const;
  [[nodiscard]] bool load(Bytes row, json::Reader& reader, Arena& arena);

 private:
  struct Guesser {
    std::uint64_t address = 0;  ///< 0: free
    std::uint32_t failures = 0;
    double failed_ms = 0;  ///< the last time
  };
  struct Known {
    std::uint64_t address = 0;
    double at_ms = 0;
  };
  [[nodiscard]] const Guesser* find(std::uint64_t address, double now_ms) const;
  [[nodiscard]] bool is_known(std::uint64_t address, double now_ms) const;

  std::int64_t epoch_ = 0;
  double window_ms_ = 0;  ///< when the window of `failures_` began
  std::uint32_t failures_ = 0;
  Guesser guessers_[limits::login_addresses];
  Known known_[limits::login_known];
};

}  // namespace rota::admin
