// What the door remembers; see door_watch.h.
#include "access/door_watch.h"

#include "base/text.h"
#include "base/time.h"
#include "http/ip_address.h"

namespace rota::access {

namespace {

double minute_at(double now_ms) { return static_cast<double>(static_cast<std::int64_t>(now_ms / minute_ms)); }

}  // namespace

std::uint64_t network_of(const http::Headers& headers) {
  const Bytes ip = http::find(headers, "cf-connecting-ip");
  std::uint16_t groups[8];
  if (!text::contains(ip, ":") || !http::read_ipv6(ip, groups)) return text::fingerprint(ip);
  return text::fingerprint({reinterpret_cast<const char*>(groups), 4 * sizeof(groups[0])});
}

bool DoorWatch::holds(const Memory& memory, std::uint64_t key, std::int64_t version) const {
  if (version != version_) return false;
  for (const std::uint64_t known : memory.keys) {
    if (known == key) return key != 0;
  }
  return false;
}

void DoorWatch::turn_version(std::int64_t version) {
  if (version == version_) return;
  refused_ = {};
  admitted_ = {};
  version_ = version;
}

void DoorWatch::refuse(std::uint64_t key, std::uint64_t network, std::int64_t version, double now_ms) {
  turn_version(version);
  if (!holds(refused_, key, version)) refused_.keys[refused_.next++ % limits::door_keys] = key;
  count_refusal(network, now_ms);
}

void DoorWatch::count_refusal(std::uint64_t network, double now_ms) {
  const FailureCount* before = refusals_.find(network);
  refusals_.add(network, before != nullptr && minute_at(before->last_ms) == minute_at(now_ms), now_ms);
}

void DoorWatch::shut(std::uint64_t network, double now_ms) {
  refusals_.restore({network, limits::refusals_per_minute, now_ms});
}

void DoorWatch::admit(std::uint64_t key, std::int64_t version) {
  turn_version(version);
  if (!holds(admitted_, key, version)) admitted_.keys[admitted_.next++ % limits::door_keys] = key;
}

double DoorWatch::shut_ms(std::uint64_t network, double now_ms) const {
  const double minute = minute_at(now_ms);
  const FailureCount* refusals = refusals_.find(network);
  if (refusals == nullptr || refusals->failures < limits::refusals_per_minute) return 0;
  return minute_at(refusals->last_ms) == minute ? (minute + 1) * minute_ms - now_ms : 0;
}

double DoorWatch::admin_shut_ms(std::uint64_t network, double now_ms) const {
  return strangers_.is_known(network) ? 0 : shut_ms(network, now_ms);
}

bool DoorWatch::is_ask_due(double now_ms) const {
  // Requests' clocks differ a little; one that is far behind has stepped back.
  return now_ms - asked_ms_ >= limits::unknown_key_ms || asked_ms_ - now_ms >= limits::unknown_key_ms;
}

bool DoorWatch::may_ask(double now_ms) {
  if (!is_ask_due(now_ms)) return false;
  asked_ms_ = now_ms;
  return true;
}

}  // namespace rota::access
