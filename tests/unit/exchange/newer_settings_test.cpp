// Settings that an administrator changes while clients ask: two isolates before one pool object with its desk. One has made
// the change, the other hears of nothing but what its clients ask, which may be only what the change allows (E1, H3).
#include "admin/admin_testing.h"
#include "exchange/exchange_testing.h"

namespace {

using namespace rota;
using rota::test::Isolate;
using rota::test::says;
using rota::test::Watched;

constexpr const char* environment =
    R"({"ADMIN_PASSWORD":"open sesame","SESSION_SECRET_KEY":"s","CLIENT_API_KEYS":"sk-1","ALLOW_CLIENT_GEMINI_KEY":"1"})";

constexpr const char* client_key = "sk-of-a-stored-client";

/// As a request shows it.
std::string key_of(const std::string& head) {
  constexpr Bytes name = "x-api-key: ";
  const std::size_t at = head.find(name) + name.size();
  return head.substr(at, head.find('\n', at) - at);
}

std::string models_request(const char* path, const char* key = "sk-1") {
  return std::string("GET https://rota.test") + path + "\nx-api-key: " + key + "\n";
}

std::string chat_with(const std::string& model, const std::string& more = "") {
  return R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hi"}])" + more + "}";
}

struct Deployment {
  Deployment() : pool(R"(,"API_KEYS":"AIzaFAKE-canary-000001,AIzaFAKE-canary-000002")") {
    for (Isolate* isolate : {&changed, &other}) isolate->now_ms = pool.now_ms;
  }

