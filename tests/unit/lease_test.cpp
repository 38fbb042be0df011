// Leases between the exchanges of one isolate: who asks, who waits, who is nudged, and what becomes of picks that
// nobody is left to use; clients' limits; and refusals whose blame another key decides.
#include "exchange_testing.h"

using namespace rota;
using rota::test::chat_body;
using rota::test::chat_head;
using rota::test::Phase;
using rota::test::Watched;

namespace {

constexpr Bytes model = "gemini-2.5-flash";
constexpr double one_o_clock_ms = 1767323045000;

/// A reply that lends the fake keys from `first` to `last`; `more`: further members, each with a comma before it.
std::string lend(int first, int last, const std::string& more = "") {
  std::string picks;
  for (int number = first; number <= last; ++number) {
    const std::string name = std::to_string(number);
    picks += (picks.empty() ? "" : ",") + (R"({"key":"000000000000000)" + name) + R"(","secret":"AIzaFAKE-key-)" +
             name + R"(","label":"#)" + name + "\"}";
  }
  return R"({"picks":[)" + picks + "]" + more + "}";
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// An isolate. With `want` over 1 it has been as busy as makes it ask for so many picks at once.
struct Isolate {
  explicit Isolate(const std::string& settings = R"({"ALLOW_ANONYMOUS":"1"})") { test::configure(gateway, settings); }

  void be_busy(int want) {
    for (int i = 0; i < want * 4; ++i) gateway.bank().note_demand(model, now_ms);
  }
  Watched& open(const std::string& head = chat_head, const std::string& body = chat_body) {
    talks.push_back(std::make_unique<Watched>(gateway, talks.size() + 1));
    Watched& talk = *talks.back();
    talk.now_ms = now_ms;
    talk.tell(Kind::request, 0, -1, head);
    talk.tell(Kind::request_body, 0, 0, "", body);
    talk.tell(Kind::request_end);
    return talk;
  }
  void serve(Watched& talk) {
    talk.tell(Kind::upstream_head, talk.fetch, 200);
    talk.tell(Kind::upstream_body, talk.fetch, 0, "",
              R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})");
    talk.tell(Kind::upstream_end, talk.fetch);
  }
  /// The reports that wait.
  List<pool::Report> reports() {
    List<pool::Report> taken;
    gateway.take_reports(0, taken, arena);
    return taken;
  }

  double now_ms = one_o_clock_ms;
  Arena arena;
  exchange::Gateway gateway{1};
  std::vector<std::unique_ptr<Watched>> talks;
};

}  // namespace

TEST_CASE_METHOD(Isolate, "C2: a quiet isolate asks for each request, and nobody waits for another's pick") {
  Watched& one = open();
  Watched& two = open();
  CHECK(one.asked == R"({"want":1,"model":"gemini-2.5-flash"})");
  CHECK(two.asked == one.asked);
  CHECK(two.wait == 0);
}

TEST_CASE_METHOD(Isolate, "F8: a busy isolate asks once; who comes meanwhile waits, and gets its turn with the reply") {
  be_busy(3);
  Watched& first = open();
  CHECK(first.asked == R"({"want":3,"model":"gemini-2.5-flash"})");
  Watched& second = open();
  Watched& third = open();
  CHECK(second.pool == 0);
  REQUIRE(second.wait != 0);
  REQUIRE(third.wait != 0);
  CHECK(second.wait != third.wait);
  Watched& fourth = open();  // the call brings no pick for it
  CHECK(fourth.wait == 0);
  CHECK(fourth.pool != 0);

  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 3));
  CHECK(first.phase() == Phase::calling);
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait, third.wait});
  second.tell(Kind::nudged, second.wait);
  CHECK(second.phase() == Phase::calling);
  third.tell(Kind::nudged, third.wait);
  CHECK(third.phase() == Phase::calling);
  CHECK(second.pool + third.pool == 0);

  for (Watched* talk : {&first, &second, &third}) serve(*talk);
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(told[i].key == i + 1);  // in the pool's order
}

