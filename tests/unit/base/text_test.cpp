// Text: trimming, comparing, numbers, percent escapes, and secrets that must not show.
#include "base/text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <limits>
#include <set>
#include <string>

namespace {

using namespace rota;

std::string redacted(Bytes s) {
  Arena arena;
  return std::string(text::redact(arena, s));
}

}  // namespace

TEST_CASE("ASCII classes") {
  CHECK(text::lower('A') == 'a');
  CHECK(text::lower('Z') == 'z');
  CHECK(text::lower('[') == '[');
  CHECK(text::lower('@') == '@');
  CHECK(text::lower('\xC4') == '\xC4');
  CHECK(text::is_digit('0'));
  CHECK(text::is_digit('9'));
  CHECK_FALSE(text::is_digit('/'));
  CHECK_FALSE(text::is_digit(':'));
  CHECK(text::is_space('\t'));
  CHECK_FALSE(text::is_space('\v'));
  CHECK_FALSE(text::is_space('\xA0'));
}

TEST_CASE("prefixes, suffixes and parts") {
  CHECK(text::starts_with("models/x", "models/"));
  CHECK(text::starts_with("x", ""));
  CHECK_FALSE(text::starts_with("mod", "models/"));
  CHECK(text::istarts_with("BeArer x", "bearer "));
  CHECK(text::istarts_with("x", ""));
  CHECK_FALSE(text::istarts_with("bear", "bearer "));
  CHECK_FALSE(text::istarts_with("x bearer ", "bearer "));
  CHECK(text::ends_with("a/openai", "/openai"));
  CHECK_FALSE(text::ends_with("openai", "/openai"));
  CHECK(text::contains("abc", "bc"));
  CHECK_FALSE(text::contains("abc", "cb"));
}

TEST_CASE("comparison without regard to ASCII case") {
  CHECK(text::iequals("Content-Type", "content-TYPE"));
  CHECK(text::iequals("", ""));
  CHECK_FALSE(text::iequals("a", "ab"));
  CHECK_FALSE(text::iequals("k", "\xE2\x84\xAA"));
  CHECK_FALSE(text::iequals("[", "{"));
  CHECK(text::icontains("Text/Event-Stream; x", "event-stream"));
  CHECK(text::icontains("abc", ""));
  CHECK(text::icontains("xABC", "abc"));
  CHECK_FALSE(text::icontains("ab", "abc"));
  CHECK_FALSE(text::icontains("abab", "abc"));
}

TEST_CASE("a text is cut between characters") {
  CHECK(text::cut_utf8("caf\xC3\xA9", 5) == "caf\xC3\xA9");
  CHECK(text::cut_utf8("caf\xC3\xA9", 4) == "caf");
  CHECK(text::cut_utf8("\xE4\xBD\xA0\xE5\xA5\xBD", 5) == "\xE4\xBD\xA0");
  CHECK(text::cut_utf8("\xE4\xBD\xA0", 2).empty());
  CHECK(text::cut_utf8("ab", 0).empty());
}

TEST_CASE("trimming and splitting") {
  CHECK(text::trim(" \t\r\n a b \n") == "a b");
  CHECK(text::trim(" \t ").empty());
  CHECK(text::trim("").empty());
  Bytes rest = "a,,b";
  CHECK(text::split(rest, ',') == "a");
  CHECK(rest == ",b");
  CHECK(text::split(rest, ',').empty());
  CHECK(rest == "b");
  CHECK(text::split(rest, ',') == "b");
  CHECK(rest.empty());
  CHECK(text::split(rest, ',').empty());
  Bytes last = "a,";
  CHECK(text::split(last, ',') == "a");
  CHECK(last.empty());
}

TEST_CASE("unsigned numbers up to 2^53") {
  std::uint64_t value = 7;
  CHECK(text::parse_unsigned("0", value));
  CHECK(value == 0);
  CHECK(text::parse_unsigned("007", value));
  CHECK(value == 7);
  CHECK(text::parse_unsigned("9007199254740992", value));
  CHECK(value == 9007199254740992ULL);
  for (const Bytes bad : {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9007199254740993",
                          "99999999999999999999999", "18446744073709551617"}) {
    CHECK_FALSE(text::parse_unsigned(bad, value));
    CHECK(value == 9007199254740992ULL);
  }
}

