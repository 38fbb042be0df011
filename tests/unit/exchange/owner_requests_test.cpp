// Requests about what one key's project owns, on the isolate's side: whom they ask for a key, and when the client has the end
// of an answer that tells of something new.
#include <algorithm>

#include "exchange/exchange_testing.h"

using namespace rota;
using rota::test::Isolate;
using rota::test::lend;
using rota::test::says;
using rota::test::Stage;
using rota::test::Watched;

namespace {

const std::string get_file = "GET https://rota.test/v1beta/files/a\n";
const std::string get_list = "GET https://rota.test/v1beta/files?pageSize=2";
const std::string make_cache = "POST https://rota.test/v1beta/cachedContents\ncontent-type: application/json\n";
const std::string generate = "POST https://rota.test/v1beta/models/gemini-3.6-flash:generateContent\n";

void answer(Watched& talk, const std::string& body) {
  talk.tell(event::upstream_head(talk.fetch, 200, "content-type: application/json\n"));
  talk.tell(event::upstream_body(talk.fetch, body));
  talk.tell(event::upstream_end(talk.fetch));
}

bool has(const Watched& talk, Kind kind) {
  return std::find(talk.last.begin(), talk.last.end(), kind) != talk.last.end();
}

struct Shards : Isolate {
  Shards() : Isolate(R"({"ALLOW_ANONYMOUS":"1","POOL_SHARDS":"3"})") {}
};

}  // namespace

TEST_CASE_METHOD(Isolate, "H10: a request that names a resource takes no key that was lent ahead, and waits for nobody") {
  be_busy(3);
  Watched& first = open(generate, "{}");
  first.tell(event::pool_reply(first.pool, lend(1, 3)));
  Watched& plain = open(generate, R"({"contents":[{"parts":[{"text":"files/a"}]}]})");
  CHECK(plain.stage() == Stage::calling);
  CHECK(plain.pool == 0);
  Watched& named = open(generate, R"({"contents":[{"parts":[{"fileData":{"fileUri":"files/a"}}]}]})");
  CHECK(says(named.asked, R"("owner":{"names":["files/a"]})"));
  CHECK(says(named.asked, R"("want":1)"));
  CHECK(named.stage() == Stage::leasing);
}

TEST_CASE_METHOD(Isolate, "H10: the client has the end of an answer once the pool knows what it tells of, or cannot be told") {
  for (const bool reached : {true, false}) {
    Watched& talk = open(make_cache, R"({"model":"models/m"})");
    CHECK(says(talk.asked, R"("owner":{"creates":1})"));
    talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
    answer(talk, R"({"name":"cachedContents/c"})");
    CHECK(says(talk.asked, R"("learned":[{"name":"cachedContents/c","key":"0000000000000002","life_ms":3600000}])"));
    CHECK_FALSE(has(talk, Kind::finish));
    if (reached) {
      talk.tell(event::pool_reply(talk.pool, "{}"));
    } else {
      talk.tell(event::failed(talk.pool, "Error: gone"));
    }
    CHECK(has(talk, Kind::finish));
    talk.wind_up();
  }
}

TEST_CASE_METHOD(Isolate, "H10: a client that leaves while the pool is told loses nothing") {
  Watched& talk = open(make_cache, "{}");
  talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
  answer(talk, R"({"name":"cachedContents/c"})");
  talk.tell(event::client_gone());
  CHECK_FALSE(talk.done());
  talk.tell(event::pool_reply(talk.pool, "{}"));
  talk.wind_up();
}

