// Escapes of JSON strings: each by itself, surrogate pairs, undone at every place of a word, and compared unread.
#include <catch2/catch_all.hpp>
#include <string>

#include "json/escape.h"

using namespace rota;
using namespace rota::json;

namespace {

std::string undone(const std::string& escaped) {
  std::string out(escaped.size(), '#');
  out.resize(unescape(escaped, out.data()));
  return out;
}

}  // namespace

TEST_CASE("eight letters are escapes by themselves") {
  std::string found;
  for (int octet = 0; octet < 256; ++octet) {
    if (is_simple_escape(static_cast<char>(octet))) found += static_cast<char>(octet);
  }
  CHECK(found == "\"/\\bfnrt");
}

TEST_CASE("an escape says its character and its length") {
  struct Case {
    Bytes text;
    std::size_t at;
    std::uint32_t code_point;
    std::uint32_t length;
  };
  const Case cases[] = {
      {"\\n", 0, 0x0A, 2},
      {"ab\\/c", 2, '/', 2},
      {"\\u0000", 0, 0, 6},
      {"\\u00Ee", 0, 0xEE, 6},
      {"\\ud7ff", 0, 0xD7FF, 6},
      {"\\uE000", 0, 0xE000, 6},
      {"\\ud800\\udc00", 0, 0x10000, 12},
      {"x\\uDBFF\\uDFFFx", 1, 0x10FFFF, 12},
      {"\\\\u0041", 0, '\\', 2},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const Escape escape = read_escape(c.text, c.at);
    CHECK(escape.code_point == c.code_point);
    CHECK(escape.length == c.length);
    CHECK(!escape.lone_surrogate);
  }
}

TEST_CASE("F9: what is no escape has no length, and a lone surrogate is told apart") {
  for (const Bytes text : {"\\", "\\x41", "\\U0041", "\\N", "\\u", "\\u004", "\\u00g1", "\\u 041", "\\u+041"}) {
    INFO(text);
    const Escape escape = read_escape(text, 0);
    CHECK(escape.length == 0);
    CHECK(!escape.lone_surrogate);
  }
  for (const Bytes text : {"\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\ud83d\\ud83d", "\\ud83d\\ude0", "\\ud83dude00",
                           "\\udc00\\ud800", "\\ud83d\\n"}) {
    INFO(text);
    const Escape escape = read_escape(text, 0);
    CHECK(escape.length == 0);
    CHECK(escape.lone_surrogate);
  }
}

TEST_CASE("F5: half pairs are replaced, each by itself, and whole ones stay") {
  Arena arena;
  struct Row {
    std::string text;
    std::string read;
  };
  const Row rows[] = {
      {"x \\ud83d y", "x \\ufffd y"},
      {"\\uDE00", "\\ufffd"},
      {"\\ud83d\\ude00", "\\ud83d\\ude00"},
      {"\\ud83d\\ud83d\\ude00", "\\ufffd\\ud83d\\ude00"},
      {"\\ud83d\\ude00\\ude00", "\\ud83d\\ude00\\ufffd"},
      {"\\\\ud83d", "\\\\ud83d"},              // a backslash, and letters
      {"\\\\\\ud83d", "\\\\\\ufffd"},
      {"\\ud83d\\n", "\\ufffd\\n"},
      {"a\xED\xA0\xBDz", "a\xEF\xBF\xBDz"},  // three bytes of what is no UTF-8
      {"\xED\x9F\xBF", "\xED\x9F\xBF"},      // U+D7FF
      {"\xED\xA0", "\xED\xA0"},
      {"\\", "\\"},
      {"", ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(replace_half_pairs(row.text, arena) == row.read);
    CHECK((find_half_pair(row.text, 0).length != 0) == (row.text != row.read));
  }
}

TEST_CASE("escapes are undone wherever they stand among the eight bytes read at once") {
  for (std::size_t before = 0; before < 18; ++before) {
    for (std::size_t after = 0; after < 10; ++after) {
      INFO(before << " before, " << after << " after");
      const std::string head(before, 'a');
      const std::string tail(after, 'z');
      REQUIRE(undone(head + "\\t" + tail) == head + "\t" + tail);
      REQUIRE(undone(head + "\\u20aC\\ud83d\\ude00" + tail) == head + "\xE2\x82\xAC\xF0\x9F\x98\x80" + tail);
    }
  }
  CHECK(undone("").empty());
  CHECK(undone("\\\\\\\\\\\"\\\\n") == "\\\\\"\\n");
  CHECK(undone("]]]\x5B\xDC]]]\xDD\\b") == "]]]\x5B\xDC]]]\xDD\b");  // octets one bit or one step from a backslash
}

TEST_CASE("an escaped text is compared without being undone") {
  CHECK(unescapes_to("", ""));
  CHECK(unescapes_to("m\\u006fdel", "model"));
  CHECK(unescapes_to("caf\\u00e9", "caf\xC3\xA9"));
  CHECK(unescapes_to("\\ud83d\\ude00", "\xF0\x9F\x98\x80"));
  CHECK(unescapes_to("a\\\\n", "a\\n"));
  CHECK(!unescapes_to("m\\u006fdel", "mode"));
  CHECK(!unescapes_to("m\\u006fde", "model"));
  CHECK(!unescapes_to("\\u00e9", "\xC3"));
  CHECK(!unescapes_to("\\n", "\\n"));
  CHECK(!unescapes_to("a\\n", "a"));
  CHECK(!unescapes_to("", "a"));
}
