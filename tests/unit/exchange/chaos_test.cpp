// Chaos: random events in any order, with any token, to four exchanges at a time. No promise of Watched may break, and
// every stage and every kind of action must be reached, or nothing would be proven.
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "exchange/exchange_testing.h"

using namespace rota;
using rota::test::chat_body;
using rota::test::chat_head;
using rota::test::configure;
using rota::test::lent_key;
using rota::test::picture_body;
using rota::test::Stage;
using rota::test::stream_body;
using rota::test::Watched;

namespace {

constexpr const char* stored_head = "POST https://rota.test/v1/chat/completions\nx-api-key: sk-stored\n";
constexpr const char* test_head = "POST https://rota.test/admin/keys/gemini/0000000000000001/test\nx-api-key: p\n";
constexpr const char* sync_head = "POST https://rota.test/admin/models/sync\nx-api-key: p\n";
constexpr const char* playground_head = "POST https://rota.test/admin/playground\nx-api-key: p\n";
constexpr const char* bearer_head = "GET https://rota.test/admin/status\nauthorization: Bearer p\n";
constexpr const char* guess_head = "GET https://rota.test/admin/status\nauthorization: Bearer guess\n";
/// Issued at the beginning of 2026 for twelve hours; its signature is 32 times 'a'.
constexpr const char* session_head =
    "GET https://rota.test/admin\naccept: text/html\n"
    "cookie: __Host-rota_session=v1.1767323000000.1767366200000.1767323000000.0.YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE\n";
/// Settings in which that key's digest is 32 times 'a'.
constexpr const char* config_reply =
    R"({"version":1,"config":"{\"v\":1,\"version\":1,\"settings\":{\"max_attempts\":\"3\"},\"models\":[],)"
    R"(\"clients\":[{\"rpm\":50,)"
    R"(\"digest\":\"6161616161616161616161616161616161616161616161616161616161616161\"}]}"})";

