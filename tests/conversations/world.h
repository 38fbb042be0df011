// World: the machines of one case and everything outside them: clock, tokens, the pool's rows.
// Knows how a vector's events become events of the core; refuses to judge what comes back (runner).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "admin/key_pool.h"
#include "base/message.h"
#include "exchange/exchange.h"
#include "vector.h"

namespace rota::conversations {

/// An action, as vectors speak of it.
struct Said {
  std::size_t exchange = 0;  ///< whose it is, in the order of opening
  std::string name;
  int of = 0;           ///< for cancel: which fetch it means; for nudge: which exchange waits
  bool latest = false;  ///< `of` is the latest fetch
  double number = 0;
  std::string head;
  std::string body;
};

/// How the bodies of the upstream are cut into pieces.
struct Cut {
  enum class Way { none, bytes, at };
  Way way = Way::none;
  std::size_t body = 0;  ///< which of the case's upstream bodies
  std::size_t at = 0;    ///< where
};

/// One exchange, from outside.
struct Talk {
  std::unique_ptr<exchange::Exchange> machine;  ///< gone once it said `done`
  std::vector<std::uint32_t> fetches;
  std::vector<std::uint32_t> calls;  ///< of ask_pool
  std::vector<std::string> replies;  ///< of the real pool to them
  std::vector<std::uint32_t> wakes;
  std::vector<double> wake_at_ms;
  std::vector<std::uint32_t> digests;
  std::vector<std::uint32_t> waits;
  std::string client;  ///< all that the client got, however it was cut
  std::string rest;    ///< everything else that was asked for
};

class World {
 public:
  World(const Case& story, Cut cut);

  /// Delivers an event and appends what it brought to `said`. The text is what is wrong with the fence, or empty.
  [[nodiscard]] std::string deliver(const Fence& fence, std::vector<Said>& said);
  [[nodiscard]] const std::vector<Talk>& talks() const { return talks_; }
  /// What the gateway has asked for before the first event.
  [[nodiscard]] const std::vector<Said>& opening() const { return opening_; }
  /// The bytes of every upstream body so far, in order.
  [[nodiscard]] const std::vector<std::size_t>& bodies() const { return bodies_; }

 private:
  std::string open(const Fence& fence, std::vector<Said>& said);
  std::string answer_pool(const Fence& fence, Talk& talk, std::vector<Said>& said);
  void upstream_body(Talk& talk, std::uint32_t token, const std::string& body, std::vector<Said>& said);
  void tell(Talk& talk, Event event, const std::string& head, const std::string& body, std::vector<Said>& said);
  void note(Talk& talk, const Action& action, const std::string& echoed, std::vector<Said>& said);
  void tell_gateway(Event event, const std::string& body, std::vector<Said>& said);
  [[nodiscard]] int waiting_for(std::uint32_t token) const;
  void open_pool(const std::string& settings);
  std::string tell_pool(Event event, const std::string& head, const std::string& body);

  Cut cut_;
  double now_ms_ = 1767323045000;  // 2026-01-02T03:04:05Z
  Arena batch_;
  exchange::Gateway gateway_{1};
  std::vector<Said> opening_;
  std::vector<std::uint32_t> kv_gets_;
  std::set<std::uint32_t> nudged_;
  std::vector<Talk> talks_;
  std::vector<std::size_t> bodies_;
  std::string settings_;
  bool real_pool_;
  std::unique_ptr<pool::Pool> pool_;
  std::map<std::string, std::string> rows_;
};

/// The reply of a scripted pool that lends the fake key of that number.
[[nodiscard]] std::string lend(int number);

}  // namespace rota::conversations