TEST_CASE_METHOD(Isolate, "H10: an upstream that fails is asked once more with the owner's key; a key that is to blame ends it") {
  Watched& talk = open(get_file, {});
  talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
  talk.tell(event::upstream_head(talk.fetch, 500, {}));
  talk.tell(event::upstream_end(talk.fetch));
  talk.tell(event::timer(talk.wake));
  CHECK(says(talk.asked, R"("owner":{"names":["files/a"]})"));
  CHECK_FALSE(says(talk.asked, "avoid"));
  talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
  CHECK(talk.stage() == Stage::calling);
  const std::uint32_t asked = talk.pool;
  talk.tell(event::upstream_head(talk.fetch, 401, {}));
  talk.tell(event::upstream_body(talk.fetch, R"({"error":{"code":400,"status":"INVALID_ARGUMENT","message":"API key not valid."}})"));
  talk.tell(event::upstream_end(talk.fetch));
  CHECK(talk.answer_status >= 400);
  CHECK((talk.pool == asked || !says(talk.asked, "\"want\"")));
  talk.wind_up();
}

TEST_CASE_METHOD(Isolate, "H10: why an owner is not to be had, as the client hears it") {
  const auto told = [this](const std::string& reply) {
    Watched& talk = open(get_file, {});
    talk.tell(event::pool_reply(talk.pool, reply));
    return std::to_string(talk.answer_status) + " " + talk.answer_body;
  };
  const std::string unknown = told(R"({"ownership":1,"owned_name":"files/a"})");
  CHECK(says(unknown, "404 "));
  CHECK(says(unknown, "files/a is not known here"));
  CHECK(says(unknown, "NOT_FOUND"));
  CHECK(says(told(R"({"ownership":2,"owned_name":"files/b"})"), "400 "));
  const std::string out = told(R"({"ownership":3,"retry_after_ms":9000,"reason":"The only key is out."})");
  CHECK(says(out, "503 "));
  CHECK(says(out, "The only key is out."));
}

TEST_CASE_METHOD(Shards, "H10: a name is looked for in each shard, and found in that which knows its owner") {
  Watched& talk = open(get_file, {});
  talk.tell(event::pool_reply(talk.pool, R"({"ownership":1,"owned_name":"files/a"})"));
  CHECK(says(talk.asked, R"("shard":1)"));
  talk.tell(event::pool_reply(talk.pool, R"({"ownership":1,"owned_name":"files/a"})"));
  CHECK(says(talk.asked, R"("shard":2)"));
  talk.tell(event::pool_reply(talk.pool, lend(2, 2)));
  CHECK(talk.stage() == Stage::calling);
  answer(talk, "{}");
  talk.wind_up();

  Watched& nobody = open(get_file, {});
  for (int i = 0; i < 3; ++i) nobody.tell(event::pool_reply(nobody.pool, R"({"ownership":1,"owned_name":"files/a"})"));
  CHECK(nobody.answer_status == 404);
}

TEST_CASE_METHOD(Shards, "H10: a list joins what each key of each shard has of the client's, page by page") {
  Watched& talk = open(get_list + "\n", {});
  CHECK(says(talk.asked, R"("owner":{"collection":"files"})"));
  talk.tell(event::pool_reply(talk.pool, lend(1, 1, R"(,"owned":["files/a","files/c"])")));
  CHECK(says(talk.fetched, "/v1beta/files?pageSize=100\n"));
  answer(talk, R"({"files":[{"name":"files/a"},{"name":"files/b"}],"nextPageToken":"x y"})");
  CHECK(says(talk.fetched, "pageSize=100&pageToken=x%20y"));
  answer(talk, R"({"files":[{"name":"files/c", "n" : 1}],"nextPageToken":"further"})");
  CHECK(says(talk.asked, R"("owner":{"collection":"files","after":"0000000000000001"})"));
  talk.tell(event::pool_reply(talk.pool, R"({"ownership":1})"));
  CHECK(says(talk.asked, R"("owner":{"collection":"files"})"));
  CHECK(says(talk.asked, R"("shard":1)"));
  talk.tell(event::pool_reply(talk.pool, R"({"ownership":1})"));
  talk.tell(event::pool_reply(talk.pool, lend(5, 5, R"(,"owned":["files/e"])")));
  answer(talk, R"({"files":[{"name":"files/e"}]})");
  talk.tell(event::pool_reply(talk.pool, R"({"ownership":1})"));
  CHECK(talk.answer_status == 200);
  CHECK(talk.answer_body == R"({"files":[{"name":"files/a"},{"name":"files/c", "n" : 1}],"nextPageToken":"2"})");
  talk.wind_up();
}

