// Path: one spelling for what routes see and what goes up, and a sentence for what may stand in no path.
#include "http/path.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/text.h"

using namespace rota;

namespace {

struct Read {
  explicit Read(Bytes raw) : path(http::read_path(raw, arena)) {}
  Arena arena;
  http::CanonicalPath path;
};

}  // namespace

TEST_CASE("H2 path: what has one spelling already is not touched") {
  for (const Bytes raw : {Bytes("/"), Bytes(""), Bytes("/v1/chat/completions"), Bytes("/v1beta/models/gemini-2.5:embed"),
                          Bytes("/a.b/c..d/e."), Bytes("/a;b=c/~d"), Bytes("/v1/models/")}) {
    const Read read(raw);
    CHECK(read.path.path.data() == raw.data());
    CHECK(read.path.path == raw);
    CHECK(read.path.fault.empty());
    CHECK(!read.path.encoded_slash);
  }
}

TEST_CASE("H2 path: letters, digits and the like are decoded, once, and no other escape is") {
  struct {
    Bytes raw;
    Bytes path;
  } cases[] = {
      {"/v1beta/%6dodels/m:generateContent", "/v1beta/models/m:generateContent"},
      {"/v1beta/%6Dodels/%6D%2d%31%2E%5f%7e", "/v1beta/models/m-1._~"},
      {"/%61dmin/%6B%65%79s", "/admin/keys"},
      {"/a%3Ab%20c%C3%A9%40%25", "/a%3Ab%20c%C3%A9%40%25"},
      {"/a%25zz", "/a%25zz"},
      {"//v1///chat//completions/", "/v1/chat/completions/"},
      {"/v1/%2Ea", "/v1/.a"},
  };
  for (const auto& one : cases) {
    const Read read(one.raw);
    INFO(one.raw);
    CHECK(read.path.path == one.path);
    CHECK(read.path.fault.empty());
    CHECK(!read.path.encoded_slash);
    CHECK(Read(read.path.path).path.path == one.path);
  }
}

TEST_CASE("H2 path: an encoded slash is seen and stays") {
  for (const Bytes raw : {Bytes("/v1/models/a%2Fb"), Bytes("/v1/models/a%2fb")}) {
    const Read read(raw);
    CHECK(read.path.encoded_slash);
    CHECK(read.path.path == raw);
    CHECK(read.path.fault.empty());
  }
}

TEST_CASE("H2 path: what two readers may read as two paths has a fault, in every spelling") {
  struct {
    const char* raw;
    const char* word;
  } cases[] = {
      {"/v1beta/models/allowed/../forbidden:generateContent", "\"..\""},
      {"/v1beta/models/allowed/%2e%2e/forbidden:generateContent", "\"..\""},
      {"/v1beta/models/allowed/.%2E/forbidden", "\"..\""},
      {"/v1beta/models/allowed%2F..%2fforbidden", "\"..\""},
      {"/v1beta/models/allowed%2F%2e%2E", "\"..\""},
      {"/a/.", "\".\""},
      {"/./a", "\".\""},
      {"/a/%2e/b", "\".\""},
      {"/a/..;x=1/b", "\"..\""},
      {"/a\\..\\b", "backslash"},
      {"/a%5cb", "backslash"},
      {"/a%5Cb", "backslash"},
      {"/a%00b", "control"},
      {"/a%0a", "control"},
      {"/a%7F", "control"},
      {"/a\tb", "control"},
      {"/a%", "hexadecimal"},
      {"/a%2", "hexadecimal"},
      {"/a%g0", "hexadecimal"},
      {"/v1beta/%256dodels/m", "twice"},
      {"/a/%252e%252e/b", "twice"},
      {"/a%252Fb", "twice"},
      {"/a%255c", "twice"},
  };
  for (const auto& one : cases) {
    const Read read(one.raw);
    INFO(one.raw);
    CHECK(text::contains(read.path.fault, one.word));
  }
}

TEST_CASE("H2 path: a long path of many slashes, dots and escapes is read in one go") {
  std::string raw;
  for (int i = 0; i < 4000; ++i) raw += "/%2f%41.";
  CHECK(Read(raw).path.encoded_slash);
  CHECK(Read(raw).path.fault.empty());
}
