// Importing keys through the admin API: the report, and 20,000 at once.
#include <chrono>

#include "admin/admin_testing.h"

using namespace admin_testing;

namespace {
constexpr Bytes import_path = "/admin/keys/import";
}

TEST_CASE("E6: a list of mail:key lines is imported with a report") {
  World world;
  world.ask("POST", "/admin/keys/gemini", "{\"key\":" + quoted(fake_key(1)) + "}");
  const std::string text = "# mine\nann@mail.test:" + fake_key(1) + "\nbob@mail.test:" + fake_key(2) + "\n" +
                           fake_key(3) + " # spare\n" + fake_key(3) + "\nnope\n";
  const Answer answer = world.ask("POST", import_path, text);
  CHECK(answer.status == 200);
  Json report(answer.body);
  CHECK(report.number(report["added"]) == 2);
  CHECK(report.number(report["already_there"]) == 1);
  CHECK(report.number(report["duplicates"]) == 1);
  CHECK(report.number(report["refused_count"]) == 1);
  CHECK(report["refused"].count() == 1);
  CHECK(report.number(report["refused"].at(0)["line"]) == 6);
  CHECK(report.text(report["refused"].at(0)["why"]) == "There is no key of a known form here.");
  CHECK(report.text(report["refused"].at(0)["reason"]) == "no_known_key");
  CHECK(report.text(report["format"]) == "lines");
  CHECK(world.ledger().size() == 3);
  CHECK(world.db->value("SELECT email FROM api_keys WHERE source = 'import' ORDER BY email DESC") == "bob@mail.test");

  // The same in JSON, all of it known by now: a report, no error.
  Json again(world.ask("POST", import_path, "{\"text\":" + quoted(text) + "}").body);
  CHECK(again.number(again["added"]) == 0);
  CHECK(again.number(again["already_there"]) == 3);
}

TEST_CASE("E6: keys keep the order in which they were given, over several imports in one moment too") {
  World world;
  std::string expected;
  for (std::size_t import = 0; import < 3; ++import) {
    std::string text;
    for (std::size_t i = 1; i <= 40; ++i) {
      text += fake_key(import * 40 + i) + "\n";
      expected += id_of(fake_key(import * 40 + i)) + " ";
    }
    REQUIRE(world.ask("POST", import_path, text).status == 200);
  }
  const std::string listed = "SELECT group_concat(id, ' ') || ' ' FROM (SELECT id FROM api_keys ORDER BY created_at, id)";
  CHECK(world.db->value(listed) == expected);
  std::string lent;
  for (std::size_t i = 0; i < 120; ++i) lent += id_of(world.lend("gemini-2.5-flash")) + " ";
  CHECK(lent == expected);
}

TEST_CASE("E6: a dry run reports as an import would, and stores nothing") {
  World world;
  world.ask("POST", "/admin/keys/gemini", "{\"key\":" + quoted(fake_key(1)) + "}");
  Json report(world.ask("POST", import_path, fake_key(1) + "\n" + fake_key(2) + "\nno key here", "dry_run=1").body);
  CHECK(report.number(report["added"]) == 1);
  CHECK(report.number(report["already_there"]) == 1);
  CHECK(report.number(report["refused_count"]) == 1);
  check_error(world.ask("POST", import_path, fake_key(2), "dry_run=yes"), 422, "dry_run");
  CHECK(world.ledger().size() == 1);
  CHECK(world.db->value("SELECT count(*) FROM api_keys") == "1");
}

TEST_CASE("C3: JSON that lists keys is imported as it is; what is broken is refused whole") {
  World world;
  Json report(
      world
          .ask("POST", import_path,
               "{\"keys\":[{\"key\":" + quoted(fake_key(1)) + ",\"name\":\"a\",\"weight\":7,\"enabled\":false}]}")
          .body);
  CHECK(report.number(report["added"]) == 1);
  CHECK(report.text(report["format"]) == "json");
  CHECK(world.db->value("SELECT name || weight || is_active FROM api_keys") == "a70");
  check_error(world.ask("POST", import_path, "[\"AIzaFAKE-unfinished"), 400);
  Json nothing(world.ask("POST", import_path, "").body);
  CHECK(nothing.number(nothing["added"]) == 0);
}

TEST_CASE("20,000 keys are imported in one request, and no more fit") {
  World world;
  std::string text;
  for (std::size_t i = 1; i <= limits::pool_keys; ++i)
    text += "user" + std::to_string(i) + "@mail.test:" + fake_key(i) + "\n";
  const Answer answer = world.ask("POST", import_path, text);
  REQUIRE(answer.status == 200);
  Json report(answer.body);
  CHECK(report.number(report["added"]) == 20000);
  CHECK(world.ledger().size() == 20000);
  Json list(world.ask("GET", "/admin/keys/gemini", {}, "state=ready&per_page=200&page=100").body);
  CHECK(list["keys"].count() == 200);
  CHECK(list.number(list["total"]) == 20000);
  check_error(world.ask("POST", import_path, "one-key-more-than-fits"), 413);
}
