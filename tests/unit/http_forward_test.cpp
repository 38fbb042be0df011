// Forwarding: which headers travel, and that no value can forge one.
#include <catch2/catch_test_macros.hpp>

#include "http/forward.h"

using namespace rota;

TEST_CASE("C1: credentials, connection headers and Cloudflare's never go up") {
  for (Bytes name : {"authorization",
                     "Authorization",
                     "x-goog-api-key",
                     "X-Goog-Api-Key",
                     "x-api-key",
                     "cookie",
                     "host",
                     "content-length",
                     "accept-encoding",
                     "origin",
                     "referer",
                     "x-real-ip",
                     "true-client-ip",
                     "cdn-loop",
                     "forwarded",
                     "via",
                     "expect",
                     "x-request-id",
                     "cf-connecting-ip",
                     "CF-Ray",
                     "cf-ipcountry",
                     "x-forwarded-for",
                     "x-forwarded-proto",
                     "sec-fetch-mode",
                     "sec-ch-ua",
                     "access-control-request-method",
                     "connection",
                     "keep-alive",
                     "te",
                     "trailer",
                     "upgrade",
                     "transfer-encoding",
                     "proxy-authorization",
                     "proxy-connection"}) {
    INFO(name);
    CHECK(!http::may_go_up(name));
  }
}

TEST_CASE("C1: everything else goes up") {
  for (Bytes name :
       {"content-type", "accept", "accept-language", "user-agent", "x-goog-api-client", "x-stainless-lang",
        "x-goog-upload-command", "x-server-timeout", "openai-beta", "if-none-match", "range", "cfg", "x"}) {
    INFO(name);
    CHECK(http::may_go_up(name));
  }
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

TEST_CASE("a header's value ends where a line does") {
  Buffer out;
  http::append_header(out, "a", "b");
  http::append_header(out, "c", "d\nevil: 1");
  http::append_header(out, "e", "f\r\nevil: 2");
  http::append_header(out, "g", "");
  CHECK(out.view() == "a: b\nc: d\ne: f\ng: \n");
}
