// Way: one request from its head to its last report, with a pool that lends and an upstream that says what a script says.
// Knows which action wants which answer; refuses to judge what comes of it. For tests that ask what a request costs, or
// whether any bytes at all break the exchange.
#pragma once

#include <deque>
#include <string>

#include "exchange/exchange.h"
#include "host/client_body.h"
#include "host/delivery.h"
#include "host/event.h"

namespace rota::host {

/// What the upstream answers to each call, the last one again and again.
struct Scripted {
  int status = 200;
  std::string head;
  std::string body;
};

/// What came of it.
struct Outcome {
  int status = 0;           ///< what the client got; 0: nothing
  std::string body;         ///< the client's answer, or all of its stream
  std::string sent;         ///< the body of the first call of the upstream
  int calls = 0;            ///< of the upstream
  bool done = false;        ///< the exchange said so
};

/// Tells one exchange everything that it waits for until it is done. `piece_bytes`: how bodies are cut, 0: not at all.
class Way {
 public:
  Way(exchange::Gateway& gateway, std::uint64_t seed, std::size_t piece_bytes = 0)
      : machine_(gateway, seed), piece_bytes_(piece_bytes) {}

  /// What the host makes of any text that it is to digest; without it, it cannot. The pool then gives the client that is
  /// found by it what it asks for.
  void digests_to(const std::string& digest) { digest_ = digest; }

  Outcome go(const std::string& head, const std::string& body, const std::deque<Scripted>& script) {
    tell(event::request(-1, head));
    each_piece(body, [this](Bytes piece) { tell(event::request_body(piece)); });
    tell(event::request_end());
    std::size_t call = 0;
    for (int turn = 0; turn < most_turns && !outcome_.done; ++turn) {
      if (waiting_.empty()) {
        tell(wake_ != 0 ? event::timer(wake_) : event::client_gone());
        now_ms_ += 1e6;
        continue;
      }
      const Message asked = waiting_.front();
      waiting_.pop_front();
      answer(asked, script, call);
    }
    return outcome_;
  }

 private:
  static constexpr int most_turns = 400;

  void answer(const Message& asked, const std::deque<Scripted>& script, std::size_t& call) {
    if (asked.kind == Kind::ask_pool) return tell(event::pool_reply(asked.token, digest_.empty() ? lent : lent_to_client));
    if (asked.kind == Kind::digest && !digest_.empty()) return tell(event::digested(asked.token, digest_));
    if (asked.kind != Kind::fetch || script.empty()) return tell(event::failed(asked.token, "Error: away"));
    if (outcome_.calls++ == 0) outcome_.sent = asked.body;
    const Scripted& said = script[call < script.size() ? call : script.size() - 1];
    ++call;
    tell(event::upstream_head(asked.token, said.status, said.head));
    each_piece(said.body, [&](Bytes piece) { tell(event::upstream_body(asked.token, piece)); });
    tell(event::upstream_end(asked.token));
  }

  template <class Tell>
  void each_piece(const std::string& body, Tell tell_piece) {
    const std::size_t size = piece_bytes_ == 0 ? body.size() : piece_bytes_;
    for (std::size_t at = 0; at < body.size(); at += size) tell_piece(Bytes(body).substr(at, size));
  }

  void tell(const Event& event) {
    for (Message& action : body_.deliver(machine_, event, now_ms_)) take(action);
  }

  void take(Message& action) {
    switch (action.kind) {
      case Kind::answer:
      case Kind::stream:
        outcome_.status = static_cast<int>(action.number);
        outcome_.body += action.body;
        break;
      case Kind::send:
        outcome_.body += action.body;
        break;
      case Kind::wake:
        wake_ = action.token;
        break;
      case Kind::done:
        outcome_.done = true;
        break;
      case Kind::fetch:
      case Kind::ask_pool:
      case Kind::digest:
      case Kind::sign:
      case Kind::asset:
        waiting_.push_back(std::move(action));
        break;
      default:
        break;
    }
  }

  static constexpr const char* lent =
      R"({"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-key-1","label":"#1"},)"
      R"({"key":"0000000000000002","secret":"AIzaFAKE-key-2","label":"#2"}],"permitted":1})";
  static constexpr const char* lent_to_client =
      R"({"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-key-1","label":"#1"}],)"
      R"("permitted":1,"client":{"granted":1}})";

  exchange::Exchange machine_;
  ClientBody body_;
  std::size_t piece_bytes_;
  std::string digest_;
  Outcome outcome_;
  std::deque<Message> waiting_;
  std::uint32_t wake_ = 0;
  double now_ms_ = 1767323045000;
};

}  // namespace rota::host
