// One run; see world.h.
#include "world.h"

#include <cmath>

#include "base/limits.h"

namespace rota::simulation {

namespace {

class World {
 public:
  explicit World(const Plan& plan)
      : plan_(plan),
        dice_(plan.seed),
        timeline_(plan.begin_ms),
        upstream_(plan, dice_),
        database_(plan),
        talks_(plan, dice_),
        platform_{plan, timeline_, dice_, upstream_, objects_, tally_, talks_} {
    for (int shard = 0; shard < plan.shards; ++shard) {
      objects_.push_back(
          std::make_unique<Object>(plan, shard, timeline_, dice_, database_, [this](std::size_t isolate) {
            const auto found = isolates_.find(isolate);
            return found == isolates_.end() ? nullptr : &found->second->book();
          }));
    }
  }

  void play() {
    begin();
    while (timeline_.step()) {
    }
    close_down();
  }
  [[nodiscard]] Outcomes outcomes() const {
    Outcomes outcomes{tally_, upstream_.calls(), upstream_.refused(), 0, "", upstream_.caching()};
    for (const auto& object : objects_) outcomes.evictions += object->evictions();
    for (const auto& object : objects_) outcomes.moves += object->moves();
    return outcomes;
  }

 private:
  void begin() {
    burst(plan_.bursts);
    const auto any_object = [this]() -> Object& { return *objects_[dice_.index(objects_.size())]; };
    every(plan_.evictions, [any_object] { any_object().evict_if_idle(); });
    every(plan_.crashes, [any_object] { any_object().crash(); });
    every(plan_.edits, [this] {
      database_.edit(dice_.index(plan_.keys.size()));
      objects_[0]->reload();
    });
    every(plan_.clock_steps, [this, any_object] {
      const double skew_ms = dice_.between(-4000, 1000);
      if (dice_.chance(0.5)) {
        any_object().step_clock(skew_ms);
      } else if (!isolates_.empty()) {
        any_isolate().step_clock(skew_ms);
      }
    });
    for (double at_ms = std::floor(plan_.begin_ms / hour_ms) * hour_ms; at_ms < end_ms(); at_ms += hour_ms) {
      const int hour = static_cast<int>(std::fmod(at_ms / hour_ms, 24));
      if ((hour != 7 && hour != 8) || at_ms < plan_.begin_ms) continue;
      timeline_.after(at_ms - plan_.begin_ms, [this, at_ms] { some_isolate().cron(at_ms); });
    }
  }

  [[nodiscard]] double end_ms() const { return plan_.begin_ms + plan_.length_ms; }

  /// Does it so many times an hour, until the traffic ends.
  void every(double an_hour, std::function<void()> what) {
    if (an_hour <= 0) return;
    timeline_.after(dice_.gap(hour_ms / an_hour), [this, an_hour, what] {
      if (timeline_.now_ms() >= end_ms()) return;
      what();
      every(an_hour, what);
    });
  }

  void burst(int left) {
    if (left == 0) return;
    const double gaps_ms[] = {20, 200, 1000, 5000};
    const double gap_ms = plan_.burst_gap_ms > 0 ? plan_.burst_gap_ms : gaps_ms[dice_.whole(0, 3)];
    arrive(plan_.requests / plan_.bursts, gap_ms);
    timeline_.after(dice_.gap(plan_.length_ms / plan_.bursts), [this, left] { burst(left - 1); });
  }

  void arrive(int left, double gap_ms) {
    if (left == 0) return;
    if (dice_.chance(plan_.isolate_dies) && !isolates_.empty()) isolates_.erase(std::next(isolates_.begin(), index()));
    std::string model = plan_.models[dice_.index(plan_.models.size())].name;
    if (dice_.chance(plan_.talking)) {
      const Spoken spoken = talks_.next(model, timeline_.now_ms());
      some_isolate().request(model, spoken);
    } else {
      dice_.chance(plan_.hostile) ? some_isolate().hostile_request(model) : some_isolate().request(model);
    }
    timeline_.after(dice_.gap(gap_ms), [this, left, gap_ms] { arrive(left - 1, gap_ms); });
  }

  [[nodiscard]] std::ptrdiff_t index() { return static_cast<std::ptrdiff_t>(dice_.index(isolates_.size())); }
  Isolate& any_isolate() { return *std::next(isolates_.begin(), index())->second; }
  /// One that is there, or a new one.
  Isolate& some_isolate() {
    const bool room = isolates_.size() < static_cast<std::size_t>(plan_.isolates);
    if (!isolates_.empty() && !(room && dice_.chance(0.1))) return any_isolate();
    const std::size_t number = ++last_isolate_;
    isolates_[number] = std::make_unique<Isolate>(platform_, number);
    return *isolates_[number];
  }

  void drain() {
    while (timeline_.step()) {
    }
  }

  /// No more traffic and no more faults: all that was held or untold comes home, and the accounts are closed.
  void close_down() {
    platform_.calm = true;
    for (auto& object : objects_) object->calm();
    for (auto& [number, isolate] : isolates_) {
      if (isolate->open() != 0) throw Broken("an exchange never ended");
      timeline_.after(limits::lease_ms * 4, [&told = *isolate, this] { told.cron(timeline_.now_ms()); });
    }
    drain();
    for (auto& [number, isolate] : isolates_) {
      if (isolate->open() != 0) throw Broken("a cron never ended");
      isolate->book().check_closed();
    }
    for (auto& object : objects_) object->check_stored();
    drain();
    if (plan_.database && plan_.crashes <= 0) check_record();
  }

  /// D1 holds every call that the objects have been told of.
  void check_record() const {
    for (const auto& object : objects_) {
      for (const auto& [place, told] : object->watch().told()) {
        const std::int64_t recorded = database_.requests(place.first, place.second);
        if (recorded == told) continue;
        throw Broken("D1 holds " + std::to_string(recorded) + " requests instead of " + std::to_string(told) +
                     ": key " + std::to_string(place.first) + " for " + place.second);
      }
    }
  }

  const Plan& plan_;
  Dice dice_;
  Timeline timeline_;
  Upstream upstream_;
  Database database_;
  Tally tally_;
  Talks talks_;
  std::vector<std::unique_ptr<Object>> objects_;
  Platform platform_;
  std::map<std::size_t, std::unique_ptr<Isolate>> isolates_;
  std::size_t last_isolate_ = 0;
};

}  // namespace

Outcomes play(const Plan& plan) {
  World world(plan);
  std::string broken;
  try {
    world.play();
  } catch (const Broken& what) {
    broken = what.what();
  }
  Outcomes outcomes = world.outcomes();
  outcomes.broken = broken;
  return outcomes;
}

}  // namespace rota::simulation
