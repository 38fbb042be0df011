// Object: one Durable Object with a real pool object in it: rows, timers, an alarm, evictions and crashes.
// Knows when the platform would evict it and what is lost then; what the pool decides is watched (pool_watch).
#pragma once

#include <functional>
#include <memory>

#include "database.h"
#include "host/delivery.h"
#include "pool/pool_object.h"
#include "pool_watch.h"
#include "timeline.h"

namespace rota::simulation {

/// A call as the object hears it, and what it replies.
struct Heard {
  std::size_t isolate = 0;
  std::string body;
  Book* book = nullptr;  ///< of the isolate; null: it is gone, and what it held with it
};
struct Replied {
  std::string body;      ///< empty: the call failed
  double given_ms = 0;   ///< when, in true time
  int life = 0;          ///< of the object
  bool refused = false;  ///< picks were wanted and none came
  std::vector<Held> picks;
  std::vector<Outcome> told;
  std::vector<Held> returned;
  std::vector<Held> taken;
};

class Object {
 public:
  /// All references outlive it. `book_of` gives the book of an isolate, or null when it is gone.
  Object(const Plan& plan, int shard, Timeline& timeline, Dice& dice, Database& database,
         std::function<Book*(std::size_t)> book_of);

  void call(std::size_t isolate, std::string body, std::function<void(Replied)> reply);
  /// What the platform does with an object that has no call, no timer and no I/O: it goes without a trace.
  void evict_if_idle();
  void crash();
  void step_clock(double skew_ms) { skew_ms_ = skew_ms; }
  void reload();
  /// No fault from now on.
  void calm() { calm_ = true; }

  /// How often a reply has moved a conversation.
  [[nodiscard]] std::int64_t moves() const { return moves_; }
  [[nodiscard]] double now_ms() const { return timeline_.now_ms() + skew_ms_; }
  /// Counts starts: what it knew of conversations is gone with each.
  [[nodiscard]] int life() const { return life_; }
  [[nodiscard]] PoolWatch& watch() { return watch_; }
  /// Evicts it, loads it anew, and compares what it counts.
  void check_stored();
  [[nodiscard]] int evictions() const { return evictions_; }

 private:
  struct Waiting {
    std::size_t isolate;
    std::string body;
    std::function<void(Replied)> reply;
  };
  void start();
  void tell(const Event& event);
  void perform(const host::Message& action);
  void take_load();
  [[nodiscard]] const pool::Ledger& ledger() { return pool_->parts().lender.ledger(); }
  void answer_query(std::uint32_t token, const std::string& body);
  void alarm();
  void hear(Waiting waiting);
  void before(const pool::Call& asked, Book* book, Replied& replied);
  void after(const pool::Call& asked, Replied& replied);
  [[nodiscard]] bool check_place(const pool::Call& asked, const pool::Reply& reply, const std::vector<std::size_t>& picks);
  [[nodiscard]] bool idle() const { return timers_ == 0 && effects_ == 0 && waiting_.empty(); }

  const Plan& plan_;
  Timeline& timeline_;
  Dice& dice_;
  Database& database_;
  std::function<Book*(std::size_t)> book_of_;
  PoolWatch watch_;
  std::map<std::uint64_t, std::size_t> keys_;  // by id
  std::map<std::uint64_t, std::size_t> places_;  // the keys of conversations, forgotten with the object
  std::int64_t moves_ = 0;
  std::map<std::string, std::string> rows_;
  std::unique_ptr<pool::PoolObject> pool_;
  int life_ = 0;  // counts starts: what an earlier life asked for comes to nothing
  int timers_ = 0;
  int effects_ = 0;
  bool ready_ = false;
  bool calm_ = false;
  double skew_ms_ = 0;
  std::optional<double> crashed_true_ms_;  ///< since the last time it had loaded
  double alarm_true_ms_ = 0;
  int evictions_ = 0;
  std::string reply_;
  std::vector<Waiting> waiting_;
  std::set<std::size_t> off_read_;
};

}  // namespace rota::simulation
