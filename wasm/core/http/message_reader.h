// Message reader: the messages of an upstream's stream, be they events or the elements of a JSON array.
// Knows that some servers answer in JSON where events were asked for: Google without alt=sse (recorded), or with the
// whole answer in one document; refuses to look into a message.
#pragma once

#include "base/text.h"
#include "http/json_elements.h"
#include "http/sse_reader.h"

namespace rota::http {

/// Resumable, as the two are: feed() a chunk, then take messages with next() until it says false. The first byte that is
/// no space decides: no event begins with a bracket.
class MessageReader {
 public:
  explicit MessageReader(Account* account) : events_(account), elements_(account) {}

  /// `chunk` must live until next() has said false.
  void feed(Bytes chunk) {
    if (!decided_) decide(chunk);
    json_ ? elements_.feed(chunk) : events_.feed(chunk);
  }
  void finish() { events_.finish(); }
  /// Valid until the next call of next() or feed().
  [[nodiscard]] bool next(Bytes& message) {
    if (json_) return elements_.next(message);
    SseEvent event;
    if (!events_.next(event)) return false;
    message = event.data;
    return true;
  }
  [[nodiscard]] bool overflowed() const { return events_.overflowed() || elements_.overflowed(); }

 private:
  void decide(Bytes& chunk) {
    constexpr Bytes byte_order_mark = "\xEF\xBB\xBF";
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (text::is_space(chunk[i]) || byte_order_mark.find(chunk[i]) != Bytes::npos) continue;
      decided_ = true;
      json_ = chunk[i] == '{' || chunk[i] == '[';
      if (json_) chunk.remove_prefix(i);
      return;
    }
  }

  SseReader events_;
  JsonElements elements_;
  bool decided_ = false;
  bool json_ = false;
};

}  // namespace rota::http
