// Stage: how far a request has come, as the world around it can see from what was asked and answered.
// Knows events and actions alone; refuses to look into the exchange.
#pragma once

#include <map>

#include "host/delivery.h"

namespace rota::test {

enum class Stage : std::uint8_t {
  received,   // the head has come, the body is on its way
  checking,   // the body is here, who sent it is still being found out
  gathering,  // what the request names by URL is being fetched
  leasing,    // the pool has been asked for something, or is about to be
  calling,    // the upstream has been called, nothing has come back
  judging,    // it answered with an error, whose body is on its way
  buffering,  // it answered well, and the client has got nothing yet
  streaming,  // the client has got its first byte
  settling,   // the client is served or gone
  closed,
};

class StageWatch {
 public:
  void hear(const Event& event) {
    switch (event.kind) {
      case Kind::request:
      case Kind::recover: requested_ = true; break;
      case Kind::request_end: body_ended_ = requested_; break;
      case Kind::client_gone: gone_ = true; break;
      case Kind::pool_reply: asked_ = asked_ && event.token != pool_token_; break;
      case Kind::nudged: waiting_ = waiting_ && event.token != wait_token_; break;
      case Kind::upstream_answer: fetches_.erase(event.token); break;
      case Kind::upstream_end:
        if (fetches_.count(event.token) != 0 && fetches_[event.token].status != 0) fetches_.erase(event.token);
        break;
      case Kind::failed:
        asked_ = asked_ && event.token != pool_token_;
        fetches_.erase(event.token);
        break;
      case Kind::upstream_head:
        if (fetches_.count(event.token) != 0 && fetches_[event.token].status == 0) fetches_[event.token].status = event.number;
        break;
      default: break;
    }
  }
  void see(const host::Message& action) {
    switch (action.kind) {
      case Kind::answer:
      case Kind::answer_echo:
      case Kind::finish:
      case Kind::abort: served_ = true; break;
      case Kind::send: answered_ = answered_ || action.body != ": ping\n\n"; break;
      case Kind::echo: answered_ = true; break;
      case Kind::wait:
        waiting_ = true;
        wait_token_ = action.token;
        break;
      case Kind::cancel: fetches_.erase(action.token); break;
      case Kind::done: done_ = true; break;
      case Kind::fetch:
        waiting_ = false;
        fetches_[action.token].gathers = action.head.find("\naccept: image/") != std::string::npos;
        break;
      case Kind::ask_pool:
        pool_token_ = action.token;
        waiting_ = false;
        asked_ = !only_for_settings(action.body);
        break;
      default: break;
    }
  }
  /// The answer had begun before the exchange did.
  void recovered() { answered_ = true; }

  [[nodiscard]] Stage stage() const {
    if (done_) return Stage::closed;
    if (served_ || gone_) return Stage::settling;
    if (!fetches_.empty()) {
      const Fetch& latest = fetches_.rbegin()->second;
      if (latest.gathers) return Stage::gathering;
      if (latest.status == 0) return Stage::calling;
      if (latest.status < 200 || latest.status > 399) return Stage::judging;
      return answered_ ? Stage::streaming : Stage::buffering;
    }
    if (asked_ || waiting_) return Stage::leasing;
    return body_ended_ ? Stage::checking : Stage::received;
  }

 private:
  /// A gate asks for newer settings, and the request goes no further meanwhile.
  static bool only_for_settings(const std::string& call) {
    if (call.find("\"config\"") == std::string::npos) return false;
    for (const char* wish : {"\"want\"", "\"pin\"", "\"admin\"", "\"census\"", "\"reset\""}) {
      if (call.find(wish) != std::string::npos) return false;
    }
    return true;
  }
  struct Fetch {
    double status = 0;
    bool gathers = false;
  };
  bool requested_ = false;
  bool body_ended_ = false;
  bool gone_ = false;
  bool asked_ = false;
  bool waiting_ = false;
  bool answered_ = false;
  bool served_ = false;
  bool done_ = false;
  std::uint32_t pool_token_ = 0;
  std::uint32_t wait_token_ = 0;
  std::map<std::uint32_t, Fetch> fetches_;  // in flight
};

}  // namespace rota::test
