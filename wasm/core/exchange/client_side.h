// Client side: everything that goes back to the client, in the order and the envelope that its dialect wants.
// Knows the commit point (the first byte sent), headers of answers and error envelopes; refuses to know attempts,
// keys and what the answer means.
#pragma once

#include "base/message.h"
#include "http/forward.h"
#include "dialect/dialect.h"

namespace rota::exchange {

class ClientSide {
 public:
  ClientSide() = default;
  /// `account` counts what waits to be sent.
  explicit ClientSide(Account* account) : body_(account) {}

  /// For the dialect's envelope, CORS on client routes, and x-request-id. `debug`: errors carry a stack. Views live as
  /// long as the exchange.
  void open(const dialect::Route& route, Bytes request_id, bool debug = false);

  /// Between these two, everything below collects; end_step() puts it into `out` in order: head, body, end. `event_body`
  /// is that of the event in hand. `at_once`: the event is all of an answer, so what passes of it needs no stream.
  void begin_step(Bytes event_body = {}, bool at_once = false);
  void end_step(Actions& out);

  /// Something of an answer has been sent: no retry is possible any more. Heartbeats are no answer.
  [[nodiscard]] bool committed() const { return committed_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::uint16_t status() const { return status_; }
  [[nodiscard]] const dialect::ClientDialect& dialect() const { return *route_.dialect; }

  /// This step sends the answer's head: the last moment for header().
  [[nodiscard]] bool is_head_due() const { return whole_ || begin_; }
  /// For the answer's head: whose key was called last, and how many calls there were. ASCII, in the exchange's arena.
  void show_attempt(Bytes key_label, Bytes calls) {
    key_label_ = key_label;
    calls_ = calls;
  }
  /// For the head of an answer, where it goes out with the answer's beginning: the model of a chain that gives it. ASCII,
  /// in the exchange's arena. A head that went out before, for a heartbeat, and an error say nothing of it.
  void show_model(Bytes model) { model_ = model; }
  /// Likewise: how the client stands with the limit that will refuse it next. Decimal numbers, `reset` in seconds: in an
  /// answer that says when to come again, that.
  void show_limit(Bytes limit, Bytes remaining, Bytes reset) {
    limit_ = limit;
    remaining_ = remaining;
    reset_ = reset;
  }
  /// A header for the answer whose head has not been sent yet.
  void header(Bytes name, Bytes value) { http::append_header(head_, name, value); }

  /// A whole answer. `content_type` may be empty when there is no body.
  void answer(std::uint16_t status, Bytes content_type, Bytes body);
  /// A whole error answer in the dialect; after the commit point, the dialect's error inside the stream.
  void fail(const Failure& cause, Arena& arena);

  /// The head of a streamed answer, once. Comments may follow through body() before the answer itself does. `events`:
  /// the dialect that can end the stream with an error; null: none can, and the connection is broken off instead, so
  /// that nobody takes the answer for whole.
  void begin(std::uint16_t status, const dialect::ClientDialect* events);
  /// The answer begins: begin(), and the commit point. The pieces follow through body() or echo().
  void stream(std::uint16_t status, const dialect::ClientDialect* events);
  /// The head is on its way.
  [[nodiscard]] bool begun() const { return begun_; }
  /// Who writes the stream, and may have a word of its own for its failure. It outlives the exchange; the newest counts.
  void write_through(dialect::ReplyWriter& writer) { writer_ = &writer; }
  /// What has been sent of a stream of events ends in the middle of one. Between events an error needs no blank line
  /// before it, on which some clients fail.
  void stands_in_event(bool in_event) { in_event_ = in_event; }
  /// The head of a streamed answer has been sent already, by an instance that is no more: nobody knows what else.
  void resume(const dialect::ClientDialect* events);
  /// The pieces of this step are appended here.
  [[nodiscard]] Buffer& body() { return body_; }
  /// A piece of the upstream's answer goes to the client. Where it is the body of the event in hand as it is, the host
  /// has it already and is only told so.
  void pass(Bytes piece);
  void finish() { ended_ = true; }

 private:
  void model_header();
  void limit_headers();
  void common_headers();
  void fail_in_stream(const Failure& failure);

  dialect::Route route_;
  Bytes request_id_;
  bool debug_ = false;
  Bytes key_label_;  // empty: not told
  Bytes calls_;
  Bytes model_;  // empty: not told
  Bytes limit_;  // empty: not told
  Bytes remaining_;
  Bytes reset_;
  Buffer head_;
  Buffer body_;
  Bytes event_body_;
  bool at_once_ = false;
  const dialect::ClientDialect* events_ = nullptr;
  dialect::ReplyWriter* writer_ = nullptr;
  std::uint16_t status_ = 0;
  bool begun_ = false;
  bool committed_ = false;
  bool whole_ = false;  // this step's answer is complete
  bool begin_ = false;  // this step sends the head of a stream
  bool echo_ = false;
  bool in_event_ = false;
  bool abort_ = false;
  bool ended_ = false;
  bool ended_before_ = false;
};

}  // namespace rota::exchange
