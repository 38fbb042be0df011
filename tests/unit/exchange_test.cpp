// The exchange's table: what each phase hears, and promises that hold under any order of events.
// Stories stand in tests/conversations; a handler that returns a phase outside its row aborts, so every test here would
// see it.
#include "exchange/exchange.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "exchange_testing.h"

using namespace rota;
using rota::test::chat_body;
using rota::test::chat_head;
using rota::test::configure;
using rota::test::lent_key;
using rota::test::Phase;
using rota::test::picture_body;
using rota::test::stream_body;
using rota::test::Watched;

namespace {

/// The table, once more, as the design tells it: what each phase hears. Everything else must change nothing.
const std::map<Phase, std::set<Kind>>& heard() {
  static const std::map<Phase, std::set<Kind>> table = {
      {Phase::received,
       {Kind::request, Kind::request_body, Kind::request_end, Kind::recover, Kind::cron, Kind::client_gone,
        Kind::digested, Kind::pool_reply, Kind::failed}},
      {Phase::checking, {Kind::digested, Kind::pool_reply, Kind::failed, Kind::client_gone}},
      {Phase::gathering,
       {Kind::upstream_head, Kind::upstream_body, Kind::upstream_end, Kind::failed, Kind::timer, Kind::client_gone}},
      {Phase::leasing, {Kind::pool_reply, Kind::failed, Kind::nudged, Kind::timer, Kind::client_gone}},
      {Phase::calling, {Kind::upstream_head, Kind::failed, Kind::timer, Kind::client_gone}},
      {Phase::judging, {Kind::upstream_body, Kind::upstream_end, Kind::failed, Kind::timer, Kind::client_gone}},
      {Phase::buffering, {Kind::upstream_body, Kind::upstream_end, Kind::failed, Kind::timer, Kind::client_gone}},
      {Phase::streaming, {Kind::upstream_body, Kind::upstream_end, Kind::failed, Kind::timer, Kind::client_gone}},
      {Phase::settling, {Kind::timer, Kind::pool_reply, Kind::failed}},
      {Phase::closed, {}},
  };
  return table;
}

constexpr const char* stored_head = "POST https://rota.test/v1/chat/completions\nx-api-key: sk-stored\n";
constexpr const char* test_head = "POST https://rota.test/admin/keys/gemini/0000000000000001/test\nx-api-key: p\n";
constexpr const char* sync_head = "POST https://rota.test/admin/models/sync\nx-api-key: p\n";
constexpr const char* playground_head = "POST https://rota.test/admin/playground\nx-api-key: p\n";
/// Settings in which that key's digest is 32 times 'a'.
constexpr const char* config_reply =
    R"({"version":1,"config":"{\"v\":1,\"version\":1,\"settings\":{\"max_attempts\":\"3\"},\"models\":[],)"
    R"(\"clients\":[{\"rpm\":50,)"
    R"(\"digest\":\"6161616161616161616161616161616161616161616161616161616161616161\"}]}"})";

/// An exchange on its own gateway, brought to a phase.
struct Brought {
  explicit Brought(Phase phase, bool streams = true) {
    configure(gateway, R"({"CLIENT_API_KEYS":"sk-1","ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})");
    exchange = std::make_unique<Watched>(gateway, 1);
    exchange->tell(Kind::request, 0, -1, phase == Phase::checking ? stored_head : chat_head);
    if (phase == Phase::gathering) {
      exchange->tell(Kind::request_body, 0, 0, "", picture_body);
    } else {
      exchange->tell(Kind::request_body, 0, 0, "", streams ? stream_body : chat_body);
    }
    if (phase == Phase::received) return;
    exchange->tell(Kind::request_end);
    if (phase == Phase::checking || phase == Phase::leasing || phase == Phase::gathering) return;
    exchange->tell(Kind::pool_reply, exchange->pool, 0, "", lent_key);
    if (phase == Phase::calling) return;
    exchange->tell(Kind::upstream_head, exchange->fetch, phase == Phase::judging ? 503 : 200);
    if (phase == Phase::judging || phase == Phase::buffering) return;
    exchange->tell(Kind::upstream_body, exchange->fetch, 0, "", answer(streams));
    if (phase == Phase::streaming) return;
    exchange->tell(Kind::upstream_end, exchange->fetch);
    if (phase == Phase::settling) return;
    exchange->tell(Kind::timer, exchange->wake);
    exchange->tell(Kind::pool_reply, exchange->pool, 0, "", "{}");
  }
  static std::string answer(bool streams) {
    const std::string message = R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})";
    return streams ? "data: " + message + "\r\n\r\n" : message;
  }

  exchange::Gateway gateway{1};
  std::unique_ptr<Watched> exchange;
};

