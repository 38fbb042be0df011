// Upstream: Google, as far as a pool of keys meets it: limits by project and model, by minute and by Pacific day, keys
// that die, and its real error bodies.
// Knows what it has counted and what it has told; refuses to know Rota.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "talks.h"

namespace rota::simulation {

/// What comes of one call.
struct Answer {
  enum class Way { whole, breaks_off, hangs, unreachable };
  Way way = Way::whole;
  int status = 0;
  std::string body;
  pool::Cause cause = pool::Cause::ok;  ///< what a careful reader learns of the key
  bool of_kind = false;  ///< it says something of requests of this kind alone
  double cooldown_ms = 0;                   ///< with minute_limit: the cooldown that the words mean, margin included
  std::int64_t prompt_tokens = 0;
  std::int64_t cached_tokens = 0;      ///< of these
  std::int64_t completion_tokens = 0;  ///< the call's number: no two answers cost the same
  double head_ms = 0;                  ///< after the call
  double body_ms = 0;                  ///< after the head
};

/// What a hostile client asks for: any key is refused it, in words that look like the key's fault or a limit's.
enum class Poison { none, keyless_resource, unknown, account, grounded, oversized };

/// What implicit caching has come to: a prefix of 2,048 tokens and more that the same project has read in the last five
/// minutes is not paid for again.
struct Caching {
  std::int64_t prompt_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t of_one_key = 0;  ///< what would be cached if one project had no limits and answered all
  std::map<std::size_t, std::int64_t> served;  ///< by key: answers
};

class Upstream {
 public:
  Upstream(const Plan& plan, Dice& dice);

  /// A call arrives. `key` is its place in the plan.
  [[nodiscard]] Answer call(std::size_t key, const std::string& model, bool streams, double now_ms, const Spoken& spoken = {});
  /// Of a hostile client; it counts nowhere.
  [[nodiscard]] Answer refuse_poison(Poison poison, std::size_t key, double now_ms);
  [[nodiscard]] std::int64_t calls() const { return calls_; }
  [[nodiscard]] std::int64_t refused() const { return refused_; }
  [[nodiscard]] const Caching& caching() const { return caching_; }

 private:
  struct Counted {
    std::deque<std::pair<double, std::int64_t>> minute;  // when, and the prompt's tokens
    std::int32_t day = 0;
    int day_requests = 0;
    bool no_tier = false;
    bool closed = false;
  };
  struct Life {
    double dies_ms = 0;  // 0: never
    double revives_ms = 0;
    int kind = 0;
  };
  [[nodiscard]] Counted& counted(int project, const ModelPlan& model);
  [[nodiscard]] bool dead(std::size_t key, double now_ms, Answer& answer) const;
  [[nodiscard]] bool faulty(Answer& answer);
  [[nodiscard]] bool over_limit(Counted& counted, const ModelPlan& model, std::int64_t tokens, double now_ms,
                                Answer& answer);
  [[nodiscard]] std::int64_t cached(int project, const Spoken& spoken, double now_ms);
  [[nodiscard]] double opens_ms(const Counted& counted, std::size_t kept, double now_ms) const;

  const Plan& plan_;
  Dice& dice_;
  std::map<std::pair<int, std::string>, Counted> counted_;
  std::map<std::pair<int, std::uint64_t>, std::pair<std::int64_t, double>> prefixes_;  // by project and conversation: its tokens, and when it was read
  Caching caching_;
  std::vector<Life> lives_;
  std::int64_t calls_ = 0;
  std::int64_t refused_ = 0;
};

/// The plan's model of that name; the program ends when there is none.
[[nodiscard]] const ModelPlan& model_named(const Plan& plan, const std::string& name);

}  // namespace rota::simulation
