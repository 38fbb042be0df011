// The exchange's door: stored client keys by their digest, guessers, models that a key may not use, administrators.
// The digests here are made up; which digest belongs to which key is the host's to know.
#include "base/text.h"
#include "exchange/exchange_testing.h"
#include "pool/fields.h"
#include "store/client_rows.h"

using namespace rota;
using rota::test::Stage;
using rota::test::Watched;

namespace {

constexpr const char* with_admin =
    R"({"ADMIN_PASSWORD":"open sesame","SESSION_SECRET_KEY":"s","CLIENT_API_KEYS":"sk-of-the-environment"})";

/// 32 bytes for a key, other ones for another.
std::string digest_of(const std::string& key) {
  std::uint64_t hash = text::fingerprint(key);
  std::string digest;
  for (int i = 0; i < 32; ++i) digest += static_cast<char>(hash >> (i % 8 * 8) & 0xFF);
  return digest;
}

/// A client as a snapshot has it; `more`: further members, each with a comma before it.
std::string client_of(const std::string& key, const std::string& more = "") {
  Arena arena;
  store::ClientRow row;
  store::set_digest(row, digest_of(key));
  return R"({"digest":")" + std::string(store::digest_hex(row, arena)) + '"' + more + "}";
}

std::string snapshot_of(int version, const std::string& clients) {
  return R"({"v":1,"version":)" + std::to_string(version) + R"(,"settings":{},"models":[],"clients":[)" + clients +
         "]}";
}

/// A reply that brings the settings.
std::string config_reply(int version, const std::string& clients) {
  Buffer quoted;
  json::Writer(quoted).string(snapshot_of(version, clients));
  return R"({"version":)" + std::to_string(version) + R"(,"config":)" + std::string(quoted.view()) + "}";
}

/// An isolate at whose door requests stand.
struct Door {
  explicit Door(const std::string& settings = with_admin) { test::configure(gateway, settings); }

  /// The settings that are known from the start.
  void know(int version, const std::string& clients) {
    pool::Reply reply;
    const std::string text = snapshot_of(version, clients);
    reply.version = version;
    reply.config = text;
    gateway.learn(reply);
  }

  Watched& come(const std::string& head, const std::string& body = test::chat_body) {
    exchange = std::make_unique<Watched>(gateway, 1);
    exchange->now_ms = now_ms;
    exchange->tell(event::request(-1, head));
    if (exchange->done()) return *exchange;
    exchange->tell(event::request_body(body));
    exchange->tell(event::request_end());
    return *exchange;
  }
  /// A chat with that key, until its digest has been told or nobody asks for one.
  Watched& chat(const std::string& key, const std::string& more_head = "") {
    Watched& talk = come("POST https://rota.test/v1/chat/completions\nx-api-key: " + key + "\n" + more_head);
    if (talk.digest != 0 && !talk.done()) talk.tell(event::digested(talk.digest, digest_of(key)));
    return talk;
  }

  exchange::Gateway gateway{1};
  double now_ms = 1767323045000;
  std::unique_ptr<Watched> exchange;
};

/// The pool's, of a wrong password.
constexpr const char* refusal = R"({"admin":{"status":401,"body":"no, says the pool"}})";

bool asks_for_settings(const Watched& talk) { return talk.asked.find(R"("config":1)") != std::string::npos; }
bool asks_for_a_pick(const Watched& talk) { return talk.asked.find(R"("want":)") != std::string::npos; }

void expect_refusal(const Watched& talk, int status, const std::string& words) {
  INFO(talk.answer_body);
  CHECK(talk.done());
  CHECK(talk.answer_status == status);
  CHECK(talk.answer_body.find(words) != std::string::npos);
}

}  // namespace

