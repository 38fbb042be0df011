// Verdict: what the pool does about every cause, and how long a key cools down for it.
#include "pool/verdict.h"

#include <catch2/catch_all.hpp>

#include "base/limits.h"

namespace {

using namespace rota;
using namespace rota::pool;

Verdict judge(chat::Cause cause, double retry_delay_ms = -1) {
  chat::Diagnosis diagnosis;
  diagnosis.cause = cause;
  diagnosis.retry_delay_ms = retry_delay_ms;
  return verdict_of(diagnosis, 0);
}

}  // namespace

TEST_CASE("F6: every cause is judged by its row") {
  for (std::size_t i = 0; i < chat::cause_count; ++i) {
    const Judgement& row = judgements[i];
    CAPTURE(i);
    CHECK(judge(row.why).cause == row.cause);
    CHECK(judge(row.why).retry == row.retry);
    CHECK(row.cause != Cause::ok);
    // Whatever is held against a key may be better with another one.
    if (blame_of(row.cause) != Blame::client) CHECK(row.retry);
    // Causes that only the pool or the administrator finds are no upstream's to say.
    CHECK(row.cause != Cause::switched_off);
    CHECK(row.cause != Cause::unreadable);
    CHECK(row.cause != Cause::own_quota);
    CHECK(row.cause != Cause::learned_limit);
    CHECK(row.cause != Cause::too_many_errors);
    CHECK(row.cause != Cause::refused);
    CHECK(row.cause != Cause::abandoned);
  }
}

TEST_CASE("F6: what the diagnosis names is passed on") {
  chat::Diagnosis diagnosis;
  diagnosis.cause = chat::Cause::day_quota;
  diagnosis.limit = 20;
  diagnosis.quota_id = "PerDay";
  diagnosis.sentence = "The quota per day is spent.";
  diagnosis.retry_delay_ms = 21'000;
  const Verdict verdict = verdict_of(diagnosis, 0);
  CHECK(verdict.limit == 20);
  CHECK(verdict.quota_id == "PerDay");
  CHECK(verdict.reason == "The quota per day is spent.");
  CHECK(verdict.cool_ms == 0);  // of a day's quota the wait that the error names is wrong
}

TEST_CASE("F6: the moment of a reset is waited for, and one that is past says nothing") {
  chat::Diagnosis diagnosis;
  diagnosis.cause = chat::Cause::day_quota;
  diagnosis.reset_ms = 1'000'000;
  CHECK(verdict_of(diagnosis, 400'000).cool_ms == 600'000);
  CHECK(verdict_of(diagnosis, 1'000'000).cool_ms == 0);
  diagnosis.cause = chat::Cause::minute_quota;
  CHECK(verdict_of(diagnosis, 970'000).cool_ms == 30'000 + limits::minute_cooldown_margin_ms);
}

TEST_CASE("F6: what one request alone asks for says nothing of the key; a busy upstream may mean its kind") {
  CHECK(judge(chat::Cause::amount).cause == Cause::too_large);
  CHECK(judge(chat::Cause::unaffordable).cause == Cause::too_large);
  CHECK(blame_of(Cause::too_large) == Blame::client);
  CHECK(judge(chat::Cause::busy).of_kind);
  CHECK(judge(chat::Cause::tool_busy).of_kind);
  CHECK_FALSE(judge(chat::Cause::minute_quota).of_kind);
  chat::Diagnosis of_tool;
  of_tool.cause = chat::Cause::day_quota;
  of_tool.of_kind = true;
  CHECK(verdict_of(of_tool, 0).of_kind);
}

TEST_CASE("F6: a minute's cooldown is the wait that was named, with a floor, a ceiling and a margin") {
  const auto cooldown_ms = [](double named_ms) { return judge(chat::Cause::minute_quota, named_ms).cool_ms; };
  CHECK(cooldown_ms(48'000) == 48'000 + limits::minute_cooldown_margin_ms);
  CHECK(cooldown_ms(200) == limits::minute_cooldown_min_ms + limits::minute_cooldown_margin_ms);
  CHECK(cooldown_ms(0) == limits::minute_cooldown_min_ms + limits::minute_cooldown_margin_ms);
  CHECK(cooldown_ms(-1) == limits::minute_cooldown_ms + limits::minute_cooldown_margin_ms);
  CHECK(cooldown_ms(1e12) == limits::minute_cooldown_max_ms + limits::minute_cooldown_margin_ms);
}

TEST_CASE("F6: a busy upstream's wait is heard where it names one") {
  CHECK(judge(chat::Cause::busy, 7000).cool_ms == 7000);
  CHECK(judge(chat::Cause::busy, 0).cool_ms == 0);
  CHECK(judge(chat::Cause::busy).cool_ms == 0);
  CHECK(judge(chat::Cause::overloaded, 7000).cool_ms == 0);
}

TEST_CASE("F6: blame and scope of every cause") {
  for (std::size_t i = 0; i < cause_count; ++i) {
    const auto cause = static_cast<Cause>(i);
    CAPTURE(name_of(cause));
    CHECK_FALSE(name_of(cause).empty());
    const bool key_level = cause == Cause::key_invalid || cause == Cause::key_blocked ||
                           cause == Cause::service_disabled || cause == Cause::billing ||
                           cause == Cause::too_many_errors || cause == Cause::switched_off ||
                           cause == Cause::unreadable;
    CHECK(concerns_key(cause) == key_level);
    if (key_level) CHECK(blame_of(cause) == Blame::key);
  }
  CHECK(name_of(Cause::minute_limit) == "minute_limit");
  CHECK(name_of(Cause::abandoned) == "abandoned");
  CHECK(blame_of(Cause::location) == Blame::egress);
  CHECK(blame_of(Cause::server_error) == Blame::upstream);
  CHECK(blame_of(Cause::timeout) == Blame::upstream);
  CHECK(blame_of(Cause::client_error) == Blame::client);
  CHECK(blame_of(Cause::day_limit) == Blame::key);
}
