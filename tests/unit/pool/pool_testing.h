// What the pool's tests share: times, reports, and a pool with its storage and clock in memory.
#pragma once

#include <catch2/catch_all.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "host/durable_object.h"
#include "pool/pool_call.h"
#include "pool/pool_object.h"

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

constexpr Bytes flash = "gemini-3.6-flash";
constexpr Bytes pro = "gemini-3.1-pro";

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
/// What speaks against a key as a whole comes from a request of Rota's own: a client's condemns nobody (doubts_test).
inline Report report_of(std::size_t number, Bytes model, Cause cause, double cool_ms = 0, Bytes reason = {}) {
  Report report;
  report.key = id_of(number);
  report.model = model;
  report.verdict = verdict_of(cause, cool_ms, reason);
  report.test = concerns_key(cause) || cause == Cause::refused;
  return report;
}

inline Usage usage_of(const Ledger& ledger, std::uint32_t at, Bytes model, double now_ms) {
  return ledger.usage(at, ledger.find_model(model), now_ms);
}
inline Census census_at(const Ledger& ledger, double now_ms) { return census_of(tally_keys(ledger, now_ms)); }

/// A desk at which nobody asks anything.
struct IdleDesk final : AdminDesk {
  bool recall(Bytes, Bytes) override { return false; }
  void miss_rows(double) override {}
  void join_rows(Actions&) override {}
  void take_permit(const Credentials&, std::uint32_t, double, Actions&) override { FAIL("nobody asks here"); }
  void take_call(const AdminCall&, std::uint32_t, double, Actions&) override { FAIL("nobody asks here"); }
  void take_answer(const Event&, Actions&) override { FAIL("the desk has asked nothing"); }
  void take_load(double, Actions&) override {}
};
inline Owned<AdminDesk> open_idle_desk(const PoolParts&) { return make_owned<IdleDesk>(); }

/// A pool that has nothing but its object: the keys of the environment, rows and one timer. restart() is what an
/// eviction or a deploy does.
class Bench : public host::DurableObject {
 public:
  explicit Bench(std::string api_keys)
      : DurableObject([] { return std::make_unique<PoolObject>(7, open_idle_desk); }), keys_(std::move(api_keys)) {
    now_ms = summer_noon_ms;
    restart();
  }

  std::size_t last_stores = 0;  ///< rows written by the last step
  std::string emitted;          ///< everything that ever left the pool but for the picks' secrets

  void configure(std::string api_keys) {
    keys_ = std::move(api_keys);
    step(event::configure(settings()));
  }
  void restart() { start(settings()); }
  void step(const Event& event) {
    const std::size_t before = stores;
    DurableObject::tell(event);
    last_stores = stores - before;
    REQUIRE(timers() <= 1);
  }

  /// The reply's views live as long as the bench.
  const Reply& call(const Call& asked) {
    Buffer body;
    encode(asked, body);
    step(event::pool_call(0, body.view()));
    auto reply = decode_reply(arena_.copy(last_reply), reader_, arena_);
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
  static std::size_t number_of(std::uint64_t id) {
    for (std::size_t number = 1; number <= 200; ++number) {
      if (id_of(number) == id) return number;
    }
    return 0;
  }

 private:
  void perform(const host::Message& asked) override {
    emitted.append(asked.head).append("\n").append(asked.body).append("\n");
    DurableObject::perform(asked);
  }
  [[nodiscard]] std::string settings() const {
    return "{\"UPSTREAM_API_URL\":\"https://upstream.test\",\"API_KEYS\":" + host::json_text(keys_) + "}";
  }

  std::string keys_;
  json::Reader reader_;
  Arena arena_;
};

}  // namespace pool_testing
