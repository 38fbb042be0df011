// Clients' limits as the exchange sees them, and refusals whose blame another key decides.
#include "exchange_testing.h"

using namespace rota;
using rota::test::Isolate;
using rota::test::lend;
using rota::test::Phase;
using rota::test::says;
using rota::test::Watched;

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
