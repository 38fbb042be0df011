// Events by name: event::upstream_head(token, 200, "content-type: text/plain\n").
// Knows the columns of base/messages.def; refuses to know what a machine does with an event. For tests: what ships gets
// its events from the boundary.
#pragma once

#include "base/message.h"

/// One function a kind, which takes what the kind carries and gives the event; the time is the host's to set. The event
/// views what it was given.
namespace rota::event {

#define ROTA_EVENT(name, kind, machines, token, number, head, body, sentence)   \
  [[nodiscard]] inline Event name(ROTA_PARAMETERS(token, number, head, body)) { \
    return {Kind::name, ROTA_FIELDS(token, number, head, body)};                \
  }
#include "base/messages.def"

}  // namespace rota::event
