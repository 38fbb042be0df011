// Leases between the exchanges of one isolate: who asks, who waits, who is nudged, and what becomes of picks that
// nobody is left to use.
#include "exchange/exchange_testing.h"

using namespace rota;
using rota::test::chat_head;
using rota::test::Isolate;
using rota::test::lend;
using rota::test::Stage;
using rota::test::says;
using rota::test::Watched;

TEST_CASE_METHOD(Isolate, "C2: a quiet isolate asks for each request, and nobody waits for another's pick") {
  Watched& one = open();
  Watched& two = open();
  CHECK(one.asked == R"({"want":1,"model":"gemini-3.6-flash"})");
  CHECK(two.asked == one.asked);
  CHECK(two.wait == 0);
}

TEST_CASE_METHOD(Isolate, "F8: a busy isolate asks once; who comes meanwhile waits, and gets its turn with the reply") {
  be_busy(3);
  Watched& first = open();
  CHECK(first.asked == R"({"want":3,"model":"gemini-3.6-flash"})");
  Watched& second = open();
  Watched& third = open();
  CHECK(second.pool == 0);
  REQUIRE(second.wait != 0);
  REQUIRE(third.wait != 0);
  CHECK(second.wait != third.wait);
  Watched& fourth = open();  // the call brings no pick for it
  CHECK(fourth.wait == 0);
  CHECK(fourth.pool != 0);

  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  CHECK(first.stage() == Stage::calling);
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait, third.wait});
  second.tell(event::nudged(second.wait));
  CHECK(second.stage() == Stage::calling);
  third.tell(event::nudged(third.wait));
  CHECK(third.stage() == Stage::calling);
  CHECK(second.pool + third.pool == 0);

  for (Watched* talk : {&first, &second, &third}) serve(*talk);
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(told[i].key == i + 1);  // in the pool's order
}

TEST_CASE_METHOD(Isolate, "F8: what is in the bank is used without asking, until it is void, and goes back then") {
  be_busy(3);
  Watched& first = open();
  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  now_ms += limits::lease_ms - 1;
  Watched& second = open();
  CHECK(second.stage() == Stage::calling);
  CHECK(second.pool == 0);
  now_ms += 1;
  Watched& third = open();
  CHECK(third.asked == R"({"returned":[{"key":"0000000000000003","model":"gemini-3.6-flash"}],"want":1,)"
                       R"("model":"gemini-3.6-flash"})");
}

TEST_CASE_METHOD(Isolate, "a request that waited long enough asks for itself, and hears no later nudge") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  second.now_ms += limits::wait_for_lease_ms;
  second.tell(event::timer(second.wake));
  CHECK(second.stage() == Stage::leasing);
  CHECK(second.pool != 0);
  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  CHECK(first.nudges.empty());  // nobody waits any more
  second.tell(event::nudged(second.wait));
  CHECK(second.last.empty());
  second.tell(event::pool_reply(second.pool, lend(4, 4)));
  CHECK(second.stage() == Stage::calling);
}

TEST_CASE_METHOD(Isolate, "while it waits, a request hears nobody's reply and nobody's failure") {
  be_busy(3);
  open();
  Watched& second = open();
  for (const std::uint32_t token : {0U, second.wait + 1, second.wake, 1000000U}) {
    second.tell(event::pool_reply(token, lend(1, 1)));
    CHECK(second.last.empty());
    second.tell(event::failed(token, "Error: away"));
    CHECK(second.last.empty());
    if (token != second.wait) second.tell(event::nudged(token));
    CHECK(second.last.empty());
  }
  CHECK(second.stage() == Stage::leasing);
}

TEST_CASE_METHOD(Isolate, "a reply with fewer picks than were wanted leaves nobody waiting for nothing") {
  be_busy(4);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  Watched& fourth = open();
  first.tell(event::pool_reply(first.pool, lend(1, 2)));
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait, third.wait, fourth.wait});
  second.tell(event::nudged(second.wait));
  CHECK(second.stage() == Stage::calling);
  third.tell(event::nudged(third.wait));
  CHECK(third.pool != 0);
}

TEST_CASE_METHOD(Isolate, "F8: with several calls under way each brings the turns that it can, and no more") {
  be_busy(2);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  Watched& fourth = open();
  REQUIRE(second.wait != 0);
  REQUIRE(third.pool != 0);
  REQUIRE(fourth.wait != 0);
  first.tell(event::pool_reply(first.pool, lend(1, 2)));
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
  second.tell(event::nudged(second.wait));

  Watched& fifth = open();  // the call still under way brings a pick for the fourth, none for the fifth
  CHECK(fifth.wait == 0);
  CHECK(fifth.pool != 0);
  third.tell(event::pool_reply(third.pool, lend(3, 4)));
  CHECK(third.nudges == std::vector<std::uint32_t>{fourth.wait});
}

TEST_CASE_METHOD(Isolate,
                 "A5: a second attempt asks for itself, and its reply disturbs nobody who waits for another call") {
  Watched& retrying = open();
  retrying.tell(event::pool_reply(retrying.pool, lend(1, 1)));
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  REQUIRE(second.wait != 0);
  retrying.tell(event::upstream_head(retrying.fetch, 503, {}));
  retrying.tell(event::upstream_end(retrying.fetch));
  CHECK(says(retrying.asked, R"("want":1,"model":"gemini-3.6-flash","avoid":["0000000000000001"]})"));
  retrying.tell(event::pool_reply(retrying.pool, lend(5, 5)));
  CHECK(retrying.stage() == Stage::calling);
  CHECK(retrying.nudges.empty());
  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
}

