// Reader: what it accepts, what it refuses and at which byte, and what values answer. simdjson judges it as well, in
// json_judge_test.cpp.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "base/limits.h"
#include "json/reader.h"

namespace {

using namespace rota;
using json::Type;
using json::Value;

/// A reader with all that it needs; the text is copied to memory of exactly its size, so that ASan sees a byte too far.
struct Document {
  explicit Document(const std::string& json) : text(json.begin(), json.end()), result(reader.read(view(), arena)) {}
  [[nodiscard]] Bytes view() const { return {text.data(), text.size()}; }
  [[nodiscard]] bool ok() const { return result.ok(); }
  [[nodiscard]] Value root() const { return result.ok() ? result.value() : Value(); }
  [[nodiscard]] std::string message() const { return result.ok() ? "" : std::string(result.failure().message); }

  std::vector<char> text;
  Arena arena;
  json::Reader reader;
  Result<Value> result;
};

std::string refusal(const std::string& json) { return Document(json).message(); }

std::string text_of(const std::string& json) {
  Document document(json);
  REQUIRE(document.ok());
  return std::string(document.root().text(document.arena));
}

struct Refused {
  std::string json;
  int at;  // the byte that the message must name
};
const Refused malformed[] = {{" ", 1},
                             {"[", 1},
                             {"{", 1},
                             {"]", 0},
                             {"}", 0},
                             {",", 0},
                             {":", 0},
                             {"[1,]", 3},
                             {"[,1]", 1},
                             {"[1,,2]", 3},
                             {"[1 2]", 3},
                             {"[1]]", 3},
                             {"[1}", 2},
                             {"{]", 1},
                             {"{\"a\"}", 4},
                             {"{\"a\":}", 5},
                             {"{\"a\":1,}", 7},
                             {"{\"a\" 1}", 5},
                             {"{\"a\":1 \"b\":2}", 7},
                             {"{\"a\":1,,}", 7},
                             {"{a:1}", 1},
                             {"{1:1}", 1},
                             {"{\"a\":1:2}", 6},
                             {"{\"a\",1}", 4},
                             {"[\"a\":1]", 4},
                             {"{:1}", 1},
                             {"{,}", 1},
                             {"{\"a\"::1}", 5},
                             {"1 2", 2},
                             {"{} {}", 3},
                             {"[] x", 3},
                             {"\"a\" \"b\"", 4},
                             {"\"a\"\"b\"", 3},
                             {"[\"a\"\"b\"]", 4},
                             {"[\"a\"1]", 4},
                             {"[1\"a\"]", 2},
                             {"tru", 0},
                             {"truE", 0},
                             {"True", 0},
                             {"nul", 0},
                             {"nan", 0},
                             {"NaN", 0},
                             {"Infinity", 0},
                             {"-Infinity", 1},
                             {"truex", 4},
                             {"true1", 4},
                             {"nullnull", 4},
                             {"falsefalse", 5},
                             {"[true\x01]", 5},
                             {"undefined", 0},
                             {"-", 1},
                             {"+1", 0},
                             {".5", 0},
                             {"1.", 2},
                             {"1.e1", 2},
                             {"01", 1},
                             {"-01", 2},
                             {"00", 1},
                             {"1e", 2},
                             {"1e+", 3},
                             {"1ee1", 2},
                             {"1e1.5", 3},
                             {"0x10", 1},
                             {"1a", 1},
                             {"1_0", 1},
                             {"--1", 1},
                             {"1-1", 1},
                             {"1.2.3", 3},
                             {"[-]", 2},
                             {"[1,2", 4},
                             {"{\"a\":1", 6},
                             {"{\"a\"", 4},
                             {"{\"a\":", 5},
                             {"{\"a\":1,", 7},
                             {"[[]", 3},
                             {"[1.", 3},
                             {"\"", 0},
                             {"\"abc", 0},
                             {"[\"a\", \"b", 6},
                             {"\"\\\"", 0},
                             {"'a'", 0},
                             {"\"a\\", 0},
                             {"{\"a", 1},
                             {"\"\\a\"", 1},
                             {"\"ab\\x41\"", 3},
                             {"\"\\'\"", 1},
                             {"\"\\0\"", 1},
                             {"\"\\U0041\"", 1},
                             {"\"\\ \"", 1},
                             {"\"\\u\"", 1},
                             {"\"\\u12\"", 1},
                             {"\"\\u123\"", 1},
                             {"\"\\u123g\"", 1},
                             {"\"\\u 123\"", 1},
                             {"\"\\u-123\"", 1},
                             {"\"\\u0041\\q\"", 7},
                             {"\"\\ud83d\"", 1},
                             {"\"\\uD800\"", 1},
                             {"\"\\uDFFF\"", 1},
                             {"\"a\\ude00\"", 2},
                             {"\"\\ud83d\\n\"", 1},
                             {"\"\\ud83dx\"", 1},
                             {"\"\\ud83d\\u0041\"", 1},
                             {"\"\\ud83d\\ud83d\\ude00\"", 1},
                             {"\"\\ud83d\\ude00\\ude00\"", 13},
                             {"\"\\\\ud83d\\ude00\"", 8},
                             {"\"\\ud83d\\\\ude00\"", 1},
                             {"\"a\nb\"", 2},
                             {std::string("\"a\0b\"", 5), 2},
                             {"\"\t\"", 1},
                             {"\"\x1F\"", 1},
                             {"{\"a\rb\":1}", 3},
                             {"[1,\"\x01\",}", 4},
                             {"[1 2,\"\x01\"]", 3},
                             {"[\"\\q\",\"\x01\"]", 2},
                             {"[\"\x01\",\"\\q\"]", 2},
                             {std::string("\0", 1), 0},
                             {std::string("[1]\0", 4), 3},
                             {"[1\x0C]", 2},
                             {"[\x0C"
                              "1]",
                              1},
                             {"[1\x1A]", 2},
                             {"\x0C", 0},
                             {"\xC2\xA0[]", 0},
                             {"\xEF\xBB\xBF[]", 0},
                             {"/* */ 1", 0},
                             {"[1] // x", 4},
                             {"\\", 0},
                             {"\\\"", 0},
                             {"[1\\\"]", 2},
                             {"[\\u0031]", 1},
                             {"\\u0031", 0},
                             {"[\"a\"\\\"b\"]", 4},
                             {"{\"a\":1}}", 7},
                             {"[[[[", 4}};

}  // namespace

