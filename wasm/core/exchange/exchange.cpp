// The front: the request's way in; see exchange.h. Who sent it is found out in gates.cpp.
#include "exchange/exchange.h"

#include "access/page_guard.h"
#include "base/limits.h"
#include "base/saturated.h"
#include "base/sentence.h"
#include "base/text.h"
#include "exchange/admission.h"
#include "exchange/local_pages.h"
#include "exchange/pool_rounds.h"
#include "exchange/proxy_job.h"
#include "exchange/routes.h"
#include "exchange/start_job.h"
#include "exchange/stored_job.h"
#include "exchange/storing_job.h"

namespace rota::exchange {

namespace {

using dialect::Audience;
using dialect::Operation;

constexpr std::size_t request_id_length = 24;

/// What is wrong with a head, whoever sent it.
Status check_head(const http::RequestHead& head, const dialect::Route& route, Arena& arena) {
  if (!head.path_fault.empty()) return client_failure(Fault::bad_value, 400, head.path_fault);
  if (route.audience != Audience::client) return Done{};
  if (head.encoded_slash && !route.slash) {
    return client_failure(Fault::bad_value, 400, "The URL's path has an encoded slash, and no name here has one.");
  }
  return access::check_destination(head, arena);
}

/// The Content-Length, -1 when there is none.
double declared_length(const http::RequestHead& head) {
  std::uint64_t bytes = 0;
  return text::parse_unsigned(http::find(head.headers, "content-length"), bytes) ? static_cast<double>(bytes) : -1;
}

/// JSON without the byte order mark that some clients put before it: JSON has no place for one, here as at the upstream.
Bytes without_mark(Bytes body) {
  constexpr Bytes mark = "\xEF\xBB\xBF";
  if (!text::starts_with(body, mark)) return body;
  const Bytes json = text::trim(body.substr(mark.size()));
  return text::starts_with(json, "{") || text::starts_with(json, "[") ? json : body;
}

}  // namespace

Exchange::Exchange(Gateway& gateway, std::uint64_t seed)
    : account_(&gateway.memory().isolate(), gateway.memory().request_bytes()),
      arena_(&account_),
      reader_(&account_),
      random_(seed),
      client_(&account_),
      body_(&account_),
      context_{.gateway = gateway,
               .arena = arena_,
               .reader = reader_,
               .random = random_,
               .client = client_,
               .body = body_,
               .request = {},
               .grant = {},
               .edition = gateway.hold_edition()},
      journal_(context_),
      link_(context_, journal_),
      client_gate_(arena_),
      admin_gate_(arena_),
      intake_(context_, account_) {}

Exchange::~Exchange() {
  if (job_ != nullptr) job_->~Job();
  if (outgrown_ != nullptr) context_.gateway.drop_edition(outgrown_);
  context_.gateway.drop_edition(context_.edition);
}

void Exchange::renew_edition() {
  context_.gateway.drop_edition(context_.edition);
  context_.edition = context_.gateway.hold_edition();
}

void Exchange::step(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return;
  context_.now_ms = event.now_ms;
  const bool at_once = event.kind == Kind::upstream_answer;
  client_.begin_step(event.body, at_once);
  at_once ? hear_whole(event, out) : hear(event, out);
  if (client_.is_head_due()) journal_.write_timing();
  client_.end_step(out);
  give_back(track_.phase(), out);
  if (track_.is(Phase::closed)) out.done();
}

void Exchange::hear(const Event& event, Actions& out) {
  if (track_.hears(event.kind)) track_.move(event.kind, handle(event, out));
}

/// Everything behind this point knows an answer by its parts. Parts of a call that one of them has ended mean nothing.
void Exchange::hear_whole(const Event& event, Actions& out) {
  Event part = event;
  part.kind = Kind::upstream_head;
  part.body = {};
  hear(part, out);
  part.head = {};
  part.number = 0;
  if (!event.body.empty()) {
    part.kind = Kind::upstream_body;
    part.body = event.body;
    hear(part, out);
  }
  part.kind = Kind::upstream_end;
  part.body = {};
  hear(part, out);
}

/// Those who wait for room hear of what this step has given back; what a closed exchange holds is as good as free.
void Exchange::give_back(Phase next, Actions& out) {
  if (next == Phase::closed) {
    intake_.withdraw();
    account_.move_to(nullptr);
  }
  context_.gateway.memory().admit_waiting(out);
}

Exchange::Phase Exchange::handle(const Event& event, Actions& out) {
  switch (track_.phase()) {
    case Phase::working:
      return after_job(job_->take(event, out), out);
    case Phase::receiving:
      if (event.kind == Kind::client_gone) return Phase::closed;
      return after_intake(intake_.take(event, out), out);
    default:
      break;
  }
  switch (event.kind) {
    case Kind::request:
      return take_head(event, out);
    case Kind::recover:
      return take_recovery(event, out);
    case Kind::cron:
      return start<PoolRounds>(out, PoolRounds::Purpose::reset, context_, link_);
    case Kind::client_gone:
      return Phase::closed;
    default:
      return take_at_gate(event, out);
  }
}

char* Exchange::reserve(std::size_t bytes) {
  return track_.is(Phase::receiving) && intake_.phase() == BodyIntakePhase::receiving ? intake_.reserve(bytes)
                                                                                     : Machine::reserve(bytes);
}

/// A client's own name for its request is kept, so that its logs and Rota's tell of the same one.
void Exchange::name_request(const http::RequestHead& head) {
  context_.request.head = &head;
  const Bytes own = http::find(head.headers, "x-request-id");
  if (own.empty() || own.size() > limits::request_id_bytes) return;
  for (const char c : own) {
    if (!text::is_alphanumeric(c) && c != '-' && c != '_' && c != '.') return;
  }
  context_.request.id = own;
}

/// From here on it is known in whose dialect the request is answered, and what it is called.
Result<const http::RequestHead*> Exchange::open(Bytes head) {
  context_.began_ms = context_.now_ms;
  renew_edition();
  Request& request = context_.request;
  request.id = random_.id(arena_, "req_", request_id_length);
  request.route.dialect = &dialect::house_dialect();
  const auto read = http::read_request_head(arena_.copy(head), arena_);
  if (read.ok()) {
    name_request(**read);
    request.route = match(**read, context_.settings());
  }
  client_.open(request.route, request.id, context_.settings().debug_errors);
  return read.ok() ? Result<const http::RequestHead*>(*read) : read.failure();
}

Exchange::Phase Exchange::take_head(const Event& event, Actions& out) {
  const auto head = open(event.head);
  if (!head.ok()) return refuse(head.failure(), out);
  declared_bytes_ = event.number;
  return route(out);
}

/// What needs no body is answered at once; all else comes to its gate.
Exchange::Phase Exchange::route(Actions& out) {
  const http::RequestHead& head = *context_.request.head;
  const dialect::Route& route = context_.request.route;
  const Status checked = check_head(head, route, arena_);
  if (!checked.ok()) return refuse(checked.failure(), out);
  if (route.operation == Operation::unknown) {
    const Bytes message = arena_.join("There is no route ", head.method, " ", head.path, ".");
    return refuse(client_failure(Fault::route_not_found, 404, message), out);
  }
  if (head.method == "OPTIONS" && route.audience == Audience::client) {
    preflight(head, route, client_);
    return Phase::closed;
  }
  const bool for_admin = route.audience == Audience::administrator;
  if (!route.method_allowed && !for_admin) return refuse(dialect::wrong_method(route, head.method, arena_), out);
  if (route.operation == Operation::upgrade) {
    constexpr Bytes message = "This route is served over HTTP alone: there is no WebSocket here.";
    return refuse(client_failure(Fault::method_not_allowed, 426, message), out);
  }
  if (route.operation == Operation::root) {
    root_page(client_);
    return Phase::closed;
  }
  if (route.operation == Operation::health) {
    return start<PoolRounds>(out, PoolRounds::Purpose::health, context_, link_);
  }
  if (!for_admin) return after_client_gate(client_gate_.begin(head, clients(), context_.now_ms), out);
  return after_admin_gate(admin_gate_.begin(head, route, admins(), context_.now_ms), out);
}

/// The sender may send the body, if any comes.
Exchange::Phase Exchange::receive(std::uint64_t sender, Actions& out) {
  const bool signs_in = context_.request.route.operation == Operation::sign_in;
  const std::size_t most_bytes = signs_in ? limits::login_body_bytes : limits::request_body_bytes;
  return after_intake(intake_.begin(declared_bytes_, most_bytes, sender, out), out);
}

Exchange::Phase Exchange::after_intake(BodyIntakePhase phase, Actions& out) {
  if (phase == BodyIntakePhase::complete) return whole(out);
  return phase == BodyIntakePhase::refused ? refuse(intake_.failure(), out) : Phase::receiving;
}

Exchange::Phase Exchange::whole(Actions& out) {
  context_.request.body = use_of(context_.request) == dialect::Use::upload ? body_.view() : without_mark(body_.view());
  if (context_.request.route.audience != Audience::administrator) return start_client_job(out);
  if (admin_gate_.phase() != access::AdminGatePhase::admitted) return start_admin_job(out);
  return after_admin_gate(admin_gate_.entered(Kind::request_end), out);
}

Exchange::Phase Exchange::start_client_job(Actions& out) {
  const dialect::Route& route = context_.request.route;
  if (route.dialect->storing == nullptr) return start<ProxyJob>(out, context_, journal_, link_, admin_gate_);
  find_store(context_, client_gate_.presented());
  if (route.operation == Operation::stored) return start<StoredJob>(out, context_, journal_);
  if (context_.store_name.empty()) return start<ProxyJob>(out, context_, journal_, link_, admin_gate_);
  return start<StoringJob>(out, context_, journal_, link_, admin_gate_);
}

/// A request that has lost nothing is served as if it came now. Where a model only says something, what a call in vain
/// has cost is the upstream's answer; anything else must not happen twice.
bool Exchange::may_begin_anew(unsigned lost) const {
  if ((lost & (lost_head | lost_trust | lost_body)) != 0) return false;
  if ((lost & lost_calls) == 0 || context_.request.route.operation == Operation::health) return true;
  const dialect::Use use = use_of(context_.request);
  return use == dialect::Use::metered || use == dialect::Use::free || use == dialect::Use::catalog;
}

Exchange::Phase Exchange::take_recovery(const Event& event, Actions& out) {
  const auto lost = saturated<unsigned>(event.number);
  const auto head = open(event.head);
  if (head.ok() && may_begin_anew(lost)) {
    declared_bytes_ = declared_length(**head);
    return route(out);
  }
  const dialect::ClientDialect& client = *context_.request.route.dialect;
  if ((lost & lost_head) != 0) client_.resume(head.ok() && client.asks_for_events(**head) ? &client : nullptr);
  return refuse({Blame::rota, Fault::internal, 500, "Rota failed while serving this request. Try it again.", {}, 0}, out);
}

Exchange::Phase Exchange::after_job(bool goes_on, Actions& out) {
  if (goes_on) return Phase::working;
  return job_->is_outdated() ? begin_anew(out) : Phase::closed;
}

Exchange::Phase Exchange::refuse(const Failure& failure, Actions& out) {
  client_.fail(failure, arena_);
  journal_.log(out);
  return Phase::closed;
}

}  // namespace rota::exchange
