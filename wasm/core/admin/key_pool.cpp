// Operations and their turns; see key_pool.h.
#include "admin/key_pool.h"

#include "admin/login_desk.h"
#include "admin/routes.h"
#include "base/heap.h"
#include "base/text.h"

namespace rota::admin {

namespace {

static_assert(limits::admin_body_bytes == 8 * 1024 * 1024);  // said in a refusal

constexpr Bytes watch_row = "admin/watch";

Bytes without_slash(Bytes path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

}  // namespace

KeyPool::~KeyPool() {
  for (Operation* operation : operations_) {
    if (operation != nullptr) close(*operation);
  }
}

Operation* KeyPool::open(std::uint32_t call_token) {
  for (std::uint32_t at = 0; at < limits::admin_operations; ++at) {
    if (operations_[at] != nullptr) continue;
    auto* operation = make_object<Operation>();
    operation->call_token = call_token;
    operation->token = pool::first_derived_token + at;
    operation->arrival = ++arrivals_;
    return operations_[at] = operation;
  }
  return nullptr;
}

void KeyPool::close(Operation& operation) {
  operations_[operation.token - pool::first_derived_token] = nullptr;
  free_object(&operation);
}

Operation* KeyPool::next_writer() const {
  Operation* next = nullptr;
  for (Operation* operation : operations_) {
    if (operation == nullptr || !operation->writes) continue;
    if (operation->begun) return nullptr;
    if (next == nullptr || operation->arrival < next->arrival) next = operation;
  }
  return next;
}

void KeyPool::run(Operation& operation, Handler handler, const Event& event, Actions& out) {
  Step step{*this, event, out};
  operation.begun = true;
  handler(operation, step);
  if (operation.ended) close(operation);
}

void KeyPool::run_writers(double now_ms, Actions& out) {
  Event event;
  event.now_ms = now_ms;
  while (Operation* writer = next_writer()) run(*writer, writer->next, event, out);
}

void KeyPool::refuse_call(const Failure& failure, Bytes allow, std::uint32_t call_token, Actions& out) {
  Buffer body;
  Buffer headers;
  write_error(failure, body);
  write_error_headers(failure, headers, out.arena());
  answer({failure.status, json_type, allow, body.view(), headers.view()}, call_token, out);
}

bool KeyPool::recall(Bytes name, Bytes value) {
  json::Reader reader;
  Arena arena;
  return name == watch_row && watch_.load(value, reader, arena);
}

void KeyPool::store_watch(Actions& out) {
  Buffer row;
  watch_.save(row);
  store_row(watch_row, row, out);
}

Status KeyPool::admit(const pool::AdminCall& call, double now_ms, Actions& out) {
  if (call.proof == pool::Proof::none) return Done{};
  if (call.proof == pool::Proof::session) {
    if (call.epoch == watch_.epoch()) return Done{};
    return client_failure(Fault::unauthorized, 401, "This session has been ended. Log in again.");
  }
  if (const double wait_ms = watch_.wait_ms(call.address, now_ms); wait_ms > 0) return must_wait(wait_ms);
  if (call.proof == pool::Proof::password) {
    if (watch_.succeed(call.address, now_ms)) store_watch(out);
    return Done{};
  }
  watch_.fail(call.address, now_ms);
  store_watch(out);
  return wrong_password();
}

void KeyPool::administer(const pool::AdminCall& call, std::uint32_t call_token, double now_ms, Actions& out) {
  if (call.body.size() > limits::admin_body_bytes) {
    return refuse_call(client_failure(Fault::too_large, 413, "The body is larger than 8 MiB."), {}, call_token, out);
  }
  if (const Status admitted = admit(call, now_ms, out); !admitted) {
    return refuse_call(admitted.failure(), {}, call_token, out);
  }
  const Bytes path = without_slash(call.path);
  const Found found = find_route(call.method, path, out.arena());
  if (found.handler == nullptr && found.allow.empty()) {
    return refuse_call(not_found("There is no such route."), {}, call_token, out);
  }
  if (found.handler == nullptr) {
    return refuse_call(client_failure(Fault::method_not_allowed, 405, "This route takes other methods: see Allow."),
                       found.allow, call_token, out);
  }
  Operation* operation = open(call_token);
  if (operation == nullptr) {
    return refuse_call(client_failure(Fault::rate_limited, 429,
                                      "Too many administrators' requests are under way: try again in a second."),
                       {}, call_token, out);
  }
  Arena& arena = operation->arena;
  Request& request = operation->request;
  request.method = arena.copy(call.method);
  request.query = arena.copy(call.query);
  request.body = arena.copy(call.body);
  request.address = call.address;
  request.expires_ms = call.expires_ms;
  request.guest = call.guest;
  // While the address waits its passwords are not looked at, be they right or wrong.
  request.confirmed = call.confirmed && watch_.wait_ms(call.address, now_ms) <= 0;
  request.id = arena.copy(text::percent_decode(arena, found.id));
  operation->writes = found.writes;
  operation->next = found.handler;
  Event event;
  event.now_ms = now_ms;
  if (!found.writes) run(*operation, found.handler, event, out);
  run_writers(now_ms, out);
}

void KeyPool::resume(const Event& event, Actions& out) {
  const std::uint32_t at = event.token - pool::first_derived_token;
  Operation* operation = at < limits::admin_operations ? operations_[at] : nullptr;
  if (operation == nullptr || operation->asked == Kind::none) return;
  run(*operation, event.kind == Kind::failed ? answer_failed : operation->next, event, out);
  run_writers(event.now_ms, out);
}

void KeyPool::reloaded(double now_ms, Actions& out) {
  Event event;
  event.now_ms = now_ms;
  for (Operation* operation : operations_) {
    if (operation == nullptr || !operation->publishing) continue;
    operation->publishing = false;
    run(*operation, operation->next, event, out);
  }
  run_writers(now_ms, out);
}

}  // namespace rota::admin
