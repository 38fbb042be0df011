// Client body: what a client has sent of its request, until the exchange takes it.
// Knows the two sides of take_body; refuses to know what is sent. Tests that only want a request served tell its pieces
// right behind its head, and this keeps them for as long as the exchange has no use for them.
#pragma once

#include <deque>
#include <utility>

#include "host/delivery.h"
#include "host/event.h"

namespace rota::host {

class ClientBody {
 public:
  /// Gives the event, and what was sent before as far as the exchange takes it. The clock of the body (the wake in the
  /// batch of a take_body, and what renews it) and take_body itself are not among the actions: the clock is asked for apart.
  std::vector<Message> deliver(Machine& machine, const Event& event, double now_ms) {
    std::vector<Message> said;
    begun_ = begun_ || event.kind == Kind::request || event.kind == Kind::recover;
    if (begun_ && (event.kind == Kind::request_body || event.kind == Kind::request_end)) {
      sent_.emplace_back(event.kind, std::string(event.body));
    } else {
      const bool renews = event.kind == Kind::timer && event.token == clock_;
      hear(host::deliver(machine, event, now_ms), now_ms, said, renews);
    }
    while (wanted_ && !sent_.empty()) {
      const auto [kind, body] = sent_.front();
      sent_.pop_front();
      wanted_ = false;
      const Event piece = kind == Kind::request_body ? event::request_body(body) : event::request_end();
      hear(host::deliver(machine, piece, now_ms), now_ms, said, false);
    }
    return said;
  }
  /// The exchange waits for a piece, and none has been sent.
  [[nodiscard]] bool wanted() const { return wanted_; }
  /// The token of the clock that runs while the body comes; 0: none has been set.
  [[nodiscard]] std::uint32_t clock() const { return clock_; }
  /// When it is due.
  [[nodiscard]] double clock_due_ms() const { return clock_due_ms_; }

 private:
  void hear(const std::vector<Message>& batch, double now_ms, std::vector<Message>& said, bool renews) {
    bool takes = false;
    for (const Message& message : batch) takes = takes || message.kind == Kind::take_body;
    wanted_ = wanted_ || takes;
    for (const Message& message : batch) {
      if (message.kind == Kind::take_body) continue;
      if ((takes || renews) && message.kind == Kind::wake) {
        clock_ = message.token;
        clock_due_ms_ = now_ms + message.number;
      } else {
        said.push_back(message);
      }
    }
  }

  bool begun_ = false;
  bool wanted_ = false;
  std::uint32_t clock_ = 0;
  double clock_due_ms_ = 0;
  std::deque<std::pair<Kind, std::string>> sent_;
};

}  // namespace rota::host
