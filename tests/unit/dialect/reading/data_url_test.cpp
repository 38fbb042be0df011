// Data URLs: their heads, what counts as one, and base64 made plain.
#include "dialect/reading/data_url.h"

#include "base/limits.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// "mime|data", or "invalid".
std::string parts(const std::string& escaped) {
  Arena arena;
  REQUIRE(reading::is_data_url(escaped));
  const reading::DataUrl url = reading::read_data_url(json::trust_escaped(escaped), arena);
  return url.valid ? test::str(url.mime) + "|" + test::str(url.data) : "invalid";
}

std::string cleaned(const std::string& escaped) {
  Arena arena;
  return test::str(reading::clean_base64(json::trust_escaped(escaped), arena));
}

}  // namespace

TEST_CASE("data url: the scheme alone makes one") {
  CHECK(reading::is_data_url("data:"));
  CHECK(reading::is_data_url("DaTa:x"));
  CHECK(!reading::is_data_url("data"));
  CHECK(!reading::is_data_url(" data:x"));
  CHECK(!reading::is_data_url("https://a/data:"));
  CHECK(!reading::is_data_url(""));
}

TEST_CASE("F3: a data URL's type keeps its parameters, base64 apart") {
  CHECK(parts("data:audio/L16; rate=24000 ; base64 ,AAAA") == "audio/L16; rate=24000|AAAA");
  CHECK(parts("data:,AAAA") == "|AAAA");
  CHECK(parts("data:base64,AAAA") == "base64|AAAA");   // no parameter without a semicolon
  CHECK(parts("data:a/b;base64,A,A=") == "a/b|A,A=");  // clean at both ends: its writer looks at all of it
}

TEST_CASE("F3: text that is not in base64 is put into it") {
  CHECK(parts(R"(data:text/plain;charset=utf-8,a%2Cb\n)") == "text/plain;charset=utf-8|YSxiCg==");
  CHECK(parts("data:image/svg+xml,<svg/>") == "image/svg+xml|PHN2Zy8+");
  CHECK(parts("data:text/plain;base64,YSxi") == "text/plain|YSxi");
}

TEST_CASE("F9: a data URL without a comma near its start, without data or with a bent head is none") {
  CHECK(parts("data:image/png;base64") == "invalid");
  CHECK(parts("data:image/png;base64,") == "image/png|");
  CHECK(parts(R"(data:image/png;base64,\n%20)") == "image/png|");
  CHECK(parts(R"(data:image/\"png;base64,AAAA)") == "invalid");
  CHECK(parts(R"(data:image/\u0001;base64,AAAA)") == "invalid");
  CHECK(parts("data:image/\xC3\xA9;base64,AAAA") == "invalid");
  const std::string long_head = "data:" + std::string(limits::data_url_head_bytes - 1, 'm');
  CHECK(parts(long_head + ",AAAA") != "invalid");
  CHECK(parts(long_head + "m,AAAA") == "invalid");
}

TEST_CASE("F9: clean base64 is not copied, dirty base64 loses its white space and its escapes, and nothing else") {
  Arena arena;
  const std::string clean = "iVBO+/-_==";
  CHECK(Bytes(reading::clean_base64(json::trust_escaped(clean), arena)).data() == clean.data());
  CHECK(cleaned(R"(AA\r\nBB\/\u0043 C%3D%3d)") == "AABB/CC==");
  CHECK(cleaned(" \\n").empty());
  CHECK(cleaned("").empty());
  for (const char* none : {"AA BB#", R"(AA\"BB)", R"(AAAA\u0001)", "AA%22", " A,A", "AA\xC3\xA9 "}) {
    INFO(none);
    CHECK(cleaned(none).empty());
  }
  const std::string sixes(300, '6');
  CHECK(cleaned(sixes + R"(\n)") == sixes);
  CHECK(cleaned(std::string(76, '6') + R"(\n)" + std::string(224, '6')) == sixes);
}
