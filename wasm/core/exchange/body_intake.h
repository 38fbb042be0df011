// Body intake: a request's body on its way in, from the moment that its sender may send it.
// Knows how much may come, how long that may take and when there is room; refuses to know who sends it (gates) and what
// it says (jobs).
#pragma once

#include "exchange/body_intake_table.h"
#include "exchange/context.h"

namespace rota::exchange {

class BodyIntake {
 public:
  using Phase = BodyIntakePhase;

  /// The body is gathered in `context.body`. `account`: of the request, for the room that it needs.
  BodyIntake(Context& context, Account& account) : context_(context), account_(account) {}
  ~BodyIntake() { withdraw(); }
  BodyIntake(const BodyIntake&) = delete;
  BodyIntake& operator=(const BodyIntake&) = delete;

  /// Once. `declared_bytes`: the Content-Length, 0 when no body comes, -1 when it is unknown. `most_bytes`: more is
  /// refused. `sender`: a fingerprint, for the share of memory. Nothing is allocated before the first piece is here. What
  /// the account expects goes on to be expected when the body is complete, until the upstream is called.
  [[nodiscard]] Phase begin(double declared_bytes, std::size_t most_bytes, std::uint64_t sender, Actions& out);
  /// An event that is not for the intake changes nothing.
  [[nodiscard]] Phase take(const Event& event, Actions& out);
  /// Where the host may write `bytes` of a piece. Only in `receiving`.
  [[nodiscard]] char* reserve(std::size_t bytes);
  /// Nobody wants the body any more.
  void withdraw();

  [[nodiscard]] Phase phase() const { return track_.phase(); }
  [[nodiscard]] const Failure& failure() const { return failure_; }  ///< once refused

 private:
  [[nodiscard]] Phase find_room(Kind on, Actions& out);
  [[nodiscard]] Phase receive(Kind on, Actions& out);
  [[nodiscard]] Phase refuse(Kind on, const Failure& failure);
  [[nodiscard]] Phase complete(Kind on);
  [[nodiscard]] Phase take_piece(Bytes piece, Actions& out);
  [[nodiscard]] Phase take_timer(Actions& out);
  [[nodiscard]] std::size_t next_piece_bytes() const;
  [[nodiscard]] std::size_t expected_bytes() const;
  [[nodiscard]] Failure too_large() const;

  Context& context_;
  Account& account_;
  Track<body_intake_table> track_{Phase::idle};
  double declared_bytes_ = 0;
  std::size_t most_bytes_ = 0;
  std::uint32_t wait_token_ = 0;
  std::uint32_t timer_token_ = 0;
  double receiving_ms_ = 0;  // how long pieces were waited for, until the last one came
  double asked_ms_ = 0;      // when the next one was asked for
  std::size_t timed_bytes_ = 0;  // what was here when the timer was set
  Failure failure_;
};

}  // namespace rota::exchange
