// UTF-8: the borders of its table, where a broken text breaks, and every character there and back.
#include <catch2/catch_all.hpp>
#include <string>

#include "json/utf8.h"

using namespace rota;
using namespace rota::json;

namespace {

std::string spelt(std::uint32_t code_point) {
  char out[4];
  return {out, put_utf8(code_point, out)};
}

}  // namespace

TEST_CASE("a character is spelt as short as it can be") {
  CHECK(spelt(0) == std::string(1, '\0'));
  CHECK(spelt(0x7F) == "\x7F");
  CHECK(spelt(0x80) == "\xC2\x80");
  CHECK(spelt(0x7FF) == "\xDF\xBF");
  CHECK(spelt(0x800) == "\xE0\xA0\x80");
  CHECK(spelt(0x20AC) == "\xE2\x82\xAC");
  CHECK(spelt(0xFFFF) == "\xEF\xBF\xBF");
  CHECK(spelt(0x10000) == "\xF0\x90\x80\x80");
  CHECK(spelt(0x10FFFF) == "\xF4\x8F\xBF\xBF");
}

TEST_CASE("every character is valid whole and invalid without its last octet") {
  for (std::uint32_t code_point = 0x80; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    char out[4];
    const Bytes text(out, put_utf8(code_point, out));
    if (first_invalid_utf8(text) != Bytes::npos || first_invalid_utf8(text.substr(0, text.size() - 1)) != 0) {
      FAIL("U+" << std::hex << code_point);
    }
  }
}

TEST_CASE("F9: overlong forms, surrogates and what is past U+10FFFF are no characters") {
  for (const Bytes text : {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                           "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "\xC3(",
                           "\xE2\x82(", "\xE2(\xAC", "\xF0\x9F\x98(", "\xC3\xC3"}) {
    INFO(Catch::StringMaker<std::string>::convert(std::string(text)));
    CHECK(first_invalid_utf8(text) == 0);
  }
  CHECK(first_invalid_utf8("\xED\x9F\xBF") == Bytes::npos);
  CHECK(first_invalid_utf8("\xEE\x80\x80") == Bytes::npos);
}

TEST_CASE("F9: the offset is of the octet that begins the broken character") {
  CHECK(first_invalid_utf8("") == Bytes::npos);
  CHECK(first_invalid_utf8(Bytes("a\0b", 3)) == Bytes::npos);
  CHECK(first_invalid_utf8("ab\xFF") == 2);
  CHECK(first_invalid_utf8("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xE2\x82") == 9);
  CHECK(first_invalid_utf8("\xE2\x82\xAC\xACx\xFF") == 3);
}
