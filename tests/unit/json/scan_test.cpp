// Scanner: simdjson's kernel and the portable scanner say the same of every block.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "json/scan.h"
#include "json/scan_portable.h"
#include "json/utf8.h"

namespace {

using namespace rota;
using json::Block;
using json::Scanner;

/// Outside strings a backslash is no JSON, so what follows one there is not compared.
std::string first_difference(const std::string& text) {
  const std::vector<char> exact(text.begin(), text.end());
  Scanner scanner(Bytes(exact.data(), exact.size()));
  json::PortableScanner portable;
  const std::string padded = text + std::string(Scanner::block_bytes, ' ');
  std::vector<Block> told;  // blocks with nothing to tell are left out
  Block blocks[Scanner::batch];
  for (std::size_t count = scanner.next(blocks); count != 0; count = scanner.next(blocks)) {
    told.insert(told.end(), blocks, blocks + count);
  }
  auto found = told.begin();
  for (std::size_t at = 0; at < text.size(); at += Scanner::block_bytes) {
    const Block expected = portable.next(padded.data() + at);
    const bool is_told = found != told.end() && found->at == at;
    if (is_told != ((expected.marks | expected.escaped | expected.control) != 0)) return "block " + std::to_string(at);
    if (!is_told) continue;
    if (found->marks != expected.marks) return "marks at block " + std::to_string(at);
    if (found->escaped != expected.escaped) return "escaped at block " + std::to_string(at);
    if (found->control != expected.control) return "control at block " + std::to_string(at);
    ++found;
  }
  if (found != told.end()) return "a block past the end";
  if (scanner.is_utf8() != json::PortableScanner::is_utf8(text)) return "UTF-8";
  return "";
}

}  // namespace

TEST_CASE("the kernel and the portable scanner agree on random texts") {
  static const char* const pieces[] = {"\"",
                                       "\\\"",
                                       "\\\\",
                                       "\\n",
                                       "{",
                                       "}",
                                       "[",
                                       "]",
                                       ":",
                                       ",",
                                       " ",
                                       "\n",
                                       "\t",
                                       "true",
                                       "-1.5e3",
                                       "xxxxxxxxxxxxxxxx",
                                       "\x01",
                                       "\x0C",
                                       "\x1A",
                                       "\xC3\xA9",
                                       "\xE4\xBD\xA0",
                                       "\xF0\x9F\x98\x80",
                                       "\x7F",
                                       "\\u00e9",
                                       "\"\"",
                                       "a"};
  Random random(64);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t size = random.below(400);
    while (text.size() < size) text += pieces[random.below(static_cast<std::uint32_t>(std::size(pieces)))];
    if (random.below(8) == 0 && !text.empty()) text[random.below(static_cast<std::uint32_t>(text.size()))] = '\xC3';
    INFO(round << ": " << text);
    REQUIRE(first_difference(text).empty());
  }
}

TEST_CASE("long plain strings are passed over without losing their end") {
  for (std::size_t length = 0; length < 700; ++length) {
    const std::string fill(length, 'A');
    INFO(length);
    REQUIRE(first_difference("[\"" + fill + "\",\"" + fill + "\\n\\\"" + fill + "\"]").empty());
    REQUIRE(first_difference("\"" + fill + "\\").empty());
    REQUIRE(first_difference("\"" + fill + "\x01" + fill + "\"").empty());
  }
}

TEST_CASE("every byte is classified alike, outside and inside strings") {
  for (int c = 0; c < 256; ++c) {
    if (c == '\\') continue;
    const char byte = static_cast<char>(c);
    INFO(c);
    REQUIRE(first_difference(std::string(1, byte)).empty());
    REQUIRE(first_difference(std::string(70, ' ') + byte + "x").empty());
    REQUIRE(first_difference("1" + std::string(3, byte) + "2").empty());
    REQUIRE(first_difference("\"" + std::string(70, 'a') + byte + "a\"").empty());
  }
}

TEST_CASE("the kernel and RFC 3629's table agree on every pair and many longer sequences") {
  for (unsigned first = 0x80; first < 0x100; ++first) {
    for (unsigned second = 0; second < 0x100; ++second) {
      if (second == '"' || second == '\\') continue;
      for (const char* rest : {"", "\x80", "\xBF\x80", "\x80\xC0", "\x80\x80\x80", "a"}) {
        const std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
        const std::string text = "\"" + std::string(60, 'a') + bytes + rest + "\"";
        const bool valid = json::first_invalid_utf8(text) == Bytes::npos;
        Scanner scanner(text);
        Block blocks[Scanner::batch];
        while (scanner.next(blocks) != 0) {
        }
        if (scanner.is_utf8() != valid) FAIL(first << " " << second << " " << rest);
      }
    }
  }
}

TEST_CASE("the first byte that is no UTF-8 is found") {
  CHECK(json::first_invalid_utf8("") == Bytes::npos);
  CHECK(json::first_invalid_utf8("a\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x98\x80z") == Bytes::npos);
  CHECK(json::first_invalid_utf8("a\xC3") == 1);
  CHECK(json::first_invalid_utf8("\xC3\xA9\xE4\xBD") == 2);
  CHECK(json::first_invalid_utf8("ab\xF0\x9F\x98z") == 2);
  CHECK(json::first_invalid_utf8("\xED\x9F\xBF\xED\xA0\x80") == 3);
  CHECK(json::first_invalid_utf8("\xF4\x8F\xBF\xBF\xF4\x90\x80\x80") == 4);
}

TEST_CASE("a code point's UTF-8 is put as it is read") {
  for (std::uint32_t code_point = 0; code_point <= 0x10FFFF; code_point += code_point < 0x3000 ? 1 : 37) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    char out[4];
    const std::size_t length = json::put_utf8(code_point, out);
    const std::size_t expected = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    if (length != expected || json::first_invalid_utf8({out, length}) != Bytes::npos) FAIL(code_point);
  }
}
