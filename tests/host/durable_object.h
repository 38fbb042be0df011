// Durable object: the platform under a pool, in memory: a clock, rows and an alarm that outlive the object, timers and
// questions that do not.
// Knows what an eviction takes along; refuses to know what answers the questions (cloud_object.h).
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>

#include "delivery.h"
#include "event.h"
#include "json/writer.h"
#include "message_table.h"

namespace rota::host {

/// The text as JSON writes it, with its quotes.
inline std::string json_text(Bytes text) {
  Buffer out;
  json::Writer writer(out);
  writer.string(text);
  return std::string(out.view());
}

class DurableObject {
 public:
  /// `make` gives the machine anew at every start.
  explicit DurableObject(std::function<std::unique_ptr<Machine>()> make) : make_(std::move(make)) {}
  DurableObject(const DurableObject&) = delete;
  DurableObject& operator=(const DurableObject&) = delete;
  virtual ~DurableObject() = default;

  double now_ms = 0;
  std::map<std::string, std::string> rows;
  std::deque<Message> questions;  ///< what the pool waits for, in the order in which it asked
  std::vector<std::string> log;
  std::string last_reply;
  double alarm_ms = -1;  ///< when the alarm is due, -1: none is set
  std::size_t stores = 0, erases = 0, alarms = 0;
  std::string fail_rows;  ///< when set, no row can be written, and that is what the host says
  std::string fail_reads;  ///< the same of reading them

  /// Begins, or begins anew after an eviction: what was not stored is lost.
  void start(Bytes settings) {
    pool_ = make_();
    timers_.clear();
    questions.clear();
    unstored_.clear();
    tell(event::configure(settings));
    recall();
  }
  void tell(const Event& event) {
    for (const Message& asked : deliver(*pool_, event, now_ms)) perform(asked);
    while (!unstored_.empty()) {
      const Message row = unstored_.front();
      unstored_.pop_front();
      tell(event::unstored(row.head + "\n" + fail_rows, row.body));
    }
    if (std::exchange(recall_wanted_, false)) recall();
  }
  /// What a test made the pool do in a step of its own.
  void take(const Actions& actions) {
    for (const Message& asked : copies(actions)) perform(asked);
  }
  /// Lets time pass; timers and the alarm fire when they are due, and what they make the pool ask is answered at once.
  void pass(double ms) {
    const double end_ms = now_ms + ms;
    for (;;) {
      const auto due = std::min_element(timers_.begin(), timers_.end(),
                                        [](const Timer& one, const Timer& other) { return one.at_ms < other.at_ms; });
      const double timer_ms = due == timers_.end() ? end_ms + 1 : due->at_ms;
      const bool alarm_first = alarm_ms >= 0 && alarm_ms <= timer_ms;
      const double next_ms = alarm_first ? alarm_ms : timer_ms;
      if (next_ms > end_ms) break;
      now_ms = next_ms;
      if (alarm_first) {
        alarm_ms = -1;
        tell(event::alarm());
      } else {
        const std::uint32_t token = due->token;
        timers_.erase(due);
        tell(event::timer(token));
      }
      pump();
    }
    now_ms = end_ms;
  }
  /// Answers questions until there are none.
  void pump() {
    while (!questions.empty()) answer_one();
  }
  void answer_one() {
    const Message asked = questions.front();
    questions.pop_front();
    answer(asked);
  }
  /// How many lines of the log hold that.
  [[nodiscard]] std::size_t logged(Bytes part) const {
    return static_cast<std::size_t>(std::count_if(
        log.begin(), log.end(), [part](const std::string& line) { return line.find(part) != std::string::npos; }));
  }
  [[nodiscard]] std::size_t timers() const { return timers_.size(); }

 protected:
  virtual void perform(const Message& asked) {
    switch (asked.kind) {
      case Kind::store:
        if (!fail_rows.empty()) return unstored_.push_back(asked);
        rows[asked.head] = asked.body;
        ++stores;
        return;
      case Kind::erase:
        if (!fail_rows.empty()) return unstored_.push_back(asked);
        rows.erase(asked.head);
        ++erases;
        return;
      case Kind::recall:
        recall_wanted_ = true;
        return;
      case Kind::reply:
        last_reply = asked.body;
        return;
      case Kind::log:
        log.push_back(asked.head);
        return;
      case Kind::wake:
        timers_.push_back({now_ms + asked.number, asked.token});
        return;
      case Kind::alarm_in:
        alarm_ms = now_ms + asked.number;
        ++alarms;
        return;
      default:
        if ((row_of(asked.kind).machines & (machine::pool | machine::responses)) == 0) {
          throw std::logic_error(std::string("no object may ask for ") + row_of(asked.kind).name);
        }
        questions.push_back(asked);
    }
  }
  /// Where there is nobody to answer, nothing may be asked.
  virtual void answer(const Message& asked) {
    throw std::logic_error(std::string("nobody is there to answer ") + row_of(asked.kind).name);
  }

 private:
  void recall() {
    const auto stored = fail_reads.empty() ? rows : std::map<std::string, std::string>();  // the pool may rewrite them
    for (const auto& [name, value] : stored) tell(event::stored(name, value));
    tell(event::ready(fail_reads));
  }

  struct Timer {
    double at_ms;
    std::uint32_t token;
  };
  std::function<std::unique_ptr<Machine>()> make_;
  std::unique_ptr<Machine> pool_;
  std::vector<Timer> timers_;
  std::deque<Message> unstored_;
  bool recall_wanted_ = false;
};

}  // namespace rota::host