TEST_CASE("reader accepts what RFC 8259 allows") {
  const char* json = GENERATE(
      "{}", "[]", "0", "-0", "7", "-1", "10", "0.5", "-0.0", "1e3", "1E+3", "1e-3", "123.456e78", "0e0", "0E-0", "true",
      "false", "null", "\"\"", "\" \"", "\"a\"", " [] ", "\t\r\n 1 \t\r\n", "[ ]", "{ }", "[1]", "[1,2]", "[ 1 , 2 ]",
      "[[]]", "[[],[]]", "[{}]", "{\"\":0}", "{\"a\":{}}", "{\"a\":1,\"a\":2}", "{ \"a\" : [ ] , \"b\" : null }",
      "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uFFFF\\uabCD\"]", "\"\\ud83d\\ude00\"", "\"\\uD800\\uDC00\"",
      "\"\\uDBFF\\uDFFF\"", "\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"", "\"\x7F\"",
      "\"\\\\\"", "\"\\\\\\\\\"", "\"{}[]:,\"", "[-0.1e+01]", "1e400", "-1e-400", "123456789012345678901234567890",
      "[true,false,null]", "\"\\u0022\"", "\"\\uD7FF\\uE000\"", "[1\n]", "[\"a\",\"\"]");
  INFO(json);
  CHECK(refusal(json).empty());
}

