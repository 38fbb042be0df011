// Operations and their turns; see desk.h.
#include "admin/desk.h"

#include "admin/routes.h"
#include "base/sentence.h"
#include "base/text.h"
#include "pool/object_actions.h"

namespace rota::admin {

namespace {

constexpr Bytes too_large =
    sentence<"The body is larger than "_s, limits::admin_body_bytes / (1024 * 1024), " MiB."_s>;
static_assert(limits::admin_body_bytes % (1024 * 1024) == 0);

Bytes without_slash(Bytes path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

}  // namespace

Owned<pool::AdminDesk> open_desk(const pool::PoolParts& parts) { return make_owned<Desk>(parts); }

Desk::Turn* Desk::free_turn() {
  for (Turn& turn : turns_) {
    if (!turn.operation) return &turn;
  }
  return nullptr;
}

Desk::Turn* Desk::next_writer() {
  Turn* next = nullptr;
  for (Turn& turn : turns_) {
    if (!turn.operation || !turn.writes) continue;
    if (turn.begun) return nullptr;
    if (next == nullptr || turn.arrival < next->arrival) next = &turn;
  }
  return next;
}

void Desk::close_if_ended(Turn& turn) {
  if (turn.operation->has_ended()) turn.operation.reset();
}

void Desk::begin(Turn& turn, double now_ms, Actions& out) {
  Step step = step_at(now_ms, out);
  turn.begun = true;
  turn.operation->begin(step);
  close_if_ended(turn);
}

void Desk::begin_writers(double now_ms, Actions& out) {
  while (Turn* writer = next_writer()) begin(*writer, now_ms, out);
}

void Desk::refuse(const Failure& failure, Bytes allow, std::uint32_t call_token, Actions& out) {
  Buffer body;
  Buffer headers;
  write_error(failure, body);
  write_error_headers(failure, headers, out.arena());
  send_answer({failure.status, json_type, allow, body.view(), headers.view()}, parts_, call_token, out);
}

void Desk::take_permit(const pool::Credentials& sender, std::uint32_t call_token, double now_ms, Actions& out) {
  if (const Status known = sessions_.authenticate(sender, now_ms, out); !known) {
    return refuse(known.failure(), {}, call_token, out);
  }
  pool::Reply reply;
  reply.permitted = true;
  reply.version = parts_.configuration.version();
  pool::send_reply(reply, call_token, out);
}

void Desk::take_call(const pool::AdminCall& call, std::uint32_t call_token, double now_ms, Actions& out) {
  if (call.body.size() > limits::admin_body_bytes) {
    return refuse(client_failure(Fault::too_large, 413, too_large), {}, call_token, out);
  }
  if (const Status known = sessions_.authenticate(call.sender, now_ms, out); !known) {
    return refuse(known.failure(), {}, call_token, out);
  }
  const bool confirmed = call.confirmation == pool::Confirmation::right;
  if (call.confirmation != pool::Confirmation::none) {
    if (const Status known = sessions_.confirm(confirmed, call.sender, now_ms, out); !known) {
      Failure failure = known.failure();
      if (failure.status == 401) {  // which is what ends a session
        failure.status = 403;
        failure.fault = Fault::forbidden;
      }
      return refuse(failure, {}, call_token, out);
    }
  }
  const Found found = find_route(call.method, without_slash(call.path), out.arena());
  if (found.make == nullptr && found.allow.empty()) {
    return refuse(not_found("There is no such route."), {}, call_token, out);
  }
  if (found.make == nullptr) {
    return refuse(client_failure(Fault::method_not_allowed, 405, "This route takes other methods: see Allow."),
                  found.allow, call_token, out);
  }
  Turn* turn = free_turn();
  if (turn == nullptr) {
    return refuse(client_failure(Fault::rate_limited, 429,
                                 "Too many administrators' requests are under way: try again in a second."),
                  {}, call_token, out);
  }
  const auto token = pool::first_desk_token + static_cast<std::uint32_t>(turn - turns_);
  turn->operation = found.make();
  turn->operation->open(call, found.id, confirmed, call_token, token);
  turn->arrival = ++arrivals_;
  turn->writes = found.writes;
  turn->begun = false;
  if (!found.writes) begin(*turn, now_ms, out);
  begin_writers(now_ms, out);
}

void Desk::take_answer(const Event& event, Actions& out) {
  if (event.token == pool::doubt_token) return doubts_.take_answer(event, out);
  const std::uint32_t at = event.token - pool::first_desk_token;
  if (at >= limits::admin_operations || !turns_[at].operation) return;
  Step step = step_at(event.now_ms, out);
  turns_[at].operation->take_answer(event, step);
  close_if_ended(turns_[at]);
  begin_writers(event.now_ms, out);
}

void Desk::take_load(double now_ms, Actions& out) {
  if (!parts_.loader.reads_fail()) doubts_.ask(now_ms, out);
  Step step = step_at(now_ms, out);
  for (Turn& turn : turns_) {
    if (!turn.operation) continue;
    turn.operation->take_load(step);
    close_if_ended(turn);
  }
  begin_writers(now_ms, out);
}

}  // namespace rota::admin
