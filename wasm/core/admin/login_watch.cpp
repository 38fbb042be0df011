// Counting wrong passwords; see login_watch.h.
#include "admin/login_watch.h"

#include "pool/fields.h"

namespace rota::admin {

namespace {

constexpr double known_refresh_ms = 24 * 60 * 60 * 1000.0;

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

template <class Entry, std::size_t Size>
Entry& place_for(Entry (&entries)[Size], std::uint64_t address, double Entry::* time) {
  Entry* oldest = &entries[0];
  for (Entry& entry : entries) {
    if (entry.address == address) return entry;
    if (entry.*time < oldest->*time) oldest = &entry;
  }
  *oldest = {};
  oldest->address = address;
  return *oldest;
}

double later(double a, double b) { return a > b ? a : b; }

}  // namespace

const LoginWatch::Guesser* LoginWatch::find(std::uint64_t address, double now_ms) const {
  for (const Guesser& guesser : guessers_) {
    if (guesser.address != address || guesser.failures == 0) continue;
    return is_within(guesser.failed_ms, limits::login_memory_ms, now_ms) ? &guesser : nullptr;
  }
  return nullptr;
}

bool LoginWatch::is_known(std::uint64_t address, double now_ms) const {
  for (const Known& known : known_) {
    if (known.address == address) return is_within(known.at_ms, limits::login_known_ms, now_ms);
  }
  return false;
}

double LoginWatch::wait_ms(std::uint64_t address, double now_ms) const {
  double wait_ms = 0;
  if (const Guesser* guesser = find(address, now_ms)) {
    wait_ms = later(wait_ms, guesser->failed_ms + wait_of(guesser->failures) - now_ms);
  }
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
  const bool fresh = find(address, now_ms) == nullptr;
  Guesser& guesser = place_for(guessers_, address, &Guesser::failed_ms);
  guesser.failures = fresh ? 1 : guesser.failures + 1;
  guesser.failed_ms = now_ms;
}

bool LoginWatch::succeed(std::uint64_t address, double now_ms) {
  bool news = false;
  if (find(address, now_ms) != nullptr) {
    place_for(guessers_, address, &Guesser::failed_ms) = {};
    news = true;
  }
  Known& known = place_for(known_, address, &Known::at_ms);
  if (is_within(known.at_ms, known_refresh_ms, now_ms)) return news;
  known.at_ms = now_ms;
  return true;
}

void LoginWatch::save(Buffer& out) const {
  json::Writer json(out);
  json.begin_object();
  pool::write_count(json, "epoch", epoch_);
  pool::write_ms(json, "window_ms", window_ms_);
  pool::write_count(json, "failures", failures_);
  json.key("guessers");
  json.begin_array();
  for (const Guesser& guesser : guessers_) {
    if (guesser.failures == 0) continue;
    json.begin_object();
    json.key("address");
    pool::write_id(json, guesser.address);
    pool::write_count(json, "failures", guesser.failures);
    pool::write_ms(json, "failed_ms", guesser.failed_ms);
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
  json.end_object();
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
    Guesser& guesser = guessers_[at];
    if (!pool::read_id(from["address"], guesser.address)) continue;
    guesser.failures = static_cast<std::uint32_t>(pool::read_count(from["failures"], most));
    guesser.failed_ms = pool::read_ms(from["failed_ms"]);
    if (++at == limits::login_addresses) break;
  }
  at = 0;
  for (const json::Value from : (*root)["known"].elements()) {
    Known& known = known_[at];
    if (!pool::read_id(from["address"], known.address)) continue;
    known.at_ms = pool::read_ms(from["at_ms"]);
    if (++at == limits::login_known) break;
  }
  return true;
}

}  // namespace rota::admin
