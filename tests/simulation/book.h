// Book: every pick that was lent and every call of the upstream, until it has come back to the pool.
// Knows what must balance: no pick lost or used twice, every outcome told exactly once and as the upstream meant it.
// Refuses to know cooldowns and limits (pool_watch).
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "base/message.h"
#include "pool/pool_call.h"

namespace rota::simulation {

/// An invariant that does not hold: ends the run.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One call of the upstream and what it says of its key.
struct Outcome {
  std::size_t key = 0;
  std::string model;
  int status = 0;
  pool::Cause cause = pool::Cause::ok;
  double cooldown_ms = 0;  ///< Answer::cooldown_ms
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  bool of_kind = false;       ///< Answer::of_kind
  bool test = false;          ///< of a request of Rota's own
  bool tokens_known = false;  ///< false: the client left before the answer said what it cost
};

/// A pick in some isolate's hands.
struct Held {
  std::size_t key = 0;
  std::string model;
  double lent_ms = 0;     ///< true time, as below
  double came_ms = 0;     ///< when the reply reached the isolate
  double stepped_ms = 0;  ///< how far the isolate's clock had ever stepped back by then
};

/// Of one isolate.
class Book {
 public:
  void hold(const Held& pick) { held_.push_back(pick); }
  /// A call begins: the pick it uses, the oldest of its kind whose lease lasts. `stepped_ms` as in Held. Without one:
  /// Broken.
  Held use(std::size_t key, const std::string& model, double now_ms, double stepped_ms);
  /// Whether a call begins with a key that no pick is held of, in the place of a pick of another: a busy isolate does so for
  /// conversations. The pool is to be told.
  [[nodiscard]] bool holds(std::size_t key, const std::string& model, double now_ms, double stepped_ms) const;
  /// A pick was used for a conversation: it may turn out to have gone back already, and the key to have been taken.
  void doubt(const Held& used) { doubted_.push_back(used); }
  void take(std::size_t key, const std::string& model) { taken_.push_back({key, model, 0, 0, 0}); }
  void tell_taken(std::size_t key, const std::string& model);
  /// The pool is told of a pick that nobody used: the oldest of its kind.
  void give_back(std::size_t key, const std::string& model);

  void note(const Outcome& outcome) { untold_.push_back(outcome); }
  /// The pool is told an outcome, which must be one that is still to be told.
  Outcome tell(const pool::Report& report, std::size_t key);
  /// The isolate will tell it again: the call that told it has failed for it.
  void untell(const Outcome& outcome) { untold_.push_back(outcome); }

  /// At the end: nothing is held and nothing is untold.
  void check_closed() const;

 private:
  std::vector<Held> held_;
  std::vector<Held> taken_;
  std::vector<Held> doubted_;
  std::vector<Outcome> untold_;
};

}  // namespace rota::simulation