  /// The world answers until the request has an answer, or calls an upstream.
  Watched& go(Isolate& isolate, const std::string& head, const std::string& body) {
    isolate.now_ms = pool.now_ms;
    Watched& talk = isolate.open(head, body);
    std::uint32_t digested = 0;
    std::uint32_t answered = 0;
    for (int i = 0; i < 20 && !talk.done() && talk.fetch == 0; ++i) {
      if (talk.digest != digested) {
        digested = talk.digest;
        talk.tell(event::digested(digested, host::digest_of(key_of(head))));
      } else if (talk.pool != answered) {
        answered = talk.pool;
        ++pool_calls;
        pool.tell(event::pool_call(++token, talk.asked));
        pool.pump();
        talk.tell(event::pool_reply(answered, pool.last_reply));
      } else {
        break;
      }
    }
    return talk;
  }
  Watched& chat(Isolate& isolate, const std::string& model, const char* key = "sk-1") {
    return go(isolate, std::string("POST https://rota.test/v1/chat/completions\nx-api-key: ") + key + "\n", chat_with(model));
  }
  /// Through the isolate that makes all changes.
  void change(const std::string& line, const std::string& body) {
    Watched& talk = go(changed, line + "\nauthorization: Bearer open sesame\ncontent-type: application/json\n", body);
    INFO(talk.answer_body);
    REQUIRE(talk.answer_status < 300);
    REQUIRE(talk.answer_status >= 200);
    answer = talk.answer_body;
  }
  /// A stored client key; `more`: members, each with a comma before it.
  void add_client(const std::string& more) {
    change("POST https://rota.test/admin/keys/user", std::string(R"({"key":")") + client_key + R"(","name":"n")" + more + "}");
    const std::size_t at = answer.find(R"("id":")") + 6;
    client_id = answer.substr(at, answer.find('"', at) - at);
  }
  void change_client(const std::string& body) { change("PATCH https://rota.test/admin/keys/user/" + client_id, body); }
  void configure(const std::string& body) { change("POST https://rota.test/admin/config", body); }
  void pass(double ms) {
    pool.pass(ms);
    pool.pump();
  }

  admin_testing::World pool;
  Isolate changed{environment};
  Isolate other{environment};
  std::string answer;     ///< to the latest change
  std::string client_id;  ///< of the client whose key is `client_key`
  std::uint32_t token = 1000000;
  int pool_calls = 0;
};

/// What a test of one change needs: what a client asks that only the change allows.
struct Change {
  const char* name;
  void (*make)(Deployment& world);
  /// Whether the isolate serves what the change allows, as it allows it.
  bool (*holds)(Deployment& world, Isolate& isolate);
  void (*prepare)(Deployment& world);
};

bool calls(Watched& talk, const char* model) {
  return talk.fetch != 0 && says(talk.fetched, std::string("/models/") + model + ":generateContent");
}

constexpr const char* offer_one = R"({"id":"gemini-3.6-flash"})";

void offer(Deployment& world, const char* row = offer_one) { world.change("POST https://rota.test/admin/models", row); }
void nothing(Deployment&) {}

constexpr Change changes[] = {
    {"a model is offered besides others", [](Deployment& world) { offer(world, R"({"id":"gemini-3.1-pro"})"); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "gemini-3.1-pro"), "gemini-3.1-pro"); },
     [](Deployment& world) { offer(world); }},
    {"the only models offered are no longer", [](Deployment& world) { world.change("DELETE https://rota.test/admin/models/gemini-3.6-flash", ""); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "gemini-9"), "gemini-9"); },
     [](Deployment& world) { offer(world); }},
    {"models are offered at all", [](Deployment& world) { offer(world); },
     [](Deployment& world, Isolate& isolate) { return world.chat(isolate, "gemini-9").answer_status == 404; }, nothing},
    {"an alias of a model", [](Deployment& world) { offer(world, R"({"id":"gemini-3.1-pro","aliases":["smart"]})"); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "smart"), "gemini-3.1-pro"); },
     [](Deployment& world) { offer(world); }},
    {"an alias in the settings", [](Deployment& world) { world.configure(R"({"model_aliases":{"smart":"gemini-3.1-pro"}})"); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "smart"), "gemini-3.1-pro"); }, nothing},
    {"an alias that means another model", [](Deployment& world) { world.configure(R"({"model_aliases":{"smart":"gemini-3.1-pro"}})"); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "smart"), "gemini-3.1-pro"); },
     [](Deployment& world) { world.configure(R"({"model_aliases":{"smart":"gemini-3.6-flash"}})"); }},
    {"default_model", [](Deployment& world) { world.configure(R"({"default_model":"gemini-3.6-flash"})"); },
     [](Deployment& world, Isolate& isolate) {
       return calls(world.go(isolate, test::chat_head, R"({"messages":[{"role":"user","content":"Hi"}]})"), "gemini-3.6-flash");
     },
     nothing},
    {"safety_default", [](Deployment& world) { world.configure(R"({"safety_default":"off"})"); },
     [](Deployment& world, Isolate& isolate) { return says(world.chat(isolate, "gemini-3.6-flash").fetched, "safetySettings"); },
     nothing},
    {"safety_default for who brings a key of his own", [](Deployment& world) { world.configure(R"({"safety_default":"off"})"); },
     [](Deployment& world, Isolate& isolate) {
       return says(world.chat(isolate, "gemini-3.6-flash", "AIzaFAKE-own").fetched, "safetySettings");
     },
     nothing},
    {"the list of models", [](Deployment& world) { offer(world, R"({"id":"gemini-3.1-pro"})"); },
     [](Deployment& world, Isolate& isolate) {
       return says(world.go(isolate, models_request("/v1/models"), "").answer_body, "gemini-3.1-pro");
     },
     [](Deployment& world) { offer(world); }},
    {"one model of the list", [](Deployment& world) { offer(world, R"({"id":"gemini-3.1-pro"})"); },
     [](Deployment& world, Isolate& isolate) {
       return world.go(isolate, models_request("/v1/models/gemini-3.1-pro"), "").answer_status == 200;
     },
     [](Deployment& world) { offer(world); }},
    {"a model of the native dialect", [](Deployment& world) { offer(world, R"({"id":"gemini-3.1-pro"})"); },
     [](Deployment& world, Isolate& isolate) {
       Watched& talk = world.go(isolate, "POST https://rota.test/v1beta/models/gemini-3.1-pro:generateContent\nx-api-key: sk-1\n",
                                R"({"contents":[{"parts":[{"text":"Hi"}]}]})");
       return calls(talk, "gemini-3.1-pro");
     },
     [](Deployment& world) { offer(world); }},
    {"a model of embeddings", [](Deployment& world) { offer(world, R"({"id":"gemini-embedding-001"})"); },
     [](Deployment& world, Isolate& isolate) {
       return world.go(isolate, "POST https://rota.test/v1/embeddings\nx-api-key: sk-1\n",
                       R"({"model":"gemini-embedding-001","input":"Hi"})").fetch != 0;
     },
     [](Deployment& world) { offer(world); }},
    {"what a client may use", [](Deployment& world) { world.change_client(R"({"models":["gemini-3.1-pro"]})"); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "gemini-3.1-pro", client_key), "gemini-3.1-pro"); },
     [](Deployment& world) { world.add_client(R"(,"models":["gemini-3.6-flash"])"); }},
    {"a client that is switched off", [](Deployment& world) { world.change_client(R"({"enabled":false})"); },
     [](Deployment& world, Isolate& isolate) { return world.chat(isolate, "gemini-3.6-flash", client_key).answer_status == 401; },
     [](Deployment& world) { world.add_client(""); }},
    {"a client that is switched on again", [](Deployment& world) { world.change_client(R"({"enabled":true})"); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "gemini-3.6-flash", client_key), "gemini-3.6-flash"); },
     [](Deployment& world) {
       world.add_client("");
       world.change_client(R"({"enabled":false})");
     }},
    {"a client that is made", [](Deployment& world) { world.add_client(""); },
     [](Deployment& world, Isolate& isolate) { return calls(world.chat(isolate, "gemini-3.6-flash", client_key), "gemini-3.6-flash"); },
     nothing},
};

}  // namespace