TEST_CASE("decimals") {
  Arena arena;
  Buffer out;
  CHECK(text::decimal(arena, 0) == "0");
  CHECK(text::decimal(arena, -15) == "-15");
  CHECK(text::decimal(arena, std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  text::append_decimal(out, std::numeric_limits<std::int64_t>::min());
  text::append_decimal(out, 42);
  CHECK(out.view() == "-922337203685477580842");
}

TEST_CASE("percent escapes") {
  Arena arena;
  const Bytes plain = "models/gemini+x";
  CHECK(text::percent_decode(arena, plain).data() == plain.data());
  CHECK(text::percent_decode(arena, "a%2Fb%20c%C3%a9") == "a/b c\xC3\xA9");
  CHECK(text::percent_decode(arena, "%zz%4%") == "%zz%4%");
  CHECK(text::percent_decode(arena, "%%41%4") == "%A%4");
  CHECK(text::percent_decode(arena, "%00") == Bytes("\0", 1));
  CHECK(text::percent_encode_segment(arena, "gemini-2.5_pro~a:x") == "gemini-2.5_pro~a:x");
  CHECK(text::percent_encode_segment(arena, "../a b?c#d%\xC3\xA9") == "..%2Fa%20b%3Fc%23d%25%C3%A9");
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  CHECK(text::percent_decode(arena, text::percent_encode_segment(arena, all)) == all);
}

TEST_CASE("F2: constant-time equality is equality") {
  CHECK(text::constant_time_equal("", ""));
  CHECK(text::constant_time_equal("secret", "secret"));
  CHECK_FALSE(text::constant_time_equal("secret", "secreT"));
  CHECK_FALSE(text::constant_time_equal("Secret", "secret"));
  CHECK_FALSE(text::constant_time_equal("secret", "secret1"));
  CHECK_FALSE(text::constant_time_equal("\x01", "\x81"));
}

TEST_CASE("fingerprints name keys: they stay what they are, and differ") {
  CHECK(text::fingerprint("") == 0xF52A15E9A9B5E89BULL);
  CHECK(text::fingerprint("AIzaFAKE-1") == text::fingerprint("AIzaFAKE-1"));
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 20'000; ++i) seen.insert(text::fingerprint("AIzaFAKE-" + std::to_string(i)));
  CHECK(seen.size() == 20'000);
}

TEST_CASE("F1: every shape of an API key is redacted") {
  CHECK(redacted("Consumer 'api_key:AIzaFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAK' has been suspended.") ==
        "Consumer '[key]' has been suspended.");
  CHECK(redacted("AIzaFAKE-_abc123") == "[key]");
  CHECK(redacted("?key=AIzaFAKEFAKE&alt=sse") == "?key=[key]&alt=sse");
  CHECK(redacted("key%3DAIzaFAKEFAKE") == "key%3D[key]");
  CHECK(redacted("xAIzaFAKEFAKE") == "x[key]");
  CHECK(redacted("AQ.FAKEFAKEFAKEFAKE-x_y") == "[key]");
  CHECK(redacted("(AQ.FAKEFAKE.FAKEFAKE).") == "([key]).");
  CHECK(redacted("Bearer sk-FAKE-12345678, sk-FAKE-87654321.") == "Bearer [key], [key].");
  CHECK(redacted("key%3Dsk-FAKE-12345678") == "key%3D[key]");
  CHECK(redacted("api_key:abc and api_key:def") == "[key] and [key]");
  CHECK(redacted("AIzaFAKEFAKE AIzaFAKEFAKE\nAQ.FAKEFAKEFAKE") == "[key] [key]\n[key]");
}

TEST_CASE("words that only look like keys are left alone, and not copied") {
  Arena arena;
  for (const Bytes plain : {"", "AIza", "AIza12", "see the FAQ.", "AQ.", "AQ.Then so", "a task-oriented-approach",
                            "sk-SK", "disk-management-tool", "api_key: none", "api_key:", "the api_key is missing"}) {
    INFO(plain);
    CHECK(text::redact(arena, plain).data() == plain.data());
    CHECK(text::redact(arena, plain) == plain);
  }
}

TEST_CASE("F1: redaction takes linear time") {
  const auto seconds = [](const std::string& s) {
    const auto start = std::chrono::steady_clock::now();
    CHECK(redacted(s).size() <= s.size());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const std::string hard = GENERATE("AIza", "AQ.", "sk-", "AQ.AQ.", "api_key", "-sk-", "AIza.", "sk-.", "api_key:.");
  std::string text;
  while (text.size() < 1'000'000) text += hard;
  CHECK(seconds(text) < 2.0);  // quadratic would be minutes
}

TEST_CASE("F1: a masked key shows its last four characters, a short one nothing") {
  Arena arena;
  CHECK(text::mask(arena, Secret("AIzaFAKEFAKEFAKE-wxyz")) == "\xE2\x80\xA6wxyz");
  CHECK(text::mask(arena, Secret("12345678wxyz")) == "\xE2\x80\xA6wxyz");
  CHECK(text::mask(arena, Secret("1234567wxyz")) == "\xE2\x80\xA6");
  CHECK(text::mask(arena, Secret("")) == "\xE2\x80\xA6");
  CHECK(text::mask(arena, Secret("123456789012\xF0\x9F\x98\x80")) == "\xE2\x80\xA6");
}

TEST_CASE("an item between commas is found whole, and white space around it does not count") {
  CHECK(text::lists("DB,CONFIG_KV", "DB"));
  CHECK(text::lists(" DB , CONFIG_KV ", "CONFIG_KV"));
  CHECK_FALSE(text::lists("OTHER_DB,CONFIG_KV", "DB"));
  CHECK_FALSE(text::lists("", "DB"));
}

TEST_CASE("ids are spelt and read back as 16 lower-case hex digits") {
  for (const std::uint64_t id : {std::uint64_t{0}, std::uint64_t{0x0123456789abcdef}, ~std::uint64_t{0}}) {
    std::uint64_t read = 7;
    CHECK(text::parse_hex_id(text::hex_id(id).view(), read));
    CHECK(read == id);
  }
  CHECK(text::hex_id(0xabc).view() == "0000000000000abc");
  std::uint64_t untouched = 7;
  CHECK_FALSE(text::parse_hex_id("0000000000000ABC", untouched));
  CHECK_FALSE(text::parse_hex_id("abc", untouched));
  CHECK(untouched == 7);
}
