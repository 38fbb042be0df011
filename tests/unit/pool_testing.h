// What the pool's tests share: times, reports, and a pool with its storage and clock in memory.
#pragma once

#include <catch2/catch_all.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "pool/pool.h"
#include "pool/pool_call.h"

namespace pool_testing {

using namespace rota;
using namespace rota::pool;

// 2026, UTC. Noon of a Pacific summer day, the midnight after it (07:00 UTC), and an hour later.
constexpr double summer_noon_ms = 1782932400000;
constexpr double summer_midnight_ms = 1782975600000;
// Noon of a Pacific winter day, the hour before the midnight after it (07:00 UTC), and that midnight (08:00 UTC).
constexpr double winter_noon_ms = 1796155200000;
constexpr double winter_eleven_ms = 1796194800000;
constexpr double winter_midnight_ms = 1796198400000;
constexpr double second_ms = 1000;
constexpr double minute_ms = 60 * second_ms;
constexpr double hour_ms = 60 * minute_ms;
constexpr double day_ms = 24 * hour_ms;

constexpr Bytes flash = "gemini-2.5-flash";
constexpr Bytes pro = "gemini-2.5-pro";

inline std::string fake_key(std::size_t number) {
  std::string digits = std::to_string(number);
  return "AIzaFAKE-canary-" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}
inline std::string fake_keys(std::size_t count, Bytes separator = ",") {
  std::string keys;
  for (std::size_t i = 1; i <= count; ++i) keys.append(i > 1 ? separator : "").append(fake_key(i));
  return keys;
}
inline std::uint64_t id_of(std::size_t number) { return text::fingerprint(fake_key(number)); }

inline Verdict verdict_of(Cause cause, double cool_ms = 0, Bytes reason = {}) {
  Verdict verdict;
  verdict.cause = cause;
  verdict.cool_ms = cool_ms;
  verdict.reason = reason;
  return verdict;
}
inline Report report_of(std::size_t number, Bytes model, Cause cause, double cool_ms = 0, Bytes reason = {}) {
  Report report;
  report.key = id_of(number);
  report.model = model;
  report.verdict = verdict_of(cause, cool_ms, reason);
  return report;
}

/// A pool with storage, timer and clock. restart() is what an eviction or a deploy does.
class Bench {
 public:
  explicit Bench(std::string api_keys) : keys_(std::move(api_keys)) { start(); }

  double now_ms = summer_noon_ms;
  std::map<std::string, std::string> rows;
  std::size_t stores = 0;         ///< rows written so far
  std::size_t last_stores = 0;    ///< rows written by the last step
  std::size_t erases = 0;
  double timer_ms = -1;           ///< when the timer fires, -1: none is running
  std::uint32_t timer_token = 0;
  std::vector<std::string> log;
  std::string emitted;            ///< everything that ever left the pool but for the picks' secrets
  std::string last_reply;

  void configure(std::string api_keys) {
    keys_ = std::move(api_keys);
    send_settings();
  }
  void restart() {
    pool_.reset();
    timer_ms = -1;
    start();
  }

  /// The reply's views live as long as the bench.
  const Reply& call(const Call& asked) {
    Buffer body;
    encode(asked, body);
    step(Kind::pool_call, {}, body.view());
    auto reply = decode_reply(keep(last_reply), reader_, arena_);
    REQUIRE(reply.ok());
    for (const Pick& pick : (*reply)->picks) {
      const std::size_t at = emitted.find(Bytes(last_reply));
      if (at != std::string::npos) emitted.erase(at, last_reply.size());  // holds secrets on purpose
      REQUIRE(text::fingerprint(pick.secret) == pick.key);
    }
    return **reply;
  }
  /// One pick: the number of the key, or 0.
  std::size_t pick(Bytes model = flash, std::vector<std::size_t> avoid = {}) {
    const Reply& reply = call(ask(1, model, std::move(avoid)));
    return reply.picks.empty() ? 0 : number_of(reply.picks[0].key);
  }
  const Reply& ask_in_vain(Bytes model = flash) {
    const Reply& reply = call(ask(1, model));
    REQUIRE(reply.picks.empty());
    return reply;
  }
  Call ask(std::uint32_t want, Bytes model, std::vector<std::size_t> avoid = {}) {
    Call asked;
    asked.want = want;
    asked.model = model;
    for (const std::size_t number : avoid) asked.avoid.push(arena_, id_of(number));
    return asked;
  }
  void tell(const Report& report) {
    Call asked;
    asked.reports.push(arena_, report);
    static_cast<void>(call(asked));
  }
  void tell(std::size_t number, Bytes model, Cause cause, double cool_ms = 0, Bytes reason = {}) {
    tell(report_of(number, model, cause, cool_ms, reason));
  }
  Census census() {
    Call asked;
    asked.census = true;
    return call(asked).census;
  }
  void reset() {
    Call asked;
    asked.reset = true;
    static_cast<void>(call(asked));
  }
  /// Lets time pass, firing the timer whenever it is due.
  void pass(double ms) {
    const double end_ms = now_ms + ms;
    while (timer_ms >= 0 && timer_ms <= end_ms) {
      now_ms = timer_ms;
      timer_ms = -1;
      step(Kind::timer, {}, {}, timer_token);
    }
    now_ms = end_ms;
  }
  void step(Kind kind, Bytes head = {}, Bytes body = {}, std::uint32_t token = 0) {
    Arena arena;
    Actions actions(arena);
    Event event;
    event.kind = kind;
    event.token = token;
    event.head = head;
    event.body = body;
    event.now_ms = now_ms;
    pool_->step(event, actions);
    last_stores = 0;
    for (const Action& action : actions.list()) take(action);
  }
  static std::size_t number_of(std::uint64_t id) {
    for (std::size_t number = 1; number <= 200; ++number) {
      if (id_of(number) == id) return number;
    }
    return 0;
  }

 private:
  void start() {
    pool_ = std::make_unique<Pool>(7);
    send_settings();
    const auto told = rows;  // the pool may rewrite them meanwhile
    for (const auto& [name, value] : told) step(Kind::stored, name, value);
    step(Kind::ready);
  }
  void send_settings() {
    std::string escaped;
    for (const char c : keys_) {
      if (c == '\n') {
        escaped += "\\n";
      } else {
        escaped += c;
      }
    }
    step(Kind::configure, {}, "{\"UPSTREAM_API_URL\":\"https://upstream.test\",\"API_KEYS\":\"" + escaped + "\"}");
  }
  Bytes keep(Bytes text) { return arena_.copy(text); }
  void take(const Action& action) {
    emitted.append(action.head).append("\n").append(action.body).append("\n");
    switch (action.kind) {
      case Kind::store:
        rows[std::string(action.head)] = std::string(action.body);
        ++stores;
        ++last_stores;
        break;
      case Kind::erase:
        rows.erase(std::string(action.head));
        ++erases;
        break;
      case Kind::reply: last_reply = std::string(action.body); break;
      case Kind::log: log.emplace_back(action.head); break;
      case Kind::wake:
        REQUIRE(timer_ms < 0);
        timer_ms = now_ms + action.number;
        timer_token = action.token;
        break;
      default: FAIL("an action that no pool asks for");
    }
  }

  std::string keys_;
  std::unique_ptr<Pool> pool_;
  json::Reader reader_;
  Arena arena_;
};

}  // namespace pool_testing