TEST_CASE_METHOD(Isolate, "F8: what is in the bank is used without asking, until it is void, and goes back then") {
  be_busy(3);
  Watched& first = open();
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 3));
  now_ms += limits::lease_ms;
  Watched& second = open();
  CHECK(second.phase() == Phase::calling);
  CHECK(second.pool == 0);
  now_ms += 1;
  Watched& third = open();
  CHECK(third.asked == R"({"returned":[{"key":"0000000000000003","model":"gemini-2.5-flash"}],"want":1,)"
                       R"("model":"gemini-2.5-flash"})");
}

TEST_CASE_METHOD(Isolate, "a request that waited long enough asks for itself, and hears no later nudge") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  second.now_ms += limits::wait_for_lease_ms;
  second.tell(Kind::timer, second.wake);
  CHECK(second.phase() == Phase::leasing);
  CHECK(second.pool != 0);
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 3));
  CHECK(first.nudges.empty());  // nobody waits any more
  second.tell(Kind::nudged, second.wait);
  CHECK(second.last.empty());
  second.tell(Kind::pool_reply, second.pool, 0, "", lend(4, 4));
  CHECK(second.phase() == Phase::calling);
}

TEST_CASE_METHOD(Isolate, "while it waits, a request hears nobody's reply and nobody's failure") {
  be_busy(3);
  open();
  Watched& second = open();
  for (const std::uint32_t token : {0U, second.wait + 1, second.wake, 1000000U}) {
    second.tell(Kind::pool_reply, token, 0, "", lend(1, 1));
    CHECK(second.last.empty());
    second.tell(Kind::failed, token, 0, "Error: away");
    CHECK(second.last.empty());
    if (token != second.wait) second.tell(Kind::nudged, token);
    CHECK(second.last.empty());
  }
  CHECK(second.phase() == Phase::leasing);
}

TEST_CASE_METHOD(Isolate, "a reply with fewer picks than were wanted leaves nobody waiting for nothing") {
  be_busy(4);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  Watched& fourth = open();
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 2));
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait, third.wait, fourth.wait});
  second.tell(Kind::nudged, second.wait);
  CHECK(second.phase() == Phase::calling);
  third.tell(Kind::nudged, third.wait);
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
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 2));
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
  second.tell(Kind::nudged, second.wait);

  Watched& fifth = open();  // the call still under way brings a pick for the fourth, none for the fifth
  CHECK(fifth.wait == 0);
  CHECK(fifth.pool != 0);
  third.tell(Kind::pool_reply, third.pool, 0, "", lend(3, 4));
  CHECK(third.nudges == std::vector<std::uint32_t>{fourth.wait});
}

TEST_CASE_METHOD(Isolate,
                 "A5: a second attempt asks for itself, and its reply disturbs nobody who waits for another call") {
  Watched& retrying = open();
  retrying.tell(Kind::pool_reply, retrying.pool, 0, "", lend(1, 1));
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  REQUIRE(second.wait != 0);
  retrying.tell(Kind::upstream_head, retrying.fetch, 503);
  retrying.tell(Kind::upstream_end, retrying.fetch);
  CHECK(says(retrying.asked, R"("want":1,"model":"gemini-2.5-flash","avoid":["0000000000000001"]})"));
  retrying.tell(Kind::pool_reply, retrying.pool, 0, "", lend(5, 5));
  CHECK(retrying.phase() == Phase::calling);
  CHECK(retrying.nudges.empty());
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 3));
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
}

