// SSE reader: cuts a byte stream into server-sent events, wherever the bytes were split on their way.
// Knows the WHATWG event stream grammar (LF, CR and CRLF, comments, several data lines, a BOM) and one habit of
// Google's that is outside it: an error in mid-stream is a bare JSON text without "data:" (recorded,
// firebase-test-data). Refuses to look into the data.
#pragma once

#include "base/buffer.h"

namespace rota::http {

struct SseEvent {
  bool stray = false;  ///< the bytes were no event of the grammar but lines of bare JSON
  Bytes data;          ///< without the final line break; valid until the next call of next() or feed()
};

/// Resumable. feed() a chunk, then take events with next() until it says false, then feed the next chunk. The result
/// does not depend on how the stream was cut. An event that lies in one chunk is not copied.
class SseReader {
 public:
  SseReader() = default;
  /// `account` counts what is kept of unfinished events.
  explicit SseReader(Account* account) : partial_(account), line_(account), data_(account) {}

  /// `chunk` must live until next() has said false.
  void feed(Bytes chunk) { chunk_ = chunk; }
  /// No more chunks: an event without its final blank line becomes whole, as lenient readers do.
  void finish() { ended_ = true; }
  /// False: more input is needed (or the event is over limits::sse_event_bytes: see overflowed()).
  [[nodiscard]] bool next(SseEvent& event);
  /// The stream sent an event longer than the bound: nothing more can be read from it.
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  enum class Mode : std::uint8_t { fields, stray };
  [[nodiscard]] bool take_line(Bytes& line);
  void take_field(Bytes line);
  void add_data(Bytes value);
  void keep();
  [[nodiscard]] bool dispatch(SseEvent& event);

  Bytes chunk_;     // what is left of the last chunk
  Buffer partial_;  // the beginning of a line whose end has not come yet
  Buffer line_;     // such a line once it is whole
  Bytes view_;      // the event's data while it lies in the chunk
  Buffer data_;     // the event's data once it had to be copied
  bool has_data_ = false;
  bool copied_ = false;
  bool skip_lf_ = false;  // the last line ended with CR: a LF that follows belongs to it
  bool begun_ = false;    // the first bytes have been looked at for a BOM
  bool ended_ = false;
  bool overflowed_ = false;
  Mode mode_ = Mode::fields;
};

}  // namespace rota::http