TEST_CASE("F9: reader refuses malformed JSON with a sentence that names the byte") {
  for (const auto& [json, at] : malformed) {
    INFO(json);
    const Document document(json);
    REQUIRE_FALSE(document.ok());
    const Failure& failure = document.result.failure();
    CHECK(failure.blame == Blame::client);
    CHECK(failure.fault == Fault::bad_json);
    CHECK(failure.status == 400);
    const std::string lead = "Invalid JSON at byte " + std::to_string(at) + ": ";
    CHECK(document.message().substr(0, lead.size()) == lead);
    CHECK(document.message().size() > lead.size());
  }
}

TEST_CASE("F9: the reader's sentences") {
  CHECK(refusal("") == "Invalid JSON at byte 0: the body is empty");
  CHECK(refusal("{\"temperature\"   1}") == "Invalid JSON at byte 17: expected ':' after a name");
  CHECK(refusal("[1,") == "Invalid JSON at byte 3: expected a value, but the text ends");
  CHECK(refusal("[") == "Invalid JSON at byte 1: expected a value or ']', but the text ends");
  CHECK(refusal("[1") == "Invalid JSON at byte 2: expected ',' or ']', but the text ends");
  CHECK(refusal("{\"a\":[1]") == "Invalid JSON at byte 8: expected ',' or '}', but the text ends");
  CHECK(refusal("{\"a\"") == "Invalid JSON at byte 4: expected ':' after a name, but the text ends");
  CHECK(refusal("{,") == "Invalid JSON at byte 1: expected a name in quotes or '}'");
  CHECK(refusal("{\"a\":1,}") == "Invalid JSON at byte 7: expected a name in quotes");
  CHECK(refusal("{} 1") == "Invalid JSON at byte 3: text after the end of the value");
  CHECK(refusal("\"a") == "Invalid JSON at byte 0: the string that begins here does not end");
  CHECK(refusal("-x") == "Invalid JSON at byte 1: expected a digit");
  CHECK(refusal("1.") == "Invalid JSON at byte 2: expected a digit, but the text ends");
  CHECK(refusal("12x") == "Invalid JSON at byte 2: unexpected character after a value");
  CHECK(refusal("[1\"a\"]") == "Invalid JSON at byte 2: expected ',' or ']'");
  CHECK(refusal("[1{}]") == "Invalid JSON at byte 2: expected ',' or ']'");
  CHECK(refusal("\"\n\"") == "Invalid JSON at byte 1: a control character in a string must be escaped");
  CHECK(refusal("\"\\x\"") == "Invalid JSON at byte 1: no such escape in a string");
  CHECK(refusal("\"\\udead\"") == "Invalid JSON at byte 1: a surrogate must be escaped as one of a pair");
  CHECK(refusal("\"\xFF\"") == "Invalid JSON at byte 1: invalid UTF-8");
}

TEST_CASE("F5: of an upstream's text, half a pair is read as U+FFFD at any depth; other defects are refused as ever") {
  Arena arena;
  json::Reader reader;
  const std::string text = R"({"a\ud83d":[{"b":"x \ud83d y"},"\ude00\ud83d\ude00"],"c":")" "\xED\xA0\xBD" R"("})";
  CHECK(!reader.read(text, arena).ok());
  const auto read = reader.read(text, arena, json::HalfPairs::replaced);
  REQUIRE(read.ok());
  CHECK((*read)["a\xEF\xBF\xBD"].at(0)["b"].text(arena) == "x \xEF\xBF\xBD y");
  CHECK((*read)["a\xEF\xBF\xBD"].at(0).raw() == R"({"b":"x \ufffd y"})");
  CHECK((*read)["a\xEF\xBF\xBD"].at(1).escaped() == R"(\ufffd\ud83d\ude00)");
  CHECK((*read)["c"].text(arena) == "\xEF\xBF\xBD");
  for (const char* bad : {R"({"a":"\ud83d",})", R"("\ud83d)", R"("\ud83d\x")", "\"\\ud83d\xFF\"", R"("\u12")"}) {
    INFO(bad);
    CHECK(!reader.read(bad, arena, json::HalfPairs::replaced).ok());
  }
}

