// Rotate on error; see naive.h.
#include "naive.h"

namespace rota::simulation {

namespace {

class NaiveWorld {
 public:
  explicit NaiveWorld(const Plan& what) : plan(what) {}
  const Plan& plan;
  Dice dice{plan.seed};
  Timeline timeline{plan.begin_ms};
  Upstream upstream{plan, dice};
  std::vector<std::size_t> next = std::vector<std::size_t>(static_cast<std::size_t>(plan.isolates));
  Tally tally;

  void attempt(std::size_t isolate, int left) {
    const Answer answer = upstream.call(next[isolate], plan.models[0].name, false, timeline.now_ms());
    if (answer.status == 200) {
      ++tally.served;
      return;
    }
    next[isolate] = (next[isolate] + 1) % plan.keys.size();
    if (left == 1) {
      ++tally.failed;
      return;
    }
    timeline.after(answer.head_ms + answer.body_ms, [this, isolate, left] { attempt(isolate, left - 1); });
  }
  void arrive(int left) {
    if (left == 0) return;
    ++tally.requests;
    const std::size_t isolate = dice.index(next.size());
    next[isolate] = (next[isolate] + 1) % plan.keys.size();
    attempt(isolate, plan.attempts);
    timeline.after(dice.gap(plan.burst_gap_ms), [this, left] { arrive(left - 1); });
  }
};

}  // namespace

Outcomes play_naively(const Plan& plan) {
  NaiveWorld world(plan);
  world.arrive(plan.requests);
  while (world.timeline.step()) {
  }
  return {world.tally, world.upstream.calls(), world.upstream.refused(), 0, "", world.upstream.caching(), 0};
}

}  // namespace rota::simulation