TEST_CASE_METHOD(Isolate, "a call that fails, or finds nothing, is over for all who waited for it") {
  const bool fails = GENERATE(true, false);
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  if (fails) {
    first.tell(event::failed(first.pool, "Error: away"));
    CHECK(first.answer_status == 503);
  } else {
    first.tell(event::pool_reply(first.pool, R"({"shortage":2,"retry_after_ms":5000,"reason":"All rest."})"));
    CHECK(first.answer_status == 429);
  }
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait, third.wait});
  second.tell(event::nudged(second.wait));
  third.tell(event::nudged(third.wait));
  if (fails) {
    CHECK(second.pool != 0);
    CHECK(third.pool != 0);
  } else {
    CHECK(second.answer_status == 429);  // they know why, and need not ask
    CHECK(third.answer_status == 429);
    CHECK(second.pool + third.pool == 0);
  }
}

TEST_CASE_METHOD(Isolate, "F6: for a moment after a shortage nobody asks; the wait told is what is left of it") {
  Watched& first = open();
  first.tell(event::pool_reply(first.pool, R"({"shortage":3,"retry_after_ms":90000,"reason":"All are spent."})"));
  CHECK(first.answer_status == 429);
  CHECK(says(first.answer_head, "retry-after: 90\n"));
  now_ms += limits::shortage_ms - 1;
  Watched& second = open();
  CHECK(second.answer_status == 429);
  CHECK(second.pool == 0);
  CHECK(says(second.answer_head, "retry-after: 90\n"));
  CHECK(says(second.answer_body, "All are spent."));
  Watched& other = open(chat_head, R"({"model":"gemini-3.1-pro","messages":[{"role":"user","content":"Hi"}]})");
  CHECK(other.pool != 0);
  now_ms += 1;
  CHECK(open().pool != 0);
}

TEST_CASE_METHOD(Isolate, "whoever leaves while it asks stays until the picks are there, for others to use") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  first.tell(event::client_gone());
  CHECK(!first.done());
  CHECK(first.stage() == Stage::settling);
  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  CHECK(first.done());
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
  second.tell(event::nudged(second.wait));
  CHECK(second.stage() == Stage::calling);
  CHECK(open().stage() == Stage::calling);
  CHECK(open().stage() == Stage::calling);  // its own pick as well
  CHECK(open().pool != 0);
}

TEST_CASE_METHOD(Isolate, "whoever leaves while it asks, and the call fails: those who wait ask for themselves") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  first.tell(event::client_gone());
  first.tell(event::failed(first.pool, "Error: away"));
  CHECK(first.done());
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
  second.tell(event::nudged(second.wait));
  CHECK(second.pool != 0);
}

TEST_CASE_METHOD(Isolate, "whoever leaves while it waits takes nobody's turn") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  second.tell(event::client_gone());
  CHECK(second.done());
  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  CHECK(first.nudges == std::vector<std::uint32_t>{third.wait});
}

TEST_CASE_METHOD(Isolate, "a timer of long ago does not end the stay of who left while it asked") {
  Watched& talk = open(chat_head, test::picture_body);
  REQUIRE(talk.stage() == Stage::gathering);
  const std::uint32_t gathering = talk.wake;
  for (const std::uint32_t fetch : {talk.fetch - 1, talk.fetch}) {
    talk.tell(event::upstream_head(fetch, 200, "content-type: image/png\n"));
    talk.tell(event::upstream_body(fetch, "\x89PNG\r\n\x1a\n"));
    talk.tell(event::upstream_end(fetch));
  }
  REQUIRE(talk.stage() == Stage::leasing);
  talk.tell(event::client_gone());
  talk.tell(event::timer(gathering));
  CHECK(talk.last.empty());
  talk.tell(event::pool_reply(talk.pool, lend(1, 1)));
  CHECK(talk.done());
  // What was lent for a request with a picture is kept for such requests.
  CHECK(open().stage() == Stage::leasing);
  pool::Pick pick;
  CHECK(gateway.bank().take(exchange::lease_name("gemini-3.6-flash", "images", 0, arena), {}, now_ms, pick,
                            arena));
}

TEST_CASE_METHOD(Isolate, "F6: a rest that a reply tells of takes the project's picks out of the bank") {
  be_busy(3);
  Watched& first = open();
  first.tell(event::pool_reply(first.pool,
                               R"({"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-key-1"},)"
                               R"({"key":"0000000000000002","group":"00000000000000aa","secret":"AIzaFAKE-key-2"},)"
                               R"({"key":"0000000000000003","secret":"AIzaFAKE-key-3"}]})"));
  Watched& other = open(chat_head, R"({"model":"gemini-3.1-pro","messages":[{"role":"user","content":"Hi"}]})");
  other.tell(event::pool_reply(other.pool,
                               lend(9, 9, R"(,"cooling":[{"group":"00000000000000aa","model":"gemini-3.6-flash"}])")));
  Watched& second = open();
  serve(second);
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 1);
  CHECK(told[0].key == 3);
}

TEST_CASE_METHOD(Isolate, "F6: what this isolate learns itself takes effect on its bank at once") {
  be_busy(2);
  Watched& first = open();
  first.tell(event::pool_reply(
      first.pool, R"({"picks":[{"key":"0000000000000001","group":"00000000000000aa","secret":"AIzaFAKE-key-1"},)"
                  R"({"key":"0000000000000002","group":"00000000000000aa","secret":"AIzaFAKE-key-2"}]})"));
  first.tell(event::upstream_head(first.fetch, 429, {}));
  first.tell(event::upstream_end(first.fetch));
  CHECK(first.stage() == Stage::leasing);  // not with the second key of the same project
  CHECK(says(first.asked, R"("returned":[{"key":"0000000000000002","model":"gemini-3.6-flash"}])"));
}
