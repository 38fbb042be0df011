// Noting; see passing_silence.h.
#include "exchange/passing_silence.h"

namespace rota::exchange {

void PassingSilence::note(json::Value message, const dialect::UpstreamDialect& upstream) {
  if (!waits_) return;
  if (!message.is_array()) return note_one(message, upstream);
  for (const json::Value one : message.elements()) note_one(one, upstream);
}

/// What cannot be read is nothing to wait for.
void PassingSilence::note_one(json::Value message, const dialect::UpstreamDialect& upstream) {
  Arena scratch;
  const auto fragment = upstream.finish.read(message, scratch);
  if (fragment.ok()) progress_.note(*fragment, memory_);
  if (!fragment.ok() || chat::says_something(*fragment)) waits_ = false;
}

}  // namespace rota::exchange