TEST_CASE_METHOD(Door, "F2: a stored key is known by its digest, with its client's name in what is reported") {
  know(1, client_of("sk-stored"));
  Watched& talk = chat("sk-stored");
  CHECK(talk.stage() == Stage::leasing);
  CHECK(asks_for_a_pick(talk));
  CHECK(!asks_for_settings(talk));
  talk.tell(event::pool_reply(talk.pool, test::lent_key));
  talk.tell(event::upstream_head(talk.fetch, 200, {}));
  talk.tell(event::client_gone());
  List<pool::Report> reports;
  Arena arena;
  gateway.take_reports(0, reports, arena);
  REQUIRE(reports.size() == 1);
  store::ClientRow row;
  store::set_digest(row, digest_of("sk-stored"));
  CHECK(reports[0].client == store::digest_hex(row, arena).substr(0, 16));
}

TEST_CASE_METHOD(Door, "F2: no digest is taken of a key of the environment, of no key, of one that is too long") {
  know(1, client_of("sk-stored"));
  CHECK(chat("sk-of-the-environment").stage() == Stage::leasing);
  CHECK(exchange->digest == 0);
  expect_refusal(come("POST https://rota.test/v1/chat/completions\n"), 401, "No API key was sent.");
  CHECK(exchange->digest == 0);
  expect_refusal(chat(std::string(limits::client_key_bytes + 1, 'k')), 401, "longer than any key");
  CHECK(exchange->digest == 0);
}

TEST_CASE("without an administrator and without stored keys nobody takes digests") {
  Door door(R"({"CLIENT_API_KEYS":"sk-of-the-environment"})");
  expect_refusal(door.chat("sk-other"), 401, "not one of this service's client keys");
  CHECK(door.exchange->digest == 0);
}

TEST_CASE_METHOD(Door, "E1: an unknown key may be new: settings are asked for, once in a while") {
  know(1, client_of("sk-stored"));
  Watched& first = chat("sk-new");
  CHECK(first.stage() == Stage::checking);
  CHECK(asks_for_settings(first));
  CHECK(!asks_for_a_pick(first));
  first.tell(event::pool_reply(first.pool, config_reply(2, client_of("sk-stored") + "," + client_of("sk-new"))));
  CHECK(first.stage() == Stage::leasing);
  CHECK(asks_for_a_pick(first));

  // Another one in the next ten seconds is refused by what is known.
  now_ms += limits::unknown_key_ms - 1;
  Watched& second = chat("sk-newer");
  CHECK(second.pool == 0);
  expect_refusal(second, 401, "not one of this service's client keys");
  now_ms += 1;
  CHECK(asks_for_settings(chat("sk-newest")));
}

TEST_CASE_METHOD(Door,
                 "F8: a key that was refused once costs nothing a second time, and is heard again when it may be new") {
  know(1, client_of("sk-stored"));
  Watched& first = chat("sk-wrong");
  CHECK(asks_for_settings(first));
  first.tell(event::pool_reply(first.pool, config_reply(1, client_of("sk-stored"))));
  expect_refusal(first, 401, "not one of this service's client keys");
  for (int i = 0; i < 5; ++i) {
    now_ms += 1000;
    Watched& again = chat("sk-wrong");
    expect_refusal(again, 401, "not one of this service's client keys");
    CHECK(again.digest == 0);
    CHECK(again.pool == 0);
  }
  now_ms += limits::unknown_key_ms;
  Watched& made = chat("sk-wrong");
  CHECK(asks_for_settings(made));
  made.tell(event::pool_reply(made.pool, config_reply(2, client_of("sk-wrong"))));
  CHECK(made.stage() == Stage::leasing);
}

TEST_CASE_METHOD(
    Door, "E1: a key that the administrator switches on again is let in though this isolate hears of nothing else") {
  know(1, client_of("sk-stored", R"(,"active":false)"));
  Watched& off = chat("sk-stored");
  CHECK(asks_for_settings(off));
  off.tell(event::pool_reply(off.pool, "{}"));
  expect_refusal(off, 401, "This API key is switched off.");
  now_ms += 5000;
  expect_refusal(chat("sk-stored"), 401, "This API key is switched off.");
  CHECK(exchange->pool == 0);
  now_ms += limits::unknown_key_ms;
  Watched& on = chat("sk-stored");
  CHECK(asks_for_settings(on));
  on.tell(event::pool_reply(on.pool, config_reply(2, client_of("sk-stored"))));
  CHECK(on.stage() == Stage::leasing);
}

