// Store object: the machine inside the Durable Object that keeps one client's responses for a while.
// Knows what is kept and for how long; refuses to know whose they are (each client key has an object of its own), what a
// record says, HTTP and dialects.
#pragma once

#include "base/message.h"
#include "responses/index.h"
#include "responses/store_call.h"

namespace rota::responses {

/// Events: stored* (names alone), ready, then pool_call, rows, unstored and alarm. Actions: reply to every pool_call; read,
/// store and erase rows; alarm_in. A call is answered with no other between it and its rows, so it is atomic.
class StoreObject final : public Machine {
 public:
  void step(const Event& event, Actions& out) override;

 private:
  void recall(const Event& event, Actions& out);
  void take_call(const Event& event, Actions& out);
  void keep(const Keepsake& kept, double now_ms, Actions& out);
  void read(const StoreCall& call, std::uint32_t token, Actions& out);
  void erase_first(std::size_t count, Actions& out);
  void erase(std::size_t place, Actions& out);
  void set_alarm(double now_ms, Actions& out) const;
  void take_unstored(Bytes head, Actions& out);

  json::Reader reader_;
  Index index_;
};

}  // namespace rota::responses
