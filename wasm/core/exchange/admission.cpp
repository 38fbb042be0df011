// The exchange's door: whose request it is. Keys of the deployment's own settings are known at once; stored client keys
// by their digest, which the host takes while the body comes in. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "http/ip_address.h"

namespace rota::exchange {

namespace {

Failure shut_out(double wait_ms) {
  return {Blame::client,
          Fault::rate_limited,
          429,
          "Too many wrong API keys have come from this address. Try again in a minute.",
          {},
          wait_ms};
}

}  // namespace

/// Cloudflare says who is there; without it everybody is the same stranger. Whoever has one IPv6 address has the 2^64 of
/// its network.
std::uint64_t Exchange::address() const {
  const Bytes ip = http::find(request_.head->headers, "cf-connecting-ip");
  std::uint16_t groups[8];
  if (!text::contains(ip, ":") || !http::read_ipv6(ip, groups)) return text::fingerprint(ip);
  return text::fingerprint({reinterpret_cast<const char*>(groups), 4 * sizeof(groups[0])});
}

Phase Exchange::knock(Actions& out) {
  presented_ = access::presented_key(*request_.head, arena_);
  const bool stored_keys = has_admin(settings()) || edition_->snapshot.clients.size() != 0;
  const auto grant = access::admit(settings().access, presented_, stored_keys);
  const bool sure = grant.ok() && !settings().access.anonymous;
  if (sure || !stored_keys || presented_.empty() || presented_.size() > limits::client_key_bytes) {
    return grant.ok() ? let_in(*grant, out) : refuse(grant.failure(), out);
  }
  const std::uint64_t key = text::fingerprint(presented_);
  const std::int64_t version = edition_->snapshot.version;
  if (!gateway_.door().was_admitted(key, version)) {
    const double shut_ms = gateway_.door().shut_ms(address(), now_ms_);
    if (shut_ms > 0 && !grant.ok()) return refuse(shut_out(shut_ms), out);
    // What is out of date, or may be, refuses nobody for good.
    const bool may_be_newer = has_admin(settings()) && gateway_.door().is_ask_due(now_ms_);
    if (gateway_.door().was_refused(key, version) && !gateway_.wants_config() && !may_be_newer) {
      return grant.ok() ? let_in(*grant, out) : turn_away(grant.failure(), out);
    }
  }
  door_ = Door::digesting;
  digest_token_ = ++last_token_;
  out.add(Kind::digest, digest_token_, 0, {}, presented_);
  return Phase::received;
}

Phase Exchange::let_in(const access::Grant& grant, Actions& out) {
  grant_ = grant;
  door_ = Door::open;
  return ended_ ? begin_flow(out) : Phase::received;
}

/// An unknown key.
Phase Exchange::turn_away(const Failure& failure, Actions& out) {
  gateway_.door().refuse(text::fingerprint(presented_), address(), edition_->snapshot.version, now_ms_);
  return refuse(failure, out);
}

Phase Exchange::on_digest(const Event& event, Actions& out) {
  if (event.token != digest_token_ || door_ != Door::digesting) return phase_;
  digest_ = arena_.copy(event.body);
  // A key that opens nothing may have been made, or switched on again, a moment ago; and one that does may have been
  // switched off since, when an administrator's change has passed through this isolate.
  const store::ClientRow* client = edition_->snapshot.clients.find(digest_);
  const bool shut = client == nullptr || !access::admit_client(*client, now_ms_).ok();
  if (has_admin(settings()) && (gateway_.wants_config() || (shut && gateway_.door().may_ask(now_ms_)))) {
    door_ = Door::asking;
    return ask_pool(Errand::config, out);
  }
  return find_client(out);
}

Phase Exchange::find_client(Actions& out) {
  const store::ClientRow* client = edition_->snapshot.clients.find(digest_);
  if (client == nullptr) {
    const auto grant = access::admit(settings().access, presented_, true);
    return grant.ok() ? let_in(*grant, out) : turn_away(grant.failure(), out);
  }
  const auto grant = access::admit_client(*client, now_ms_);
  if (!grant.ok()) {
    gateway_.door().count_refusal(address(), now_ms_);  // the key itself is not remembered: it shall hear why again
    return refuse(grant.failure(), out);
  }
  gateway_.door().admit(text::fingerprint(presented_), edition_->snapshot.version);
  return let_in(*grant, out);
}

/// The settings have come, or nobody could bring them; and what the host failed to do stands here too: without a digest
/// nobody is recognised.
Phase Exchange::on_config(const Event& event, Actions& out) {
  if (event.kind == Kind::failed && event.token == digest_token_ && door_ == Door::digesting) return find_client(out);
  const bool unsigned_session = door_ == Door::signing || door_ == Door::renewing;
  if (event.kind == Kind::failed && event.token == digest_token_ && unsigned_session) {
    return refuse({Blame::rota, Fault::internal, 503, "The session could not be checked. Try again.", {}, 0}, out);
  }
  if (event.token != pool_token_ || door_ != Door::asking) return phase_;
  const auto reply = reply_of(event);
  if (reply.ok()) {
    gateway_.learn(**reply);
    renew_edition();
  } else {
    keep_untold();
  }
  return find_client(out);
}

}  // namespace rota::exchange
