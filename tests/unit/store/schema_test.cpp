// The schema, applied as often as one likes, and the questions of docs/QUERIES.md, each of them asked.
#include <vector>

#include "store/d1_testing.h"
#include "store/config_rows.h"
#include "store/usage_writes.h"

using namespace rota;
using namespace rota::store;
using namespace rota::test;

namespace {

/// The SQL of every `npx wrangler d1 execute rota-db --remote --command "..."` line.
std::vector<std::string> questions() {
  std::vector<std::string> found;
  std::istringstream lines(file_text("docs/QUERIES.md"));
  const std::string command = "npx wrangler d1 execute rota-db --remote --command \"";
  for (std::string line; std::getline(lines, line);) {
    if (line.find("npx ") == std::string::npos) continue;
    INFO(line);
    REQUIRE(line.compare(0, command.size(), command) == 0);
    REQUIRE(line.back() == '"');
    found.push_back(line.substr(command.size(), line.size() - command.size() - 1));
    CHECK(found.back().find_first_of("\"$`\\!") == std::string::npos);  // a shell would change it
  }
  return found;
}

const std::string& question_with(const std::vector<std::string>& all, const std::string& part) {
  for (const std::string& question : all) {
    if (question.find(part) != std::string::npos) return question;
  }
  FAIL("no question has " + part);
  return all.front();
}

/// A key, a client, a setting, and two calls within this hour.
void fill(Desk& desk) {
  desk.db.script(
      "INSERT INTO api_keys (id, api_key, name, created_at) VALUES ('00000000000000aa', '…wxyz', 'first', 0),"
      "('00000000000000bb', '…last', 'idle', 0);"
      "INSERT INTO client_keys (id, digest, name, created_at) VALUES ('00000000000000cc', '', 'laptop', 0)");
  const std::string now = desk.db.value("SELECT unixepoch()");
  const std::string hour = desk.db.value("SELECT unixepoch() / 3600");
  desk.ask([&](Query& query) {
    insert_usage(query, "[[" + now +
                            "000,1,\"00000000000000aa\",\"00000000000000cc\",\"m\",\"chat\",\"openai\",200,"
                            "\"ok\",1,10,20,0,5,35,100,900,\"\"],"
                            "[" +
                            now +
                            "001,2,\"00000000000000aa\",\"00000000000000cc\",\"m\",\"chat\",\"openai\",429,"
                            "\"minute_limit\",1,0,0,0,0,0,50,60,\"The minute is spent.\"]]");
    add_hourly(query, "[[" + hour +
                          ",\"k:00000000000000aa\",\"m\",1,2,1,10,20,0,5,100,900],"
                          "[" +
                          hour + ",\"c:00000000000000cc\",\"m\",1,2,1,10,20,0,5,100,900]]", "w");
    add_key_totals(query, "[{\"id\":\"00000000000000aa\",\"attempts\":2,\"errors\":1,\"tokens\":35,\"last_used_at\":" +
                              now + "000,\"last_error\":\"The minute is spent.\"}]", "w");
    put_setting(query, "max_attempts", "7");
  });
  const std::int64_t day = std::stoll(hour) / 24;
  desk.ask([&](Query& query) { roll_up_day(query, day, day * 24, day * 24 + 24); });
}

}  // namespace

TEST_CASE_METHOD(Desk, "E4: the schema is applied twice without harm") {
  fill(*this);
  db.apply_schema();
  CHECK(db.value("SELECT COUNT(*) FROM api_keys") == "2");
  CHECK(db.value("SELECT COUNT(*) FROM api_key_usage") == "2");
  CHECK(db.value("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'") == "8");
}

TEST_CASE_METHOD(Desk, "E2: every question of docs/QUERIES.md has an answer") {
  fill(*this);
  const std::vector<std::string> all = questions();
  REQUIRE(all.size() >= 10);
  for (const std::string& question : all) {
    INFO(question);
    ask([&](Query& query) { query.add(question); });
    CHECK(results.rows(0).count() > 0);
  }
}

TEST_CASE_METHOD(Desk,
                 "E2: keys with totals and errors, usage by endpoint and status, tokens by key and day, settings") {
  fill(*this);
  const std::vector<std::string> all = questions();
  const auto answered = [&](const std::string& part) {
    const std::string& question = question_with(all, part);
    ask([&](Query& query) { query.add(question); });
    return results.rows(0);
  };
  json::Value row = answered("FROM api_keys ORDER BY total_requests").at(0);
  CHECK(text_of(row, "name", arena) == "first");
  CHECK(integer_of(row, "total_requests") == 2);
  CHECK(integer_of(row, "error_count") == 1);
  CHECK(integer_of(row, "tokens_used") == 35);
  CHECK(text_of(row, "last_error", arena) == "The minute is spent.");

  const json::Value rows = answered("GROUP BY endpoint, response_status");
  CHECK(rows.count() == 2);
  CHECK(integer_of(rows.at(0), "response_status") == 200);
  CHECK(integer_of(rows.at(0), "tokens") == 35);
  CHECK(integer_of(rows.at(1), "calls") == 1);

  row = answered("FROM usage_daily WHERE subject LIKE 'k:%' AND day").at(0);
  CHECK(text_of(row, "api_key_id", arena) == "00000000000000aa");
  CHECK(integer_of(row, "tokens") == 35);
  CHECK(text_of(answered("LEFT JOIN client_keys").at(0), "name", arena) == "laptop");
  row = answered("FROM pool_config").at(0);
  CHECK(text_of(row, "key", arena) == "max_attempts");
  CHECK(text_of(row, "value", arena) == "7");
  CHECK(text_of(row, "description", arena) == find_setting("max_attempts")->description);
}
