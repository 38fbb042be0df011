// Usage event: the event of a passing stream that is there for its usage alone, because Rota has wished for it.
// Knows what an event is made of; refuses to know where one ends (passing_events.h) and what usage looks like (dialects).
#pragma once

#include "base/buffer.h"
#include "dialect/dialect.h"
#include "json/reader.h"

namespace rota::exchange {

class UsageEvents {
 public:
  /// Whether the event is one. `event`: as PassingEvents gives it, whole; one larger than limits::usage_event_bytes is not
  /// looked into, and a line feed by itself belongs to the event before it.
  [[nodiscard]] bool have(Bytes event, const dialect::UpstreamDialect& upstream, json::Reader& reader);

 private:
  bool last_ = false;
};

}  // namespace rota::exchange
