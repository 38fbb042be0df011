// See key_health.h.
#include "pool/key_health.h"

#include <iterator>

#include "base/text.h"

namespace rota::pool {

namespace {

constexpr json::Escaped key_health_names[] = {"healthy", "degraded", "cooling", "exhausted", "disabled", "unknown"};  // as KeyHealth
static_assert(std::size(key_health_names) == key_healths);

/// Of its latest attempts, as the moving average has them, a fifth has failed.
constexpr float failing_below = 0.8F;

/// The models that a key is asked for, and how many of them it cannot serve now.
struct Served {
  std::uint32_t models = 0;
  std::uint32_t limited = 0;
  std::uint32_t for_the_day = 0;
  bool some = false;  ///< one of them, or requests of a kind for one
};

bool ends_with_the_day(Cause cause) { return cause == Cause::day_limit || cause == Cause::own_quota; }

/// Failures alone do not make a model one that the key is asked for, and limits of a kind of requests are a part of a
/// model's.
void look_at(const Ledger& ledger, std::uint32_t at, const ModelState& state, double now_ms, Served& served,
             List<Lack>* lacks, Arena& arena) {
  const Standing standing = ledger.standing(at, state.model, now_ms);
  const bool limited = is_limited(standing);
  if (limited && lacks != nullptr) lacks->push(arena, {state.model, name_of(standing.cause)});
  const bool of_kind = text::contains(ledger.words().model_text(state.model), "#");
  const bool failed_alone = state.usage.requests != 0 && state.usage.requests == state.usage.errors;
  if (limited) served.some = true;
  if (of_kind || (failed_alone && !limited)) return;
  ++served.models;
  if (limited) ++served.limited;
  if (limited && ends_with_the_day(standing.cause)) ++served.for_the_day;
}

Served look_at_models(const Ledger& ledger, std::uint32_t at, double now_ms, List<Lack>* lacks, Arena& arena) {
  Served served;
  const ModelStates& states = ledger.states();
  const std::uint32_t own = ledger.key(at).first_model;
  for (std::uint32_t place = own; place != nowhere; place = states[place].next) {
    look_at(ledger, at, states[place], now_ms, served, lacks, arena);
  }
  const std::uint32_t owner = ledger.owner(at);
  if (owner == at) return served;
  for (std::uint32_t place = ledger.key(owner).first_model; place != nowhere; place = states[place].next) {
    const bool known = states.find(own, states[place].model) != nowhere;
    if (!known) look_at(ledger, at, states[place], now_ms, served, lacks, arena);
  }
  return served;
}

}  // namespace

json::Escaped name_of(KeyHealth health) { return key_health_names[static_cast<std::size_t>(health)]; }

KeyHealth health_of(const Ledger& ledger, std::uint32_t at, double now_ms, List<Lack>* lacks, Arena& arena) {
  const PoolKey& key = ledger.key(at);
  if (key.barred == Cause::unreadable) return KeyHealth::unknown;
  if (key.barred != Cause::ok || is_dead(key.cause)) return KeyHealth::disabled;
  if (key.cause != Cause::ok) return KeyHealth::cooling;
  const Served served = look_at_models(ledger, at, now_ms, lacks, arena);
  if (served.limited != 0 && served.limited == served.models) {
    return served.for_the_day == served.models ? KeyHealth::exhausted : KeyHealth::cooling;
  }
  const struct {
    bool holds;
    Bytes cause;
  } signs[] = {{ledger.standing(at, unknown_name, now_ms).serves == Serves::last, "doubted"},
               {key.errors != 0, name_of(Cause::refused)},
               {key.success < failing_below, "failing"}};
  bool degraded = served.some;
  for (const auto& sign : signs) {
    if (!sign.holds) continue;
    degraded = true;
    if (lacks != nullptr) lacks->push(arena, {no_text, sign.cause});
  }
  if (degraded) return KeyHealth::degraded;
  const bool used = key.first_model != nowhere || key.first_byte_ms > 0;
  return used ? KeyHealth::healthy : KeyHealth::unknown;
}

HealthTally tally_health(const Ledger& ledger, double now_ms, Arena& arena) {
  HealthTally tally;
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    ++tally.of[static_cast<std::size_t>(health_of(ledger, at, now_ms, nullptr, arena))];
  }
  return tally;
}

}  // namespace rota::pool
