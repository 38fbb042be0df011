// Round trips: what OpenAI's reader reads, the writer writes, and the reader reads it again: nothing is lost on the way.
#include "dialect/openai/upstream/conversation_teller.h"

using namespace rota;

namespace {

using test::str;
using test::Teller;

/// What was read of a request, and what is read of the one written from it; empty where it cannot be read.
struct Trip {
  std::string before;
  std::string after;
  std::string sent;
};
Trip travel(const std::string& body) {
  Trip trip;
  test::Document document(body);
  REQUIRE(document.ok);
  const auto read = openai::read_chat_request(document.root, document.arena);
  if (!read.ok()) return trip;
  trip.before = Teller().told(*read->conversation);
  trip.sent = test::written(*read->conversation);
  test::Document again(trip.sent);
  INFO(trip.sent);
  REQUIRE(again.ok);
  const auto reread = openai::read_chat_request(again.root, again.arena);
  if (!reread.ok()) {
    trip.after = "unread: " + str(reread.failure().param) + " " + str(reread.failure().message);
    return trip;
  }
  trip.after = Teller().told(*reread->conversation);
  return trip;
}

}  // namespace

TEST_CASE("H7: every recorded chat request says the same when it is read and written again") {
  if (!test::have_fixtures()) return;
  std::size_t travelled = 0;
  for (const std::string kind : {"openai.chat.req", "googlecompat.chat.req"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      INFO(fixture.path);
      const std::string body = test::read_file(test::fixture_dir() + fixture.path);
      if (!test::is_json(body)) continue;
      const Trip trip = travel(body);
      if (trip.before.empty()) continue;
      INFO(trip.sent);
      CHECK(trip.before == trip.after);
      ++travelled;
    }
  }
  CHECK(travelled > 80);
}

TEST_CASE("H7: every chat request of a recorded agent says the same when it is read and written again") {
  if (!test::have_fixtures()) return;
  std::istringstream index(test::read_file(test::fixture_dir() + "agents/INDEX.tsv"));
  std::size_t travelled = 0;
  for (std::string line; std::getline(index, line);) {
    // path, client, version, dialect, endpoint, status, where the request's body is
    std::istringstream row(line);
    std::string columns[7];
    for (std::string& column : columns) std::getline(row, column, '\t');
    if (columns[4] != "POST /v1/chat/completions") continue;
    INFO(columns[6]);
    const Trip trip = travel(test::read_file(test::fixture_dir() + "agents/" + columns[6]));
    INFO(trip.sent);
    if (trip.before.empty()) continue;
    CHECK(trip.before == trip.after);
    ++travelled;
  }
  CHECK(travelled > 50);
}
