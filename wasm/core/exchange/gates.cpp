// The front at its gates: what a gate wants is asked for, and what it decides is done. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "exchange/asset_job.h"
#include "exchange/desk_job.h"
#include "exchange/local_pages.h"
#include "exchange/proxy_job.h"
#include "exchange/start_job.h"
#include "json/utf16.h"
#include "json/utf8.h"

namespace rota::exchange {

using access::AdminGatePhase;
using access::ClientGatePhase;
using dialect::Operation;

namespace {

constexpr std::uint64_t administrators = 1;  // one sender, for the share of memory

}  // namespace

/// Whose share of memory a client's request counts for: whoever has shown the same key of this deployment, else the same
/// network, for keys of their own people can make up.
std::uint64_t Exchange::sender() const {
  const access::Grant& grant = context_.grant;
  const bool known = grant.client != nullptr || (grant.own_key.empty() && !context_.settings().access.anonymous);
  return known ? text::fingerprint(client_gate_.presented()) : access::network_of(context_.request.head->headers);
}

access::ClientDirectory Exchange::clients() {
  const Edition& edition = *context_.edition;
  return {edition.settings.access, edition.snapshot.clients,      edition.snapshot.version,
          has_admin(edition.settings), context_.gateway.wants_config(), context_.gateway.door()};
}

access::AdminDirectory Exchange::admins() {
  const Settings& settings = context_.settings();
  return {has_admin(settings), settings.public_stat, settings.admin_password, context_.gateway.door()};
}

Exchange::Phase Exchange::take_at_gate(const Event& event, Actions& out) {
  const bool asked_host = event.token == gate_token_ && gate_token_ != 0;
  const bool digests = client_gate_.phase() == ClientGatePhase::digesting;
  const bool signs =
      admin_gate_.phase() == AdminGatePhase::checking || admin_gate_.phase() == AdminGatePhase::renewing;
  if (refusing_) return asked_host ? take_limit(event, out) : track_.phase();
  if (renewing_) return take_renewal(event, out);
  if (asked_host && digests && event.kind == Kind::digested) {
    return after_client_gate(client_gate_.digested(event.body, clients(), context_.now_ms), out);
  }
  if (asked_host && digests && event.kind == Kind::failed) {
    return after_client_gate(client_gate_.undigested(clients(), context_.now_ms), out);
  }
  if (asked_host && signs && event.kind == Kind::hmac) {
    return after_admin_gate(admin_gate_.signed_with(event.body, admins(), context_.now_ms), out);
  }
  if (asked_host && signs && event.kind == Kind::failed) {
    return after_admin_gate(admin_gate_.unsigned_by_host(), out);
  }
  if (client_gate_.phase() == ClientGatePhase::asking) return take_settings(event, out);
  if (admin_gate_.phase() == AdminGatePhase::permitting) return take_permit(event, out);
  return track_.phase();
}

Exchange::Phase Exchange::after_client_gate(ClientGatePhase phase, Actions& out) {
  switch (phase) {
    case ClientGatePhase::digesting:
      gate_token_ = context_.next_token();
      out.digest(gate_token_, client_gate_.presented().reveal());
      return Phase::entering;
    case ClientGatePhase::asking: {
      pool::Call call;
      call.config = true;
      link_.ask(call, 0, out);
      return Phase::entering;
    }
    case ClientGatePhase::open:
      context_.grant = client_gate_.grant();
      return intake_.phase() == BodyIntakePhase::idle ? receive(sender(), out) : whole(out);
    default:
      return refuse_stranger(client_gate_.failure(), out);
  }
}

/// A wrong key is counted by the rate limiter, too, where one is bound: it counts for all isolates of the place.
Exchange::Phase Exchange::refuse_stranger(const Failure& failure, Actions& out) {
  if (!context_.settings().has_limiter || failure.status != 401) return refuse(failure, out);
  refusal_ = failure;
  refusing_ = true;
  gate_token_ = context_.next_token();
  out.limit(gate_token_, limits::limiter_patience_ms, arena_.copy(text::hex_id(client_gate_.network()).view()));
  return Phase::entering;
}

/// Without its answer this isolate's own count is all there is.
Exchange::Phase Exchange::take_limit(const Event& event, Actions& out) {
  if (event.kind != Kind::limited || event.number > 0) return refuse(refusal_, out);
  access::DoorWatch& door = context_.gateway.door();
  door.shut(client_gate_.network(), context_.now_ms);
  return refuse(access::too_many_wrong(door.shut_ms(client_gate_.network(), context_.now_ms)), out);
}

/// The settings have come, or nobody could bring them.
Exchange::Phase Exchange::take_settings(const Event& event, Actions& out) {
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return track_.phase();
  if (heard == PoolLink::Heard::reply) renew_edition();
  return after_client_gate(client_gate_.refreshed(event.kind, clients(), context_.now_ms), out);
}

/// The job's settings are not the newest, or may not be: these are asked for, unless they are here already.
Exchange::Phase Exchange::begin_anew(Actions& out) {
  job_->~Job();
  job_ = nullptr;
  if (context_.edition != &context_.gateway.edition() && !context_.gateway.wants_config()) return go_by_newest(out);
  pool::Call call;
  call.config = true;
  renewing_ = true;
  link_.ask(call, 0, out);
  return Phase::entering;
}

/// With or without an answer the request goes on: where nobody could bring newer settings, those that are known decide.
Exchange::Phase Exchange::take_renewal(const Event& event, Actions& out) {
  if (link_.take(event) == PoolLink::Heard::nothing) return track_.phase();
  renewing_ = false;
  return go_by_newest(out);
}

/// What a client may do is found out anew; an administrator is one whatever the settings say.
Exchange::Phase Exchange::go_by_newest(Actions& out) {
  if (context_.edition != &context_.gateway.edition()) {
    outgrown_ = context_.edition;
    context_.edition = context_.gateway.hold_edition();
  }
  if (context_.request.route.audience == dialect::Audience::administrator) return start_admin_job(out);
  return after_client_gate(client_gate_.reconsider(clients(), context_.now_ms), out);
}

Exchange::Phase Exchange::after_admin_gate(const access::AdminDecision& decision, Actions& out) {
  using Kind_ = access::AdminDecision::Kind;
  const Bytes cookie = admin_gate_.cookie();
  if (!cookie.empty() && decision.kind != Kind_::pass_on) client_.header("set-cookie", cookie);
  switch (decision.kind) {
    case Kind_::sign:
      gate_token_ = context_.next_token();
      out.sign(gate_token_, decision.to_sign.reveal());
      return Phase::entering;
    case Kind_::admit:
      return receive(administrators, out);
    case Kind_::permit:
      return ask_permit(out);
    case Kind_::open:
      return intake_.phase() == BodyIntakePhase::idle ? receive(administrators, out) : start_admin_job(out);
    case Kind_::panel:
      return start<AssetJob>(out, context_, journal_, panel_page);
    case Kind_::file:
      return start<AssetJob>(out, context_, journal_, decision.text);
    case Kind_::page:
      plain_page(decision.failure.status, decision.failure.message, client_);
      return Phase::closed;
    case Kind_::redirect:
      client_.header("location", decision.text);
      client_.header("cache-control", "no-store");
      client_.answer(303, {}, {});
      return Phase::closed;
    case Kind_::pass_on:
      answer_from_desk(link_.reply().admin, context_, admin_gate_);
      journal_.log(out);
      return Phase::closed;
    case Kind_::refuse:
      break;
  }
  return refuse(decision.failure, out);
}

/// Whoever has not shown the right password sends no body.
Exchange::Phase Exchange::ask_permit(Actions& out) {
  pool::Call call;
  call.permit = desk_call(context_, admin_gate_).sender;
  link_.ask(call, 0, out);
  return Phase::entering;
}

Exchange::Phase Exchange::take_permit(const Event& event, Actions& out) {
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return track_.phase();
  if (heard == PoolLink::Heard::failure) {
    return after_admin_gate(admin_gate_.unpermitted(event.kind, link_.failure()), out);
  }
  const pool::Reply& reply = link_.reply();
  return after_admin_gate(admin_gate_.permitted(reply.permitted, reply.admin.status, admins()), out);
}

/// The request is whole, and its sender an administrator.
Exchange::Phase Exchange::start_admin_job(Actions& out) {
  const dialect::Route& route = context_.request.route;
  if (!route.method_allowed) return refuse(dialect::wrong_method(route, context_.request.head->method, arena_), out);
  context_.request.body = json::without_byte_order_mark(context_.request.body, arena_);  // a file of keys may be UTF-16
  if (json::first_invalid_utf8(context_.request.body) != Bytes::npos) {
    return refuse(client_failure(Fault::bad_json, 400, "The body is not UTF-8."), out);
  }
  switch (route.operation) {
    case Operation::desk:
    case Operation::sign_in:
    case Operation::page:
      return start<DeskJob>(out, context_, journal_, link_, admin_gate_);
    default:
      return start<ProxyJob>(out, context_, journal_, link_, admin_gate_);
  }
}

}  // namespace rota::exchange
