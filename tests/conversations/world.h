// World: the machines of one case and everything outside them: clock, tokens, the pool's rows.
// Knows how a vector's events become events of the core; refuses to judge what comes back (runner).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "exchange/exchange.h"
#include "host/client_body.h"
#include "host/durable_object.h"
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

/// What an exchange has asked for, to be answered by its token.
struct Open {
  Kind kind;
  std::uint32_t token;
  double due_ms;      ///< of a wake
  std::string reply;  ///< of the real pool, to a call
};

/// One exchange, from outside.
struct Talk {
  std::unique_ptr<exchange::Exchange> machine;  ///< gone once it said `done`
  host::ClientBody body;
  std::vector<Open> asked;                      ///< in order
  std::string client;                           ///< all that the client got, however it was cut
  std::string rest;                             ///< everything else that was asked for
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
  std::string answer(const Fence& fence, Talk& talk, std::vector<Said>& said);
  std::string pool_reply(const Fence& fence, const Open& asked, std::string& body) const;
  void configure(const Fence& fence, std::vector<Said>& said);
  void upstream_body(Talk& talk, std::uint32_t token, const std::string& body, std::vector<Said>& said);
  void tell(Talk& talk, const Event& event, std::vector<Said>& said);
  void note(Talk& talk, const host::Message& asked, Bytes echoed, std::vector<Said>& said);
  void tell_gateway(const Event& event, std::vector<Said>& said);
  [[nodiscard]] int waiting_for(std::uint32_t token) const;
  std::string ask_pool(Bytes call);

  Cut cut_;
  double now_ms_ = 1767323045000;  // 2026-01-02T03:04:05Z
  exchange::Gateway gateway_{1};
  std::vector<Said> opening_;
  std::vector<std::uint32_t> kv_gets_;
  std::set<std::uint32_t> nudged_;
  std::vector<Talk> talks_;
  std::vector<std::size_t> bodies_;
  std::string settings_;
  std::unique_ptr<host::DurableObject> pool_;  ///< null: stories answer for the pool
};

/// The reply of a scripted pool that lends the fake key of that number.
[[nodiscard]] std::string lend(int number);

}  // namespace rota::conversations
