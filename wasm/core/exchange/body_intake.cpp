// Taking a body in; see body_intake.h.
#include "exchange/body_intake.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"

namespace rota::exchange {

namespace {

constexpr Bytes too_slow = sentence<"The request's body came too slowly: nothing for "_s,
                                    static_cast<std::uint64_t>(limits::body_idle_ms / 1000),
                                    " seconds, or less than "_s,
                                    static_cast<std::uint64_t>(limits::body_rate_bytes_ms), " kB a second."_s>;

}  // namespace

std::size_t BodyIntake::next_piece_bytes() const {
  const std::size_t here = context_.body.size();
  if (declared_bytes_ >= 0 || here > limits::body_piece_bytes) return limits::body_piece_bytes;
  return here > limits::body_guess_bytes ? here : limits::body_guess_bytes;
}

/// What is held when the body is here, as far as is known, and what is made of it for the upstream.
std::size_t BodyIntake::expected_bytes() const {
  const std::size_t here = context_.body.size();
  const auto declared = static_cast<std::size_t>(declared_bytes_ > 0 ? declared_bytes_ : 0);
  const std::size_t body = declared_bytes_ < 0 ? here + next_piece_bytes() : declared;
  // The room that the buffer has already is for what comes.
  return account_.held_bytes() - context_.body.capacity() + 2 * body;
}

Failure BodyIntake::too_large() const {
  if (most_bytes_ < limits::request_body_bytes) {
    return client_failure(Fault::too_large, 413, "The request is larger than any password.");
  }
  return client_failure(Fault::too_large, 413,
                        sentence<"The request is larger than "_s, limits::request_body_bytes,
                                 " bytes, the most that Google takes."_s>);
}

BodyIntake::Phase BodyIntake::begin(double declared_bytes, std::size_t most_bytes, std::uint64_t sender, Actions& out) {
  declared_bytes_ = declared_bytes;
  most_bytes_ = most_bytes;
  account_.move_to(&context_.gateway.memory().share_of(sender));
  if (declared_bytes == 0) {
    track_.move(started, Phase::complete);
    return Phase::complete;
  }
  if (declared_bytes > static_cast<double>(most_bytes)) return refuse(started, too_large());
  return find_room(started, out);
}

/// Room for a body whose length is known, or for the next piece of another: at once, or in turn.
BodyIntake::Phase BodyIntake::find_room(Kind on, Actions& out) {
  MemoryBudget& memory = context_.gateway.memory();
  const std::size_t expected = expected_bytes();
  if (expected <= account_.counted_bytes() || memory.admit(account_, expected)) return receive(on, out);
  wait_token_ = context_.gateway.next_wait();
  if (!memory.line_up(account_, expected, wait_token_)) return refuse(on, busy_failure());
  out.wait(wait_token_);
  timer_token_ = context_.next_token();
  out.wake(timer_token_, limits::memory_wait_ms);
  track_.move(on, Phase::queued);
  return Phase::queued;
}

/// One timer looks after many pieces.
BodyIntake::Phase BodyIntake::receive(Kind on, Actions& out) {
  asked_ms_ = context_.now_ms;
  if (!track_.is(Phase::receiving)) {
    timer_token_ = context_.next_token();
    timed_bytes_ = context_.body.size();
    out.wake(timer_token_, limits::body_idle_ms);
  }
  out.take_body(next_piece_bytes());
  track_.move(on, Phase::receiving);
  return Phase::receiving;
}

BodyIntake::Phase BodyIntake::refuse(Kind on, const Failure& failure) {
  failure_ = failure;
  withdraw();
  track_.move(on, Phase::refused);
  return Phase::refused;
}

void BodyIntake::withdraw() {
  if (track_.is(Phase::queued)) context_.gateway.memory().withdraw(account_);
}

BodyIntake::Phase BodyIntake::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return track_.phase();
  switch (event.kind) {
    case Kind::nudged:
      return event.token == wait_token_ ? receive(event.kind, out) : track_.phase();
    case Kind::timer:
      return event.token == timer_token_ ? take_timer(out) : track_.phase();
    case Kind::request_body:
      return take_piece(event.body, out);
    case Kind::request_end:
      return complete(event.kind);
    default:
      return refuse(event.kind, client_failure(Fault::bad_value, 400, "The request's body broke off."));
  }
}

BodyIntake::Phase BodyIntake::complete(Kind on) {
  context_.body.shrink();
  track_.move(on, Phase::complete);
  return Phase::complete;
}

char* BodyIntake::reserve(std::size_t bytes) {
  Buffer& body = context_.body;
  const auto declared = static_cast<std::size_t>(declared_bytes_ > 0 ? declared_bytes_ : 0);
  // The whole at once, now that some of it is here: growing copies.
  body.reserve(body.size() + bytes > declared ? body.size() + bytes : declared);
  return body.data() + body.size();
}

BodyIntake::Phase BodyIntake::take_piece(Bytes piece, Actions& out) {
  Buffer& body = context_.body;
  const std::size_t size = body.size() + piece.size();
  if (size > most_bytes_) return refuse(Kind::request_body, too_large());
  if (!piece.empty()) {
    // Reserved memory is never moved here: there is room for the event that lies in it. It may overlap, though.
    if (piece.data() != body.data() + body.size()) {
      std::memmove(reserve(piece.size()), piece.data(), piece.size());
    }
    body.commit(piece.size());
  }
  if (context_.now_ms > asked_ms_) receiving_ms_ += context_.now_ms - asked_ms_;
  // HTTP lets no more come than was declared: nobody needs to be asked for the end.
  if (declared_bytes_ > 0 && static_cast<double>(body.size()) >= declared_bytes_) return complete(Kind::request_body);
  return find_room(Kind::request_body, out);
}

/// Either there was no room in time, or it is time to look how the body comes along.
BodyIntake::Phase BodyIntake::take_timer(Actions& out) {
  if (track_.is(Phase::queued)) return refuse(Kind::timer, busy_failure());
  const double took_ms = receiving_ms_ + context_.now_ms - asked_ms_;
  const std::size_t size = context_.body.size();
  const double due_bytes = (took_ms - limits::body_grace_ms) * limits::body_rate_bytes_ms;
  if (size == timed_bytes_ || static_cast<double>(size) < due_bytes) {
    return refuse(Kind::timer, client_failure(Fault::bad_value, 408, too_slow));
  }
  timed_bytes_ = size;
  timer_token_ = context_.next_token();
  out.wake(timer_token_, limits::body_idle_ms);
  return Phase::receiving;
}

}  // namespace rota::exchange
