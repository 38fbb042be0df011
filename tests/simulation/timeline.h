// Timeline: virtual time, and what is to happen at which moment of it.
// Knows an order; refuses to know what the events are. This is the true time, by which the upstream counts; hosts have
// clocks of their own, which are wrong by what each of them says.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace rota::simulation {

class Timeline {
 public:
  explicit Timeline(double begin_ms) : now_ms_(begin_ms) {}

  [[nodiscard]] double now_ms() const { return now_ms_; }
  /// Events of the same moment happen in the order in which they were planned.
  void after(double wait_ms, std::function<void()> what) {
    events_.push({now_ms_ + (wait_ms > 0 ? wait_ms : 0), ++last_, std::move(what)});
  }
  /// False when nothing is left to happen.
  bool step() {
    if (events_.empty()) return false;
    auto what = std::move(const_cast<Event&>(events_.top()).what);
    now_ms_ = events_.top().at_ms;
    events_.pop();
    what();
    return true;
  }

 private:
  struct Event {
    double at_ms;
    std::uint64_t number;
    std::function<void()> what;
    bool operator<(const Event& other) const {
      return at_ms != other.at_ms ? at_ms > other.at_ms : number > other.number;
    }
  };
  std::priority_queue<Event> events_;
  double now_ms_;
  std::uint64_t last_ = 0;
};

}  // namespace rota::simulation
