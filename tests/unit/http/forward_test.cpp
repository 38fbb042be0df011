// Forwarding: which headers travel, and that no value can forge one.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "http/forward.h"

using namespace rota;

namespace {

constexpr Bytes vendors_headers[] = {"x-vendor-upload-*", "x-vendor-mask"};
constexpr Bytes vendors_query[] = {"alt", "$fields", "pageSize", "include"};

std::string query_up(Bytes query) {
  Arena arena;
  return std::string(http::query_to_go_up(query, http::name_list(vendors_query), arena));
}

}  // namespace

TEST_CASE("C1: no header goes up that is not listed: credentials, accounts, what tells who the client is") {
  const http::NameList own = http::name_list(vendors_headers);
  for (Bytes name : {"authorization", "Authorization", "x-goog-api-key", "x-api-key", "cookie", "host", "content-length",
                     "accept-encoding", "origin", "referer", "x-real-ip", "true-client-ip", "forwarded", "via", "expect",
                     "x-request-id", "cf-connecting-ip", "x-forwarded-for", "sec-fetch-mode", "connection", "te",
                     "transfer-encoding", "proxy-authorization", "x-goog-user-project", "X-Goog-User-Project",
                     "openai-organization", "OpenAI-Project", "x-goog-quota-user", "x-http-method-override",
                     "x-android-package", "idempotency-key", "x-vendor-upload-", "x-vendor-maskx", "x-vendor", "x", ""}) {
    INFO(name);
    CHECK(!http::may_go_up(name, own));
  }
}

TEST_CASE("C1: what every upstream understands goes up, and what this one does, in any case") {
  const http::NameList own = http::name_list(vendors_headers);
  for (Bytes name : {"content-type", "Content-Type", "accept", "accept-language", "user-agent", "if-none-match", "range",
                     "x-vendor-upload-command", "X-Vendor-Upload-Offset", "x-vendor-mask"}) {
    INFO(name);
    CHECK(http::may_go_up(name, own));
  }
  CHECK(!http::may_go_up("x-vendor-mask", {}));
}

TEST_CASE("C1: of a query only listed parameters go up, byte for byte and in their order") {
  CHECK(query_up("alt=sse") == "alt=sse");
  CHECK(query_up("key=a") == "");
  CHECK(query_up("alt=sse&key=a&pageSize=%35&x=1&alt=json") == "alt=sse&pageSize=%35&alt=json");
  CHECK(query_up("$fields=a(b)&$alt=x") == "$fields=a(b)");
  CHECK(query_up("include[]=a&include%5B%5D=b&include=c") == "include[]=a&include%5B%5D=b&include=c");
  CHECK(query_up("pagesize=1&ALT=sse") == "");
  CHECK(query_up("") == "");
  CHECK(query_up("&&=&alt&") == "alt");
}

TEST_CASE("C1: names of parameters are compared decoded") {
  CHECK(query_up("a%6ct=sse") == "a%6ct=sse");
  for (Bytes query : {"$key=bogus", "k%65y=bogus", "%24key=bogus", "access_token=bogus", "oauth_token=bogus", "oauth_%74oken=b",
                      "quotaUser=me", "$userProject=p", "userProject=p", "callback=f", "alt%00=sse", "+alt=sse", " alt=sse",
                      "alt%3Dsse&%26key=x"}) {
    INFO(query);
    CHECK(query_up(query) == "");
  }
}

TEST_CASE("C1: no value begins a parameter of its own, with servers that separate them otherwise") {
  CHECK(query_up("alt=json;key=bogus") == "alt=json%3Bkey=bogus");
  CHECK(query_up("alt=json%26key=bogus") == "alt=json%26key=bogus");
}

TEST_CASE("C1: what describes another connection, or would set cookies, does not come down") {
  for (Bytes name : {"content-length", "content-encoding", "transfer-encoding", "connection", "set-cookie",
                     "Set-Cookie", "alt-svc", "x-request-id", "vary", "strict-transport-security",
                     "access-control-allow-origin", "cf-ray", "CF-Cache-Status", "proxy-authenticate"}) {
    INFO(name);
    CHECK(!http::may_come_down(name));
  }
  for (Bytes name : {"content-type", "x-goog-upload-url", "server-timing", "etag", "retry-after", "date",
                     "x-gemini-service-tier", "content-disposition", "location"}) {
    INFO(name);
    CHECK(http::may_come_down(name));
  }
}

TEST_CASE("C1: no control character enters a head, by a value, a name or a URL") {
  Buffer out;
  for (int c = 0; c < 0x20; ++c) {
    const char letter = static_cast<char>(c);
    const bool fits = letter == '\t';
    out.clear();
    http::append_header(out, "name", std::string("a") + letter + "evil: 1");
    CHECK(out.view() == (fits ? "name: a\tevil: 1\n" : "name: a\n"));
    out.clear();
    http::append_header(out, std::string("na") + letter + "me", "value");
    CHECK(out.empty());
    http::append_request_line(out, "GET", std::string("https://up.test/a") + letter + "b");
    CHECK(out.view().find_first_of("\n\r") == out.size() - 1);
    CHECK(out.view().starts_with("GET https://up.test/a%"));
  }
  out.clear();
  for (Bytes name : {"", "a b", "a:b", "a\x7f", "\xC3\xA4"}) http::append_header(out, name, "value");
  CHECK(out.empty());
  http::append_header(out, "x-a_b.c", "caf\xC3\xA9 \x7f hidden");
  http::append_request_line(out, "POST", "https://up.test/v1 x\x7f?q=%20#\xC3\xA4");
  CHECK(out.view() == "x-a_b.c: caf\xC3\xA9 \nPOST https://up.test/v1%20x%7F?q=%20#\xC3\xA4\n");
}

TEST_CASE("a header's value ends where a line does") {
  Buffer out;
  http::append_header(out, "a", "b");
  http::append_header(out, "c", "d\nevil: 1");
  http::append_header(out, "e", "f\r\nevil: 2");
  http::append_header(out, "g", "");
  CHECK(out.view() == "a: b\nc: d\ne: f\ng: \n");
}
