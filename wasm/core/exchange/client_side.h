// Client side: everything that goes back to the client, in the order and the envelope that its dialect wants.
// Knows the commit point (the first byte sent), headers of answers and error envelopes; refuses to know attempts,
// keys and what the answer means.
#pragma once

#include "base/message.h"
#include "http/forward.h"
#include "http/route.h"

namespace rota::exchange {

/// How an answer that has begun can still tell of an error.
enum class StreamForm : std::uint8_t {
  openai_events,  // an SSE event with OpenAI's error object
  gemini_events,  // an SSE event with Google's error object
  opaque,         // not at all: the connection is broken off, so that nobody takes the answer for whole
};

class ClientSide {
 public:
  /// For the dialect's envelope, CORS on client routes, and x-request-id. Views live as long as the exchange.
  void open(http::Route route, Bytes request_id);

  /// Between these two, everything below collects; leave() puts it into `out` in order: head, body, end.
  void enter();
  void leave(Actions& out);

  /// Something of an answer has been sent: no retry is possible any more. Heartbeats are no answer.
  [[nodiscard]] bool committed() const { return committed_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::uint16_t status() const { return status_; }
  [[nodiscard]] http::Dialect dialect() const { return route_.dialect; }

  /// This step sends the answer's head: the last moment for header().
  [[nodiscard]] bool is_head_due() const { return whole_ || begin_; }
  /// For the answer's head: whose key was called last, and how many calls there were. ASCII, in the exchange's arena.
  void tell_attempt(Bytes key_label, Bytes calls) {
    key_label_ = key_label;
    calls_ = calls;
  }
  /// A header for the answer whose head has not been sent yet.
  void header(Bytes name, Bytes value) { http::append_header(head_, name, value); }

  /// A whole answer. `content_type` may be empty when there is no body.
  void answer(std::uint16_t status, Bytes content_type, Bytes body);
  /// A whole error answer in the dialect; after the commit point, the dialect's error inside the stream.
  void fail(const Failure& failure, Arena& arena);

  /// The head of a streamed answer, once. Comments may follow through body() before the answer itself does.
  void begin(std::uint16_t status, StreamForm form);
  /// The answer begins: begin(), and the commit point. The pieces follow through body() or echo().
  void stream(std::uint16_t status, StreamForm form);
  /// The head is on its way.
  [[nodiscard]] bool begun() const { return begun_; }
  /// The head of a streamed answer has been sent already, by an instance that is no more.
  void resume(StreamForm form);
  /// The pieces of this step are appended here.
  [[nodiscard]] Buffer& body() { return body_; }
  /// The body of the event in hand goes to the client as it is. Not together with body() in one step.
  void echo() { echo_ = true; }
  void finish() { ended_ = true; }

 private:
  void common_headers();
  void fail_in_stream(const Failure& failure);

  http::Route route_;
  Bytes request_id_;
  Bytes key_label_;  // empty: not told
  Bytes calls_;
  Buffer head_;
  Buffer body_;
  StreamForm form_ = StreamForm::opaque;
  std::uint16_t status_ = 0;
  bool begun_ = false;
  bool committed_ = false;
  bool whole_ = false;  // this step's answer is complete
  bool begin_ = false;  // this step sends the head of a stream
  bool echo_ = false;
  bool abort_ = false;
  bool ended_ = false;
  bool ended_before_ = false;
};

}  // namespace rota::exchange
