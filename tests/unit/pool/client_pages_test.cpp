// Client pages: what clients have used of the day, there and back, and rows that are none of ours.
#include "pool/client_pages.h"

#include "pool/fields.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

std::string page_text(const Clients& clients, std::uint32_t page) {
  Buffer out;
  write_client_page(clients, page, out);
  return std::string(out.view());
}

ClientState client_of(std::uint64_t id, std::int32_t day = 20635, std::uint32_t requests = 3,
                      std::int64_t tokens = 4000) {
  ClientState state;
  state.id = id;
  state.day = day;
  state.day_requests = requests;
  state.day_tokens = tokens;
  return state;
}

}  // namespace

TEST_CASE("D3 client pages: a client's day survives the way, its minute does not take it") {
  Clients before;
  ClientState state = client_of(0xFEDCBA9876543210U, 20635, 0xFFFFFFFF, count_max);
  state.minute = 12345;
  state.minute_requests = 9;
  before.restore(state);
  before.restore(client_of(1, 0, 0, 0));
  const std::string page = page_text(before, 0);
  CHECK(page == R"({"v":1,"clients":[{"id":"fedcba9876543210","day":20635,"requests":4294967295,)"
                R"("tokens":9007199254740991},{"id":"0000000000000001"}]})");
  Arena arena;
  json::Reader reader;
  Clients after;
  REQUIRE(read_client_page(page, reader, after, arena));
  REQUIRE(after.size() == 2);
  CHECK(after[0].id == state.id);
  CHECK(after[0].day == 20635);
  CHECK(after[0].day_requests == 0xFFFFFFFF);
  CHECK(after[0].day_tokens == count_max);
  CHECK(after[0].minute == 0);
  CHECK(after[0].minute_requests == 0);
  CHECK(after[1].id == 1);
  CHECK(page_text(after, 0) == page);
}

TEST_CASE("D3 client pages: 64 a page, read in any order, and none past the last") {
  Clients before;
  for (std::uint64_t id = 1; id <= limits::pool_page_keys + 2; ++id) before.restore(client_of(id));
  CHECK(page_text(before, 2) == R"({"v":1,"clients":[]})");
  Arena arena;
  json::Reader reader;
  Clients after;
  REQUIRE(read_client_page(page_text(before, 1), reader, after, arena));
  CHECK(after.size() == 2);
  REQUIRE(read_client_page(page_text(before, 0), reader, after, arena));
  REQUIRE(read_client_page(page_text(before, 2), reader, after, arena));
  CHECK(after.size() == limits::pool_page_keys + 2);
  REQUIRE(read_client_page(page_text(before, 1), reader, after, arena));  // who is there is not there twice
  CHECK(after.size() == limits::pool_page_keys + 2);
  CHECK_FALSE(after.dirty().any());
}

TEST_CASE("D3 client pages: rows have names") {
  Arena arena;
  CHECK(client_page_row(0, arena) == "clients/0");
  CHECK(client_page_row(312, arena) == "clients/312");
  std::uint32_t page = 0;
  CHECK(read_client_page_row("clients/312", page));
  CHECK(page == 312);
  for (const Bytes row : {"client", "clients/", "clients/x", "clients/99999999", "keys/1", "cursor", ""}) {
    CHECK_FALSE(read_client_page_row(row, page));
  }
  CHECK(page == 312);
}

TEST_CASE("F9 client pages: rows that are none of ours, or of a newer version, change nothing") {
  Arena arena;
  json::Reader reader;
  Clients clients;
  for (const Bytes row : {"", "{", "[]", "null", "{}", R"({"v":2,"clients":[{"id":"0000000000000001"}]})", "\xFF"}) {
    CAPTURE(row);
    CHECK_FALSE(read_client_page(row, reader, clients, arena));
    CHECK(clients.size() == 0);
  }
}

TEST_CASE("F9 client pages: entries that make no sense are skipped or cut to what they may be") {
  Arena arena;
  json::Reader reader;
  Clients clients;
  REQUIRE(read_client_page(R"({"v":1,"clients":[7,{"id":"x"},{},{"id":"00000000000000ff","day":9e15,)"
                           R"("requests":1e30,"tokens":-4}]})",
                           reader, clients, arena));
  REQUIRE(clients.size() == 1);
  CHECK(clients[0].id == 0xFF);
  CHECK(clients[0].day == 200'000);
  CHECK(clients[0].day_requests == 0xFFFFFFFF);
  CHECK(clients[0].day_tokens == 0);
  REQUIRE(read_client_page(R"({"v":1,"clients":{"a":1}})", reader, clients, arena));
  CHECK(clients.size() == 1);
}
