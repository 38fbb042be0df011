// Links that go up as they are, and links that must be fetched.
#include "dialect/gemini/request/media_url.h"
#include "dialect/dialect_support.h"

using rota::gemini::reads_url;

TEST_CASE("F6: Google reads its own places itself, and nothing that only looks like them") {
  for (const char* url :
       {"https://www.youtube.com/watch?v=1", "https://youtu.be/1", "HTTPS://YouTube.com?v=1", "gs://bucket/a.png",
        "files/abc", "https://generativelanguage.googleapis.com/v1beta/files/abc"}) {
    INFO(url);
    CHECK(reads_url(url));
  }
  for (const char* url : {"https://a/b.png", "http://www.youtube.com/watch?v=1", "https://www.youtube.com.evil/1",
                          "https://www.youtube.com@evil/1", "https://www.youtube.com:8443/1",
                          "https://evil/www.youtube.com", "", "https://"}) {
    INFO(url);
    CHECK_FALSE(reads_url(url));
  }
}