constexpr Stage stages[] = {Stage::received, Stage::checking,  Stage::gathering, Stage::leasing,  Stage::calling,
                            Stage::judging,  Stage::buffering, Stage::streaming, Stage::settling, Stage::closed};

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
    for (int i = 0; i < 20; ++i) gateway_.bank().note_demand("gemini-3.6-flash", talk.now_ms);  // so that some wait
    tell(talk);
    ++visited_[talk.stage()];
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

  [[nodiscard]] int visits(Stage stage) { return visited_[stage]; }
  [[nodiscard]] const std::set<Kind>& seen() const { return seen_; }
  [[nodiscard]] int ended() const { return ended_; }

 private:
  std::string any(const std::vector<std::string>& of) {
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
                "POST https://rota.test/v1/embeddings\nx-api-key: sk-1\n", test_head, sync_head, playground_head,
                bearer_head, guess_head, session_head, session_head});
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
                R"({"census":{"keys":1,"ready":1}})", R"({"admin":{"status":200,"body":"{}"}})", R"({"permitted":1})",
                R"({"cause":21})"});
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
    static constexpr int statuses[] = {200, 200, 200, 200, 304, 400, 403, 429, 500, 503};
    static constexpr double lengths[] = {-1, -1, 0, 100, 30000000};
    switch (random_.below(40)) {
      case 0:
        return talk.tell(event::client_gone());
      case 1:
        return talk.tell(event::cron(talk.now_ms));
      case 2:
        return talk.tell(event::recover(random_.below(2) != 0, head()));
      case 3:
        return talk.tell({static_cast<Kind>(random_.below(90)), token(talk, talk.fetch),
                          static_cast<double>(random_.below(999)), head(), reply()});
      case 4:
        return talk.tell(event::failed(token(talk, talk.pool), "Error: away"));
      case 5:
        return talk.tell(event::failed(token(talk, talk.fetch), "Error: AIzaFAKE-key-1 lost"));
      default:
        break;
    }
    switch (talk.stage()) {
      case Stage::received:
        switch (random_.below(8)) {
          case 0:
            return talk.tell(event::request_body(client_body()));
          case 1:
            return talk.tell(event::request_end());
          case 2:
            return tell_checking(talk);
          case 3:
          case 4:
          case 5:
            talk.tell(event::request(-1, any({chat_head, stored_head, test_head, sync_head, playground_head, bearer_head,
                                                  guess_head, session_head})));
            if (talk.stage() == Stage::received)
              talk.tell(event::request_body(any({chat_body, stream_body, stream_body, stream_body, picture_body, "{}", "{}"})));
            return talk.tell(event::request_end());
          default:
            return talk.tell(event::request(lengths[random_.below(5)], head()));
        }
      case Stage::checking:
        return tell_checking(talk);
      case Stage::gathering:
        if (random_.below(2) == 0) return talk.tell(event::upstream_head(token(talk, talk.fetch), 200, {}));
        if (random_.below(2) == 0) return talk.tell(event::upstream_end(token(talk, talk.fetch)));
        return talk.tell(event::upstream_body(token(talk, talk.fetch), "\x89PNG\r\n\x1a\n"));
      case Stage::settling:
      case Stage::leasing:
        if (random_.below(4) == 0) return talk.tell(event::nudged(token(talk, talk.wait)));
        if (random_.below(3) == 0) return talk.tell(event::timer(token(talk, talk.wake)));
        return talk.tell(event::pool_reply(token(talk, talk.pool), reply()));
      case Stage::calling: {
        const int status = statuses[random_.below(10)];
        const std::string headers =
            any({"content-type: text/event-stream\n", "retry-after: 3\n", "content-type: image/png\n"});
        if (random_.below(4) != 0) return talk.tell(event::upstream_head(token(talk, talk.fetch), status, headers));
        return talk.tell(event::upstream_answer(token(talk, talk.fetch), status, headers, upstream_body()));
      }
      default:
        switch (random_.below(6)) {
          case 0:
            return talk.tell(event::upstream_end(token(talk, talk.fetch)));
          case 1:
            return talk.tell(event::timer(token(talk, talk.wake)));
          default:
            return talk.tell(event::upstream_body(token(talk, talk.fetch), upstream_body()));
        }
    }
  }

  void tell_checking(Watched& talk) {
    if (random_.below(2) == 0) return talk.tell(event::pool_reply(token(talk, talk.pool), reply()));
    const std::string bytes = any({std::string(32, 'a'), std::string(32, 'b'), "short"});
    if (random_.below(2) == 0) return talk.tell(event::hmac(token(talk, talk.digest), bytes));
    talk.tell(event::digested(token(talk, talk.digest), bytes));
  }

  void close(std::size_t which) {
    seen_.insert(talks_[which]->seen.begin(), talks_[which]->seen.end());
    talks_.erase(talks_.begin() + static_cast<std::ptrdiff_t>(which));
    ++ended_;
  }

  Random random_;
  exchange::Gateway gateway_{1};
  std::vector<std::unique_ptr<Watched>> talks_;
  std::map<Stage, int> visited_;
  std::set<Kind> seen_;
  int ended_ = 0;
};

}  // namespace

TEST_CASE("twenty thousand random events, four exchanges at a time, break no promise") {
  std::set<Kind> seen;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Chaos chaos(seed);
    for (int i = 0; i < 20000; ++i) chaos.step();
    chaos.finish();
    // The chaos must reach everything, or it proves nothing.
    CHECK(chaos.ended() > 500);
    for (const Stage stage : stages) {
      INFO("stage " << static_cast<int>(stage));
      CHECK(chaos.visits(stage) > 20);
    }
    seen.insert(chaos.seen().begin(), chaos.seen().end());
  }
  for (const Kind kind :
       {Kind::answer, Kind::answer_echo, Kind::stream, Kind::send, Kind::echo, Kind::finish, Kind::abort, Kind::fetch, Kind::cancel,
        Kind::ask_pool, Kind::wake, Kind::log, Kind::done, Kind::digest, Kind::sign, Kind::wait, Kind::nudge}) {
    INFO("action " << static_cast<int>(kind));
    CHECK(seen.count(kind) != 0);
  }
}