TEST_CASE_METHOD(Isolate, "a call that fails, or finds nothing, is over for all who waited for it") {
  const bool fails = GENERATE(true, false);
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  if (fails) {
    first.tell(Kind::failed, first.pool, 0, "Error: away");
    CHECK(first.answer_status == 503);
  } else {
    first.tell(Kind::pool_reply, first.pool, 0, "", R"({"shortage":2,"retry_after_ms":5000,"reason":"All rest."})");
    CHECK(first.answer_status == 429);
  }
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait, third.wait});
  second.tell(Kind::nudged, second.wait);
  third.tell(Kind::nudged, third.wait);
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
  first.tell(Kind::pool_reply, first.pool, 0, "", R"({"shortage":3,"retry_after_ms":90000,"reason":"All are spent."})");
  CHECK(first.answer_status == 429);
  CHECK(says(first.answer_head, "retry-after: 90\n"));
  now_ms += limits::shortage_ms - 1;
  Watched& second = open();
  CHECK(second.answer_status == 429);
  CHECK(second.pool == 0);
  CHECK(says(second.answer_head, "retry-after: 90\n"));
  CHECK(says(second.answer_body, "All are spent."));
  Watched& other = open(chat_head, R"({"model":"gemini-2.5-pro","messages":[{"role":"user","content":"Hi"}]})");
  CHECK(other.pool != 0);
  now_ms += 1;
  CHECK(open().pool != 0);
}

TEST_CASE_METHOD(Isolate, "whoever leaves while it asks stays until the picks are there, for others to use") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  first.tell(Kind::client_gone);
  CHECK(!first.done());
  CHECK(first.phase() == Phase::settling);
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 3));
  CHECK(first.done());
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
  second.tell(Kind::nudged, second.wait);
  CHECK(second.phase() == Phase::calling);
  CHECK(open().phase() == Phase::calling);
  CHECK(open().phase() == Phase::calling);  // its own pick as well
  CHECK(open().pool != 0);
}

TEST_CASE_METHOD(Isolate, "whoever leaves while it asks, and the call fails: those who wait ask for themselves") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  first.tell(Kind::client_gone);
  first.tell(Kind::failed, first.pool, 0, "Error: away");
  CHECK(first.done());
  CHECK(first.nudges == std::vector<std::uint32_t>{second.wait});
  second.tell(Kind::nudged, second.wait);
  CHECK(second.pool != 0);
}

TEST_CASE_METHOD(Isolate, "whoever leaves while it waits takes nobody's turn") {
  be_busy(3);
  Watched& first = open();
  Watched& second = open();
  Watched& third = open();
  second.tell(Kind::client_gone);
  CHECK(second.done());
  first.tell(Kind::pool_reply, first.pool, 0, "", lend(1, 3));
  CHECK(first.nudges == std::vector<std::uint32_t>{third.wait});
}

TEST_CASE_METHOD(Isolate, "a timer of long ago does not end the stay of who left while it asked") {
  Watched& talk = open(chat_head, test::picture_body);
  REQUIRE(talk.phase() == Phase::gathering);
  const std::uint32_t gathering = talk.wake;
  for (const std::uint32_t fetch : {talk.fetch - 1, talk.fetch}) {
    talk.tell(Kind::upstream_head, fetch, 200, "content-type: image/png\n");
    talk.tell(Kind::upstream_body, fetch, 0, "", "\x89PNG\r\n\x1a\n");
    talk.tell(Kind::upstream_end, fetch);
  }
  REQUIRE(talk.phase() == Phase::leasing);
  talk.tell(Kind::client_gone);
  talk.tell(Kind::timer, gathering);
  CHECK(talk.last.empty());
  talk.tell(Kind::pool_reply, talk.pool, 0, "", lend(1, 1));
  CHECK(talk.done());
  CHECK(open().phase() == Phase::calling);
}

