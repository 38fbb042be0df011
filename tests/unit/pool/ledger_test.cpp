// Ledger: what outcomes do to keys and models, over the hours of a day.
#include "pool/ledger.h"

#include "pool/reconcile.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

/// A ledger with fake keys 1..n at positions 0..n-1.
struct Book {
  explicit Book(std::size_t count) {
    std::uint32_t next = 0;
    DirtyPages dirty;
    const std::string keys = fake_keys(count);
    ledger.observe(summer_noon_ms);
    reconcile(ledger, parse_keys(Secret(keys), arena), summer_noon_ms, next, dirty);
  }
  Change apply(const Report& report, double now_ms) {
    ledger.observe(now_ms);
    return ledger.apply(report, now_ms, arena);
  }
  Change apply(std::size_t number, Bytes model, Cause cause, double now_ms, double cool_ms = 0) {
    return apply(report_of(number, model, cause, cool_ms), now_ms);
  }
  [[nodiscard]] Standing standing(std::size_t number, Bytes model, double now_ms) const {
    return ledger.standing(static_cast<std::uint32_t>(number - 1), ledger.find_model(model), now_ms);
  }
  [[nodiscard]] bool serves(std::size_t number, Bytes model, double now_ms) const {
    return standing(number, model, now_ms).serves == Serves::yes;
  }
  Arena arena;
  Ledger ledger;
};

}  // namespace

