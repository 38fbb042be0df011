// Heads: request lines, headers, URLs and queries as the host hands them over.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"
#include "http/head.h"

using namespace rota;

namespace {

struct Read {
  explicit Read(const std::string& text) : text_(text), result(http::read_request_head(text_, arena)) {}
  const http::RequestHead& operator*() const { return *result.value(); }
  const http::RequestHead* operator->() const { return result.value(); }

 private:
  std::string text_;

 public:
  Arena arena;
  Result<http::RequestHead*> result;
};

}  // namespace

TEST_CASE("a request's head is read into its parts") {
  Read head(
      "POST https://h.test:8443/v1/models/a%2Fb?x=1&y#frag\ncontent-type: application/json\nx-empty:\nx-b:  c d \n");
  REQUIRE(head.result.ok());
  CHECK(head->method == "POST");
  CHECK(head->url == "https://h.test:8443/v1/models/a%2Fb?x=1&y#frag");
  CHECK(head->origin == "https://h.test:8443");
  CHECK(head->path == "/v1/models/a%2Fb");
  CHECK(head->query == "x=1&y");
  REQUIRE(head->headers.size() == 3);
  CHECK(http::find(head->headers, "content-type") == "application/json");
  CHECK(http::find(head->headers, "x-empty").empty());
  CHECK(http::find(head->headers, "x-b") == "c d");
  CHECK(http::find(head->headers, "absent").empty());
}

TEST_CASE("URLs without a path, a query or an origin") {
  CHECK(Read("GET https://h.test\n")->path == "/");
  CHECK(Read("GET https://h.test")->origin == "https://h.test");
  CHECK(Read("GET https://h.test?a=/b\n")->path == "/");
  CHECK(Read("GET https://h.test?a=/b\n")->query == "a=/b");
  CHECK(Read("GET https://h.test#/b?c\n")->query.empty());
  CHECK(Read("GET /v1/models?a\n")->path == "/v1/models");
  CHECK(Read("GET /v1/models?a\n")->origin.empty());
  CHECK(Read("GET https://h.test/a?b?c\n")->query == "b?c");
  CHECK(Read("")->path == "/");
  CHECK(Read("\n\n")->headers.empty());
}

TEST_CASE("header names are found in any case, the first one of them") {
  Read head("GET /\nX-Key: one\nx-key: two\n");
  CHECK(http::find(head->headers, "x-key") == "one");
}

TEST_CASE("lines that are no headers are skipped, a value may hold colons") {
  Read head("GET /\n\n: nameless\nnocolon\nreferer: https://a/b:c\n");
  CHECK(http::find(head->headers, "referer") == "https://a/b:c");
  CHECK(http::find(head->headers, "nocolon").empty());
}

TEST_CASE("F9: a URL past its bound is 414, headers past theirs are 431") {
  const std::string start = "GET https://h.test/";
  const std::string origin = "https://h.test/";
  CHECK(Read(start + std::string(limits::url_bytes - origin.size(), 'a') + "\n").result.ok());
  Read long_url(start + std::string(limits::url_bytes - origin.size() + 1, 'a') + "\n");
  REQUIRE(!long_url.result.ok());
  CHECK(long_url.result.failure().status == 414);
  CHECK(long_url.result.failure().blame == Blame::client);

  std::string head = start + "\nx: ";
  head += std::string(limits::request_head_bytes - head.size() - 1, 'a') + "\n";
  CHECK(Read(head).result.ok());
  Read long_head(head + "\n");
  REQUIRE(!long_head.result.ok());
  CHECK(long_head.result.failure().status == 431);

  Read both("GET " + std::string(limits::request_head_bytes + 1, 'a') + "\n");
  REQUIRE(!both.result.ok());
  CHECK(both.result.failure().status == 414);
}

TEST_CASE("a query's value is found decoded") {
  Arena arena;
  CHECK(http::query_value("a=1&key=sk%2Dx&b", "key", arena) == "sk-x");
  CHECK(http::query_value("key=first&key=second", "key", arena) == "first");
  CHECK(http::query_value("key", "key", arena).empty());
  CHECK(http::query_value("key=", "key", arena).empty());
  CHECK(http::query_value("monkey=1&keys=2", "key", arena).empty());
  CHECK(http::query_value("key=a=b", "key", arena) == "a=b");
  CHECK(http::query_value("key=a+b%zz%2", "key", arena) == "a+b%zz%2");
  CHECK(http::query_value("", "key", arena).empty());
}