constexpr Phase phases[] = {Phase::received, Phase::checking,  Phase::gathering, Phase::leasing,  Phase::calling,
                            Phase::judging,  Phase::buffering, Phase::streaming, Phase::settling, Phase::closed};

std::uint32_t newest(const Watched& exchange) {
  return std::max({exchange.fetch, exchange.pool, exchange.wake, exchange.digest});
}

}  // namespace

namespace {

/// The token that an event of that kind brings when all is well.
std::uint32_t token_of(Kind kind, const Watched& exchange) {
  if (kind == Kind::pool_reply) return exchange.pool;
  if (kind == Kind::timer) return exchange.wake;
  if (kind == Kind::nudged) return exchange.wait;
  return kind == Kind::digested ? exchange.digest : exchange.fetch;
}

}  // namespace

TEST_CASE("every phase can be reached") {
  for (const Phase phase : phases) CHECK(Brought(phase).exchange->phase() == phase);
}

TEST_CASE("an event that a phase does not hear changes nothing") {
  for (const Phase phase : phases) {
    for (std::uint32_t kind = 1; kind < 95; ++kind) {
      if (heard().at(phase).count(static_cast<Kind>(kind)) != 0) continue;
      Brought brought(phase);
      Watched& exchange = *brought.exchange;
      for (std::uint32_t token = 0; token <= newest(exchange) + 1; ++token) {
        exchange.tell(static_cast<Kind>(kind), token, 200, "a: b\n", "{}");
        INFO("phase " << static_cast<int>(phase) << ", event " << kind);
        REQUIRE(exchange.phase() == phase);
        REQUIRE(exchange.last.empty());
      }
      exchange.wind_up();
    }
  }
}

TEST_CASE("an event with another token than the open one changes nothing") {
  for (const Phase phase : phases) {
    if (phase == Phase::received || phase == Phase::closed) continue;
    Brought one(phase);
    const std::uint32_t past = newest(*one.exchange) + 1;
    for (const Kind kind : heard().at(phase)) {
      if (kind == Kind::client_gone) continue;
      for (const std::uint32_t token : {0U, past, std::numeric_limits<std::uint32_t>::max()}) {
        Brought brought(phase);
        brought.exchange->tell(kind, token, 500, "a: b\n", "{\"error\":1}");
        INFO("phase " << static_cast<int>(phase) << ", event " << static_cast<int>(kind) << ", token " << token);
        REQUIRE(brought.exchange->phase() == phase);
        REQUIRE(brought.exchange->last.empty());
        brought.exchange->wind_up();
      }
    }
  }
}

TEST_CASE("in every phase every event may come with every token, strange numbers and strange texts") {
  const std::string texts[] = {"", "{}", lent_key, "\xFF\xFE", "POST https://rota.test/\n", std::string(100000, '{')};
  const double numbers[] = {0, -1, 200, 204, 304, 429, 500, 1e300, -1e300};
  for (const Phase phase : phases) {
    for (const bool streams : {false, true}) {
      for (std::uint32_t kind = 1; kind <= 23; ++kind) {
        for (const double number : numbers) {
          for (const std::string& text : texts) {
            Brought brought(phase, streams);
            Watched& exchange = *brought.exchange;
            exchange.tell(static_cast<Kind>(kind), token_of(static_cast<Kind>(kind), exchange), number, text, text);
            exchange.wind_up();
          }
        }
      }
    }
  }
}

TEST_CASE("whoever leaves is settled: cancelled, reported once, done") {
  for (const Phase phase : phases) {
    for (const bool streams : {false, true}) {
      Brought brought(phase, streams);
      Watched& exchange = *brought.exchange;
      exchange.tell(Kind::client_gone);
      exchange.tell(Kind::client_gone);
      if (phase == Phase::streaming && !streams) continue;
      const bool called =
          phase == Phase::calling || phase == Phase::judging || phase == Phase::buffering || phase == Phase::streaming;
      CHECK((exchange.seen.count(Kind::cancel) != 0) == (called || phase == Phase::gathering));
      if (called) CHECK(exchange.phase() == Phase::settling);
      exchange.wind_up();
      if (called) CHECK(!brought.gateway.has_outcomes() == (exchange.seen.count(Kind::ask_pool) == 0));
    }
  }
}

namespace {

/// A world that answers at random: mostly what was asked for, sometimes what was asked for long ago, sometimes
/// nonsense.
class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : random_(seed) { configure(gateway_, settings()); }

