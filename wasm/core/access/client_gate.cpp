// The order of the questions; see client_gate.h.
#include "access/client_gate.h"

#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace rota::access {

namespace {

Failure too_many_refused(double wait_ms) {
  return {Blame::client,
          Fault::rate_limited,
          429,
          "Too many wrong API keys have come from this address. Try again in a minute.",
          {},
          wait_ms};
}

}  // namespace

ClientGate::Phase ClientGate::open(Kind on, const Grant& grant) {
  grant_ = grant;
  track_.move(on, Phase::open);
  return Phase::open;
}

ClientGate::Phase ClientGate::reject(Kind on, const Failure& failure) {
  failure_ = failure;
  track_.move(on, Phase::rejected);
  return Phase::rejected;
}

ClientGate::Phase ClientGate::reject_unknown(Kind on, const Failure& failure, const ClientDirectory& directory,
                                             double now_ms) {
  directory.door.refuse(text::fingerprint(presented_), network_, directory.version, now_ms);
  return look_at_next(on, failure, directory, now_ms);
}

ClientGate::Phase ClientGate::look_at_next(Kind on, const Failure& failure, const ClientDirectory& directory,
                                           double now_ms) {
  return ++at_ < shown_.size() ? look(on, directory, now_ms) : reject(on, failure);
}

ClientGate::Phase ClientGate::begin(const http::RequestHead& head, const ClientDirectory& directory, double now_ms) {
  shown_ = presented_keys(head, arena_);
  network_ = network_of(head.headers);
  // What is known to open needs no question about the others.
  for (Secret& key : shown_) {
    const bool opens = !directory.policy.anonymous && admit(directory.policy, key, true).ok();
    if (!opens && !directory.door.was_admitted(text::fingerprint(key), directory.version)) continue;
    std::swap(key, shown_[0]);
    break;
  }
  return look(Kind::request, directory, now_ms);
}

/// At the key whose turn it is.
ClientGate::Phase ClientGate::look(Kind on, const ClientDirectory& directory, double now_ms) {
  presented_ = at_ < shown_.size() ? shown_[at_] : Secret();
  const bool stored_keys = directory.has_admin || directory.clients.size() != 0;
  const auto grant = admit(directory.policy, presented_, stored_keys);
  const bool sure = grant.ok() && !directory.policy.anonymous;
  if (sure || !stored_keys || presented_.empty() || presented_.size() > limits::client_key_bytes) {
    return grant.ok() ? open(on, *grant) : look_at_next(on, grant.failure(), directory, now_ms);
  }
  const std::uint64_t key = text::fingerprint(presented_);
  DoorWatch& door = directory.door;
  if (!door.was_admitted(key, directory.version)) {
    const double shut_ms = door.shut_ms(network_, now_ms);
    if (shut_ms > 0 && !grant.ok()) return reject(on, too_many_refused(shut_ms));
    // What is out of date, or may be, refuses nobody for good.
    const bool may_be_newer = directory.has_admin && door.is_ask_due(now_ms);
    if (door.was_refused(key, directory.version) && !directory.is_outdated && !may_be_newer) {
      return grant.ok() ? open(on, *grant) : reject_unknown(on, grant.failure(), directory, now_ms);
    }
  }
  track_.move(on, Phase::digesting);
  return Phase::digesting;
}

ClientGate::Phase ClientGate::digested(Bytes digest, const ClientDirectory& directory, double now_ms) {
  digest_ = arena_.copy(digest);
  // A key that opens nothing may have been made, or switched on again, a moment ago; and one that does may have been
  // switched off since, when an administrator's change has passed through this isolate.
  const store::ClientRow* client = directory.clients.find(digest_);
  const bool opens_nothing = client == nullptr || !admit_client(*client, now_ms).ok();
  if (directory.has_admin && (directory.is_outdated || (opens_nothing && directory.door.may_ask(now_ms)))) {
    track_.move(Kind::digested, Phase::asking);
    return Phase::asking;
  }
  return recognise(Kind::digested, directory, now_ms);
}

ClientGate::Phase ClientGate::undigested(const ClientDirectory& directory, double now_ms) {
  return recognise(Kind::failed, directory, now_ms);
}

ClientGate::Phase ClientGate::refreshed(Kind on, const ClientDirectory& directory, double now_ms) {
  return recognise(on, directory, now_ms);
}

ClientGate::Phase ClientGate::reconsider(const ClientDirectory& directory, double now_ms) {
  return digest_.empty() ? track_.phase() : recognise(started, directory, now_ms);
}

ClientGate::Phase ClientGate::recognise(Kind on, const ClientDirectory& directory, double now_ms) {
  const store::ClientRow* client = directory.clients.find(digest_);
  if (client == nullptr) {
    const auto grant = admit(directory.policy, presented_, true);
    return grant.ok() ? open(on, *grant) : reject_unknown(on, grant.failure(), directory, now_ms);
  }
  const auto grant = admit_client(*client, now_ms);
  if (!grant.ok()) {
    directory.door.count_refusal(network_, now_ms);  // the key itself is not remembered: it shall hear why again
    return look_at_next(on, grant.failure(), directory, now_ms);
  }
  directory.door.admit(text::fingerprint(presented_), directory.version);
  return open(on, *grant);
}

}  // namespace rota::access
