// Windows: minutes, days, learned limits; and what projects share.
#include "pool/window.h"

#include "pool/reconcile.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

constexpr Bytes per_minute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
constexpr Bytes per_day = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
constexpr Bytes tokens_per_minute = "GenerateContentInputTokensPerModelPerMinute-FreeTier";

Verdict limit_of(Cause cause, Bytes quota, std::int64_t limit, double cool_ms = 0) {
  Verdict verdict = verdict_of(cause, cool_ms);
  verdict.quota_id = quota;
  verdict.limit = limit;
  return verdict;
}

/// Four keys; those of the same letter in `projects` share one.
struct Team {
  explicit Team(Bytes projects) { enlist(projects); }
  void enlist(Bytes projects) {
    KeyList list;
    std::uint32_t next = 0;
    DirtyPages dirty;
    for (std::size_t i = 0; i < projects.size(); ++i) {
      const std::size_t number = i + 1;
      if (projects[i] == '-') continue;
      ListedKey key;
      key.id = id_of(number);
      key.secret = Secret(arena.copy(fake_key(number)));
      key.project = projects[i] == '.' ? 0 : static_cast<std::uint64_t>(projects[i]);
      key.switched_off = off == number;
      list.keys.push(arena, key);
    }
    static_cast<void>(reconcile(ledger, list, now_ms, next, dirty));
  }
  Change tell(std::size_t number, const Verdict& verdict, Bytes model = flash) {
    Report report;
    report.key = id_of(number);
    report.model = model;
    report.verdict = verdict;
    report.test = concerns_key(verdict.cause) || verdict.cause == Cause::refused;
    return ledger.apply(report, now_ms, arena);
  }
  Change tell(std::size_t number, Cause cause) { return tell(number, verdict_of(cause)); }
  Standing standing(std::size_t number, Bytes model = flash) {
    return ledger.standing(ledger.find(id_of(number)), ledger.find_model(model), now_ms);
  }
  void lend(std::size_t number) { ledger.lend(ledger.find(id_of(number)), ledger.find_model(flash), now_ms); }
  double now_ms = summer_noon_ms;
  std::size_t off = 0;
  Arena arena;
  Ledger ledger;
};

}  // namespace

TEST_CASE("a window counts lends of the minute and of the day, and takes unused ones back") {
  Window window;
  for (int i = 0; i < 3; ++i) window.lend(summer_noon_ms);
  window.take_back(summer_noon_ms);
  CHECK(window.minute_requests == 2);
  window.lend(summer_noon_ms + minute_ms);
  CHECK(window.minute_requests == 1);
  CHECK(window.day_requests == 3);
  window.take_back(summer_noon_ms + 2 * minute_ms);
  CHECK(window.minute_requests == 0);
  window.take_back(summer_noon_ms + 2 * minute_ms);
  window.take_back(summer_noon_ms + 2 * minute_ms);
  window.take_back(summer_noon_ms + 2 * minute_ms);
  CHECK(window.day_requests == 0);
}