  void step() {
    if (random_.below(500) == 0) configure(gateway_, settings());
    if (talks_.size() < 4) talks_.push_back(std::make_unique<Watched>(gateway_, random_.next()));
    const std::size_t which = random_.below(static_cast<std::uint32_t>(talks_.size()));
    Watched& talk = *talks_[which];
    talk.now_ms += static_cast<double>(random_.below(40000)) - 1000;
    for (int i = 0; i < 20; ++i) gateway_.bank().note_demand("gemini-2.5-flash", talk.now_ms);  // so that some wait
    tell(talk);
    ++visited_[talk.phase()];
    if (!talk.done()) return;
    tell(talk);  // after the end nothing comes
    close(which);
  }

  void finish() {
    while (!talks_.empty()) {
      talks_.back()->wind_up();
      close(talks_.size() - 1);
    }
    CHECK(!gateway_.is_delivery_claimed());  // nobody left with the claim
  }

  [[nodiscard]] int visits(Phase phase) { return visited_[phase]; }
  [[nodiscard]] bool saw(Kind kind) const { return seen_.count(kind) != 0; }
  [[nodiscard]] int ended() const { return ended_; }

 private:
  const std::string& any(const std::vector<std::string>& of) {
    return of[random_.below(static_cast<std::uint32_t>(of.size()))];
  }

  std::string settings() {
    return any({R"({"ALLOW_ANONYMOUS":"1"})", R"({"ALLOW_ANONYMOUS":"1","MAX_ATTEMPTS":"2","DEBUG_ERRORS":"1"})",
                R"({"CLIENT_API_KEYS":"sk-1","ALLOW_CLIENT_GEMINI_KEY":"1"})",
                R"({"CLIENT_API_KEYS":"sk-1","ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})",
                R"({"ALLOW_ANONYMOUS":"1","ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s","POOL_SHARDS":"3"})",
                R"({"ALLOW_ANONYMOUS":"1","UPSTREAM_API_URL":"https://h.test/openai"})"});
  }

  std::string head() {
    return any({chat_head, chat_head, stored_head, stored_head, "GET https://rota.test/admin/keys\nx-api-key: p\n",
                "POST https://rota.test/v1beta/models/m:generateContent\nx-goog-api-key: sk-1\n",
                "POST https://rota.test/v1beta/models/m:streamGenerateContent?alt=sse&key=AIzaFAKE-own\n",
                "GET https://rota.test/v1/models\nx-api-key: sk-1\n",
                "GET https://rota.test/v1/models/m\nx-api-key: sk-1\n", "GET https://rota.test/health\n",
                "GET https://rota.test/\n", "OPTIONS https://rota.test/v1/models\n", "GET https://rota.test/nowhere\n",
                "POST https://rota.test/v1/embeddings\nx-api-key: sk-1\n", test_head, sync_head, playground_head});
  }

  std::string client_body() {
    return any(
        {chat_body, stream_body, stream_body, picture_body, picture_body, picture_body, "{", "[]", R"({"model":"m"})", "{}"});
  }

  std::string reply() {
    return any({lent_key, lent_key, lent_key, "{}", "{", R"({"shortage":2,"retry_after_ms":5000,"reason":"Wait."})",
                config_reply, R"({"client":{"retry_after_ms":9000,"limit":50,"reason":"Later."}})",
                R"({"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-1"},)"
                R"({"key":"0000000000000002","secret":"AIzaFAKE-2"}],)"
                R"("client":{"granted":2,"limit":50,"reset_ms":3000},"cooling":[{"group":"0000000000000002"}]})",
                R"({"shortage":3})", R"({"shortage":1})", R"({"shortage":5})", R"({"error":"no"})",
                R"({"census":{"keys":1,"ready":1}})", R"({"admin":{"status":200,"body":"{}"}})", R"({"cause":21})"});
  }

