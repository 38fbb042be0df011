// Sentences: waits, labels and lines, in words and without keys.
#include "pool/sentences.h"

#include "pool/reconcile.h"
#include "pool/pool_testing.h"

using namespace pool_testing;

TEST_CASE("waits are rounded up") {
  const auto wait = [](double ms) {
    Buffer out;
    append_wait(out, ms);
    return std::string(out.view());
  };
  CHECK(wait(1) == "1 s");
  CHECK(wait(48'000) == "48 s");
  CHECK(wait(48'001) == "49 s");
  CHECK(wait(119'000) == "119 s");
  CHECK(wait(121'000) == "3 min");
  CHECK(wait(2 * hour_ms) == "2 h");
  CHECK(wait(2 * hour_ms + 1) == "3 h");
}

TEST_CASE("F1 C4: a change is one line that names the key and does not show it") {
  Arena arena;
  Ledger ledger;
  std::uint32_t next = 0;
  DirtyPages dirty;
  const std::string keys = fake_keys(3);
  reconcile(ledger, parse_keys(Secret(keys), arena), summer_noon_ms, next, dirty);
  const auto line = [&](const Report& report, double now_ms) {
    const Change change = ledger.apply(report, now_ms, arena);
    return std::string(describe_change(ledger, change, report, now_ms, arena));
  };
  CHECK(label_of(ledger, 2, arena) == "#3 \xE2\x80\xA6" "0003");
  CHECK(line(report_of(3, flash, Cause::minute_limit, 48'000, "The quota per minute is spent."), summer_noon_ms) ==
        "key #3 \xE2\x80\xA6" "0003 rests 48 s for gemini-3.6-flash: minute_limit. The quota per minute is spent.");
  CHECK(line(report_of(1, flash, Cause::key_invalid, 0, "no " + fake_key(2)), summer_noon_ms) ==
        "key #1 \xE2\x80\xA6" "0001 is disabled, to be probed in 24 h: key_invalid. no [key]");
  CHECK(line(report_of(1, flash, Cause::ok), summer_noon_ms + 25 * hour_ms) ==
        "key #1 \xE2\x80\xA6" "0001 is usable again");
  CHECK(line(report_of(2, "a\nb\x7F", Cause::busy_limit), summer_noon_ms) ==
        "key #2 \xE2\x80\xA6" "0002 rests 5 s for a?b?: busy_limit");
}
