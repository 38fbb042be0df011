// Pool rounds: what goes round all shards of the pool: the count of keys for /health, and the cron's daily reset.
// Whoever asks for health shortly after another gets the same answer out of the isolate's memory.
// Knows the order of the shards; refuses to know what a reset does.
#pragma once

#include "exchange/job.h"
#include "exchange/pool_link.h"
#include "exchange/pool_rounds_table.h"

namespace rota::exchange {

class PoolRounds final : public Job {
 public:
  enum class Purpose : std::uint8_t { health, reset };

  PoolRounds(Purpose purpose, Context& context, PoolLink& link) : purpose_(purpose), context_(context), link_(link) {}
  [[nodiscard]] bool begin(Actions& out) override;
  [[nodiscard]] bool take(const Event& event, Actions& out) override;

 private:
  [[nodiscard]] bool answer_or_ask(Kind on, Actions& out);
  [[nodiscard]] bool wait(Actions& out);
  void ask(Kind on, Actions& out);
  [[nodiscard]] bool take_reply(const Event& event, Actions& out);
  void end(bool reached, Actions& out);
  void abandon(Actions& out);
  void nudge_waiters(Actions& out);
  [[nodiscard]] bool finish(Kind on);

  Purpose purpose_;
  Context& context_;
  PoolLink& link_;
  Track<pool_rounds_table> track_{PoolRoundsPhase::idle};
  std::uint32_t wait_token_ = 0;   // of the wait, while waiting
  std::uint32_t timer_token_ = 0;  // of the timer that ends it
  std::uint32_t shards_asked_ = 0;
  Health health_;  // of the shards asked so far
};

}  // namespace rota::exchange
