// Cutting the stream; see passing_events.h.
#include "exchange/passing_events.h"

#include "base/limits.h"

namespace rota::exchange {

void PassingEvents::feed(Bytes chunk) { chunk_ = chunk; }

void PassingEvents::clear() {
  held_.clear();
  chunk_ = {};
  line_begun_ = some_line_ = after_cr_ = cuts_ = in_parts_ = false;
}

/// Behind the blank line that ends the event, npos when it is not in the chunk. A CR may be all of a line break: the LF
/// that follows it belongs to the event when it is here already, else it goes on by itself.
std::size_t PassingEvents::find_end() {
  for (std::size_t i = 0; i < chunk_.size(); ++i) {
    const char c = chunk_[i];
    const bool second_half = c == '\n' && after_cr_;
    after_cr_ = c == '\r';
    if (second_half && i == 0 && held_.empty() && !some_line_) return 1;
    if (second_half) continue;
    if (c != '\n' && c != '\r') {
      line_begun_ = some_line_ = true;
      continue;
    }
    const bool blank = !line_begun_;
    line_begun_ = false;
    if (!blank || !some_line_) continue;
    some_line_ = false;
    const bool whole_break = c == '\r' && i + 1 < chunk_.size() && chunk_[i + 1] == '\n';
    if (whole_break) after_cr_ = false;
    return whole_break ? i + 2 : i + 1;
  }
  return Bytes::npos;
}

bool PassingEvents::next(Bytes& event) {
  const std::size_t end = find_end();
  in_parts_ = cuts_;
  if (end == Bytes::npos) {
    held_.append(chunk_);
    chunk_ = {};
    if (!cuts_ && held_.size() <= limits::passed_event_bytes) return false;
    if (held_.empty()) return false;
    cuts_ = in_parts_ = true;
    event_.clear();
    std::swap(event_, held_);
    event = event_.view();
    return true;
  }
  cuts_ = false;
  if (held_.empty()) {
    event = chunk_.substr(0, end);
  } else {
    event_.clear();
    std::swap(event_, held_);
    event_.append(chunk_.substr(0, end));
    event = event_.view();
  }
  chunk_.remove_prefix(end);
  return true;
}

}  // namespace rota::exchange
