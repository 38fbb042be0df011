// Doubts: when a key is probed, and that a client's request condemns none.
#include "pool/doubts.h"
#include "pool/ledger_testing.h"
#include "pool/need.h"

namespace {

using namespace ledger_testing;

/// As a client's request has met with it.
Report from_client(std::size_t number, Cause cause) {
  Report report = report_of(number, flash, cause);
  report.test = false;
  return report;
}

}  // namespace

TEST_CASE("F6 doubts: a key is probed once, and again only after the gap, which grows while it is well") {
  Doubts doubts;
  double now_ms = summer_noon_ms;
  CHECK(doubts.next(now_ms) == 0);
  CHECK(doubts.raise(7, now_ms));
  CHECK(doubts.raise(7, now_ms));  // it waits for an isolate
  CHECK(doubts.next(now_ms) == 7);
  CHECK(doubts.next(now_ms) == 0);
  CHECK_FALSE(doubts.raise(7, now_ms + limits::key_probe_gap_ms - 1));
  doubts.settle(7, true);
  CHECK_FALSE(doubts.raise(7, now_ms + limits::key_probe_gap_ms));
  CHECK(doubts.raise(7, now_ms + 2 * limits::key_probe_gap_ms));
  double gap_ms = 2 * limits::key_probe_gap_ms;
  for (int i = 0; i < 10; ++i) {
    now_ms += gap_ms;
    CHECK(doubts.raise(7, now_ms));
    CHECK(doubts.next(now_ms) == 7);
    doubts.settle(7, true);
    gap_ms = std::min(2 * gap_ms, limits::key_probe_gap_max_ms);
    CHECK_FALSE(doubts.raise(7, now_ms + gap_ms - 1));
  }
  CHECK(gap_ms == limits::key_probe_gap_max_ms);
  now_ms += gap_ms;
  CHECK(doubts.raise(7, now_ms));
  CHECK(doubts.next(now_ms) == 7);
  doubts.settle(7, false);
  CHECK(doubts.raise(7, now_ms + limits::key_probe_gap_ms));
}

TEST_CASE("F6 doubts: bounded; past it a doubt is dropped, and the key probed longest ago is forgotten") {
  Doubts doubts;
  for (std::uint64_t key = 1; key <= limits::key_probes_due; ++key) CHECK(doubts.raise(key, summer_noon_ms));
  CHECK_FALSE(doubts.raise(1000, summer_noon_ms));
  CHECK(doubts.next(summer_noon_ms) == 1);
  CHECK(doubts.raise(1000, summer_noon_ms));
  Doubts many;
  for (std::uint64_t key = 1; key <= limits::key_probes_noted + 1; ++key) {
    const double now_ms = summer_noon_ms + static_cast<double>(key);
    REQUIRE(many.raise(key, now_ms));
    REQUIRE(many.next(now_ms) == key);
  }
  const double later_ms = summer_noon_ms + static_cast<double>(limits::key_probes_noted) + 2;
  CHECK(many.raise(1, later_ms));        // forgotten
  CHECK_FALSE(many.raise(3, later_ms));  // remembered
}

TEST_CASE("F6 doubts: a clock that steps back holds no key for longer than its gap") {
  Doubts doubts;
  REQUIRE(doubts.raise(7, summer_noon_ms + day_ms));
  REQUIRE(doubts.next(summer_noon_ms + day_ms) == 7);
  CHECK(doubts.raise(7, summer_noon_ms));
}

TEST_CASE("F6 doubts: whatever a client's request meets with, no key is condemned by it") {
  for (const Cause cause : {Cause::key_invalid, Cause::key_blocked, Cause::service_disabled, Cause::billing}) {
    Keys keys(2);
    keys.serve(1, flash);
    const Change change = keys.tell(from_client(1, cause));
    CHECK(change.doubted);
    CHECK_FALSE(change.cooled);
    CHECK(keys.serves(1, flash) == Serves::yes);
    CHECK(keys.ledger.key(0).success == 1);
    // The probe has met with the same.
    CHECK(keys.tell(report_of(1, flash, cause)).cooled);
    CHECK(keys.serves(1, flash) == Serves::no);
  }
}