TEST_CASE("F6: limits are learned from what errors name, each in its own unit") {
  Window window;
  window.learn(limit_of(Cause::minute_limit, per_minute, 10));
  window.learn(limit_of(Cause::minute_limit, tokens_per_minute, 250'000));
  window.learn(limit_of(Cause::day_limit, per_day, 250));
  window.learn(limit_of(Cause::minute_limit, per_minute, -1));
  CHECK(window.limit_minute_requests == 10);
  CHECK(window.limit_minute_tokens == 250'000);
  CHECK(window.limit_day_requests == 250);
  for (int i = 0; i < 9; ++i) window.lend(summer_noon_ms);
  CHECK(window.used(true, summer_noon_ms) < 1);
  window.lend(summer_noon_ms);
  CHECK(window.used(true, summer_noon_ms) >= 1);
  CHECK(window.used(true, summer_noon_ms + minute_ms) < 1);
  window.succeed(250'000, 1, summer_noon_ms + minute_ms);
  CHECK(window.used(true, summer_noon_ms + minute_ms) >= 1);
}

TEST_CASE("F6: successes past a limit disprove it") {
  Window window;
  window.learn(limit_of(Cause::minute_limit, per_minute, 2));
  window.learn(limit_of(Cause::day_limit, per_day, 5));
  for (std::uint32_t i = 1; i <= 3; ++i) window.succeed(1, i, summer_noon_ms);
  CHECK(window.limit_minute_requests == 2);  // our minute may lie across two of the upstream's
  window.succeed(1, 4, summer_noon_ms);
  CHECK(window.limit_minute_requests == 0);
  window.succeed(1, 5, summer_noon_ms);
  CHECK(window.limit_day_requests == 5);
  window.succeed(1, 6, summer_noon_ms);
  CHECK(window.limit_day_requests == 0);
}

TEST_CASE("A2: keys of a project share cooldowns and windows of a model, and nothing else") {
  Team team("aab.");
  for (const std::size_t number : {1U, 2U, 3U, 4U}) team.tell(number, Cause::ok);
  team.tell(2, limit_of(Cause::day_limit, per_day, 250));
  CHECK(team.standing(1).serves == Serves::no);
  CHECK(team.standing(1).cause == Cause::day_limit);
  CHECK(team.standing(2).serves == Serves::no);
  CHECK(team.standing(3).serves == Serves::yes);
  CHECK(team.standing(4).serves == Serves::yes);
  CHECK(team.standing(1, pro).serves == Serves::yes);
  CHECK(usage_of(team.ledger, 0, flash, team.now_ms).requests == 1);  // usage stays each key's own
  CHECK(usage_of(team.ledger, 1, flash, team.now_ms).requests == 2);
  team.tell(1, Cause::key_invalid);  // the key, not the project
  team.now_ms = summer_midnight_ms;
  CHECK(team.standing(2).serves == Serves::yes);
  CHECK(team.standing(1).serves == Serves::no);
}

TEST_CASE("A2: when a project's first key leaves, the next one knows what it knew") {
  Team team("aaa.");
  team.tell(1, Cause::ok);
  team.tell(1, limit_of(Cause::day_limit, per_day, 250));
  team.enlist("-aa.");
  CHECK(team.standing(2).serves == Serves::no);
  CHECK(team.standing(3).cause == Cause::day_limit);
  CHECK(team.standing(4).serves == Serves::yes);
}

TEST_CASE("E3: errors of its own in a row disable a key for the setting's time; success clears; one probe at a time") {
  Team team("....");
  team.ledger.set_error_rule({3, 10 * minute_ms});
  team.tell(1, Cause::ok);
  team.tell(1, Cause::refused);
  team.tell(1, Cause::refused);
  team.tell(1, Cause::ok);
  team.tell(1, Cause::refused);
  team.tell(1, Cause::refused);
  CHECK(team.standing(1).serves == Serves::yes);
  CHECK(team.tell(1, Cause::refused).cooled);
  CHECK(team.standing(1).cause == Cause::too_many_errors);
  CHECK(team.standing(1).until_ms == team.now_ms + 10 * minute_ms);
  team.now_ms += 10 * minute_ms;
  CHECK(team.standing(1).serves == Serves::probe);
  team.lend(1);
  CHECK(team.standing(1).serves == Serves::no);
  CHECK(team.tell(1, Cause::ok).revived);
  CHECK(team.standing(1).serves == Serves::yes);
  team.ledger.set_error_rule({0, minute_ms});
  for (int i = 0; i < 20; ++i) team.tell(1, Cause::refused);
  CHECK(team.standing(1).serves == Serves::yes);
}

TEST_CASE("an administrator's switch is never undone by the machine") {
  Team team("....");
  team.off = 2;
  team.enlist("....");
  CHECK(team.standing(2).cause == Cause::switched_off);
  for (const Cause cause : {Cause::ok, Cause::minute_limit, Cause::key_invalid, Cause::ok}) team.tell(2, cause);
  team.ledger.turn_day(summer_midnight_ms);
  static_cast<void>(team.ledger.reopen(summer_midnight_ms));
  static_cast<void>(team.ledger.clear(1));
  team.now_ms = summer_midnight_ms + 400 * day_ms;
  CHECK(team.standing(2).serves == Serves::no);
  CHECK(team.standing(2).cause == Cause::switched_off);
  CHECK(census_at(team.ledger, team.now_ms).disabled == 1);
}
