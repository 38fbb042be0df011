// Passing events: a stream of server-sent events on its way through, cut into whole events.
// Knows where an event ends, whichever way its lines do; refuses to know what events say and who reads them. An event
// that has not ended stays here until it has, so that a client never gets a part of one; but one larger than
// limits::passed_event_bytes is let through in parts.
#pragma once

#include "base/buffer.h"

namespace rota::exchange {

class PassingEvents {
 public:
  /// `chunk` must live until next() has said false.
  void feed(Bytes chunk);
  /// Gives the next event with its blank line, or a part of a large one. False: more input is needed. Valid until the
  /// next call.
  [[nodiscard]] bool next(Bytes& event);
  /// What next() has given last was a part, or the end, of a large event.
  [[nodiscard]] bool in_parts() const { return in_parts_; }
  /// What has come of an event that has not ended.
  [[nodiscard]] Bytes remainder() const { return held_.view(); }
  /// What next() has given so far ends in the middle of a large event.
  [[nodiscard]] bool is_cut() const { return cuts_; }
  /// A stream that has ended in a large event has not ended well.
  [[nodiscard]] bool is_between_events() const { return held_.empty() && !cuts_; }
  void clear();

 private:
  [[nodiscard]] std::size_t find_end();

  Buffer held_;
  Buffer event_;           // put together from what was held and its end
  Bytes chunk_;            // what is left of it
  bool line_begun_ = false;  // the line under way has something in it
  bool some_line_ = false;   // the event under way has a line
  bool after_cr_ = false;    // a LF that follows belongs to the line break before
  bool cuts_ = false;        // the event under way is let through in parts
  bool in_parts_ = false;
};

}  // namespace rota::exchange
