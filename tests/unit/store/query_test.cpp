// Query and Results: how statements, parameters and rows stand in JSON.
#include "store/d1_testing.h"
#include "store/query.h"

using namespace rota;
using namespace rota::store;
using namespace rota::test;

TEST_CASE("a query is a list of statements with their parameters") {
  Buffer body;
  Query query(body);
  query.add("SELECT 1");
  query.add("SELECT ?1, ?2, ?3, ?4, ?5", Bytes("a \"b\"\n"), 7, true, HexId{0xAB}, nullptr);
  query.add("SELECT ?1, ?2, ?3", std::optional<Bytes>(), std::optional<std::int64_t>(-1), std::optional<bool>(false));
  CHECK(query.statements() == 3);
  query.end();
  CHECK(body.view() ==
        "[[\"SELECT 1\"],[\"SELECT ?1, ?2, ?3, ?4, ?5\",\"a \\\"b\\\"\\n\",7,1,\"00000000000000ab\",null],"
        "[\"SELECT ?1, ?2, ?3\",null,-1,0]]");
}

TEST_CASE("results are read by statement and column") {
  Desk desk;
  const Results& results = desk.ask([](Query& query) {
    query.add("SELECT ?1 AS word, ?2 AS empty_one, 7 AS seven, '0123456789abcdef' AS id, '[\"a\",\"b\",3]' AS list",
              "x\"y", nullptr);
    query.add("INSERT INTO models (id) SELECT value FROM json_each(?1)", "[\"m1\",\"m2\"]");
    query.add("SELECT id FROM models WHERE id = 'none'");
  });
  REQUIRE(results.size() == 3);
  const json::Value row = results.row(0);
  CHECK(text_of(row, "word", desk.arena) == "x\"y");
  CHECK(text_of(row, "nothing", desk.arena).empty());
  CHECK(text_of(row, "missing", desk.arena).empty());
  CHECK(integer_of(row, "seven") == 7);
  CHECK(integer_of(row, "word") == 0);
  CHECK(nullable_of(row, "empty_one") == std::nullopt);
  CHECK(nullable_of(row, "seven") == 7);
  CHECK(id_of(row, "id") == 0x0123456789abcdef);
  CHECK(id_of(row, "word") == 0);
  const List<Bytes> texts = texts_of(row, "list", desk.spare, desk.arena);
  REQUIRE(texts.size() == 2);
  CHECK(texts[0] == "a");
  CHECK(texts[1] == "b");
  CHECK(texts_json(texts, desk.arena) == "[\"a\",\"b\"]");
  CHECK(texts_of(row, "word", desk.spare, desk.arena).empty());
  CHECK(results.changes(0) == 0);
  CHECK(results.changes(1) == 2);
  CHECK(results.rows(2).count() == 0);
  CHECK(!results.row(2));
  CHECK(!results.rows(3));
  CHECK(results.changes(3) == 0);
}

TEST_CASE("an answer that is none is a failure of Rota's") {
  Arena arena;
  json::Reader reader;
  for (const char* body : {"", "{}", "[7]", "[{}]", "[{\"rows\":[]},{\"rows\":null}]", "["}) {
    INFO(body);
    const auto read = Results::read(body, reader, arena);
    REQUIRE(!read.ok());
    CHECK(read.failure().blame == Blame::rota);
  }
  CHECK(Results::read("[]", reader, arena).ok());
}

TEST_CASE("a column's id is 16 lower-case hex digits and nothing else") {
  std::uint64_t id = 5;
  for (const char* digits : {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg"}) {
    INFO(digits);
    CHECK(!text::parse_hex_id(digits, id));
    CHECK(id == 5);
  }
  CHECK(text::parse_hex_id("ffffffffffffffff", id));
  CHECK(id == 0xFFFFFFFFFFFFFFFF);
}

TEST_CASE("a query is done as a whole or not at all") {
  Database db;
  Buffer body;
  Query query(body);
  query.add("INSERT INTO models (id) VALUES ('m')");
  query.add("INSERT INTO nowhere (id) VALUES ('m')");
  query.end();
  CHECK(db.run(std::string(body.view())).empty());
  CHECK(db.value("SELECT COUNT(*) FROM models") == "0");
}