TEST_CASE_METHOD(Door, "E1: a key that was switched off is refused as soon as this isolate hears of newer settings") {
  know(1, client_of("sk-stored"));
  CHECK(chat("sk-stored").stage() == Stage::leasing);
  pool::Reply reply;
  reply.version = 2;
  gateway.learn(reply);
  Watched& talk = chat("sk-stored");
  CHECK(asks_for_settings(talk));
  talk.tell(event::pool_reply(talk.pool, config_reply(2, client_of("sk-stored", R"(,"active":false)"))));
  expect_refusal(talk, 401, "This API key is switched off.");
}

TEST_CASE_METHOD(Door, "a key is good until the moment it expires, and says why afterwards each time") {
  know(1, client_of("sk-stored", R"(,"expires_ms":1767323100000)"));
  now_ms = 1767323100000 - 1;
  CHECK(chat("sk-stored").stage() == Stage::leasing);
  now_ms += 1;
  for (int i = 0; i < 3; ++i) {
    Watched& talk = chat("sk-stored");
    if (!talk.done()) talk.tell(event::failed(talk.pool, "Error: away"));
    expect_refusal(talk, 401, "This API key has expired.");
  }
}

TEST_CASE_METHOD(Door, "when settings cannot be had, what is known decides, and what the call was to tell is kept") {
  know(1, client_of("sk-stored"));
  pool::Report report;
  report.key = 7;
  report.model = "m";
  gateway.queue(report);
  for (const char* answer : {"{", R"({"error":"no"})"}) {
    Watched& talk = chat("sk-new");
    REQUIRE(asks_for_settings(talk));
    CHECK(talk.asked.find(R"("reports":[)") != std::string::npos);
    CHECK(!gateway.has_outcomes());
    talk.tell(event::pool_reply(talk.pool, answer));
    expect_refusal(talk, 401, "not one of this service's client keys");
    CHECK(gateway.has_outcomes());
    now_ms += limits::unknown_key_ms;
  }
  Watched& talk = chat("sk-new");
  talk.tell(event::failed(talk.pool, "Error: away"));
  expect_refusal(talk, 401, "not one of this service's client keys");
  CHECK(gateway.has_outcomes());
}

TEST_CASE_METHOD(Door, "a host that cannot take digests recognises nobody") {
  know(1, client_of("sk-stored"));
  Watched& talk = come("POST https://rota.test/v1/chat/completions\nx-api-key: sk-stored\n");
  CHECK(talk.stage() == Stage::checking);
  talk.tell(event::failed(talk.digest, "Error: no crypto"));
  expect_refusal(talk, 401, "not one of this service's client keys");
}

TEST_CASE_METHOD(Door, "the digest may come before the body has, and the request begins when both are there") {
  know(1, client_of("sk-stored"));
  exchange = std::make_unique<Watched>(gateway, 1);
  exchange->tell(event::request(-1, "POST https://rota.test/v1/chat/completions\nx-api-key: sk-stored\n"));
  exchange->tell(event::digested(exchange->digest + 1, digest_of("sk-stored")));
  exchange->tell(event::request_body(test::chat_body));
  exchange->tell(event::digested(exchange->digest, digest_of("sk-stored")));
  CHECK(exchange->stage() == Stage::received);
  CHECK(exchange->last.empty());
  exchange->tell(event::digested(exchange->digest, digest_of("another")));  // once is enough
  exchange->tell(event::request_end());
  CHECK(exchange->stage() == Stage::leasing);
}

TEST_CASE_METHOD(Door, "who leaves while it is found out whose request it is leaves nothing behind") {
  know(1, client_of("sk-stored"));
  Watched& waiting = come("POST https://rota.test/v1/chat/completions\nx-api-key: sk-new\n");
  waiting.tell(event::client_gone());
  CHECK(waiting.done());
  Watched& asking = chat("sk-new");
  CHECK(asks_for_settings(asking));
  asking.tell(event::client_gone());
  CHECK(asking.done());
}

