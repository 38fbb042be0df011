// Leases of conversations: a quiet isolate asks for each turn; a busy one goes to the key that it knows, and gives a pick
// back for it.
#include "exchange/exchange_testing.h"

using namespace rota;
using rota::test::chat_head;
using rota::test::Isolate;
using rota::test::lend;
using rota::test::says;
using rota::test::Stage;
using rota::test::Watched;

namespace {

std::string turn(int number, const std::string& first = "Hi") {
  std::string messages = R"({"role":"user","content":")" + first + "\"}";
  for (int i = 1; i < number; ++i) {
    messages += R"(,{"role":"assistant","content":"Hello."},{"role":"user","content":"And now?"})";
  }
  return R"({"model":"gemini-3.6-flash","messages":[)" + messages + "]}";
}

/// What a call says of its conversation: "0123456789abcdef", with "+" where it begins.
std::string conversation_in(const std::string& call) {
  const std::string name = R"("conversation":")";
  const std::size_t at = call.find(name);
  if (at == std::string::npos) return "";
  return call.substr(at + name.size(), 16) + (says(call, R"("begins":1)") ? "+" : "");
}

struct Talking : Isolate {
  using Isolate::Isolate;
  /// A turn that asks the pool, and is lent these keys.
  Watched& asks(const std::string& body, int first, int last, const std::string& head = chat_head) {
    Watched& talk = open(head, body);
    REQUIRE(talk.pool != 0);
    talk.tell(event::pool_reply(talk.pool, lend(first, last)));
    return talk;
  }
  /// One that does not ask: the secret that it is called with.
  std::string goes_on(const std::string& body) {
    Watched& talk = open(chat_head, body);
    REQUIRE(talk.pool == 0);
    REQUIRE(talk.stage() == Stage::calling);
    const std::size_t at = talk.fetched.find("AIzaFAKE-key-");
    const std::string key = talk.fetched.substr(at + 13, 1);
    serve(talk);
    return key;
  }
};

}  // namespace

TEST_CASE_METHOD(Talking, "G3: each call says which conversation it is for, and whether it begins there") {
  const std::string begun = conversation_in(open(chat_head, turn(1)).asked_whole);
  REQUIRE(begun.size() == 17);
  CHECK(conversation_in(open(chat_head, turn(2)).asked_whole) + "+" == begun);
  CHECK(conversation_in(open(chat_head, turn(5)).asked_whole) + "+" == begun);
  CHECK(conversation_in(open(chat_head, turn(1, "Bye")).asked_whole) != begun);
  const std::string head = std::string(chat_head) + "x-session-id: s\n";
  const std::string named = conversation_in(open(head, turn(1)).asked_whole);
  CHECK(named.size() == 16);
  CHECK(conversation_in(open(head, turn(3, "Bye")).asked_whole) == named);
  // Another client's is another one, whatever it is called.
  const std::string other = "POST https://rota.test/v1/chat/completions\nx-api-key: sk-2\nx-session-id: s\n";
  CHECK(conversation_in(open(other, turn(1)).asked_whole) != named);
}

TEST_CASE("G3: with the setting off no conversation is known") {
  Talking off(R"({"ALLOW_ANONYMOUS":"1","CONVERSATION_AFFINITY":"off"})");
  CHECK(conversation_in(off.open(chat_head, turn(2)).asked_whole).empty());
}

TEST_CASE_METHOD(Talking, "G3: a turn of a conversation that a busy isolate has not heard of is asked for") {
  be_busy(3);
  asks(turn(1), 1, 3);
  Watched& unknown = open(chat_head, turn(2, "Bye"));
  CHECK(unknown.pool != 0);
}

TEST_CASE_METHOD(Talking, "G3: a conversation that begins uses the next pick, and the pool is told where it is") {
  be_busy(3);
  asks(turn(1), 1, 3);
  CHECK(goes_on(turn(1, "Bye")) == "2");
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 1);
  CHECK(told[0].key == 2);
  CHECK(told[0].conversation != 0);
  CHECK(goes_on(turn(1, "Ciao")) == "3");
}