TEST_CASE("F6 doubts: a doubted key is lent last, until its probe has found it well or the doubt is old") {
  Keys keys(2);
  doubt(keys.ledger.keys()[0], keys.now_ms);
  CHECK(keys.serves(1, flash) == Serves::last);
  CHECK(keys.serves(2, flash) == Serves::yes);
  keys.tell(1, flash, Cause::ok);  // a client's success may be older
  CHECK(keys.serves(1, flash) == Serves::last);
  keys.now_ms += limits::doubt_ms - 1;
  CHECK(keys.serves(1, flash) == Serves::last);
  keys.now_ms += 1;
  CHECK(keys.serves(1, flash) == Serves::yes);
  doubt(keys.ledger.keys()[0], keys.now_ms);
  Report well = report_of(1, pro, Cause::ok);
  well.test = true;
  keys.tell(well);
  CHECK(keys.serves(1, flash) == Serves::yes);
  // A pick that comes back says nothing of it.
  doubt(keys.ledger.keys()[0], keys.now_ms);
  keys.ledger.take_back(0, keys.ledger.find_model(flash), keys.now_ms);
  CHECK(keys.serves(1, flash) == Serves::last);
}

TEST_CASE("E3 doubts: so many errors in a row make a key doubted, and its probe's refusal disables it") {
  Keys keys(1);
  keys.ledger.set_error_rule({3, 10 * minute_ms});
  CHECK_FALSE(keys.tell(from_client(1, Cause::refused)).doubted);
  CHECK_FALSE(keys.tell(from_client(1, Cause::refused)).doubted);
  const Change third = keys.tell(from_client(1, Cause::refused));
  CHECK(third.doubted);
  CHECK_FALSE(third.cooled);
  CHECK(keys.tell(report_of(1, flash, Cause::refused)).cooled);
  CHECK(keys.standing(1, flash).cause == Cause::too_many_errors);
}

TEST_CASE("F6 kinds: a refusal of one kind leaves the model to plain requests, and to other kinds") {
  Keys keys(1);
  keys.serve(1, flash);
  Report report = report_of(1, flash, Cause::busy_limit);
  report.kind = "tools";
  const Change change = keys.tell(report);
  CHECK(change.cooled);
  CHECK(change.of_kind);
  CHECK(keys.ledger.words().model_text(change.state_name) == "gemini-3.6-flash#tools");
  CHECK(keys.serves(1, flash) == Serves::yes);
  const auto standing = [&keys](Bytes kind) {
    return standing_for(keys.ledger, need_of(keys.ledger, flash, kind, 0, keys.arena), 0, keys.now_ms);
  };
  CHECK(standing("tools").serves == Serves::no);
  CHECK(standing("tools").cause == Cause::busy_limit);
  CHECK(standing("images").serves == Serves::yes);
  CHECK(standing("").serves == Serves::yes);
  keys.tell(1, flash, Cause::busy_limit);
  CHECK(standing("images").serves == Serves::no);  // the model as such
}

TEST_CASE("F6 sizes: at, below and above what a minute has") {
  Keys keys(1);
  keys.serve(1, flash);
  const auto standing = [&keys](std::int64_t text_bytes) {
    return standing_for(keys.ledger, need_of(keys.ledger, flash, {}, text_bytes, keys.arena), 0, keys.now_ms);
  };
  CHECK(standing(1'000'000).serves == Serves::yes);  // nobody knows
  Report surely = report_of(1, flash, Cause::too_large);
  surely.verdict.limit = 16'000;
  surely.verdict.quota_id = minute_tokens_quota;
  CHECK_FALSE(keys.tell(surely).cooled);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(standing(16'000 * limits::bytes_per_token + limits::bytes_per_token - 1).serves == Serves::yes);
  CHECK(standing(16'001 * limits::bytes_per_token).cause == Cause::too_large);
  // A large one has met with a spent minute: small ones still fit.
  Report large = report_of(1, flash, Cause::minute_limit, 38'000);
  large.verdict.limit = 16'000;
  large.verdict.quota_id = minute_tokens_quota;
  large.text_bytes = 16'000;
  CHECK(keys.tell(large).of_kind);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(standing(15'999).serves == Serves::yes);
  CHECK(standing(16'000).cause == Cause::minute_limit);
  keys.now_ms += 38'000;
  CHECK(standing(16'000).serves == Serves::yes);
  large.text_bytes = 15'999;
  CHECK_FALSE(keys.tell(large).of_kind);
  CHECK(keys.serves(1, flash) == Serves::no);
}
