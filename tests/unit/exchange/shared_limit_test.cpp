// A client's limit that several isolates share, with the pool object itself: of a limit of N exactly N are served, in
// bursts of every size, with clients that go away and requests that find no key in between (H2).
#include "exchange/exchange_testing.h"
#include "pool/pool_testing.h"

namespace {

using namespace rota;
using rota::test::Isolate;
using rota::test::Watched;

struct OneOfSeveral : Isolate {
  explicit OneOfSeveral(const std::string& limits) : Isolate(R"({"ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})") {
    pool::Reply reply;
    reply.version = 1;
    const std::string config = R"({"v":1,"version":1,"settings":{},"models":[],"clients":[{"digest":")"
                               R"(6161616161616161616161616161616161616161616161616161616161616161",)" +
                               limits + "}]}";
    reply.config = config;
    gateway.learn(reply);
  }
};

/// Isolates in front of one pool object. A request is asked for first and answered by the pool later, so that as many
/// are under way at once as a test likes.
struct Shared {
  Shared(std::size_t count, const std::string& limits) : pool(pool_testing::fake_keys(5)) {
    for (std::size_t i = 0; i < count; ++i) isolates.push_back(std::make_unique<OneOfSeveral>(limits));
    set_clock(pool_testing::summer_noon_ms);
  }
  void set_clock(double now_ms) {
    pool.now_ms = now_ms;
    for (auto& isolate : isolates) isolate->now_ms = now_ms;
  }
  Watched& begin(std::size_t at) {
    Watched& talk = isolates[at % isolates.size()]->open();
    talk.tell(event::digested(talk.digest, std::string(32, 'a')));
    return talk;
  }
  /// The pool's answer arrives; true when the request is served.
  bool finish(std::size_t at, Watched& talk) {
    pool.step(event::pool_call(0, talk.asked));
    talk.tell(event::pool_reply(talk.pool, pool.last_reply));
    if (talk.fetch == 0) return false;
    isolates[at % isolates.size()]->serve(talk);
    return talk.answer_status == 200;
  }
  /// So many at once, one isolate after the other.
  std::uint32_t burst(std::size_t size) {
    std::vector<Watched*> talks;
    for (std::size_t i = 0; i < size; ++i) talks.push_back(&begin(i));
    std::uint32_t served = 0;
    for (std::size_t i = 0; i < size; ++i) served += finish(i, *talks[i]) ? 1 : 0;
    return served;
  }

  pool_testing::Bench pool;
  std::vector<std::unique_ptr<OneOfSeveral>> isolates;
};

}  // namespace

TEST_CASE("H2: of a limit of N requests a day N are served, in bursts of every size, on one isolate and on several") {
  for (const std::size_t isolates : {1U, 2U, 5U}) {
    for (const std::uint32_t limit : {1U, 10U, 99U, 100U, 101U}) {
      for (const std::size_t size : {1U, 7U, 30U, 120U}) {
        CAPTURE(isolates, limit, size);
        Shared world(isolates, R"("rpm":0,"rpd":)" + std::to_string(limit));
        std::uint32_t served = 0;
        for (double ahead_ms = 0; served < limit; ahead_ms += 3000) {
          world.set_clock(pool_testing::summer_noon_ms + ahead_ms);
          const std::uint32_t more = world.burst(size);
          REQUIRE(more == std::min<std::uint32_t>(static_cast<std::uint32_t>(size), limit - served));
          served += more;
        }
        CHECK(world.burst(size) == 0);
      }
    }
  }
}

TEST_CASE("H2: requests that are never made take nothing from the limit of the day") {
  Shared world(2, R"("rpm":0,"rpd":40)");
  std::uint32_t served = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    world.set_clock(pool_testing::summer_noon_ms + static_cast<double>(i) * 1000);
    Watched& gone = world.begin(i);
    gone.tell(event::client_gone());
    world.finish(i, gone);
    Watched& stays = world.begin(i);
    served += world.finish(i, stays) ? 1 : 0;
  }
  CHECK(served == 40);
}

TEST_CASE("H2: of a limit of N requests a minute N are served, minute after minute") {
  Shared world(3, R"("rpm":50)");
  for (int minute = 0; minute < 3; ++minute) {
    for (const double second : {0.0, 20.0, 59.0}) {
      world.set_clock(pool_testing::summer_noon_ms + minute * minute_ms + second * second_ms);
      CHECK(world.burst(20) == (second == 59.0 ? 10 : 20));
    }
    CHECK(world.burst(20) == 0);
  }
}

TEST_CASE("H2: what an isolate has lent it takes to its grave only for requests under way") {
  Shared world(2, R"("rpm":0,"rpd":20)");
  CHECK(world.burst(6) == 6);
  world.isolates[1] = std::make_unique<OneOfSeveral>(R"("rpm":0,"rpd":20)");
  world.set_clock(pool_testing::summer_noon_ms + 1000);
  CHECK(world.burst(30) == 14);
}