TEST_CASE_METHOD(Isolate, "F6: a rest that a reply tells of takes the project's picks out of the bank") {
  be_busy(3);
  Watched& first = open();
  first.tell(Kind::pool_reply, first.pool, 0, "",
             R"({"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-key-1"},)"
             R"({"key":"0000000000000002","group":"00000000000000aa","secret":"AIzaFAKE-key-2"},)"
             R"({"key":"0000000000000003","secret":"AIzaFAKE-key-3"}]})");
  Watched& other = open(chat_head, R"({"model":"gemini-2.5-pro","messages":[{"role":"user","content":"Hi"}]})");
  other.tell(Kind::pool_reply, other.pool, 0, "",
             lend(9, 9, R"(,"cooling":[{"group":"00000000000000aa","model":"gemini-2.5-flash"}])"));
  Watched& second = open();
  serve(second);
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 1);
  CHECK(told[0].key == 3);
}

TEST_CASE_METHOD(Isolate, "F6: what this isolate learns itself takes effect on its bank at once") {
  be_busy(2);
  Watched& first = open();
  first.tell(Kind::pool_reply, first.pool, 0, "",
             R"({"picks":[{"key":"0000000000000001","group":"00000000000000aa","secret":"AIzaFAKE-key-1"},)"
             R"({"key":"0000000000000002","group":"00000000000000aa","secret":"AIzaFAKE-key-2"}]})");
  first.tell(Kind::upstream_head, first.fetch, 429);
  first.tell(Kind::upstream_end, first.fetch);
  CHECK(first.phase() == Phase::leasing);  // not with the second key of the same project
  CHECK(says(first.asked, R"("returned":[{"key":"0000000000000002","model":"gemini-2.5-flash"}])"));
}

namespace {

/// A client with limits. The digest is the host's to make; any 32 bytes do.
struct Limited : Isolate {
  Limited() : Isolate(R"({"ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})") {
    pool::Reply reply;
    reply.version = 1;
    reply.config = R"({"v":1,"version":1,"settings":{},"models":[],"clients":[{"digest":")"
                   R"(6161616161616161616161616161616161616161616161616161616161616161","rpm":40}]})";
    gateway.learn(reply);
  }
  Watched& chat() {
    Watched& talk = open();
    talk.tell(Kind::digested, talk.digest, 0, "", std::string(32, 'a'));
    return talk;
  }
};

constexpr const char* wish = R"("client":{"id":"6161616161616161","want":)";

}  // namespace

