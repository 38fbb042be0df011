// Delivery: one event given to a machine as the boundary gives it, and what the machine asks for in return.
// Knows who owns which memory for how long; refuses to know what any event or action means.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "base/message.h"

namespace rota::host {

/// An action with texts of its own: it outlives its batch.
struct Message {
  Kind kind = Kind::none;
  std::uint32_t token = 0;
  double number = 0;
  std::string head;
  std::string body;
};

/// Copies of a batch, in its order.
inline std::vector<Message> copies(const Actions& actions) {
  std::vector<Message> kept;
  for (const Action& action : actions.list()) {
    kept.push_back({action.kind, action.token, action.number, std::string(action.head), std::string(action.body)});
  }
  return kept;
}

/// Gives the event at that time, its head and body in the space that the machine reserves for them.
inline std::vector<Message> deliver(Machine& machine, Event event, double now_ms) {
  if (const std::size_t bytes = event.head.size() + event.body.size(); bytes > 0) {
    char* space = machine.reserve(bytes);
    if (!event.head.empty()) std::memcpy(space, event.head.data(), event.head.size());
    if (!event.body.empty()) std::memcpy(space + event.head.size(), event.body.data(), event.body.size());
    event.head = {space, event.head.size()};
    event.body = {space + event.head.size(), event.body.size()};
  }
  event.now_ms = now_ms;
  Arena batch;
  Actions actions(batch);
  machine.step(event, actions);
  return copies(actions);
}

}  // namespace rota::host
