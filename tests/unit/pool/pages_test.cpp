// Pages: rows there and back, without a secret in them, and rows that are none of ours.
#include "pool/pages.h"

#include "pool/reconcile.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

struct Shelf {
  Arena arena;
  json::Reader reader;
  Ledger ledger;
  std::uint32_t next = 0;
  DirtyPages dirty;

  void take(std::size_t count) {
    const std::string keys = fake_keys(count);
    reconcile(ledger, parse_keys(Secret(keys), arena), summer_noon_ms, next, dirty);
  }
  void tell(std::size_t number, Bytes model, Cause cause, Bytes reason = {}) {
    Report report = report_of(number, model, cause, 48'000, reason);
    report.prompt_tokens = 11;
    report.completion_tokens = 22;
    report.cached_tokens = 33;
    report.thinking_tokens = 44;
    static_cast<void>(ledger.apply(report, summer_noon_ms, arena));
  }
  std::string page(std::uint32_t number) const {
    Buffer out;
    write_page(ledger, number, out);
    return std::string(out.view());
  }
  bool read(const std::string& value, std::uint32_t number) {
    return read_page(arena.copy(value), number, reader, ledger, arena);
  }
};

}  // namespace

TEST_CASE("C2 F6: a page survives the way, whole") {
  Shelf before;
  before.take(3);
  before.tell(1, flash, Cause::minute_limit, "The quota per minute is spent.");
  before.tell(1, pro, Cause::model_not_in_tier);
  before.tell(2, flash, Cause::key_blocked, "The key was reported as leaked.");
  before.tell(3, flash, Cause::ok);
  before.tell(3, flash, Cause::busy_limit);
  const std::string page = before.page(0);

  Shelf after;
  REQUIRE(after.read(page, 0));
  after.take(3);
  CHECK(after.page(0).size() == page.size());  // the lists come back in another order
  const Name model = after.ledger.find_model(flash);
  CHECK(after.ledger.standing(0, model, summer_noon_ms).cause == Cause::minute_limit);
  CHECK(after.ledger.standing(0, model, summer_noon_ms).until_ms == summer_noon_ms + 48'000);
  CHECK(after.ledger.standing(0, after.ledger.find_model(pro), summer_noon_ms).cause == Cause::model_not_in_tier);
  CHECK(after.ledger.standing(1, model, summer_noon_ms).cause == Cause::key_blocked);
  CHECK(after.ledger.words().reason_text(after.ledger.key(1).reason) == "The key was reported as leaked.");
  const Usage usage = usage_of(after.ledger, 2, flash, summer_noon_ms);
  CHECK(usage.requests == 2);
  CHECK(usage.errors == 1);
  CHECK(usage.prompt_tokens == 22);
  CHECK(usage.completion_tokens == 44);
  CHECK(usage.cached_tokens == 66);
  CHECK(usage.thinking_tokens == 88);
  CHECK(after.ledger.states()[after.ledger.key(2).first_model].busy == 1);
  CHECK(after.ledger.states()[after.ledger.key(2).first_model].used_ms == summer_noon_ms);
}

TEST_CASE("F1: no row holds a secret") {
  Shelf shelf;
  shelf.take(70);
  for (std::size_t i = 1; i <= 70; ++i) shelf.tell(i, flash, Cause::key_invalid, "said of " + fake_key(i));
  CHECK(shelf.page(0).find("canary") == std::string::npos);
  CHECK(shelf.page(1).find("canary") == std::string::npos);
}

TEST_CASE("pages hold 64 keys, in their order whatever order they are read in") {
  Shelf before;
  before.take(130);
  Shelf after;
  REQUIRE(after.read(before.page(2), 2));
  REQUIRE(after.read(before.page(0), 0));
  REQUIRE(after.read(before.page(1), 1));
  after.next = 65;
  after.take(130);
  CHECK(after.ledger.size() == 130);
  CHECK(after.next == 65);
  CHECK(after.dirty.take_urgent() == nowhere);
  for (std::uint32_t at = 0; at < 130; ++at) REQUIRE(after.ledger.key(at).id == before.ledger.key(at).id);
}

TEST_CASE("F6: a cooldown stored by a clock that ran ahead is cut when it is read") {
  Shelf shelf;
  const std::string id = "00000000000000ff";
  REQUIRE(shelf.read(R"({"v":1,"keys":[{"id":")" + id + R"(","cause":5,"until_ms":9e15}]})", 0));
  Array<PoolKey> keys;
  keys.push(shelf.ledger.key(0));
  shelf.ledger.rebuild(static_cast<Array<PoolKey>&&>(keys), Buffer(), summer_noon_ms);
  CHECK(shelf.ledger.key(0).until_ms == summer_noon_ms + limits::dead_cooldown_ms);
}

TEST_CASE("F9: rows that are none of ours, or of a newer version, change nothing") {
  for (const char* row : {"", "{", "[]", "null", "{}", R"({"v":1})", R"({"v":2,"keys":[]})", R"({"v":1,"keys":{}})",
                          R"({"v":"1","keys":[]})", "\xFF\xFE"}) {
    CAPTURE(row);
    Shelf shelf;
    CHECK_FALSE(shelf.read(row, 0));
    CHECK(shelf.ledger.size() == 0);
  }
}

TEST_CASE("F9: a cursor that is none of ours, or of a newer version, changes nothing") {
  Arena arena;
  json::Reader reader;
  for (const Bytes row : {"", "{", "[]", "7", "{}", R"({"v":2,"next":1})"}) {
    Cursor cursor{7, 8};
    CHECK_FALSE(read_cursor(row, reader, cursor, arena));
    CHECK(cursor.next == 7);
    CHECK(cursor.reset_day == 8);
  }
}

TEST_CASE("F9: entries that make no sense are read as usable") {
  Shelf shelf;
  REQUIRE(shelf.read(R"({"v":1,"keys":[7,{"id":"x"},{"id":"00000000000000ff","cause":1,"until_ms":9e15,"models":[)"
                     R"({"model":"m","cause":5,"until_ms":9e15},{"model":"n","cause":200,"until_ms":9e15},3]}]})",
                     0));
  REQUIRE(shelf.ledger.size() == 1);
  CHECK(shelf.ledger.key(0).place == 2);
  CHECK(shelf.ledger.standing(0, shelf.ledger.find_model("m"), summer_noon_ms).serves == Serves::yes);
  CHECK(shelf.ledger.standing(0, shelf.ledger.find_model("n"), summer_noon_ms).serves == Serves::yes);
}

TEST_CASE("C2: the cursor survives the way") {
  Arena arena;
  json::Reader reader;
  Buffer out;
  write_cursor({17, 20635}, out);
  Cursor cursor;
  REQUIRE(read_cursor(out.view(), reader, cursor, arena));
  CHECK(cursor.next == 17);
  CHECK(cursor.reset_day == 20635);
  out.clear();
  write_cursor({}, out);
  REQUIRE(read_cursor(out.view(), reader, cursor, arena));
  CHECK(cursor.next == 0);
  CHECK(cursor.reset_day == Cursor::no_day);
}

TEST_CASE("rows have names") {
  Arena arena;
  std::uint32_t page = 9;
  CHECK(page_row(0, arena) == "keys/0");
  CHECK(page_row(312, arena) == "keys/312");
  CHECK(read_page_row("keys/312", page));
  CHECK(page == 312);
  for (const Bytes row :
       {"keys/", "keys/x", "keys/-1", "keys/313", "keys/99999999999999999999", "cursor", "", "key/1"}) {
    CHECK_FALSE(read_page_row(row, page));
  }
}