TEST_CASE_METHOD(Door, "an address that guesses is answered 429, with the time until it is listened to again") {
  know(1, client_of("sk-stored"));
  now_ms = 1767323045000;  // five seconds into the minute
  const std::string from = "cf-connecting-ip: 203.0.113.7\n";
  for (std::uint32_t i = 0; i < limits::refusals_per_minute; ++i) {
    Watched& talk = chat("sk-guess-" + std::to_string(i), from);
    if (!talk.done()) talk.tell(event::failed(talk.pool, "Error: away"));
    expect_refusal(talk, 401, "not one of this service's client keys");
  }
  Watched& shut = chat("sk-one-more", from);
  expect_refusal(shut, 429, "Too many wrong API keys");
  CHECK(shut.digest == 0);
  CHECK(shut.answer_head.find("retry-after: 55\n") != std::string::npos);
  CHECK(chat("sk-of-the-environment", from).stage() == Stage::leasing);
  CHECK(chat("sk-stored", "cf-connecting-ip: 203.0.113.8\n").stage() == Stage::leasing);
  // The key that has come in from elsewhere is known to be good, and does not suffer for its neighbours.
  CHECK(chat("sk-stored", from).stage() == Stage::leasing);
  now_ms += 55000;
  CHECK(chat("sk-one-more", from).digest != 0);
}

TEST_CASE_METHOD(Door, "administrators who guess are guessers like any other") {
  const std::string from = "cf-connecting-ip: 203.0.113.7\n";
  for (std::uint32_t i = 0; i < limits::refusals_per_minute; ++i) {
    Watched& talk = come("GET https://rota.test/admin/keys/gemini\nauthorization: Bearer wrong\n" + from);
    talk.tell(event::pool_reply(talk.pool, refusal));
    expect_refusal(talk, 401, "no, says the pool");
  }
  expect_refusal(come("GET https://rota.test/admin/keys/gemini\nauthorization: Bearer open sesame\n" + from), 429,
                 "Too many wrong passwords or API keys");
  CHECK(come("GET https://rota.test/admin/keys/gemini\nauthorization: Bearer open sesame\n").stage() == Stage::leasing);
}

TEST_CASE("whoever may come in without a key may come in with an unknown one, and with a stored one as that client") {
  Door door(R"({"ALLOW_ANONYMOUS":"1","ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})");
  door.know(1, client_of("sk-stored", R"(,"rpm":5)") + "," + client_of("sk-off", R"(,"active":false)"));
  CHECK(door.come("POST https://rota.test/v1/chat/completions\n").stage() == Stage::leasing);
  CHECK(door.exchange->digest == 0);
  Watched& unknown = door.chat("sk-unknown");
  CHECK(asks_for_settings(unknown));
  unknown.tell(event::failed(unknown.pool, "Error: away"));
  CHECK(unknown.stage() == Stage::leasing);
  CHECK(unknown.asked.find(R"("client":)") == std::string::npos);
  Watched& stored = door.chat("sk-stored");
  CHECK(stored.asked.find(R"("client":{)") != std::string::npos);
  Watched& off = door.chat("sk-off");
  expect_refusal(off, 401, "switched off");
}

