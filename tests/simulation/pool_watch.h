// Pool watch: what one object may and must do, worked out beside it from what the upstream said.
// Knows cooldowns, counters and turns as the design states them (ledger.h, strategy.h); refuses to ask the pool about
// any of it, but for the order of turns. Times without a word are by the object's own clock, "true" ones by the
// timeline.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "book.h"
#include "plan.h"
#include "pool/need.h"

namespace rota::simulation {

/// What a call wanted picks for.
struct Wanted {
  const std::string& model;
  pool::Need need;  ///< the same, with what sets the request apart
  const std::set<std::size_t>& avoided;
  bool warm = false;  ///< the first pick is of the key that the request's conversation is on
};

class PoolWatch {
 public:
  PoolWatch(const Plan& plan, const std::set<std::size_t>& keys) : plan_(plan), keys_(keys) {}

  [[nodiscard]] bool owns(std::size_t key) const { return keys_.count(key) != 0; }

  /// The object has loaded its rows. After a crash (when, in true time) it may have lost what it had written behind.
  void started(const pool::Ledger& ledger, std::optional<double> crashed_true_ms, double now_ms, double true_ms);
  /// Before every event of the object.
  void observe(double now_ms, double true_ms);
  void switch_keys(const std::set<std::size_t>& off) { off_ = off; }

  void hear(const Outcome& outcome, double now_ms, double true_ms);
  void take_back(std::size_t key, const std::string& model, double now_ms, double true_ms);
  void reset(double now_ms, double true_ms);
  /// A key that an isolate has called for its conversations without a pick.
  void taken(std::size_t key, const std::string& model, double now_ms) { count_lent(key, model, now_ms); }
  /// Picks that a call was given, after it: none of them may cooldown, and nobody may have waited for too long.
  void lent(const pool::Ledger& ledger, const std::vector<std::size_t>& picks, const Wanted& wanted, double now_ms);
  /// A call got nothing: every key has its excuse.
  void refused(const std::string& model, const std::set<std::size_t>& avoided, double now_ms) const;
  /// What is counted is what was told.
  void check_counters(const pool::Ledger& ledger, double now_ms) const;
  /// Since when, in true time, the key has been cooling down for the model; no value: it does not.
  [[nodiscard]] std::optional<double> cooling_since(std::size_t key, const std::string& model, double now_ms) const;

  /// How often the object has been told of calls, by key and model: what the record must hold.
  [[nodiscard]] const std::map<std::pair<std::size_t, std::string>, std::int64_t>& told() const { return told_; }

 private:
  /// A cooldown lasts until a time between the two: they differ only where a crash has lost something.
  struct Cooldown {
    pool::Cause cause = pool::Cause::ok;
    double surely_ms = 0;
    double perhaps_ms = 0;
    double began_true_ms = 0;
    int busy = 0;
    bool busy_known = true;
  };
  struct KeyLife {
    Cooldown cooldown;  // its cause stays until the key is proven alive
    double probe_ms = -1;
    double before_reset_ms = 0;  // what perhaps_ms was when the day's reset ended it
    bool perhaps_alive = false;  // after a crash: proven while it may or may not have been cooling down
    int errors = 0;
  };
  struct Counted {
    std::int32_t day = 0;
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    std::int64_t tokens = 0;
    std::deque<double> lately;  // true times of what a crash may lose
  };
  struct Lent {
    std::int32_t day = 0;
    std::int64_t requests = 0;
    std::deque<double> returned_lately;  // true times of what a crash may forget
  };
  struct Turn {
    double waited = 0;
    bool unbroken = true;
  };
  using Place = std::pair<std::size_t, std::string>;

  [[nodiscard]] std::size_t group(std::size_t key) const;
  void count_lent(std::size_t key, const std::string& model, double now_ms);
  void begin_cooldown(Cooldown& cooldown, pool::Cause cause, double least_ms, double most_ms, double now_ms,
                      double true_ms);
  void cut(Cooldown& cooldown, double before_ms, double now_ms, double true_ms);
  void cool_model(std::size_t key, const Outcome& outcome, double now_ms, double true_ms);
  void count(const Outcome& outcome, double now_ms, double true_ms);
  void after_crash(const pool::Ledger& ledger, double crashed_true_ms, double now_ms);
  [[nodiscard]] bool over_own_quota(std::size_t key, const std::string& model, double now_ms) const;
  [[nodiscard]] bool excused(std::size_t key, const std::string& model, double now_ms) const;
  void check_turns(const pool::Ledger& ledger, const std::vector<std::size_t>& picks, const Wanted& wanted,
                   double now_ms);
  void check_least_used(const pool::Ledger& ledger, std::uint32_t picked,
                        const std::vector<std::uint32_t>& serving) const;
  [[nodiscard]] double chance_of(const pool::Ledger& ledger, std::uint32_t at, pool::Name model,
                                 const std::vector<std::uint32_t>& serving, double now_ms) const;

  const Plan& plan_;
  std::set<std::size_t> keys_;  // of this object, as places in the plan
  std::set<std::size_t> off_;
  std::map<std::size_t, KeyLife> lives_;
  std::map<Place, Cooldown> cooldowns_;       // by group
  std::map<Place, Counted> counted_;  // by key and model, every call of the day
  std::map<Place, std::int64_t> told_;
  std::map<Place, Lent> lent_;  // by group
  std::map<std::size_t, Turn> turns_;
  std::int32_t reset_day_ = -1;
  bool reset_known_ = true;
  double reset_true_ms_ = 0;
  double last_ms_ = 0;
};

}  // namespace rota::simulation
