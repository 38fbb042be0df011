// Fetching what a request names by URL: bounds, redirects, types, and what the client is told.
#include "exchange/gathering.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "host/event.h"

using namespace rota;
using exchange::Attachment;
using exchange::Gathering;

namespace {

struct World {
  Arena arena;
  Arena batch;
  Actions out{batch};
  Gathering gathering{arena};
  std::uint32_t token = 0;

  Status start(std::initializer_list<Bytes> urls) {
    List<Attachment> wanted;
    for (Bytes url : urls) wanted.push(arena, Attachment{url, "messages[0].content[1].image_url.url", {}, {}});
    return gathering.start(wanted, token, out);
  }
  Status tell(const Event& event) { return gathering.take(event, token, out); }
};

}  // namespace

TEST_CASE("an image is fetched in pieces, named by its server, and handed over in base64") {
  World world;
  REQUIRE(world.start({"https://example.com/a.png"}).ok());
  REQUIRE(world.out.list().size() == 1);
  CHECK(world.out.list()[0].kind == Kind::fetch);
  CHECK(world.out.list()[0].head.substr(0, 31) == "GET https://example.com/a.png\na");
  CHECK(world.gathering.owns(1));
  CHECK_FALSE(world.gathering.owns(2));
  REQUIRE(world.tell(event::upstream_head(1, 200, "content-type: Image/PNG; charset=x\n")).ok());
  REQUIRE(world.tell(event::upstream_body(1, "foo")).ok());
  REQUIRE(world.tell(event::upstream_body(1, "bar")).ok());
  CHECK_FALSE(world.gathering.complete());
  REQUIRE(world.tell(event::upstream_end(1)).ok());
  CHECK(world.gathering.complete());
  CHECK(world.gathering.attachments()[0].mime == "image/png");
  CHECK(world.gathering.attachments()[0].data == "Zm9vYmFy");
}

TEST_CASE("several come in any order and keep theirs") {
  World world;
  REQUIRE(world.start({"https://a.example/1", "https://b.example/2"}).ok());
  for (std::uint32_t token : {2U, 1U}) {
    REQUIRE(world.tell(event::upstream_head(token, 200, "content-type: text/plain\n")).ok());
    REQUIRE(world.tell(event::upstream_body(token, token == 2 ? "two" : "one")).ok());
    REQUIRE(world.tell(event::upstream_end(token)).ok());
  }
  CHECK(world.gathering.attachments()[0].data == "b25l");
  CHECK(world.gathering.attachments()[1].data == "dHdv");
}

TEST_CASE("F9: a redirect is followed to a public address, and to no other") {
  World world;
  REQUIRE(world.start({"https://example.com/a"}).ok());
  REQUIRE(world.tell(event::upstream_head(1, 302, "location: https://cdn.example/b\n")).ok());
  REQUIRE(world.out.list().size() == 3);
  CHECK(world.out.list()[1].kind == Kind::cancel);
  CHECK(world.out.list()[2].head.substr(0, 26) == "GET https://cdn.example/b\n");
  CHECK_FALSE(world.gathering.owns(1));
  const Status taken = world.tell(event::upstream_head(2, 301, "location: http://169.254.169.254/latest\n"));
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.failure().status == 400);
  CHECK(taken.failure().param == "messages[0].content[1].image_url.url");
  CHECK(taken.failure().message == "The URL could not be used: its address is not on the public Internet.");
}

TEST_CASE("F9: redirects end") {
  World world;
  REQUIRE(world.start({"https://example.com/a"}).ok());
  std::uint32_t token = 1;
  for (std::uint32_t i = 0; i < limits::attachment_redirects; ++i) {
    REQUIRE(world.tell(event::upstream_head(token, 302, "location: /again\n")).ok());
    ++token;
  }
  CHECK_FALSE(world.tell(event::upstream_head(token, 302, "location: /again\n")).ok());
}

TEST_CASE("F9: the calls of a request, redirects among them, have a bound together") {
  World world;
  List<Attachment> wanted;
  for (std::size_t i = 0; i < limits::attachments; ++i) wanted.push(world.arena, Attachment{"https://a.example/1", "m", {}, {}});
  REQUIRE(world.gathering.start(wanted, world.token, world.out).ok());
  std::size_t calls = limits::attachments;
  Status taken = Done{};
  for (std::uint32_t token = 1; taken.ok(); ++token) {
    REQUIRE(calls <= limits::attachment_calls);
    taken = world.tell(event::upstream_head(token, 302, "location: /again\n"));
    if (taken.ok()) ++calls;
  }
  CHECK(calls == limits::attachment_calls);
  CHECK(taken.failure().blame == Blame::client);
  CHECK(taken.failure().message ==
        "The URL could not be used: all URLs of a request together, with their redirects, take more than 30 calls.");
}

