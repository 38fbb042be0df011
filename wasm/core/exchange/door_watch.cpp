// What the door remembers; see door_watch.h.
#include "exchange/door_watch.h"

namespace rota::exchange {

namespace {

constexpr double one_minute_ms = 60 * 1000.0;

double minute_at(double now_ms) { return static_cast<double>(static_cast<std::int64_t>(now_ms / one_minute_ms)); }

}  // namespace

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

void DoorWatch::refuse(std::uint64_t key, std::uint64_t address, std::int64_t version, double now_ms) {
  turn_version(version);
  if (!holds(refused_, key, version)) refused_.keys[refused_.next++ % limits::door_keys] = key;
  count_refusal(address, now_ms);
}

void DoorWatch::count_refusal(std::uint64_t address, double now_ms) {
  const double minute = minute_at(now_ms);
  for (Guesser& guesser : guessers_) {
    if (guesser.address != address) continue;
    if (guesser.minute != minute) guesser.refusals = 0;
    guesser.minute = minute;
    ++guesser.refusals;
    return;
  }
  guessers_[next_guesser_++ % limits::door_addresses] = {address, minute, 1};
}

void DoorWatch::admit(std::uint64_t key, std::int64_t version) {
  turn_version(version);
  if (!holds(admitted_, key, version)) admitted_.keys[admitted_.next++ % limits::door_keys] = key;
}

double DoorWatch::shut_ms(std::uint64_t address, double now_ms) const {
  for (const Guesser& guesser : guessers_) {
    if (guesser.address != address || guesser.minute != minute_at(now_ms)) continue;
    if (guesser.refusals >= limits::refusals_per_minute) return (guesser.minute + 1) * one_minute_ms - now_ms;
  }
  return 0;
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

}  // namespace rota::exchange
