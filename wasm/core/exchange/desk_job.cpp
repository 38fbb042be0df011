// To the desk and back; see desk_job.h.
#include "exchange/desk_job.h"

#include "base/text.h"
#include "base/time.h"

namespace rota::exchange {

pool::AdminCall desk_call(const Context& context, const access::AdminGate& gate) {
  const http::RequestHead& head = *context.request.head;
  const access::Administrator& administrator = gate.administrator();
  pool::AdminCall call;
  // HEAD is GET without the body, which the platform leaves out.
  call.method = head.method == "HEAD" ? Bytes("GET") : head.method;
  call.path = head.path;
  call.query = head.query;
  call.body = context.request.body;
  const Secret again(http::extended_value(text::trim(http::find(head.headers, "x-admin-password")), context.arena));
  if (!again.empty()) {
    const bool right = text::constant_time_equal(again, context.settings().admin_password);
    call.confirmation = right ? pool::Confirmation::right : pool::Confirmation::wrong;
  }
  call.https = access::is_https(head);
  call.guest = administrator.guest;
  call.sender = {administrator.proof, gate.network(), administrator.session.epoch, administrator.session.login_ms};
  call.expires_ms = administrator.session.expires_ms;
  return call;
}

namespace {

/// The isolate remembers what the pool object thinks of whoever sent a password, so that it need not be asked each time.
void note_stranger(const pool::AdminAnswer& answer, Context& context, const access::AdminGate& gate) {
  const pool::Proof proof = gate.administrator().proof;
  const bool signs_in = context.request.route.operation == dialect::Operation::sign_in;
  const bool refused = answer.status == 401 || answer.status == 429;
  access::DoorWatch& door = context.gateway.door();
  const bool proven = signs_in || proof == pool::Proof::session || proof == pool::Proof::password;
  if (proven && !refused && answer.status < (signs_in ? 400 : 500)) return door.strangers().know(gate.network());
  if (!refused || (!signs_in && proof != pool::Proof::wrong)) return;
  if (signs_in) door.count_refusal(gate.network(), context.now_ms);
  door.strangers().count(context.now_ms);
  std::uint64_t seconds = 0;
  const Bytes wait = http::find(http::read_headers(answer.headers, context.arena), "retry-after");
  if (answer.status == 429 && text::parse_unsigned(wait, seconds)) {
    door.strangers().hold(gate.network(), static_cast<double>(seconds) * second_ms, context.now_ms);
  }
}

/// The password that a login brings is the right one.
bool brings_password(Context& context) {
  const auto root = context.reader.read(context.request.body, context.arena);
  if (!root.ok()) return false;
  const Secret given((*root)["password"].text(context.arena));
  const Secret password = context.settings().admin_password;
  return !password.empty() && text::constant_time_equal(given, password);
}

}  // namespace

void answer_from_desk(const pool::AdminAnswer& answer, Context& context, const access::AdminGate& gate) {
  ClientSide& client = context.client;
  const access::Administrator& administrator = gate.administrator();
  note_stranger(answer, context, gate);
  bool sets_cookie = false;
  for (const http::Header& header : http::read_headers(answer.headers, context.arena)) {
    client.header(header.name, header.value);
    sets_cookie = sets_cookie || header.name == "set-cookie";
  }
  if (!sets_cookie && gate.cookie().empty() && administrator.proof == pool::Proof::session) {
    const Bytes cookie = answer.status == 401 ? access::clear_cookie(access::is_https(*context.request.head), context.arena) : administrator.set_cookie;
    if (!cookie.empty()) client.header("set-cookie", cookie);
  }
  client.header("cache-control", "no-store");
  client.header("x-content-type-options", "nosniff");
  if (!answer.allow.empty()) client.header("allow", answer.allow);
  client.answer(answer.status != 0 ? answer.status : std::uint16_t{502},
                answer.content_type.empty() ? Bytes("application/json") : answer.content_type, answer.body);
}

/// In a flood of wrong passwords from everywhere the pool object hears of right ones, and of networks that are known.
double DeskJob::flood_ms() const {
  if (context_.request.route.operation != dialect::Operation::sign_in) return 0;
  const access::StrangerWatch& strangers = context_.gateway.door().strangers();
  const double full_ms = strangers.full_ms(context_.now_ms);
  return full_ms <= 0 || strangers.is_known(gate_.network()) || brings_password(context_) ? 0 : full_ms;
}

bool DeskJob::begin(Actions& out) {
  if (const double wait_ms = flood_ms(); wait_ms > 0) {
    context_.client.fail(access::too_many_wrong(wait_ms), context_.arena);
    journal_.log(out);
    return false;
  }
  track_.move(started, DeskJobPhase::asking);
  pool::Call call;
  call.admin = desk_call(context_, gate_);
  link_.ask(call, 0, out);
  return true;
}

bool DeskJob::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  if (event.kind != Kind::client_gone) {
    const PoolLink::Heard heard = link_.take(event);
    if (heard == PoolLink::Heard::nothing) return true;
    if (heard == PoolLink::Heard::reply) {
      answer_from_desk(link_.reply().admin, context_, gate_);
    } else {
      context_.client.fail(link_.failure(), context_.arena);
    }
    journal_.log(out);
  }
  track_.move(event.kind, DeskJobPhase::done);
  return false;
}

}  // namespace rota::exchange