TEST_CASE("F9: what cannot be had is the client's error, with the reason") {
  const auto refusal = [](Bytes head, int status, Bytes body) {
    World world;
    REQUIRE(world.start({"https://example.com/a"}).ok());
    Status taken = world.tell(event::upstream_head(1, status, head));
    if (taken.ok() && !body.empty()) taken = world.tell(event::upstream_body(1, body));
    if (taken.ok()) taken = world.tell(event::upstream_end(1));
    REQUIRE_FALSE(taken.ok());
    CHECK(taken.failure().blame == Blame::client);
    return std::string(taken.failure().message);
  };
  CHECK(refusal("content-type: image/png\n", 404, "x") == "The URL could not be used: its server answered 404.");
  CHECK(refusal("content-type: text-html\n", 200, "x").find("no image") != std::string::npos);
  CHECK(refusal("content-type: application/zip\n", 200, "x").find("no image") != std::string::npos);
  CHECK(refusal("content-type: image/png\n", 200, "") == "The URL could not be used: it holds nothing.");
  CHECK(refusal("content-type: image/png\ncontent-length: 99999999\n", 200, "x").find("larger") != std::string::npos);
  CHECK(refusal("content-type: image/p\"ng\n", 200, "x").find("no image") != std::string::npos);
  World unreachable;
  REQUIRE(unreachable.start({"https://example.com/a"}).ok());
  CHECK_FALSE(unreachable.tell(event::failed(1, {})).ok());
}

TEST_CASE("F9: all together are bounded") {
  World world;
  REQUIRE(world.start({"https://a.example/1", "https://b.example/2"}).ok());
  const std::string half(limits::attachment_bytes / 2, 'x');
  for (std::uint32_t token : {1U, 2U}) {
    REQUIRE(world.tell(event::upstream_head(token, 200, "content-type: image/png\n")).ok());
    REQUIRE(world.tell(event::upstream_body(token, half)).ok());
  }
  CHECK_FALSE(world.tell(event::upstream_body(1, "x")).ok());
}

TEST_CASE("F9: too many, or one that may not be fetched: nothing goes out for it") {
  World crowd;
  List<Attachment> wanted;
  for (std::size_t i = 0; i <= limits::attachments; ++i)
    wanted.push(crowd.arena, Attachment{"https://a.example/", "x", {}, {}});
  CHECK_FALSE(crowd.gathering.start(wanted, crowd.token, crowd.out).ok());
  CHECK(crowd.out.list().empty());
  World local;
  CHECK_FALSE(local.start({"http://localhost/x"}).ok());
  CHECK(local.out.list().empty());
}

TEST_CASE("a server that does not know the type is believed by the first bytes") {
  Arena arena;
  CHECK(exchange::media_type_of("application/octet-stream", "iVBORw0KGgouLi4=", arena) == "image/png");
  CHECK(exchange::media_type_of("", "UklGRi4uLi5XRUJQ", arena) == "image/webp");
  CHECK(exchange::media_type_of("", "JVBERi0xLjc=", arena) == "application/pdf");
  CHECK(exchange::media_type_of("", "PGh0bWw+", arena) == "");
  CHECK(exchange::media_type_of("Application/YAML; charset=utf-8", "YTogYgo=", arena) == "application/yaml");
  CHECK(exchange::media_type_of("application/zip", "iVBORw0KGgo=", arena) == "");
  CHECK(exchange::media_type_of("image/", "x", arena) == "");
}

TEST_CASE("cancel stops what is under way and nothing else") {
  World world;
  REQUIRE(world.start({"https://a.example/1", "https://b.example/2"}).ok());
  REQUIRE(world.tell(event::upstream_head(1, 200, "content-type: image/png\n")).ok());
  REQUIRE(world.tell(event::upstream_body(1, "x")).ok());
  REQUIRE(world.tell(event::upstream_end(1)).ok());
  const std::size_t before = world.out.list().size();
  world.gathering.cancel(world.out);
  REQUIRE(world.out.list().size() == before + 1);
  CHECK(world.out.list().back().token == 2);
}