  std::string upstream_body() {
    const std::string event = R"(data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]})";
    const std::string counts = R"("usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}})";
    return any({event + "}]}\r\n\r\n", event + "}]}\r\n\r\n", event + R"(,"finishReason":"STOP"}],)" + counts + "\n\n",
                event, "}]}\n\n", R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})",
                R"(data: {"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}})"
                "\n\n",
                R"({"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}})",
                R"({"error":{"code":400,"message":"Penalty is not enabled","status":"INVALID_ARGUMENT"}})",
                R"({"models":[{"name":"models/a"}],"nextPageToken":"2"})", R"({"name":"models/a"})", "<html>", "\n\n",
                "data: [DONE]\n\n"});
  }

  /// Mostly the right one, sometimes one of long ago or of something else.
  std::uint32_t token(const Watched& talk, std::uint32_t right) {
    if (random_.below(8) != 0) return right;
    return talk.tokens[random_.below(static_cast<std::uint32_t>(talk.tokens.size()))];
  }

  void tell(Watched& talk) {
    static constexpr double statuses[] = {200, 200, 200, 200, 304, 400, 403, 429, 500, 503};
    static constexpr double lengths[] = {-1, -1, 0, 100, 30000000};
    switch (random_.below(40)) {
      case 0:
        return talk.tell(Kind::client_gone);
      case 1:
        return talk.tell(Kind::cron, 0, talk.now_ms);
      case 2:
        return talk.tell(Kind::recover, 0, random_.below(2), head());
      case 3:
        return talk.tell(static_cast<Kind>(random_.below(90)), token(talk, talk.fetch), random_.below(999), head(),
                         reply());
      case 4:
        return talk.tell(Kind::failed, token(talk, talk.pool), 0, "Error: away");
      case 5:
        return talk.tell(Kind::failed, token(talk, talk.fetch), 0, "Error: AIzaFAKE-key-1 lost");
      default:
        break;
    }
    switch (talk.phase()) {
      case Phase::received:
        switch (random_.below(8)) {
          case 0:
            return talk.tell(Kind::request_body, 0, 0, "", client_body());
          case 1:
            return talk.tell(Kind::request_end);
          case 2:
            return tell_checking(talk);
          case 3:
          case 4:
          case 5:
            talk.tell(Kind::request, 0, -1, any({chat_head, stored_head, test_head, sync_head, playground_head}));
            if (talk.phase() == Phase::received)
              talk.tell(Kind::request_body, 0, 0, "", any({chat_body, stream_body, picture_body, "{}", "{}"}));
            return talk.tell(Kind::request_end);
          default:
            return talk.tell(Kind::request, 0, lengths[random_.below(5)], head());
        }
      case Phase::checking:
        return tell_checking(talk);
      case Phase::gathering:
        if (random_.below(2) == 0) return talk.tell(Kind::upstream_head, token(talk, talk.fetch), 200);
        return talk.tell(random_.below(2) == 0 ? Kind::upstream_body : Kind::upstream_end, token(talk, talk.fetch), 0,
                         "", "\x89PNG\r\n\x1a\n");
      case Phase::settling:
      case Phase::leasing:
        if (random_.below(4) == 0) return talk.tell(Kind::nudged, token(talk, talk.wait));
        if (random_.below(3) == 0) return talk.tell(Kind::timer, token(talk, talk.wake));
        return talk.tell(Kind::pool_reply, token(talk, talk.pool), 0, "", reply());
      case Phase::calling:
        return talk.tell(Kind::upstream_head, token(talk, talk.fetch), statuses[random_.below(10)],
                         any({"content-type: text/event-stream\n", "retry-after: 3\n", "content-type: image/png\n"}));
      default:
        switch (random_.below(6)) {
          case 0:
            return talk.tell(Kind::upstream_end, token(talk, talk.fetch));
          case 1:
            return talk.tell(Kind::timer, token(talk, talk.wake));
          default:
            return talk.tell(Kind::upstream_body, token(talk, talk.fetch), 0, "", upstream_body());
        }
    }
  }

  void tell_checking(Watched& talk) {
    if (random_.below(2) == 0) return talk.tell(Kind::pool_reply, token(talk, talk.pool), 0, "", reply());
    talk.tell(Kind::digested, token(talk, talk.digest), 0, "",
              any({std::string(32, 'a'), std::string(32, 'b'), "short"}));
  }

  void close(std::size_t which) {
    seen_.insert(talks_[which]->seen.begin(), talks_[which]->seen.end());
    talks_.erase(talks_.begin() + static_cast<std::ptrdiff_t>(which));
    ++ended_;
  }

  Random random_;
  exchange::Gateway gateway_{1};
  std::vector<std::unique_ptr<Watched>> talks_;
  std::map<Phase, int> visited_;
  std::set<Kind> seen_;
  int ended_ = 0;
};

}  // namespace

TEST_CASE("twenty thousand random events, four exchanges at a time, break no promise") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Chaos chaos(seed);
    for (int i = 0; i < 20000; ++i) chaos.step();
    chaos.finish();
    // The chaos must reach everything, or it proves nothing.
    CHECK(chaos.ended() > 500);
    for (const Phase phase : phases) {
      INFO("phase " << static_cast<int>(phase));
      CHECK(chaos.visits(phase) > 25);
    }
    for (const Kind kind :
         {Kind::answer, Kind::stream, Kind::send, Kind::echo, Kind::finish, Kind::abort, Kind::fetch, Kind::cancel,
          Kind::ask_pool, Kind::wake, Kind::log, Kind::done, Kind::digest, Kind::wait, Kind::nudge}) {
      INFO("action " << static_cast<int>(kind));
      CHECK(chaos.saw(kind));
    }
  }
}
