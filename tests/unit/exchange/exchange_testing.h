// What the exchange's tests share: one exchange with the world around it, told events and watched for its promises.
// Knows which tokens are open; refuses to know what an event ought to lead to.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "exchange/exchange.h"
#include "exchange/stage.h"
#include "host/client_body.h"
#include "host/delivery.h"
#include "host/event.h"

namespace rota::test {

/// A pool call's JSON without the numbers of conversations.
inline std::string without_conversations(const std::string& json) {
  const std::string name = ",\"conversation\":\"";
  const std::string begins = ",\"begins\":1";
  std::string out = json;
  for (std::size_t at = out.find(name); at != std::string::npos; at = out.find(name, at)) {
    out.erase(at, name.size() + 17);
    if (out.compare(at, begins.size(), begins) == 0) out.erase(at, begins.size());
  }
  return out;
}

/// An exchange under watch. Every promise that must hold whatever happens is checked at every step:
/// one answer or one stream at the most, nothing for the client after its end, no call of the upstream after the first
/// byte that is more than a comment, one call in flight at a time (but for what is gathered), none left in flight at
/// the end, `done` once and last.
class Watched {
 public:
  Watched(exchange::Gateway& gateway, std::uint64_t seed) : machine_(gateway, seed) {}

  void tell(const Event& event) {
    INFO("event " << static_cast<int>(event.kind) << " in phase " << static_cast<int>(stage()));
    const bool ends = event.kind == Kind::upstream_end || event.kind == Kind::upstream_answer;
    if (ends || event.kind == Kind::failed) in_flight_.erase(event.token);
    const bool recovers = event.kind == Kind::recover && !requested_ && !done_;
    requested_ = requested_ || recovers || event.kind == Kind::request || event.kind == Kind::cron;
    if (recovers && (static_cast<unsigned>(event.number) & lost_head) != 0) {
      began_ = answered_ = true;
      watch_.recovered();
    }
    watch_.hear(event);
    told_body_ = std::string(event.body);
    last.clear();
    nudges.clear();
    for (const host::Message& action : body_.deliver(machine_, event, now_ms)) take(action);
  }

  [[nodiscard]] Stage stage() const { return watch_.stage(); }
  [[nodiscard]] bool done() const { return done_; }
  /// Ends it as a host would that stops answering: the client leaves, the last calls fail, the timers fire.
  void wind_up() {
    for (int i = 0; i < 8 && !done_; ++i) {
      tell(event::client_gone());
      tell(event::failed(pool, {}));
      now_ms += 1e6;
      tell(event::timer(wake));
    }
    CHECK(done_);
  }

  double now_ms = 1767323045000;
  std::uint32_t fetch = 0;  ///< the latest of each
  std::uint32_t pool = 0;
  std::uint32_t wake = 0;
  std::uint32_t digest = 0;
  std::uint32_t wait = 0;
  std::vector<std::uint32_t> nudges;  ///< the waits that the last event was to end
  std::string asked;                  ///< the latest call of the pool, without numbers of conversations
  std::string asked_whole;            ///< with them
  std::string fetched;                ///< the latest call of an upstream, with what is sent along
  double at_once_bytes = 0;           ///< of it, what may come at once
  int answer_status = 0;
  std::string answer_head;
  std::string answer_body;
  std::string sent;  ///< of a stream
  std::vector<std::uint32_t> tokens{0, 0xFFFFFFFF};  ///< all that were ever given, and two that never are
  std::set<Kind> seen;
  std::vector<Kind> last;  ///< what the last event led to

