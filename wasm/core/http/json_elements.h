// JSON elements: cuts a byte stream into the objects of a JSON array, or of one document, wherever it was split.
// Knows brackets and strings, which is enough to see where an object ends; refuses to judge what is inside (json/reader.h
// does).
#pragma once

#include "base/buffer.h"

namespace rota::http {

/// Resumable, as SseReader is: feed() a chunk, then take elements with next() until it says false.
class JsonElements {
 public:
  JsonElements() = default;
  /// `account` counts what is kept of an unfinished element.
  explicit JsonElements(Account* account) : partial_(account), element_(account) {}

  /// `chunk` must live until next() has said false.
  void feed(Bytes chunk) { chunk_ = chunk; }
  /// The next object; where something else stands between two of them, the next octet of it, however the stream was cut.
  /// False: more input is needed, or the element is over limits::sse_event_bytes. Valid until the next call of next() or feed(). What the
  /// stream ends in the middle of is no element.
  [[nodiscard]] bool next(Bytes& element);
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  [[nodiscard]] std::size_t find_end();

  Bytes chunk_;     // what is left of the last chunk
  Buffer partial_;  // the beginning of an element whose end has not come yet
  Buffer element_;  // such an element once it is whole
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool overflowed_ = false;
};

}  // namespace rota::http
