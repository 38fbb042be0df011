// What the tests of the ledger's windows and errors share: a ledger whose keys have projects, weights and switches.
#pragma once

#include "pool/ledger.h"
#include "pool/reconcile.h"
#include "pool/pool_testing.h"

namespace ledger_testing {

using namespace pool_testing;

constexpr Bytes minute_quota = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
constexpr Bytes minute_tokens_quota = "GenerateContentInputTokensPerModelPerMinute-FreeTier";
constexpr Bytes day_quota = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";

/// A ledger with fake keys 1..n at positions 0..n-1, and the list that it was made from.
struct Keys {
  explicit Keys(std::size_t count) {
    const Bytes text = arena.copy(fake_keys(count));
    list = parse_keys(Secret(text), arena);
    ledger.observe(now_ms);
    take();
  }
  void take() { reconcile(ledger, list, now_ms, next, dirty); }
  void label(std::size_t number, Bytes project) {
    list.keys[number - 1].project = project.empty() ? 0 : text::fingerprint(project);
  }
  /// Without the key of that number; the others keep their states and get new positions.
  void drop(std::size_t number) {
    KeyList left;
    for (const ListedKey& key : list.keys) {
      if (key.id != id_of(number)) left.keys.push(arena, key);
    }
    list = left;
    take();
  }

  Change tell(const Report& report) {
    ledger.observe(now_ms);
    return ledger.apply(report, now_ms, arena);
  }
  Change tell(std::size_t number, Bytes model, Cause cause, double cool_ms = 0) {
    return tell(report_of(number, model, cause, cool_ms));
  }
  Change tell_limit(std::size_t number, Bytes model, Cause cause, std::int64_t limit, Bytes quota_id) {
    Report report = report_of(number, model, cause);
    report.verdict.limit = limit;
    report.verdict.quota_id = quota_id;
    return tell(report);
  }
  void lend(std::size_t number, Bytes model) { ledger.lend(at(number), ledger.find_model(model), now_ms); }
  /// Lent, and it succeeded.
  void serve(std::size_t number, Bytes model, std::int64_t prompt_tokens = 0) {
    lend(number, model);
    Report report = report_of(number, model, Cause::ok);
    report.prompt_tokens = prompt_tokens;
    static_cast<void>(tell(report));
  }

  [[nodiscard]] std::uint32_t at(std::size_t number) const { return ledger.find(id_of(number)); }
  [[nodiscard]] Standing standing(std::size_t number, Bytes model) const {
    return ledger.standing(at(number), ledger.find_model(model), now_ms);
  }
  [[nodiscard]] Serves serves(std::size_t number, Bytes model) const { return standing(number, model).serves; }
  /// The window of the key's project.
  [[nodiscard]] const Window& window(std::size_t number, Bytes model) const {
    const PoolKey& owner = ledger.key(ledger.owner(at(number)));
    const std::uint32_t state = ledger.states().find(owner.first_model, ledger.find_model(model));
    REQUIRE(state != nowhere);
    return ledger.states()[state].window;
  }

  double now_ms = summer_noon_ms;
  Arena arena;
  KeyList list;
  Ledger ledger;
  std::uint32_t next = 0;
  DirtyPages dirty;
};

}  // namespace ledger_testing