/// Of any string of UTF-16 units, written as escapes: each half that has no other stands for U+FFFD, and nothing else
/// changes.
TEST_CASE("F5: property: any units of UTF-16 are read with U+FFFD for every half pair") {
  std::mt19937 random(20261130);
  Arena arena;
  json::Reader reader;
  constexpr std::uint32_t pool[] = {'a', 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xD83D, 0xDE00, 0xE000, 0xFFFD};
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint32_t> units(random() % 90);
    for (auto& unit : units) unit = pool[random() % 9];
    std::string json = "[\"";
    std::string expected;
    for (std::size_t i = 0; i < units.size(); ++i) {
      char spelt[8];
      std::snprintf(spelt, sizeof(spelt), "\\u%04x", units[i]);
      json += spelt;
      const bool high = units[i] >= 0xD800 && units[i] < 0xDC00;
      const bool low_before = i > 0 && units[i - 1] >= 0xD800 && units[i - 1] < 0xDC00;
      const bool low = units[i] >= 0xDC00 && units[i] < 0xE000;
      const bool low_behind = i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000;
      const bool whole = (high && low_behind) || (low && low_before);
      expected += (high || low) && !whole ? "\\ufffd" : spelt;
    }
    json += "\"]";
    const auto read = reader.read(json, arena, json::HalfPairs::replaced);
    REQUIRE(read.ok());
    REQUIRE(read->at(0).escaped() == expected);
  }
}

TEST_CASE("F9: reader names the first byte that is no UTF-8") {
  const char* bad =
      GENERATE("\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE1\x80", "\xE2\x28\xA1",
               "\xED\xA0\x80", "\xED\xBF\xBF", "\xEF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80",
               "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF", "\xF0\x28\x8C\xBC", "\xE2\x82\xC0");
  for (std::size_t before = 0; before < 130; ++before) {
    const std::string lead = "[\"" + std::string(before, 'x');
    const std::string expected = "Invalid JSON at byte " + std::to_string(lead.size()) + ": invalid UTF-8";
    CAPTURE(before);
    REQUIRE(refusal(lead + bad + "\"]") == expected);
    REQUIRE(refusal(lead + bad) == "Invalid JSON at byte 1: the string that begins here does not end");
    REQUIRE(refusal(lead + bad + "\", 1 2 3]") == expected);  // before an error of grammar
  }
  CHECK(refusal(std::string("[1 2, \"") + bad + "\"]") == "Invalid JSON at byte 3: expected ',' or ']'");
}

