// Counting wrong passwords; see login_watch.h.
#include "admin/login_watch.h"

#include "base/time.h"
#include "pool/fields.h"

namespace rota::admin {

namespace {

constexpr double known_refresh_ms = day_ms;

/// A clock that has stepped back makes nobody wait for long.
bool is_within(double since_ms, double span_ms, double now_ms) {
  return since_ms > 0 && now_ms - since_ms < span_ms && since_ms - now_ms < span_ms;
}

double wait_of(std::uint32_t failures) {
  if (failures < limits::login_failures) return 0;
  double wait_ms = limits::login_wait_min_ms;
  for (std::uint32_t i = limits::login_failures; i < failures && wait_ms < limits::login_wait_max_ms; ++i) wait_ms *= 2;
  return wait_ms < limits::login_wait_max_ms ? wait_ms : limits::login_wait_max_ms;
}

double later(double a, double b) { return a > b ? a : b; }

}  // namespace

const access::FailureCount* LoginWatch::find(std::uint64_t address, double now_ms) const {
  const access::FailureCount* guesser = guessers_.find(address);
  return guesser != nullptr && is_within(guesser->last_ms, limits::login_memory_ms, now_ms) ? guesser : nullptr;
}

bool LoginWatch::is_known(std::uint64_t address, double now_ms) const {
  for (const Known& known : known_) {
    if (known.address == address) return is_within(known.at_ms, limits::login_known_ms, now_ms);
  }
  return false;
}

double LoginWatch::own_wait_ms(std::uint64_t guesser, double now_ms) const {
  const access::FailureCount* count = find(guesser, now_ms);
  return count == nullptr ? 0 : later(0, count->last_ms + wait_of(count->failures) - now_ms);
}

double LoginWatch::wait_ms(std::uint64_t address, double now_ms) const {
  double wait_ms = own_wait_ms(address, now_ms);
  if (failures_ >= limits::login_failures_all && is_within(window_ms_, limits::login_window_ms, now_ms) &&
      !is_known(address, now_ms)) {
    wait_ms = later(wait_ms, window_ms_ + limits::login_window_ms - now_ms);
  }
  return wait_ms;
}

void LoginWatch::fail(std::uint64_t address, double now_ms) {
  if (!is_within(window_ms_, limits::login_window_ms, now_ms)) {
    window_ms_ = now_ms;
    failures_ = 0;
  }
  ++failures_;
  guessers_.add(address, find(address, now_ms) != nullptr, now_ms);
}

LoginWatch::Known& LoginWatch::known_place(std::uint64_t address) {
  Known* oldest = known_;
  for (Known& known : known_) {
    if (known.address == address) return known;
    if (known.at_ms < oldest->at_ms) oldest = &known;
  }
  *oldest = {address, 0};
  return *oldest;
}

bool LoginWatch::succeed(std::uint64_t address, double now_ms) {
  const bool news = find(address, now_ms) != nullptr;
  guessers_.forget(address);
  Known& known = known_place(address);
  if (is_within(known.at_ms, known_refresh_ms, now_ms)) return news;
  known.at_ms = now_ms;
  return true;
}

void LoginWatch::end_session(double login_ms, double now_ms) {
  double* place = ended_ms_;
  for (double& ended_ms : ended_ms_) {
    if (ended_ms > 0 && now_ms - ended_ms > limits::session_whole_ms) ended_ms = 0;  // over by itself
    if (ended_ms < *place) place = &ended_ms;
  }
  if (has_ended(login_ms)) return;
  if (*place > ended_before_ms_) ended_before_ms_ = *place;
  *place = login_ms;
}

bool LoginWatch::has_ended(double login_ms) const {
  if (login_ms <= 0) return false;
  for (const double ended_ms : ended_ms_) {
    if (ended_ms == login_ms) return true;
  }
  return login_ms <= ended_before_ms_;
}

void LoginWatch::save(Buffer& out) const {
  json::Writer json(out);
  json.begin_object();
  pool::write_count(json, "epoch", epoch_);
  pool::write_ms(json, "window_ms", window_ms_);
  pool::write_count(json, "failures", failures_);
  json.key("guessers");
  json.begin_array();
  for (const access::FailureCount& guesser : guessers_) {
    if (guesser.failures == 0) continue;
    json.begin_object();
    json.key("address");
    pool::write_id(json, guesser.network);
    pool::write_count(json, "failures", guesser.failures);
    pool::write_ms(json, "failed_ms", guesser.last_ms);
    json.end_object();
  }
  json.end_array();
  json.key("known");
  json.begin_array();
  for (const Known& known : known_) {
    if (known.at_ms <= 0) continue;
    json.begin_object();
    json.key("address");
    pool::write_id(json, known.address);
    pool::write_ms(json, "at_ms", known.at_ms);
    json.end_object();
  }
  json.end_array();
  pool::write_ms(json, "ended_before_ms", ended_before_ms_);
  json.key("ended");
  json.begin_array();
  for (const double ended_ms : ended_ms_) {
    if (ended_ms > 0) json.integer(static_cast<std::int64_t>(ended_ms));
  }
  json.end_array();
  json.end_object();
}

void LoginWatch::join(const LoginWatch& other) {
  epoch_ += other.epoch_;
  const bool same_window = is_within(window_ms_, limits::login_window_ms, other.window_ms_);
  if (other.failures_ != 0) {
    failures_ = other.failures_ + (same_window ? failures_ : 0);
    if (!same_window) window_ms_ = other.window_ms_;
  }
  for (access::FailureCount guesser : other.guessers_) {
    if (guesser.failures == 0) continue;
    if (const auto* known = find(guesser.network, guesser.last_ms)) guesser.failures += known->failures;
    guessers_.restore(guesser);
  }
  for (const Known& known : other.known_) {
    if (known.at_ms > 0) known_place(known.address) = known;
  }
  for (const double ended_ms : other.ended_ms_) {
    if (ended_ms > 0) end_session(ended_ms, ended_ms);
  }
}

bool LoginWatch::load(Bytes row, json::Reader& reader, Arena& arena) {
  constexpr std::int64_t most = 0xFFFFFFFF;
  const auto root = reader.read(row, arena);
  if (!root || !root->is_object() || !(*root)["guessers"].is_array() || !(*root)["known"].is_array()) return false;
  *this = {};
  epoch_ = pool::read_count((*root)["epoch"]);
  window_ms_ = pool::read_ms((*root)["window_ms"]);
  failures_ = static_cast<std::uint32_t>(pool::read_count((*root)["failures"], most));
  std::size_t at = 0;
  for (const json::Value from : (*root)["guessers"].elements()) {
    access::FailureCount guesser;
    if (!pool::read_id(from["address"], guesser.network)) continue;
    guesser.failures = static_cast<std::uint32_t>(pool::read_count(from["failures"], most));
    guesser.last_ms = pool::read_ms(from["failed_ms"]);
    guessers_.restore(guesser);
    if (++at == limits::login_addresses) break;
  }
  at = 0;
  for (const json::Value from : (*root)["known"].elements()) {
    Known& known = known_[at];
    if (!pool::read_id(from["address"], known.address)) continue;
    known.at_ms = pool::read_ms(from["at_ms"]);
    if (++at == limits::login_known) break;
  }
  ended_before_ms_ = pool::read_ms((*root)["ended_before_ms"]);
  at = 0;
  for (const json::Value ended : (*root)["ended"].elements()) {
    ended_ms_[at] = pool::read_ms(ended);
    if (++at == limits::sessions_ended) break;
  }
  return true;
}

}  // namespace rota::admin