TEST_CASE_METHOD(Door, "D3: a key that may use some models only is refused the others, in each dialect") {
  know(1, client_of("sk-stored", R"(,"models":["gemini-3.6-flash"])"));
  CHECK(chat("sk-stored").stage() == Stage::leasing);

  const std::string pro = R"({"model":"gemini-3.1-pro","messages":[{"role":"user","content":"Hi"}]})";
  Watched& openai = come("POST https://rota.test/v1/chat/completions\nx-api-key: sk-stored\n", pro);
  openai.tell(event::digested(openai.digest, digest_of("sk-stored")));
  CHECK(asks_for_settings(openai));  // E1: they may allow it by now
  openai.tell(event::pool_reply(openai.pool, "{}"));
  expect_refusal(openai, 403, R"("message":"This API key may not use the model gemini-3.1-pro.")");
  CHECK(openai.answer_body.find(R"("param":"model")") != std::string::npos);

  Watched& gemini =
      come("POST https://rota.test/v1beta/models/gemini-3.1-pro:generateContent\nx-goog-api-key: sk-stored\n",
           R"({"contents":[]})");
  gemini.tell(event::digested(gemini.digest, digest_of("sk-stored")));
  expect_refusal(gemini, 403, R"("status":"PERMISSION_DENIED")");

  Watched& list = come("GET https://rota.test/v1/models\nx-api-key: sk-stored\n", "");
  list.tell(event::digested(list.digest, digest_of("sk-stored")));
  CHECK(list.stage() == Stage::leasing);  // the list of models is about none of them
}

TEST_CASE_METHOD(Door, "B6: an administrator comes in with the password, nobody else does, and no key of a client") {
  know(1, client_of("sk-stored"));
  const std::string keys = "GET https://rota.test/admin/keys/gemini\n";
  Watched& right = come(keys + "authorization: Bearer open sesame\n", "");
  CHECK(right.stage() == Stage::leasing);
  CHECK(right.asked.find(R"("admin":{"method":"GET","path":"/admin/keys/gemini",)") != std::string::npos);
  CHECK(right.asked.find(R"("proof":2,)") != std::string::npos);
  CHECK(right.asked.find("sesame") == std::string::npos);
  right.tell(event::pool_reply(right.pool, R"({"admin":{"status":200,"content_type":"text/x","body":"yes"}})"));
  CHECK(right.done());
  CHECK(right.answer_status == 200);
  CHECK(right.answer_body == "yes");
  CHECK(right.answer_head.find("cache-control: no-store\n") != std::string::npos);
  CHECK(right.answer_head.find("access-control-allow-origin") == std::string::npos);

  expect_refusal(come(keys), 401, "send the administrator's password");
  for (const char* wrong : {"open sesam", "open sesame2", "OPEN SESAME", "sk-stored", "sk-of-the-environment"}) {
    Watched& talk = come(keys + "authorization: Bearer " + wrong + "\n");
    CHECK(talk.asked.find(R"({"permit":{"proof":3,)") != std::string::npos);
    CHECK(talk.asked.find(wrong) == std::string::npos);
    CHECK(talk.digest == 0);
    // What counts is that it was wrong, not what a pool of another version makes of it.
    const bool odd = wrong[0] == 'O';
    talk.tell(event::pool_reply(talk.pool, odd ? R"({"permitted":1})" : refusal));
    expect_refusal(talk, 401, odd ? "administrator's password" : "no, says the pool");
  }
}

TEST_CASE("B6: without both secrets there is no administration, and the answer says what to do") {
  for (const char* settings : {"{}", R"({"ADMIN_PASSWORD":"p"})", R"({"SESSION_SECRET_KEY":"s"})",
                               R"({"ADMIN_PASSWORD":"","SESSION_SECRET_KEY":"s"})"}) {
    Door door(settings);
    expect_refusal(door.come("GET https://rota.test/admin/keys/gemini\nauthorization: Bearer p\n"), 503,
                   "wrangler secret put ADMIN_PASSWORD");
    expect_refusal(door.come("GET https://rota.test/admin/keys/gemini\n"), 503, "SESSION_SECRET_KEY");
  }
}

TEST_CASE_METHOD(Door, "a pool that answers an administrator with nothing at all is a bad gateway") {
  Watched& talk = come("GET https://rota.test/admin/keys/gemini\nauthorization: Bearer open sesame\n", "");
  talk.tell(event::pool_reply(talk.pool, "{}"));
  CHECK(talk.answer_status == 502);
  Watched& away = come("GET https://rota.test/admin/keys/gemini\nauthorization: Bearer open sesame\n", "");
  away.tell(event::failed(away.pool, "Error: away"));
  CHECK(away.answer_status == 503);
  CHECK(away.done());
}
