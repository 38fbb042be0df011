// Login watch: who has given wrong passwords, and the epoch of the sessions that hold.
// Knows addresses by their fingerprints, counts and times; refuses to know passwords, cookies and where its row
// is kept.
#pragma once

#include "access/failure_counts.h"
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
  /// The same for somebody who has proven to be an administrator otherwise: what strangers do is nothing to them.
  [[nodiscard]] double own_wait_ms(std::uint64_t guesser, double now_ms) const;
  /// A wrong password.
  void fail(std::uint64_t address, double now_ms);
  /// The right one. True when something of it is new, and to be stored.
  [[nodiscard]] bool succeed(std::uint64_t address, double now_ms);

  /// Sessions of another epoch are void.
  [[nodiscard]] std::int64_t epoch() const { return epoch_; }
  void void_sessions() { ++epoch_; }

  /// The session that began with a login at this time is void from now on, wherever its cookie is. Past so many of
  /// them, all that are older than the oldest are.
  void end_session(double login_ms, double now_ms);
  [[nodiscard]] bool has_ended(double login_ms) const;
  /// Every session that began with a login until then is void, too, as long as the row has not been loaded.
  void void_sessions_until(double now_ms) { ended_before_ms_ = now_ms; }

  /// The row that an eviction leaves behind. load() is false, and nothing is changed, for what save() did not write.
  void save(Buffer& out) const;
  [[nodiscard]] bool load(Bytes row, json::Reader& reader, Arena& arena);
  /// Adds what another has learned that did not know this one's row.
  void join(const LoginWatch& other);

 private:
  struct Known {
    std::uint64_t address = 0;
    double at_ms = 0;
  };
  [[nodiscard]] const access::FailureCount* find(std::uint64_t address, double now_ms) const;
  [[nodiscard]] Known& known_place(std::uint64_t address);
  [[nodiscard]] bool is_known(std::uint64_t address, double now_ms) const;

  std::int64_t epoch_ = 0;
  double window_ms_ = 0;  ///< when the window of `failures_` began
  std::uint32_t failures_ = 0;
  access::FailureCounts<limits::login_addresses> guessers_;
  Known known_[limits::login_known];
  double ended_ms_[limits::sessions_ended] = {};  // logins of sessions that have ended; 0: free
  double ended_before_ms_ = 0;
};

}  // namespace rota::admin