TEST_CASE("A2: a cooldown for one model leaves the key's other models and the other keys alone") {
  Book book(2);
  const Change change = book.apply(1, flash, Cause::minute_limit, summer_noon_ms, 48'000);
  CHECK(change.key == 0);
  CHECK(change.cooled);
  CHECK_FALSE(book.serves(1, flash, summer_noon_ms));
  CHECK(book.serves(1, pro, summer_noon_ms));
  CHECK(book.serves(2, flash, summer_noon_ms));
  CHECK(book.standing(1, flash, summer_noon_ms).cause == Cause::minute_limit);
  CHECK_FALSE(book.serves(1, flash, summer_noon_ms + 47'999));
  CHECK(book.serves(1, flash, summer_noon_ms + 48'000));
}

TEST_CASE("F6: a quota of a day is out until the moment of reset, where the upstream has said that") {
  Book book(1);
  book.apply(1, flash, Cause::day_limit, summer_noon_ms, 3 * hour_ms);
  CHECK_FALSE(book.serves(1, flash, summer_noon_ms + 3 * hour_ms - 1));
  CHECK(book.serves(1, flash, summer_noon_ms + 3 * hour_ms));
}

TEST_CASE("F6: a day's quota is out until Pacific midnight, summer and winter") {
  Book book(1);
  book.apply(1, flash, Cause::day_limit, summer_noon_ms);
  CHECK_FALSE(book.serves(1, flash, summer_midnight_ms - 1));
  CHECK(book.serves(1, flash, summer_midnight_ms));
  book.apply(1, flash, Cause::day_limit, winter_noon_ms);
  CHECK_FALSE(book.serves(1, flash, winter_midnight_ms - 1));
  CHECK(book.serves(1, flash, winter_midnight_ms));
}

TEST_CASE("A3: news of a spent day just after midnight is believed for moments only") {
  Book book(1);
  book.apply(1, flash, Cause::day_limit, summer_midnight_ms + 3 * second_ms);
  CHECK_FALSE(book.serves(1, flash, summer_midnight_ms + minute_ms));
  CHECK(book.serves(1, flash, summer_midnight_ms + limits::day_turn_ms));
  book.apply(1, flash, Cause::day_limit, summer_midnight_ms + limits::day_turn_ms);
  CHECK_FALSE(book.serves(1, flash, summer_midnight_ms + 23 * hour_ms));
  CHECK(book.serves(1, flash, summer_midnight_ms + 24 * hour_ms));
}

TEST_CASE("F6: a tier without the model and a model denied cool down for a day of hours, and only that model") {
  for (const Cause cause : {Cause::model_not_in_tier, Cause::model_denied}) {
    Book book(1);
    book.apply(1, pro, cause, summer_noon_ms);
    CHECK(book.serves(1, flash, summer_noon_ms));
    CHECK_FALSE(book.serves(1, pro, summer_noon_ms + 24 * hour_ms - 1));
    CHECK(book.serves(1, pro, summer_noon_ms + 24 * hour_ms));
  }
}

TEST_CASE("F6: busy upstreams are left alone for longer each time, up to a minute") {
  Book book(1);
  double now_ms = summer_noon_ms;
  for (const double cooldown_ms : {5'000, 10'000, 20'000, 40'000, 60'000, 60'000}) {
    book.apply(1, flash, Cause::busy_limit, now_ms);
    CHECK(book.standing(1, flash, now_ms).until_ms == now_ms + cooldown_ms);
    now_ms += cooldown_ms;
    CHECK(book.serves(1, flash, now_ms));
  }
  book.apply(1, flash, Cause::ok, now_ms);
  book.apply(1, flash, Cause::busy_limit, now_ms);
  CHECK(book.standing(1, flash, now_ms).until_ms == now_ms + 5'000);
}

TEST_CASE("F6: requests refused side by side count as one refusal") {
  Book book(1);
  for (int i = 0; i < 10; ++i) book.apply(1, flash, Cause::busy_limit, summer_noon_ms + i);
  CHECK(book.standing(1, flash, summer_noon_ms + 10).until_ms <= summer_noon_ms + 5'009);
}

TEST_CASE("F6: a wait that the busy upstream names is kept, within a minute") {
  Book book(2);
  book.apply(1, flash, Cause::busy_limit, summer_noon_ms, 30'000);
  CHECK(book.standing(1, flash, summer_noon_ms).until_ms == summer_noon_ms + 30'000);
  book.apply(2, flash, Cause::busy_limit, summer_noon_ms, 1e9);
  CHECK(book.standing(2, flash, summer_noon_ms).until_ms == summer_noon_ms + 60'000);
}

TEST_CASE("F6 G5: what is nobody's fault or the client's is never held against a key") {
  for (const Cause cause : {Cause::server_error, Cause::unreachable, Cause::timeout, Cause::location,
                            Cause::client_error, Cause::abandoned, Cause::ok}) {
    CAPTURE(name_of(cause));
    Book book(1);
    for (int i = 0; i < 50; ++i) {
      const Change change = book.apply(1, flash, cause, summer_noon_ms + i, 60'000);
      CHECK_FALSE(change.cooled);
    }
    CHECK(book.serves(1, flash, summer_noon_ms + 50));
    CHECK(census_at(book.ledger, summer_noon_ms + 50).ready == 1);
  }
}

TEST_CASE("F6: a success does not end a cooldown in force, and clears one that has passed") {
  Book book(1);
  book.apply(1, flash, Cause::day_limit, summer_noon_ms);
  book.apply(1, flash, Cause::ok, summer_noon_ms + 1);
  CHECK_FALSE(book.serves(1, flash, summer_noon_ms + 2));
  book.apply(1, flash, Cause::ok, summer_midnight_ms + minute_ms);
  const ModelState& state = book.ledger.states()[book.ledger.key(0).first_model];
  CHECK(state.cause == Cause::ok);
  CHECK(state.until_ms == 0);
}

TEST_CASE("F6: a shorter cooldown does not cut a longer one") {
  Book book(1);
  book.apply(1, flash, Cause::day_limit, summer_noon_ms);
  const Change change = book.apply(1, flash, Cause::minute_limit, summer_noon_ms + 5, 30'000);
  CHECK_FALSE(change.cooled);
  CHECK(book.standing(1, flash, summer_noon_ms + 10).cause == Cause::day_limit);
  CHECK_FALSE(book.serves(1, flash, summer_midnight_ms - 1));
}

TEST_CASE("F8: a cooldown that hardly grows is not news worth a row") {
  Book book(1);
  CHECK(book.apply(1, flash, Cause::minute_limit, summer_noon_ms, 48'000).cooled);
  CHECK_FALSE(book.apply(1, flash, Cause::minute_limit, summer_noon_ms + second_ms, 48'000).cooled);
  CHECK(book.apply(1, flash, Cause::minute_limit, summer_noon_ms + 20 * second_ms, 48'000).cooled);
}

TEST_CASE("D2 E3: a dead key is probed once a day by one request at a time") {
  for (const Cause cause : {Cause::key_invalid, Cause::key_blocked, Cause::service_disabled}) {
    Book book(1);
    book.apply(1, flash, cause, summer_noon_ms);
    CHECK(book.standing(1, pro, summer_noon_ms).serves == Serves::no);
    CHECK(book.standing(1, pro, summer_noon_ms).cause == cause);
    const double tomorrow_ms = summer_noon_ms + 24 * hour_ms;
    CHECK(book.standing(1, pro, tomorrow_ms - 1).serves == Serves::no);
    CHECK(book.standing(1, pro, tomorrow_ms).serves == Serves::probe);
    book.ledger.lend(0, unknown_name, tomorrow_ms);
    CHECK(book.standing(1, pro, tomorrow_ms + 1).serves == Serves::no);
    // The probe fails: another day. Then one succeeds.
    book.apply(1, pro, cause, tomorrow_ms + 2);
    CHECK(book.standing(1, pro, tomorrow_ms + 23 * hour_ms).serves == Serves::no);
    const double later_ms = tomorrow_ms + 25 * hour_ms;
    book.ledger.lend(0, unknown_name, later_ms);
    const Change change = book.apply(1, pro, Cause::ok, later_ms + 1);
    CHECK(change.revived);
    CHECK(book.serves(1, pro, later_ms + 1));
    CHECK(book.serves(1, flash, later_ms + 1));
  }
}

TEST_CASE("D2: a probe that tells nothing lets the next one go, and a lost one is forgotten") {
  Book book(1);
  book.apply(1, flash, Cause::key_invalid, summer_noon_ms);
  const double probe_ms = summer_noon_ms + 24 * hour_ms;
  book.ledger.lend(0, unknown_name, probe_ms);
  book.apply(1, flash, Cause::server_error, probe_ms + second_ms);
  CHECK(book.standing(1, flash, probe_ms + second_ms).serves == Serves::probe);
  book.ledger.lend(0, unknown_name, probe_ms + second_ms);
  CHECK(book.standing(1, flash, probe_ms + limits::probe_ms).serves == Serves::no);
  CHECK(book.standing(1, flash, probe_ms + second_ms + limits::probe_ms).serves == Serves::probe);
}

TEST_CASE("D2: a quota's refusal proves a dead key alive, a busy upstream's does not") {
  Book book(1);
  book.apply(1, flash, Cause::key_invalid, summer_noon_ms);
  const double probe_ms = summer_noon_ms + 24 * hour_ms;
  book.ledger.lend(0, unknown_name, probe_ms);
  CHECK_FALSE(book.apply(1, flash, Cause::busy_limit, probe_ms + 1).revived);
  CHECK(book.standing(1, pro, probe_ms + 1).serves == Serves::probe);
  book.ledger.lend(0, unknown_name, probe_ms + 2);
  const Change change = book.apply(1, flash, Cause::minute_limit, probe_ms + 3, 60'000);
  CHECK(change.revived);
  CHECK(change.cooled);
  CHECK(book.serves(1, pro, probe_ms + 4));
  CHECK_FALSE(book.serves(1, flash, probe_ms + 4));
}

TEST_CASE("D2: news of an attempt that began before a key died does not revive it") {
  Book book(1);
  book.apply(1, flash, Cause::key_blocked, summer_noon_ms);
  CHECK_FALSE(book.apply(1, flash, Cause::ok, summer_noon_ms + 1).revived);
  CHECK(book.standing(1, flash, summer_noon_ms + 2).serves == Serves::no);
}

TEST_CASE("F6: a key out of credit cools down for an hour and is then probed") {
  Book book(1);
  book.apply(1, flash, Cause::billing, summer_noon_ms);
  CHECK_FALSE(book.serves(1, pro, summer_noon_ms + hour_ms - 1));
  CHECK(book.standing(1, pro, summer_noon_ms + hour_ms).serves == Serves::probe);
  CHECK(census_at(book.ledger, summer_noon_ms).limited == 1);
  CHECK(census_at(book.ledger, summer_noon_ms).disabled == 0);
}

TEST_CASE("A4 F7: counters are those of the Pacific day, without any cron") {
  Book book(1);
  Report report = report_of(1, flash, Cause::ok);
  report.prompt_tokens = 100;
  report.completion_tokens = 20;
  report.cached_tokens = 50;
  report.thinking_tokens = 7;
  book.apply(report, summer_noon_ms);
  book.apply(report, summer_midnight_ms - 1);
  book.apply(1, flash, Cause::server_error, summer_midnight_ms - 1);
  book.apply(1, flash, Cause::abandoned, summer_midnight_ms - 1);
  Usage usage = usage_of(book.ledger, 0, flash, summer_midnight_ms - 1);
  CHECK(usage.requests == 4);
  CHECK(usage.errors == 1);
  CHECK(usage.prompt_tokens == 200);
  CHECK(usage.completion_tokens == 40);
  CHECK(usage.cached_tokens == 100);
  CHECK(usage.thinking_tokens == 14);
  CHECK(usage_of(book.ledger, 0, flash, summer_midnight_ms).requests == 0);
  CHECK(usage_of(book.ledger, 0, pro, summer_noon_ms).requests == 0);
  book.apply(report, summer_midnight_ms);
  usage = usage_of(book.ledger, 0, flash, summer_midnight_ms);
  CHECK(usage.requests == 1);
  CHECK(usage.prompt_tokens == 100);
}

TEST_CASE("A3: the day's turn forgets what belongs to the days before and nothing else") {
  Book book(3);
  book.apply(1, flash, Cause::day_limit, summer_noon_ms);
  book.apply(2, flash, Cause::key_invalid, summer_noon_ms);
  book.apply(3, pro, Cause::model_not_in_tier, summer_noon_ms);
  book.apply(3, flash, Cause::minute_limit, summer_midnight_ms - second_ms, 60'000);
  book.ledger.turn_day(summer_midnight_ms);
  CHECK(book.serves(1, flash, summer_midnight_ms));
  CHECK(book.ledger.states()[book.ledger.key(0).first_model].cause == Cause::ok);
  CHECK(book.standing(2, flash, summer_midnight_ms).serves == Serves::probe);
  CHECK_FALSE(book.serves(3, flash, summer_midnight_ms));
  CHECK_FALSE(book.serves(3, pro, summer_midnight_ms));
  CHECK(book.ledger.states()[book.ledger.key(0).first_model].usage.requests == 0);
}

TEST_CASE("A3: a turn an hour early frees no spent day and takes none away") {
  Book book(1);
  book.apply(1, flash, Cause::day_limit, winter_noon_ms);
  book.ledger.turn_day(winter_eleven_ms);
  CHECK_FALSE(book.serves(1, flash, winter_eleven_ms));
  CHECK(usage_of(book.ledger, 0, flash, winter_eleven_ms).requests == 1);
  book.apply(1, flash, Cause::day_limit, winter_eleven_ms + minute_ms);
  CHECK(book.serves(1, flash, winter_midnight_ms));
}

TEST_CASE("F6: a clock that stepped back wedges nothing") {
  const double ahead_ms = summer_noon_ms + 400 * day_ms;
  Book book(4);
  book.apply(1, flash, Cause::minute_limit, ahead_ms, 48'000);
  book.apply(2, flash, Cause::day_limit, ahead_ms);
  book.apply(3, flash, Cause::key_invalid, ahead_ms);
  book.ledger.lend(2, unknown_name, ahead_ms);
  book.apply(4, flash, Cause::busy_limit, ahead_ms);
  book.ledger.observe(summer_noon_ms);
  CHECK(book.serves(1, flash, summer_noon_ms + longest_cooldown_ms(Cause::minute_limit)));
  CHECK_FALSE(book.serves(2, flash, summer_noon_ms));
  CHECK(book.serves(2, flash, summer_midnight_ms));
  CHECK(book.standing(3, flash, summer_noon_ms + 24 * hour_ms).serves == Serves::probe);
  CHECK(book.serves(4, flash, summer_noon_ms + 60 * second_ms));
}

TEST_CASE("F9 H4: a client's made-up model names are counted, few of them by name, and go with the day") {
  Book book(1);
  book.apply(1, flash, Cause::ok, summer_noon_ms);
  std::uint32_t counted = 0;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const std::string model = "made-up-" + std::to_string(i);
    book.apply(1, model, Cause::client_error, summer_noon_ms);
    book.apply(1, model, Cause::server_error, summer_noon_ms);
  }
  std::size_t states = 0;
  for (std::uint32_t at = book.ledger.key(0).first_model; at != nowhere; at = book.ledger.states()[at].next) {
    counted += book.ledger.states()[at].usage.requests;
    ++states;
  }
  CHECK(counted == 201);
  CHECK(states == limits::unproven_models_per_key + 1);
  CHECK(usage_of(book.ledger, 0, "made-up-0", summer_noon_ms).errors == 2);
  CHECK(usage_of(book.ledger, 0, "other", summer_noon_ms).requests > 100);
  book.ledger.observe(summer_midnight_ms);
  book.ledger.turn_day(summer_midnight_ms);
  CHECK(book.ledger.find_model("made-up-0") == unknown_name);
  CHECK(book.ledger.find_model(flash) != unknown_name);
}

TEST_CASE("F9: names are bounded, and forgotten ones make room") {
  Book book(2);
  book.apply(2, pro, Cause::day_limit, summer_noon_ms);
  for (std::size_t i = 0; i < 3 * limits::pool_names; ++i) {
    const std::string model = "model-" + std::to_string(i);
    const std::string reason = "reason " + std::to_string(i);
    const double now_ms = summer_noon_ms + static_cast<double>(i);
    book.apply(report_of(1, model, Cause::ok), now_ms);
    book.apply(report_of(1, model, Cause::server_error, 0, reason), now_ms);
    REQUIRE(book.ledger.find_model(model) != unknown_name);
    REQUIRE(usage_of(book.ledger, 0, model, now_ms).requests == 2);
  }
  CHECK(book.standing(2, pro, summer_noon_ms).cause == Cause::day_limit);
  std::size_t count = 0;
  for (std::uint32_t at = book.ledger.key(0).first_model; at != nowhere; at = book.ledger.states()[at].next) ++count;
  CHECK(count == limits::pool_models_per_key);
}

TEST_CASE("F1: a reason that quotes a key is not kept") {
  Book book(1);
  const std::string quoting = "Consumer 'api_key:" + fake_key(1) + "' has been suspended.";
  Change change = book.apply(report_of(1, flash, Cause::key_blocked, 0, quoting), summer_noon_ms);
  CHECK(book.ledger.words().reason_text(change.reason).empty());
  const std::string other = "Consumer 'api_key:" + fake_key(2) + "' has been suspended.";
  change = book.apply(report_of(1, flash, Cause::key_invalid, 0, other), summer_noon_ms + minute_ms);
  CHECK(book.ledger.words().reason_text(change.reason).find("FAKE") == Bytes::npos);
  const std::string longish = std::string(limits::pool_reason_bytes - 1, 'x') + "\xC3\xA9\xC3\xA9";
  change = book.apply(report_of(1, flash, Cause::key_invalid, 0, longish), summer_noon_ms + 2 * minute_ms);
  CHECK(book.ledger.words().reason_text(change.reason) == std::string(limits::pool_reason_bytes - 1, 'x'));
}

TEST_CASE("a report about a key that has left changes nothing") {
  Book book(1);
  const Change change = book.apply(2, flash, Cause::key_invalid, summer_noon_ms);
  CHECK(change.key == nowhere);
  CHECK(census_at(book.ledger, summer_noon_ms).ready == 1);
}

TEST_CASE("the census counts every key once") {
  Book book(5);
  book.apply(1, flash, Cause::key_invalid, summer_noon_ms);
  book.apply(2, flash, Cause::day_limit, summer_noon_ms);
  book.apply(3, flash, Cause::billing, summer_noon_ms);
  book.apply(4, flash, Cause::ok, summer_noon_ms);
  const Census census = census_at(book.ledger, summer_noon_ms);
  CHECK(census.keys == 5);
  CHECK(census.disabled == 1);
  CHECK(census.limited == 2);
  CHECK(census.ready == 2);
}

TEST_CASE("F8: a key costs what limits.h says") {
  CHECK(sizeof(PoolKey) == 64);
  CHECK(sizeof(ModelState) == 104);
  CHECK(sizeof(PoolKey) + 39 + 16 + 16 <=
        136);  // a key of today's length and its shares of the index and of the order of use
}