TEST_CASE("strings, escapes and characters are read alike at every place of a 64-byte block") {
  struct Piece {
    const char* json;
    const char* text;
  };
  const Piece piece = GENERATE(
      Piece{"a", "a"}, Piece{"\\n", "\n"}, Piece{"\\\\", "\\"}, Piece{"\\\"", "\""}, Piece{"\\\\\\\"", "\\\""},
      Piece{"\\u00e9", "\xC3\xA9"}, Piece{"\\ud83d\\ude00", "\xF0\x9F\x98\x80"}, Piece{"\xC3\xA9", "\xC3\xA9"},
      Piece{"\xE4\xBD\xA0", "\xE4\xBD\xA0"}, Piece{"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"}, Piece{"{[,:]}", "{[,:]}"},
      Piece{"\\/\\b\\f\\r\\t", "/\b\f\r\t"}, Piece{"", ""}, Piece{"\\\\\\\\\\\\\\\\", "\\\\\\\\"});
  for (std::size_t before = 0; before < 140; ++before) {
    const std::string fill(before, 'x');
    for (const char* after :
         {"", "y", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"}) {
      const std::string expected = fill + piece.text + after;
      CAPTURE(before, piece.json, after);
      REQUIRE(text_of("\"" + fill + piece.json + after + "\"") == expected);
      Document document("{\"" + fill + piece.json + after + "\" : [ 12 , \"" + fill + piece.json + "\",true]}");
      REQUIRE(document.ok());
      const Value list = document.root()[expected];
      REQUIRE(list.count() == 3);
      REQUIRE(list.at(1).equals(fill + piece.text));
      REQUIRE(list.at(1).escaped() == fill + piece.json);
      REQUIRE(list.at(2).is_true());
    }
  }
}

TEST_CASE("tokens are read alike at every place of a 64-byte block") {
  const char* token = GENERATE("true", "false", "null", "-12.5e+3", "0", "[]", "{}", "\"\"");
  for (std::size_t before = 0; before < 140; ++before) {
    CAPTURE(token, before);
    const std::string fill(before, ' ');
    Document document(fill + "[" + token + "," + token + fill + "]");
    REQUIRE(document.ok());
    REQUIRE(document.root().count() == 2);
    REQUIRE(document.root().at(1).raw() == token);
    REQUIRE(document.root().at(1).offset() == before + 2 + std::string(token).size());
    REQUIRE(refusal(fill + token + "x").find("at byte " + std::to_string(before + std::string(token).size())) !=
            std::string::npos);
    REQUIRE(refusal(fill + token).empty());
  }
}

TEST_CASE("F9: a body cut anywhere is refused") {
  const std::string whole =
      R"({"model":"gemini","messages":[{"role":"user","content":"a \"b\" \u00e9 \ud83d\ude00"},)"
      R"({"role":"assistant","content":null}],"temperature":0.75,"stream":true,"stop":["x","y"]})";
  REQUIRE(refusal(whole).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    REQUIRE_FALSE(refusal(whole.substr(0, length)).empty());
  }
}

TEST_CASE("F9: nesting has a limit") {
  const auto nested = [](std::size_t depth, const std::string& open, const std::string& close) {
    std::string json;
    for (std::size_t i = 0; i < depth; ++i) json += open;
    json += "1";
    for (std::size_t i = 0; i < depth; ++i) json += close;
    return json;
  };
  CHECK(refusal(nested(limits::json_depth, "[", "]")).empty());
  CHECK(refusal(nested(limits::json_depth, "{\"a\":", "}")).empty());
  const Document deep(nested(limits::json_depth + 1, "[", "]"));
  REQUIRE_FALSE(deep.ok());
  CHECK(deep.result.failure().fault == Fault::too_large);
  CHECK(deep.result.failure().status == 413);
  CHECK(deep.message() == "JSON too large at byte 512: nested too deeply; levels allowed: 512");
  CHECK_FALSE(refusal(std::string(1'000'000, '[')).empty());
  CHECK_FALSE(refusal(nested(100'000, "{\"a\":", "}")).empty());
}

TEST_CASE("F9: the number of values has a limit") {
  const auto list = [](std::size_t values) {
    std::string json = "[";
    for (std::size_t i = 1; i < values; ++i) json += "1,";
    json.back() = ']';
    return json;
  };
  Document most(list(limits::json_values));
  REQUIRE(most.ok());
  CHECK(most.root().count() == limits::json_values - 1);
  Document more(list(limits::json_values + 1));
  REQUIRE_FALSE(more.ok());
  CHECK(more.result.failure().fault == Fault::too_large);
  CHECK(more.result.failure().status == 413);
  CHECK(more.message() == "JSON too large at byte 4194303: too many values; allowed: 2097152");
}

TEST_CASE("F9: a text past 32-bit offsets is refused before it is read") {
  if constexpr (sizeof(std::size_t) > 4) {
    Arena arena;
    json::Reader reader;
    const char one = '1';
    const auto result = reader.read(Bytes(&one, std::size_t{1} << 32), arena);
    REQUIRE_FALSE(result.ok());
    CHECK(result.failure().status == 413);
  }
}
