// Clients' limits as the exchange sees them, and refusals whose blame another key decides.
#include "exchange/exchange_testing.h"

using namespace rota;
using rota::test::Isolate;
using rota::test::lend;
using rota::test::Stage;
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
    talk.tell(event::digested(talk.digest, std::string(32, 'a')));
    return talk;
  }
};

constexpr const char* wish = R"("client":{"id":"6161616161616161","want":)";

}  // namespace

TEST_CASE_METHOD(Limited, "H2: an allowance is asked for one request at a time, however busy the isolate is") {
  be_busy(7);
  Watched& first = chat();
  CHECK(says(first.asked, R"("want":1)"));
  CHECK(says(first.asked, wish + std::string("1,")));
  first.tell(event::pool_reply(first.pool,
                               lend(1, 1, R"(,"client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000})")));
  serve(first);
  CHECK(first.answer_status == 200);
  CHECK(says(first.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 39\nx-ratelimit-reset: 15\n"));
  CHECK(says(chat().asked, wish + std::string("1,")));
}

TEST_CASE_METHOD(Limited, "H2: the allowance of a request for which there was no key goes back with the next call") {
  Watched& first = chat();
  first.tell(event::pool_reply(first.pool, R"({"shortage":2,"retry_after_ms":5000,"reason":"All rest.",)"
                                           R"("client":{"granted":1,"minute":77,"limit":40,"remaining":39}})"));
  CHECK(first.answer_status == 429);
  CHECK(chat().asked.empty());  // there is still no key: nothing is asked
  now_ms += limits::shortage_ms;
  CHECK(says(chat().asked, R"("unused":[{"client":"6161616161616161","minute":77,"count":1}])"));
  CHECK(!says(chat().asked, "unused"));
}

TEST_CASE_METHOD(Limited, "H2: the allowance of a client that has gone meanwhile goes back") {
  Watched& first = chat();
  first.tell(event::client_gone());
  first.tell(event::pool_reply(first.pool,
                               lend(1, 1, R"(,"client":{"granted":1,"minute":77,"limit":40,"remaining":39})")));
  CHECK(says(chat().asked, R"("unused":[{"client":"6161616161616161","minute":77,"count":1}])"));
}

TEST_CASE_METHOD(Limited, "H2: an allowance that a call could not bring back rides again") {
  Watched& first = chat();
  first.tell(event::pool_reply(first.pool, R"({"shortage":2,"retry_after_ms":5000,"reason":"All rest.",)"
                                           R"("client":{"granted":1,"minute":77,"limit":40,"remaining":39}})"));
  now_ms += limits::shortage_ms;
  Watched& second = chat();
  REQUIRE(says(second.asked, "unused"));
  second.tell(event::failed(second.pool, "away"));
  CHECK(says(chat().asked, R"("unused":[{"client":"6161616161616161","minute":77,"count":1}])"));
}

TEST_CASE_METHOD(Limited, "H2: the allowance of a request that was called for is used, whatever came of it") {
  Watched& first = chat();
  first.tell(event::pool_reply(first.pool,
                               lend(1, 1, R"(,"client":{"granted":1,"minute":77,"limit":40,"remaining":39})")));
  first.tell(event::client_gone());
  CHECK(!says(chat().asked, "unused"));
}

TEST_CASE_METHOD(Limited, "D3: without leave the answer is 429, with the wait and the headers, and no key is called") {
  Watched& talk = chat();
  talk.tell(event::pool_reply(
      talk.pool,
      R"({"client":{"limit":40,"reset_ms":12300,"retry_after_ms":12300,"reason":"Come back in 13 seconds."}})"));
  CHECK(talk.answer_status == 429);
  CHECK(talk.fetch == 0);
  CHECK(talk.done());
  CHECK(says(talk.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 13\n"));
  CHECK(says(talk.answer_head, "retry-after: 13\n"));
  CHECK(says(talk.answer_body, "Come back in 13 seconds."));
}

TEST_CASE_METHOD(Limited, "D3 F8: what is refused here says how the client stood last, until that minute ends, and asks nobody") {
  Watched& unknown = open(test::chat_head, "{");
  unknown.tell(event::digested(unknown.digest, std::string(32, 'a')));
  CHECK(unknown.answer_status == 400);
  CHECK(!says(unknown.answer_head, "x-ratelimit-limit: "));
  Watched& served = chat();
  served.tell(event::pool_reply(served.pool,
                                lend(1, 1, R"(,"client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000})")));
  serve(served);
  for (const double later_ms : {5000.0, 9999.0, 1.0}) {
    now_ms += later_ms;
    Watched& talk = open(test::chat_head, "{");
    talk.tell(event::digested(talk.digest, std::string(32, 'a')));
    CHECK(talk.answer_status == 400);
    CHECK(talk.asked.empty());
    const bool same_minute = later_ms != 1.0;
    CHECK(says(talk.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 39\n") == same_minute);
    CHECK(says(talk.answer_head, later_ms == 5000.0 ? "x-ratelimit-reset: 10\n" : "x-ratelimit-reset: 1\n") == same_minute);
  }
}

TEST_CASE_METHOD(Limited, "D3: an attempt more of the same request needs no further leave") {
  Watched& talk = chat();
  talk.tell(event::pool_reply(talk.pool,
                              lend(1, 1, R"(,"client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000})")));
  talk.tell(event::upstream_head(talk.fetch, 503, {}));
  talk.tell(event::upstream_end(talk.fetch));
  CHECK(says(talk.asked, R"("avoid")"));
  CHECK(!says(talk.asked, wish));
  talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
  serve(talk);
  CHECK(talk.answer_status == 200);
  CHECK(says(talk.answer_head, "x-ratelimit-remaining: 39\n"));
}

TEST_CASE_METHOD(Limited, "D3: leave without a key: the shortage is told, not the limit") {
  Watched& talk = chat();
  talk.tell(event::pool_reply(talk.pool, R"({"shortage":2,"retry_after_ms":5000,"reason":"All rest.",)"
                                         R"("client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000}})"));
  CHECK(talk.answer_status == 429);
  CHECK(says(talk.answer_body, "All rest."));
  CHECK(says(talk.answer_head, "retry-after: 5\n"));
  CHECK(says(talk.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 39\nx-ratelimit-reset: 5\n"));
}

TEST_CASE_METHOD(Limited, "D3: a request that the upstream refuses has been counted, and its answer says how the client stands") {
  Watched& talk = chat();
  talk.tell(event::pool_reply(talk.pool,
                              lend(1, 1, R"(,"client":{"granted":1,"limit":40,"remaining":39,"reset_ms":15000})")));
  talk.tell(event::upstream_head(talk.fetch, 400, {}));
  talk.tell(event::upstream_body(talk.fetch, R"({"error":{"code":400,"message":"Bad.","status":"INVALID_ARGUMENT"}})"));
  talk.tell(event::upstream_end(talk.fetch));
  CHECK(talk.answer_status == 400);
  CHECK(says(talk.answer_head, "x-ratelimit-limit: 40\nx-ratelimit-remaining: 39\nx-ratelimit-reset: 15\n"));
}

namespace {

constexpr const char* refusal = R"({"error":{"code":403,"message":"No.","status":"PERMISSION_DENIED"}})";

/// The upstream refuses without a reason that blames anybody.
void refuse(Watched& talk) {
  talk.tell(event::upstream_head(talk.fetch, 403, {}));
  talk.tell(event::upstream_body(talk.fetch, refusal));
  talk.tell(event::upstream_end(talk.fetch));
}

}  // namespace

TEST_CASE_METHOD(Isolate,
                 "E3: a refusal that blames nobody is the key's own fault once another key has served the request") {
  Watched& talk = open();
  talk.tell(event::pool_reply(talk.pool, lend(1, 1)));
  refuse(talk);
  REQUIRE(talk.stage() == Stage::leasing);
  CHECK(!says(talk.asked, "reports"));  // not yet
  talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
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
  talk.tell(event::pool_reply(talk.pool, lend(1, 1)));
  for (int key = 2; key <= 5; ++key) {
    refuse(talk);
    REQUIRE(talk.stage() == Stage::leasing);
    talk.tell(event::pool_reply(talk.pool, lend(key, key)));
  }
  refuse(talk);
  CHECK(talk.answer_status == 403);
  const List<pool::Report> told = reports();
  CHECK(told.size() == 5);
  for (const pool::Report& report : told) CHECK(report.verdict.cause == pool::Cause::client_error);
}
