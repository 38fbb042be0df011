// Talks: the conversations that clients hold, turn by turn, and what a turn of one costs.
// Knows who is to speak next and when; refuses to know keys and upstreams.
#pragma once

#include <map>
#include <string>

#include "plan.h"

namespace rota::simulation {

/// One turn on its way.
struct Spoken {
  std::uint64_t conversation = 0;  ///< 0: the request is of none
  int turn = 0;                    ///< from 1
  std::int64_t prompt_tokens = 0;  ///< 0: as any request's
};

/// Who has answered a turn.
struct Answered {
  std::size_t key = 0;
  std::size_t isolate = 0;
  int life = 0;  ///< of the pool object
};

class Talks {
 public:
  Talks(const Plan& plan, Dice& dice) : plan_(plan), dice_(dice) {}

  /// The turn that is due for longest, or the first of a new conversation. end() comes once for each.
  Spoken next(std::string& model, double now_ms);
  /// The client has its answer, or null: none. After a failure nobody goes on.
  void end(const Spoken& spoken, const Answered* answered, double now_ms);
  /// Of the turn before the one under way; null: there was none.
  [[nodiscard]] const Answered* answered(std::uint64_t conversation) const;
  /// The body and the head's further lines: names in some, none in others.
  [[nodiscard]] static std::string openai_body(const Spoken& spoken, const std::string& model, bool streams);
  [[nodiscard]] static std::string gemini_body(const Spoken& spoken);
  [[nodiscard]] static std::string headers(const Spoken& spoken);

 private:
  struct Waiting {
    std::uint64_t conversation = 0;
    int turns = 0;
    Answered answered;
    std::string model;
  };
  const Plan& plan_;
  Dice& dice_;
  std::multimap<double, Waiting> waiting_;  // by when the client speaks again
  std::map<std::uint64_t, Waiting> open_;
  std::uint64_t last_ = 0;
};

}  // namespace rota::simulation
