// Isolate: one Worker isolate with a real Gateway and real Exchanges, and the clients that talk to it.
// Knows what the platform does for an exchange and what every client must get; refuses to know the pool (object).
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "exchange/exchange.h"
#include "host/client_body.h"
#include "object.h"
#include "upstream.h"

namespace rota::simulation {

/// What came of all requests.
struct Tally {
  std::int64_t requests = 0;
  std::int64_t served = 0;
  std::int64_t failed = 0;  ///< 429 and above
  std::int64_t left = 0;    ///< the client or its isolate was gone
  std::int64_t pool_calls = 0;
  std::int64_t moves_told = 0;  ///< log lines that say why a conversation has moved
};

struct Platform {
  const Plan& plan;
  Timeline& timeline;
  Dice& dice;
  Upstream& upstream;
  std::vector<std::unique_ptr<Object>>& objects;
  Tally& tally;
  Talks& talks;
  bool calm = false;  ///< no fault from now on
};

class Isolate {
 public:
  Isolate(Platform& platform, std::size_t number);
  ~Isolate();
  Isolate(const Isolate&) = delete;
  Isolate& operator=(const Isolate&) = delete;

  void request(const std::string& model, const Spoken& spoken = {});
  /// Of a client that means ill.
  void hostile_request(const std::string& model);
  void cron(double scheduled_ms);
  void step_clock(double skew_ms);
  [[nodiscard]] Book& book() { return book_; }
  [[nodiscard]] std::size_t open() const { return talks_.size(); }

 private:
  struct Fetch {
    std::uint32_t token = 0;  // 0: none is open
    Outcome outcome;
    Answer answer;
    bool head_came = false;
  };
  struct Talk {
    std::unique_ptr<exchange::Exchange> machine;
    host::ClientBody body;
    std::string model;
    bool chained = false;   // the client has asked for the chain, of whose models `model` is the one under way
    std::size_t place = 0;  // of it among the plan's models
    Spoken spoken;
    bool moved = false;  // it was not called with the key that its conversation was on
    bool streams = false;
    Poison poison = Poison::none;
    bool is_cron = false;
    bool client_gone = false;
    bool answered = false;
    bool ended = false;
    int status = 0;
    Fetch fetch;
    Fetch probe;  // of a key that the pool doubts, beside the client's request
    std::map<std::uint32_t, std::string> asked;  // calls of the pool under way: the pool's name
    double waiting_ms = 0;  // since when it waits for another's call of the pool: what it has decided before; 0: it does not
    // Why it may fail.
    double began_ms = 0;
    int calls = 0;        // of the upstream, for all models of a chain
    std::size_t key = 0;  // called last
    int life = 0;         // of the pool object that placed the conversation there, or will hear of it
    int attempts = 0;     // for this model, and so all below
    pool::Cause last = pool::Cause::ok;
    int spent = 0;     // in attempts that cost nothing
    int patience = 0;  // spent, of limits::upstream_patience
    bool waited_for_whole = false;  // an answer in one piece did not come in time
    std::set<std::string> refused_by;
    bool pool_failed = false;
  };

  struct Refusal {
    double at_ms = 0;  // by the own clock
    bool dead = false;  // no key is alive
  };

  [[nodiscard]] double now_ms() const { return platform_.timeline.now_ms() + skew_ms_; }
  /// Runs `what` with the talk later, unless isolate or talk have gone by then.
  void later(double wait_ms, std::uint64_t talk, std::function<void(Talk&)> what);
  std::uint64_t open_talk();
  void tell(std::uint64_t number, Talk& talk, const Event& event);
  void send(std::uint64_t number, Talk& talk, const std::string& head, const std::string& body);
  void perform(std::uint64_t number, Talk& talk, const host::Message& action);
  void ask_pool(std::uint64_t number, Talk& talk, const host::Message& action);
  void take_reply(std::uint64_t number, Talk* talk, std::uint32_t token, Replied replied);
  void fetch(std::uint64_t number, Talk& talk, const host::Message& action);
  void check_use(const Held& pick, std::size_t shard) const;
  void check_move(Talk& talk, std::size_t key) const;
  [[nodiscard]] Held take_warm(const Talk& talk, const Outcome& outcome);
  void answer_head(std::uint64_t number, Talk& talk, std::uint32_t token);
  void answer_body(std::uint64_t number, Talk& talk, std::uint32_t token);
  [[nodiscard]] static Fetch* fetch_of(Talk& talk, std::uint32_t token);
  void begin_fetch(std::uint64_t number, Fetch& fetch, const Outcome& outcome, std::uint32_t token);
  void settle_fetch(Talk& talk, Fetch& fetch, pool::Cause cause, bool tokens_known);
  void cancelled(Talk& talk, std::uint32_t token);
  void give_answer(Talk& talk, const host::Message& action);
  void close(std::uint64_t number, Talk& talk);
  void explain(const Talk& talk) const;
  [[nodiscard]] bool is_given_up(const Talk& talk) const;
  [[nodiscard]] const Refusal* remembered(const std::string& model, double at_ms) const;
  [[nodiscard]] bool may_end_here(const Talk& talk) const;
  void go_on_to(Talk& talk, const std::string& model) const;

  Platform& platform_;
  std::size_t number_;
  exchange::Gateway gateway_;
  std::map<std::uint64_t, Talk> talks_;
  std::map<std::uint32_t, std::uint64_t> waits_;  // token of wait: the talk that waits
  std::map<std::string, Refusal> refusals_;  // the last reply that brought nothing for a model
  Book book_;
  Held heard_;  // when the latest reply that has come was given, and came
  std::uint64_t last_talk_ = 0;
  double skew_ms_ = 0;
  double stepped_ms_ = 0;  // how far the clock has stepped back, in all
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace rota::simulation