TEST_CASE_METHOD(Talking, "G3: a pick of its key serves the next turn; without one another goes back for it, and the pool is told") {
  be_busy(4);
  Watched& first = asks(turn(1), 1, 4);
  serve(first);
  CHECK(goes_on(turn(1, "Bye")) == "2");
  CHECK(goes_on(turn(2)) == "1");          // no pick of key 1 is left: that of key 4 goes back
  CHECK(goes_on(turn(2, "Bye")) == "2");   // that of key 3
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 4);
  CHECK(told[2].conversation == 0);  // the pool knows
  CHECK_FALSE(told[2].unlent);
  Watched& next = open(chat_head, turn(3));
  REQUIRE(next.pool != 0);
  CHECK(says(next.asked, R"("returned":[{"key":"0000000000000003","model":"gemini-3.6-flash"},)"
                         R"({"key":"0000000000000004","model":"gemini-3.6-flash"}])"));
  CHECK(says(next.asked, R"("taken":[{"key":"0000000000000001","model":"gemini-3.6-flash"},)"
                         R"({"key":"0000000000000002","model":"gemini-3.6-flash"}])"));
  next.tell(event::failed(next.pool, "gone"));
  Watched& again = open(chat_head, turn(3));
  CHECK(says(again.asked, R"("taken":[{"key":"0000000000000001")"));  // what a failed call carried rides again
}

TEST_CASE_METHOD(Talking, "G3: what the pool says of a key ends that") {
  be_busy(8);
  Watched& first = asks(turn(1), 1, 8);
  serve(first);
  SECTION("it cools down") {
    Watched& other = open(chat_head, turn(2, "Bye"));
    other.tell(event::pool_reply(other.pool, lend(9, 9, R"(,"cooling":[{"group":"0000000000000001","model":"gemini-3.6-flash"}])")));
  }
  SECTION("it is scarce") {
    Watched& other = open(chat_head, turn(2, "Bye"));
    other.tell(event::pool_reply(other.pool, lend(9, 9, R"(,"scarce":["0000000000000001"])")));
  }
  SECTION("the conversation has moved") {
    const std::string number = conversation_in(first.asked_whole).substr(0, 16);
    Watched& other = open(chat_head, turn(2, "Bye"));
    other.tell(event::pool_reply(other.pool, lend(9, 9, R"(,"moves":[")" + number + R"("])")));
  }
  SECTION("an administrator has changed something") {
    Watched& other = open(chat_head, turn(2, "Bye"));
    other.tell(event::pool_reply(other.pool, lend(9, 9, R"(,"version":7)")));
  }
  SECTION("nothing is heard for too long") { now_ms += limits::lease_ms; }
  CHECK(open(chat_head, turn(2)).pool != 0);
}

TEST_CASE_METHOD(Talking, "G3: a key that fails moves its conversation to the next pick, for this request and those that follow") {
  be_busy(6);
  Watched& first = asks(turn(1), 1, 6);
  serve(first);
  Watched& second = open(chat_head, turn(2));
  REQUIRE(second.stage() == Stage::calling);
  second.tell(event::upstream_head(second.fetch, 429, {}));
  second.tell(event::upstream_body(second.fetch, R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota"}})"));
  second.tell(event::upstream_end(second.fetch));
  REQUIRE(second.pool == 0);
  CHECK(says(second.fetched, "AIzaFAKE-key-2"));
  serve(second);
  CHECK(goes_on(turn(3)) == "2");
}

TEST_CASE("G3: a conversation has a shard of its own, in every isolate") {
  const std::string settings = R"({"ALLOW_ANONYMOUS":"1","POOL_SHARDS":"4"})";
  Talking one(settings);
  Talking two(settings);
  for (int i = 0; i < 8; ++i) {
    const std::string body = turn(2 + i % 3, "Hi " + std::to_string(i % 4));
    Watched& here = one.open(chat_head, body);
    Watched& there = two.open(chat_head, body);
    CHECK(here.pool != 0);
    CHECK_FALSE(conversation_in(here.asked_whole).empty());
    CHECK(conversation_in(here.asked_whole) == conversation_in(there.asked_whole));
  }
}

TEST_CASE("G3 G4: of shards any takes an opening, for many begin with the same words; one that has a name goes to its own") {
  Talking isolate(R"({"ALLOW_ANONYMOUS":"1","POOL_SHARDS":"4"})");
  CHECK(conversation_in(isolate.open(chat_head, turn(1)).asked_whole).empty());
  const std::string head = std::string(chat_head) + "x-session-id: s\n";
  CHECK_FALSE(conversation_in(isolate.open(head, turn(1)).asked_whole).empty());
}
