// Conversations in the pool: each stays on its key while that has room, moves for a reason that is told, and is placed by
// the strategy when it is new.
#include "pool/conversations.h"

#include "pool/pool_world_testing.h"

namespace {

using namespace pool_testing;

struct Talk : Bench {
  explicit Talk(std::size_t keys) : Bench(fake_keys(keys)) {}
  const Reply& ask_for(std::uint64_t conversation, std::uint32_t want = 1, bool begins = false, std::vector<std::size_t> avoid = {}) {
    Call asked = ask(want, flash, std::move(avoid));
    asked.conversation = conversation;
    asked.begins = begins;
    return call(asked);
  }
  /// The number of the key that the conversation gets; 0: none.
  std::size_t key_for(std::uint64_t conversation, bool begins = false) {
    const Reply& reply = ask_for(conversation, 1, begins);
    return reply.picks.empty() ? 0 : number_of(reply.picks[0].key);
  }
};

std::string numbers_of(const List<Pick>& picks) {
  std::string numbers;
  for (const Pick& pick : picks) numbers += std::to_string(Bench::number_of(pick.key)) + " ";
  return numbers;
}

Returned taken_of(std::size_t number, Bytes model = flash) { return {id_of(number), model}; }

}  // namespace

TEST_CASE("G3: the requests of a conversation go to one key, and new conversations to the next") {
  Talk talk(3);
  CHECK(talk.key_for(11) == 1);
  CHECK(talk.key_for(22) == 2);
  for (int i = 0; i < 5; ++i) {
    CHECK(talk.key_for(11) == 1);
    CHECK(talk.key_for(22) == 2);
  }
  CHECK(talk.key_for(33) == 3);
  CHECK(talk.pick() == 1);  // the rotation has gone on by conversations alone
  CHECK(talk.key_for(44) == 2);
}

TEST_CASE("G3: of several picks the first is the conversation's, the others are in turn") {
  Talk talk(3);
  CHECK(talk.key_for(11) == 1);
  CHECK(numbers_of(talk.ask_for(11, 4).picks) == "1 2 3 1 ");
  CHECK(talk.key_for(11) == 1);
}

TEST_CASE("G3: what begins is placed anew, and its next turn goes there") {
  Talk talk(3);
  CHECK(talk.key_for(11, true) == 1);
  CHECK(talk.key_for(11) == 1);
  CHECK(talk.key_for(11, true) == 2);
  CHECK(talk.key_for(11) == 2);
}