 private:
  void take(const host::Message& action) {
    REQUIRE(!done_);
    const Stage before = stage();
    watch_.see(action);
    seen.insert(action.kind);
    last.push_back(action.kind);
    if (action.token != 0) tokens.push_back(action.token);
    switch (action.kind) {
      case Kind::answer:
      case Kind::answer_echo:
        REQUIRE(!began_);
        began_ = answered_ = ended_ = true;
        answer_status = static_cast<int>(action.number);
        answer_head = action.head;
        answer_body = action.kind == Kind::answer ? std::string(action.body) : told_body_;
        break;
      case Kind::stream:
        REQUIRE(!began_);
        began_ = true;
        break;
      case Kind::send:
      case Kind::echo:
        REQUIRE(began_);
        REQUIRE(!ended_);
        if (action.kind == Kind::echo || action.body != ": ping\n\n") answered_ = true;
        if (action.kind == Kind::send) sent += action.body;
        break;
      case Kind::finish:
      case Kind::abort:
        REQUIRE(began_);
        REQUIRE(!ended_);
        ended_ = true;
        break;
      case Kind::fetch:
      case Kind::asset:
        // Once the client has heard something, the same answer may be gone on with, and nothing else be asked.
        REQUIRE((!answered_ || action.body.find("\"continuationToken\"") != Bytes::npos));
        REQUIRE((in_flight_.empty() || before == Stage::gathering));
        REQUIRE(action.token > fetch);
        REQUIRE(!action.head.empty());
        fetch = action.token;
        fetched = std::string(action.head) + "\n" + std::string(action.body);
        if (action.kind == Kind::fetch) at_once_bytes = action.number;
        in_flight_.insert(fetch);
        break;
      case Kind::cancel:
        REQUIRE(action.token <= fetch);
        in_flight_.erase(action.token);
        break;
      case Kind::ask_pool:
        REQUIRE(action.token > pool);
        pool = action.token;
        asked_whole = action.body;
        asked = without_conversations(asked_whole);
        break;
      case Kind::wake:
        REQUIRE(action.number >= 0);
        wake = action.token;
        break;
      case Kind::digest:
      case Kind::sign:
        REQUIRE(action.token > digest);
        REQUIRE(action.body.size() > 0);
        digest = action.token;
        break;
      case Kind::wait:
        REQUIRE(action.token != 0);
        REQUIRE(action.token != wait);
        wait = action.token;
        break;
      case Kind::nudge:
        nudges.push_back(action.token);
        break;
      case Kind::log:
        break;
      case Kind::done:
        REQUIRE(in_flight_.empty());
        done_ = true;
        break;
      default:
        FAIL("not an action of an exchange: " << static_cast<int>(action.kind));
    }
  }

  exchange::Exchange machine_;
  host::ClientBody body_;
  std::string told_body_;  // of the last event
  StageWatch watch_;
  bool requested_ = false;
  bool began_ = false;
  bool answered_ = false;
  bool ended_ = false;
  std::set<std::uint32_t> in_flight_;
  bool done_ = false;
};

inline void configure(exchange::Gateway& gateway, const std::string& settings) {
  static_cast<void>(host::deliver(gateway, event::configure(settings), 0));
}

inline constexpr const char* lent_key =
    R"({"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-key-1","label":"#1"}]})";
inline constexpr const char* chat_head = "POST https://rota.test/v1/chat/completions\nx-api-key: sk-1\n";
inline constexpr const char* chat_body = R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":"Hi"}]})";
inline constexpr const char* stream_body =
    R"({"model":"gemini-3.6-flash","stream":true,"messages":[{"role":"user","content":"Hi"}]})";

inline constexpr const char* picture_body =
    R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":[
        {"type":"image_url","image_url":{"url":"https://pictures.example/a.png"}},
        {"type":"image_url","image_url":{"url":"https://pictures.example/b.png"}}]}]})";

/// A reply that lends the fake keys from `first` to `last`; `more`: further members, each with a comma before it.
inline std::string lend(int first, int last, const std::string& more = "") {
  std::string picks;
  for (int number = first; number <= last; ++number) {
    const std::string name = std::to_string(number);
    picks += (picks.empty() ? "" : ",") + (R"({"key":"000000000000000)" + name) + R"(","secret":"AIzaFAKE-key-)" +
             name + R"(","label":"#)" + name + "\"}";
  }
  return R"({"picks":[)" + picks + "]" + more + "}";
}

inline bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// An isolate. With `want` over 1 it has been as busy as makes it ask for so many picks at once.
struct Isolate {
  explicit Isolate(const std::string& settings = R"({"ALLOW_ANONYMOUS":"1"})") { configure(gateway, settings); }

  void be_busy(int want) {
    for (int i = 0; i < want * 4; ++i) gateway.bank().note_demand("gemini-3.6-flash", now_ms);
  }
  Watched& open(const std::string& head = chat_head, const std::string& body = chat_body) {
    talks.push_back(std::make_unique<Watched>(gateway, talks.size() + 1));
    Watched& talk = *talks.back();
    talk.now_ms = now_ms;
    talk.tell(event::request(-1, head));
    talk.tell(event::request_body(body));
    talk.tell(event::request_end());
    return talk;
  }
  void serve(Watched& talk) {
    talk.tell(event::upstream_head(talk.fetch, 200, {}));
    talk.tell(event::upstream_body(talk.fetch,
                                   R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})"));
    talk.tell(event::upstream_end(talk.fetch));
  }
  /// The reports that wait.
  List<pool::Report> reports() {
    List<pool::Report> taken;
    gateway.take_reports(0, taken, arena);
    return taken;
  }

  double now_ms = 1767323045000;  // a whole second
  Arena arena;
  exchange::Gateway gateway{1};
  std::vector<std::unique_ptr<Watched>> talks;
};

}  // namespace rota::test
