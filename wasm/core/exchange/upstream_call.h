// Upstream call: one attempt at the upstream, from the request to the end of its answer.
// Knows its clock (how long it may be silent, when the client must hear that nothing is broken) and the body of an
// error; refuses to know what an answer means (flows) and what follows from its end (proxy_job).
#pragma once

#include "base/account.h"
#include "exchange/context.h"
#include "exchange/flow.h"
#include "exchange/upstream_call_table.h"
#include "http/secret_mask.h"

namespace rota::exchange {

class UpstreamCall {
 public:
  enum class Outcome : std::uint8_t {
    nothing,    // the event is not for this call, or changes nothing
    heartbeat,  // the client has been silent to for too long
    accepted,   // the head of an answer is here: status(), headers()
    piece,      // piece() is the next one of the answer
    ended,      // the answer is complete; piece() is the last one, or empty
    refused,    // the upstream answered with an error: status(), error_body()
    broken,     // there is no connection any more
    timed_out,  // the upstream has been silent for too long
  };

  explicit UpstreamCall(Context& context) : context_(context), sent_(context.arena.account()) {}

  /// Calls, from elsewhere where the upstream has refused the isolate's place. `beats`: the client may be told meanwhile that nothing is broken. Only when idle.
  void begin(const UpstreamRequest& request, Secret key, bool beats, Actions& out);
  [[nodiscard]] Outcome take(const Event& event, Actions& out);
  /// Whatever the upstream still says is not wanted.
  void cancel(Actions& out);

  [[nodiscard]] UpstreamCallPhase phase() const { return track_.phase(); }
  /// The upstream's, 0 before its answer.
  [[nodiscard]] std::uint16_t status() const { return status_; }
  /// Of the answer; in the exchange's arena.
  [[nodiscard]] const http::Headers& headers() const { return headers_; }
  /// Without the key that was called with, as is everything that the upstream says. Valid until the next take().
  [[nodiscard]] Bytes piece() const { return piece_; }
  /// What else was said of this call, without its key; in the exchange's arena.
  [[nodiscard]] Bytes masked(Bytes text) const { return mask_.whole(text, context_.arena); }
  /// As far as limits::error_body_bytes. Valid until the next begin().
  [[nodiscard]] Bytes error_body() const { return error_body_.view(); }
  [[nodiscard]] double first_byte_ms() const { return first_byte_ms_; }
  /// From the call until now.
  [[nodiscard]] double took_ms() const { return context_.now_ms - called_ms_; }
  /// Gives the memory of bodies back.
  void release() {
    error_body_.release();
    mask_.release();
  }

 private:
  using Phase = UpstreamCallPhase;
  void send(const UpstreamRequest& request, Secret key, Actions& out);
  [[nodiscard]] Outcome take_head(const Event& event);
  [[nodiscard]] Outcome take_error(const Event& event, Actions& out);
  [[nodiscard]] Outcome take_answer(const Event& event);
  void append_error(Bytes text);
  [[nodiscard]] Outcome take_timer(Actions& out);
  void set_timer(double bound_ms, Actions& out);
  [[nodiscard]] double silence_bound_ms() const;
  [[nodiscard]] double last_sign_ms() const;

  Context& context_;
  Track<upstream_call_table> track_{Phase::idle};
  bool beats_ = false;
  std::uint32_t token_ = 0;
  std::uint32_t timer_token_ = 0;
  std::uint16_t status_ = 0;
  double silence_ms_ = 0;  // of this call's own, 0: none
  double called_ms_ = 0;
  double first_byte_ms_ = 0;
  double last_byte_ms_ = 0;
  double last_beat_ms_ = 0;  // when the client last heard that nothing is broken
  http::Headers headers_;
  Buffer head_;
  Buffer error_body_;
  http::SecretMask mask_;  // of the key that is called with
  Bytes piece_;
  Charge sent_;  // the host's copy of the request, until the upstream answers
};

}  // namespace rota::exchange