TEST_CASE("G3 H10: a cooldown moves a conversation for good, and the reply says why") {
  Talk talk(3);
  CHECK(talk.key_for(11) == 1);
  talk.tell(1, flash, Cause::minute_limit, 48'000);
  const Reply& moved = talk.ask_for(11);
  CHECK(numbers_of(moved.picks) == "2 ");
  CHECK(moved.moved == "minute_limit");
  CHECK(moved.moves.empty());  // who asks knows
  const Reply& stays = talk.ask_for(11);
  CHECK(numbers_of(stays.picks) == "2 ");
  CHECK(stays.moved.empty());
  CHECK(talk.ask_for(22).moves.size() == 1);
  talk.pass(limits::lease_ms + 1);
  CHECK(talk.ask_for(22).moves.empty());
  talk.pass(60'000);
  CHECK(talk.key_for(11) == 2);  // key 1 is back, and is no reason
}

TEST_CASE("G3: a limit in sight moves a conversation before it is refused") {
  Talk talk(2);
  CHECK(talk.key_for(11) == 1);
  Report limited = report_of(1, flash, Cause::minute_limit, 1000);
  limited.verdict.limit = 3;
  limited.verdict.quota_id = "RequestsPerMinute";
  talk.tell(limited);
  talk.pass(61'000);
  CHECK(talk.key_for(12, true) == 2);
  CHECK(talk.key_for(13, true) == 1);
  CHECK(talk.key_for(13) == 1);
  CHECK(talk.key_for(13) == 1);
  const Reply& moved = talk.ask_for(13);
  CHECK(numbers_of(moved.picks) == "2 ");
  CHECK(moved.moved == "learned_limit");
}

TEST_CASE("G3: where no other key serves, the conversation stays, whatever is in sight") {
  Talk talk(1);
  CHECK(talk.key_for(11) == 1);
  Report limited = report_of(1, flash, Cause::minute_limit, 1000);
  limited.verdict.limit = 1;
  limited.verdict.quota_id = "RequestsPerMinute";
  talk.tell(limited);
  talk.pass(61'000);
  CHECK(talk.key_for(11) == 1);
  const Reply& reply = talk.ask_for(11);
  CHECK(numbers_of(reply.picks) == "1 ");
  CHECK(reply.moved.empty());
  talk.tell(1, flash, Cause::minute_limit, 48'000);
  CHECK(talk.ask_for(11).moved.empty());  // nobody has moved: there is no key
}

TEST_CASE("G3: a request that has tried the key goes elsewhere, and so does what follows") {
  Talk talk(3);
  CHECK(talk.key_for(11) == 1);
  const Reply& next = talk.ask_for(11, 1, false, {1});
  CHECK(numbers_of(next.picks) == "2 ");
  CHECK(next.moved.empty());  // what the attempt met with is told of it
  CHECK(talk.key_for(11) == 2);
}

TEST_CASE("G3: a key that is gone, and an object that has begun anew, let a conversation be placed anew") {
  Talk talk(3);
  CHECK(talk.key_for(11) == 1);
  talk.configure(fake_key(2) + "," + fake_key(3));
  const Reply& moved = talk.ask_for(11);
  CHECK(moved.moved == "key_gone");
  REQUIRE(moved.picks.size() == 1);
  const std::size_t key = Bench::number_of(moved.picks[0].key);
  CHECK(talk.key_for(11) == key);
  talk.restart();
  const Reply& anew = talk.ask_for(11);
  CHECK(anew.picks.size() == 1);
  CHECK(anew.moved.empty());
}

TEST_CASE("G3: an isolate tells where it has placed a conversation, once it was answered there") {
  Talk talk(3);
  Report report = report_of(3, flash, Cause::server_error);
  report.conversation = 11;
  talk.tell(report);
  CHECK(talk.key_for(11) == 1);
  report.verdict.cause = Cause::ok;
  talk.tell(report);
  CHECK(talk.key_for(11) == 3);
  report.conversation = 22;
  report.verdict.cause = Cause::abandoned;
  talk.tell(report);
  CHECK(talk.key_for(22) == 3);
}

TEST_CASE("G3 F6: a key taken without a pick counts as lent, and the reply says when it may not be any more") {
  Talk talk(2);
  CHECK(talk.key_for(11) == 1);
  Report limited = report_of(1, flash, Cause::minute_limit, 1000);
  limited.verdict.limit = 8;
  limited.verdict.quota_id = "RequestsPerMinute";
  talk.tell(limited);
  talk.pass(61'000);
  Arena arena;
  const auto take = [&talk, &arena](std::size_t number, int count) {
    Call asked;
    for (int i = 0; i < count; ++i) asked.taken.push(arena, taken_of(number));
    return talk.call(asked).scarce.size();
  };
  CHECK(take(1, 3) == 0);
  CHECK_FALSE(talk.ask_for(11).picks[0].scarce);  // the fourth of eight
  CHECK(take(1, 1) == 1);
  CHECK(talk.ask_for(11).picks[0].scarce);
  CHECK(take(9, 1) == 1);  // a key that there is not
}

TEST_CASE("G3: more conversations than are known: the one not heard of for longest is placed anew") {
  Conversations conversations;
  const auto id = [](std::uint64_t number) { return text::fingerprint({reinterpret_cast<const char*>(&number), sizeof number}); };
  for (std::uint64_t i = 1; i <= limits::conversations_known; ++i) conversations.place(id(i), i, 1);
  CHECK(conversations.key_of(id(1)) == 1);
  for (std::uint64_t i = 1; i <= limits::conversations_known; ++i) conversations.place(id(i + limits::conversations_known), i, 1);
  CHECK(conversations.key_of(id(2)) == 0);
}

TEST_CASE("G3: so many moves are told as a reply holds, the latest") {
  Arena arena;
  for (const std::size_t count : {limits::moves_sent - 1, limits::moves_sent, limits::moves_sent + 1}) {
    Conversations conversations;
    for (std::uint64_t i = 1; i <= count; ++i) {
      conversations.place(i, 1, 1000);
      conversations.place(i, 2, 1000);
    }
    List<std::uint64_t> told;
    conversations.list_moves(told, 0, 1000, arena);
    CHECK(told.size() == (count < limits::moves_sent ? count : limits::moves_sent));
    List<std::uint64_t> others;
    conversations.list_moves(others, count, 1000, arena);
    CHECK(others.size() == told.size() - 1);
  }
}