TEST_CASE("E1 H3: whatever changes, the isolate that made the change is right at once, the other within a minute") {
  for (const Change& change : changes) {
    for (const bool asks_before : {false, true}) {
      CAPTURE(change.name, asks_before);
      Deployment world;
      change.prepare(world);
      // The other has answered by the settings before.
      if (asks_before) REQUIRE(!change.holds(world, world.other));
      change.make(world);
      CHECK(change.holds(world, world.changed));
      double waited_ms = 0;
      while (waited_ms <= minute_ms && !change.holds(world, world.other)) {
        world.pass(second_ms);
        waited_ms += second_ms;
      }
      CHECK(waited_ms < minute_ms);
      CHECK(change.holds(world, world.other));
    }
  }
}

TEST_CASE("E1 H3: who has been idle for long is right with his first request") {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Deployment world;
    change.prepare(world);
    REQUIRE(!change.holds(world, world.other));
    change.make(world);
    world.pass(minute_ms);
    CHECK(change.holds(world, world.other));
  }
}

TEST_CASE("F8 H3: what the settings refuse costs a call of the pool in ten seconds, and what they serve none besides its own") {
  Deployment world;
  offer(world);
  REQUIRE(calls(world.chat(world.other, "gemini-3.6-flash"), "gemini-3.6-flash"));
  world.pool_calls = 0;
  for (int second = 0; second < 60; ++second) {
    for (int i = 0; i < 10; ++i) CHECK(world.chat(world.other, "gemini-9").answer_status == 404);
    world.pass(second_ms);
  }
  CHECK(world.pool_calls <= 6);
  world.pool_calls = 0;
  for (int i = 0; i < 10; ++i) CHECK(calls(world.chat(world.other, "gemini-3.6-flash"), "gemini-3.6-flash"));
  CHECK(world.pool_calls <= 10);
}

TEST_CASE("F8: what is wrong whatever the settings say asks the pool for nothing") {
  Deployment world;
  CHECK(world.go(world.other, test::chat_head, "{").answer_status == 400);
  CHECK(world.go(world.other, test::chat_head, R"({"model":"gemini-3.6-flash","messages":7})").answer_status == 400);
  CHECK(world.pool_calls == 0);
}

TEST_CASE("H3: where the pool is away, the settings that are known decide, and each request ends") {
  Deployment world;
  offer(world);
  REQUIRE(world.chat(world.other, "gemini-9").answer_status == 404);
  world.pass(limits::unknown_key_ms);
  Watched& talk = world.other.open(test::chat_head, chat_with("gemini-9"));
  talk.now_ms = world.pool.now_ms;
  if (!talk.done()) talk.tell(event::failed(talk.pool, "away"));
  CHECK(talk.done());
  CHECK(talk.answer_status == 404);
}