TEST_CASE_METHOD(Isolate, "H10: a list's later page, its end, and a token that is none of it") {
  Watched& talk = open(get_list + "&pageToken=2\n", {});
  talk.tell(event::pool_reply(talk.pool, lend(1, 1, R"(,"owned":["files/a","files/b","files/c"])")));
  answer(talk, R"({"files":[{"name":"files/a"},{"name":"files/b"},{"name":"files/c"}]})");
  talk.tell(event::pool_reply(talk.pool, R"({"ownership":1})"));
  CHECK(talk.answer_body == R"({"files":[{"name":"files/c"}]})");
  talk.wind_up();
  Watched& wrong = open(get_list + "&pageToken=of-google\n", {});
  CHECK(wrong.answer_status == 400);
  Watched& nothing = open(get_list + "\n", {});
  nothing.tell(event::pool_reply(nothing.pool, R"({"ownership":1})"));
  CHECK(nothing.answer_status == 200);
  CHECK(nothing.answer_body == "{}");
}

TEST_CASE_METHOD(Isolate, "H10: of an upstream's list so many pages are read at the most") {
  Watched& talk = open(get_list + "\n", {});
  talk.tell(event::pool_reply(talk.pool, lend(1, 1, R"(,"owned":["files/a","files/never"])")));
  for (std::uint32_t page = 1; page < limits::owned_pages; ++page) {
    answer(talk, R"({"files":[{"name":"files/theirs"}],"nextPageToken":"p"})");
    CHECK(talk.answer_status == 0);
  }
  answer(talk, R"({"files":[{"name":"files/a"}],"nextPageToken":"p"})");
  CHECK(talk.answer_status == 200);
  CHECK(talk.answer_body == R"({"files":[{"name":"files/a"}]})");
  talk.wind_up();
}

TEST_CASE_METHOD(Isolate, "H10: an answer at the limit is looked through for names, one above it is not") {
  for (const std::size_t more : {std::size_t{0}, std::size_t{1}}) {
    Watched& talk = open(make_cache, "{}");
    talk.tell(event::pool_reply(talk.pool, lend(1, 1)));
    const std::string frame = R"({"name":"cachedContents/c","x":""})";
    const std::string fill(limits::owned_answer_bytes - frame.size() + more, 'x');
    talk.asked.clear();
    answer(talk, R"({"name":"cachedContents/c","x":")" + fill + "\"}");
    CHECK(says(talk.asked, "learned") == (more == 0));
    talk.wind_up();
  }
}

TEST_CASE_METHOD(Isolate, "H10: a stream's first event names what was made, whatever its size; past the limit nothing is read") {
  const std::string head = "POST https://rota.test/v1beta/interactions\ncontent-type: application/json\n";
  for (const bool first : {true, false}) {
    Watched& talk = open(head, R"({"model":"m","stream":true})");
    talk.tell(event::pool_reply(talk.pool, lend(1, 1)));
    talk.asked.clear();
    const std::string created = "data: {\"interaction\":{\"id\":\"v1_a\"}}\n\n";
    const std::string filler = "data: {\"x\":\"" + std::string(limits::owned_stream_bytes, 'x') + "\"}\n\n";
    talk.tell(event::upstream_head(talk.fetch, 200, "content-type: text/event-stream\n"));
    talk.tell(event::upstream_body(talk.fetch, first ? created + filler : filler + created));
    talk.tell(event::upstream_end(talk.fetch));
    CHECK(says(talk.asked, R"("name":"interactions/v1_a")") == first);
    talk.wind_up();
  }
}
