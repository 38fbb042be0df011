// Either of two bytes: the search by vectors against a byte-wise one.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/random.h"
#include "base/text.h"

using namespace rota;

namespace {

std::size_t naive(const std::string& s, char a, char b) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == a || s[i] == b) return i;
  }
  return Bytes::npos;
}

}  // namespace

TEST_CASE("find_line_end finds either end at every place of every alignment") {
  for (std::size_t length = 0; length < 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (const char end : {'\n', '\r'}) {
        std::string s(length, 'x');
        s[at] = end;
        CHECK(text::find_line_end(s) == at);
        CHECK(text::find_line_end(Bytes(s).substr(at)) == 0);
      }
    }
  }
}

TEST_CASE("find_line_end is not deceived by neighbours of LF and CR, nor by high bytes") {
  std::string s;
  for (int c = 0; c < 256; ++c) {
    if (c != '\n' && c != '\r') s += static_cast<char>(c);
  }
  for (std::size_t from = 0; from < s.size(); ++from) CHECK(text::find_line_end(Bytes(s).substr(from)) == Bytes::npos);
  CHECK(text::find_line_end({}) == Bytes::npos);
}

TEST_CASE("find_either agrees with a byte-wise search on random bytes") {
  Random random(20260101);
  for (int round = 0; round < 20000; ++round) {
    std::string s(random.below(200), '\0');
    const std::uint32_t alphabet = 1 + random.below(255);
    for (char& c : s) c = static_cast<char>(random.below(alphabet));
    const char a = static_cast<char>(random.below(256));
    const char b = static_cast<char>(random.below(256));
    REQUIRE(text::find_either(s, a, b) == naive(s, a, b));
    REQUIRE(text::find_line_end(s) == naive(s, '\n', '\r'));
  }
}