TEST_CASE_METHOD(Limited,
                 "D3: leave is asked for in parts of the limit, told in headers, and counted here until it is spent") {
  be_busy(7);
  Watched& first = chat();
  CHECK(says(first.asked, R"("want":7)"));
  CHECK(says(first.asked, wish + std::string("4,")));  // a tenth of the limit
  first.tell(Kind::pool_reply, first.pool, 0, "",
             lend(1, 1, R"(,"client":{"granted":2,"limit":40,"remaining":38,"reset_ms":15000})"));
  serve(first);
  CHECK(first.answer_status == 200);
  CHECK(says(first.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 39\nx-ratelimit-reset: 15\n"));

  now_ms += 1500;
  Watched& second = chat();  // leave it has, a pick it has not
  CHECK(!says(second.asked, wish));
  second.tell(Kind::pool_reply, second.pool, 0, "", lend(2, 2));
  serve(second);
  CHECK(says(second.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 38\nx-ratelimit-reset: 14\n"));
  CHECK(says(chat().asked, wish));
}

TEST_CASE_METHOD(Limited, "D3: leave that was not used is void with the lease") {
  Watched& first = chat();
  first.tell(Kind::pool_reply, first.pool, 0, "",
             lend(1, 1, R"(,"client":{"granted":4,"limit":40,"remaining":36,"reset_ms":15000})"));
  now_ms += limits::lease_ms;
  CHECK(says(chat().asked, wish + std::string("1,")));
}

TEST_CASE_METHOD(Limited, "D3: without leave the answer is 429, with the wait and the headers, and no key is called") {
  Watched& talk = chat();
  talk.tell(Kind::pool_reply, talk.pool, 0, "",
            R"({"client":{"limit":40,"reset_ms":12300,"retry_after_ms":12300,"reason":"Come back in 13 seconds."}})");
  CHECK(talk.answer_status == 429);
  CHECK(talk.fetch == 0);
  CHECK(talk.done());
  CHECK(says(talk.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 13\n"));
  CHECK(says(talk.answer_head, "retry-after: 13\n"));
  CHECK(says(talk.answer_body, "Come back in 13 seconds."));
}

TEST_CASE_METHOD(Limited, "D3: an attempt more of the same request needs no further leave") {
  Watched& talk = chat();
  talk.tell(Kind::pool_reply, talk.pool, 0, "",
            lend(1, 1, R"(,"client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000})"));
  talk.tell(Kind::upstream_head, talk.fetch, 503);
  talk.tell(Kind::upstream_end, talk.fetch);
  CHECK(says(talk.asked, R"("avoid")"));
  CHECK(!says(talk.asked, wish));
  talk.tell(Kind::pool_reply, talk.pool, 0, "", lend(2, 2));
  serve(talk);
  CHECK(talk.answer_status == 200);
  CHECK(says(talk.answer_head, "x-ratelimit-remaining: 39\n"));
}

TEST_CASE_METHOD(Limited, "D3: leave without a key: the shortage is told, not the limit") {
  Watched& talk = chat();
  talk.tell(Kind::pool_reply, talk.pool, 0, "",
            R"({"shortage":2,"retry_after_ms":5000,"reason":"All rest.",)"
            R"("client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000}})");
  CHECK(talk.answer_status == 429);
  CHECK(says(talk.answer_body, "All rest."));
  CHECK(says(talk.answer_head, "retry-after: 5\n"));
}

namespace {

constexpr const char* refusal = R"({"error":{"code":403,"message":"No.","status":"PERMISSION_DENIED"}})";

/// The upstream refuses without a reason that blames anybody.
void refuse(Watched& talk) {
  talk.tell(Kind::upstream_head, talk.fetch, 403);
  talk.tell(Kind::upstream_body, talk.fetch, 0, "", refusal);
  talk.tell(Kind::upstream_end, talk.fetch);
}

}  // namespace

TEST_CASE_METHOD(Isolate,
                 "E3: a refusal that blames nobody is the key's own fault once another key has served the request") {
  Watched& talk = open();
  talk.tell(Kind::pool_reply, talk.pool, 0, "", lend(1, 1));
  refuse(talk);
  REQUIRE(talk.phase() == Phase::leasing);
  CHECK(!says(talk.asked, "reports"));  // not yet
  talk.tell(Kind::pool_reply, talk.pool, 0, "", lend(2, 2));
  serve(talk);
  CHECK(talk.answer_status == 200);
  const List<pool::Report> told = reports();
  REQUIRE(told.size() == 2);
  CHECK(told[0].key == 1);
  CHECK(told[0].verdict.cause == pool::Cause::refused);
  CHECK(told[0].status == 403);
  CHECK(!told[0].last);
  CHECK(told[1].key == 2);
  CHECK(told[1].verdict.cause == pool::Cause::ok);
  CHECK(told[1].last);
}

TEST_CASE_METHOD(Isolate, "E3: a refusal that every key repeats is the client's own fault and held against none") {
  Watched& talk = open();
  talk.tell(Kind::pool_reply, talk.pool, 0, "", lend(1, 1));
  for (int key = 2; key <= 5; ++key) {
    refuse(talk);
    REQUIRE(talk.phase() == Phase::leasing);
    talk.tell(Kind::pool_reply, talk.pool, 0, "", lend(key, key));
  }
  refuse(talk);
  CHECK(talk.answer_status == 403);
  const List<pool::Report> told = reports();
  CHECK(told.size() == 5);
  for (const pool::Report& report : told) CHECK(report.verdict.cause == pool::Cause::client_error);
}
