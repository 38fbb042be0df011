// Value: lookup, iteration, strings and numbers of what a Reader has read.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "base/random.h"
#include "json/reader.h"

namespace {

using namespace rota;
using json::Member;
using json::Type;
using json::Value;

struct Parsed {
  explicit Parsed(std::string json) : text(std::move(json)), result(reader.read(text, arena)) { REQUIRE(result.ok()); }
  [[nodiscard]] Value root() const { return result.value(); }
  std::string text;
  Arena arena;
  json::Reader reader;
  Result<Value> result;
};

bool same_bits(double a, double b) { return a == b && std::signbit(a) == std::signbit(b); }

}  // namespace

TEST_CASE("an absent value answers every question with nothing") {
  Arena arena;
  const Value absent;
  double number = 7;
  std::int64_t integer = 7;
  CHECK(absent.type() == Type::absent);
  CHECK_FALSE(absent);
  CHECK(absent.is_unset());
  CHECK_FALSE(absent.is_null());
  CHECK_FALSE(absent["a"]);
  CHECK_FALSE(absent.at(0));
  CHECK(absent.count() == 0);
  CHECK(absent.raw().empty());
  CHECK(absent.escaped().empty());
  CHECK(absent.text(arena).empty());
  CHECK_FALSE(absent.equals(""));
  CHECK_FALSE(absent.is_true());
  CHECK_FALSE(absent.number(number));
  CHECK_FALSE(absent.integer(integer));
  CHECK(number == 7);
  CHECK(integer == 7);
  for (const Value element : absent.elements()) FAIL(Bytes(element.raw()));
  for (const Member member : absent.members()) FAIL(Bytes(member.name.raw()));
}

TEST_CASE("values know their types") {
  const Parsed parsed(R"([null,true,false,1,"s",[],{}])");
  const Type types[] = {Type::null,   Type::boolean, Type::boolean, Type::number,
                        Type::string, Type::array,   Type::object};
  std::size_t i = 0;
  for (const Value element : parsed.root().elements()) {
    CHECK(element.type() == types[i]);
    CHECK(element.is_null() == (i == 0));
    CHECK(element.is_unset() == (i == 0));
    CHECK(element.is_true() == (i == 1));
    CHECK(element.is_number() == (i == 3));
    CHECK(element.is_string() == (i == 4));
    CHECK(element.is_array() == (i == 5));
    CHECK(element.is_object() == (i == 6));
    CHECK(static_cast<bool>(element));
    ++i;
  }
  CHECK(i == 7);
  CHECK_FALSE(parsed.root().at(4).is_true());
}

TEST_CASE("questions to a value of another type answer nothing") {
  Parsed parsed(R"({"object":{"a":1},"array":[1],"string":"true","number":12,"true":true})");
  const Value root = parsed.root();
  double number = 0;
  std::int64_t integer = 0;
  CHECK_FALSE(root["array"]["a"]);
  CHECK_FALSE(root["object"].at(0));
  CHECK_FALSE(root["string"].number(number));
  CHECK_FALSE(root["true"].integer(integer));
  CHECK(root["number"].escaped().empty());
  CHECK(root["number"].text(parsed.arena).empty());
  CHECK_FALSE(root["number"].equals("12"));
  CHECK_FALSE(root["string"].is_true());
  CHECK(root["string"].count() == 0);
  for (const Value element : root["object"].elements()) FAIL(Bytes(element.raw()));
  for (const Member member : root["array"].members()) FAIL(Bytes(member.name.raw()));
}

TEST_CASE("members are found by their unescaped names, and the last of duplicates wins") {
  const Parsed parsed(R"({"a":1,"b":{"a":2},"a":3,"\u0061":4,"":5,"a\"b":6,"é":7,"\ud83d\ude00":8,"aa":9,"a\\":10})");
  const Value root = parsed.root();
  const auto number = [&root](Bytes name) {
    std::int64_t value = -1;
    return root[name].integer(value) ? value : -1;
  };
  CHECK(root.count() == 10);
  CHECK(number("a") == 4);
  CHECK(number("") == 5);
  CHECK(number("a\"b") == 6);
  CHECK(number("\xC3\xA9") == 7);
  CHECK(number("\xF0\x9F\x98\x80") == 8);
  CHECK(number("aa") == 9);
  CHECK(number("a\\") == 10);
  CHECK_FALSE(root["\\u0061"]);
  CHECK_FALSE(root["A"]);
  CHECK_FALSE(root["a\\\\"]);
  CHECK_FALSE(root["aaa"]);
  CHECK(root["b"]["a"].raw() == "2");
}

TEST_CASE("iteration walks children only, in order, duplicates included") {
  const Parsed parsed(R"( {"x":[[1,[2,3]],{"y":[4]},5,[]] , "x" : {} , "z":"end"} )");
  std::string seen;
  for (const Member member : parsed.root().members()) {
    seen += std::string(member.name.escaped()) + "=" + std::string(member.value.raw()) + ";";
  }
  CHECK(seen == R"(x=[[1,[2,3]],{"y":[4]},5,[]];x={};z="end";)");
  Value first;
  for (const Member member : parsed.root().members()) {
    if (!first) first = member.value;
  }
  CHECK(first.count() == 4);
  std::string elements;
  for (const Value element : first.elements()) elements += std::string(element.raw()) + ";";
  CHECK(elements == R"([1,[2,3]];{"y":[4]};5;[];)");
  CHECK(first.at(0).at(1).at(1).raw() == "3");
  CHECK(first.at(2).raw() == "5");
  CHECK_FALSE(first.at(4));
  CHECK_FALSE(first.at(3).at(0));
  CHECK(parsed.root().offset() == 1);
  CHECK(parsed.root()["z"].offset() == parsed.text.find("\"end\""));
}

TEST_CASE("a string without escapes is a view into the text, one with escapes a copy") {
  Parsed parsed(R"(["plain ü","es\ncaped","","\u00fc"])");
  const Value root = parsed.root();
  const Bytes plain = root.at(0).text(parsed.arena);
  CHECK(plain.data() == parsed.text.data() + 2);
  CHECK(parsed.arena.reserved_bytes() == 0);
  CHECK(root.at(0).equals("plain \xC3\xBC"));
  CHECK_FALSE(root.at(0).equals("plain"));
  CHECK(root.at(1).text(parsed.arena) == "es\ncaped");
  CHECK(root.at(1).escaped() == "es\\ncaped");
  CHECK(root.at(1).equals("es\ncaped"));
  CHECK_FALSE(root.at(1).equals("es\\ncaped"));
  CHECK_FALSE(root.at(1).equals("es\ncape"));
  CHECK_FALSE(root.at(1).equals("es\ncapedd"));
  CHECK_FALSE(root.at(1).equals(""));
  CHECK(root.at(2).equals(""));
  CHECK_FALSE(root.at(2).equals("x"));
  CHECK(root.at(3).equals("\xC3\xBC"));
  CHECK_FALSE(root.at(3).equals("\xC3"));
}

TEST_CASE("every escaped code point becomes its UTF-8") {
  const auto [json, text] = GENERATE(table<std::string, std::string>({
      {"\\u0000", std::string(1, '\0')},
      {"\\u007f", "\x7F"},
      {"\\u0080", "\xC2\x80"},
      {"\\u07FF", "\xDF\xBF"},
      {"\\u0800", "\xE0\xA0\x80"},
      {"\\uffff", "\xEF\xBF\xBF"},
      {"\\ud800\\udc00", "\xF0\x90\x80\x80"},
      {"\\udbff\\udfff", "\xF4\x8F\xBF\xBF"},
      {"\\uD7FF", "\xED\x9F\xBF"},
      {"\\uE000", "\xEE\x80\x80"},
      {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
  }));
  Parsed parsed("\"" + json + "\"");
  CHECK(parsed.root().text(parsed.arena) == text);
  CHECK(parsed.root().equals(text));
}

TEST_CASE("numbers are the nearest double") {
  const char* json = GENERATE(
      "0", "-0", "1", "-1.5", "0.1", "0.30000000000000004", "123456789", "9007199254740993", "9007199254740992.5",
      "1e22", "1e23", "-1e-22", "1e-23", "3.14159265358979323846", "2.2250738585072014e-308", "2.2250738585072011e-308",
      "4.9e-324", "5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "1.7976931348623157e308",
      "1.7976931348623158e308", "179769313486231570000000000000000000000e270", "0.000000000000000000000000000001e30",
      "100000000000000000000000000000000000000000000000000", "8.988465674311579e307", "6.02214076e23", "0e999999999999",
      "0.0000000000000000000000000000000000000000000000000000000000000001", "1E5", "1e+5", "1.000e-0005",
      "7.2057594037927933e16", "9223372036854775807", "18446744073709551616", "123456789012345678",
      "1234567890123456789", "0.50000000000000005551115123125782702118158340454101562500001");
  INFO(json);
  double value = 0;
  REQUIRE(Parsed(json).root().number(value));
  CHECK(same_bits(value, std::strtod(json, nullptr)));
}

TEST_CASE("random numbers are the nearest double") {
  Random random(20260801);
  for (int i = 0; i < 20'000; ++i) {
    std::string json = random.below(2) == 0 ? "-" : "";
    json += std::to_string(random.next() >> random.below(64));
    if (random.below(2) == 0) json += "." + std::to_string(random.next() >> random.below(64));
    if (random.below(2) == 0) json += "e" + std::to_string(static_cast<int>(random.below(600)) - 300);
    const double expected = std::strtod(json.c_str(), nullptr);
    double value = 0;
    INFO(json);
    const bool finite = Parsed(json).root().number(value);
    REQUIRE(finite == std::isfinite(expected));
    if (finite) REQUIRE(same_bits(value, expected));
  }
}

TEST_CASE("a number past the largest double is none") {
  const char* json = GENERATE("1e309", "-1e309", "1e400", "1e999999999999999999999", "1.7976931348623159e308");
  double value = 7;
  CHECK_FALSE(Parsed(json).root().number(value));
  CHECK(value == 7);
}

TEST_CASE("integers are what is one mathematically, within 2^53") {
  const auto [json, expected] = GENERATE(table<std::string, std::int64_t>({
      {"0", 0},
      {"-0", 0},
      {"0.0", 0},
      {"0e99", 0},
      {"-0.0e-99", 0},
      {"1", 1},
      {"1.0", 1},
      {"1e3", 1000},
      {"-12", -12},
      {"1.50e1", 15},
      {"1000e-3", 1},
      {"0.001e3", 1},
      {"120e-1", 12},
      {"9007199254740992", 9007199254740992},
      {"-9007199254740992", -9007199254740992},
      {"9007199254740992.000", 9007199254740992},
      {"90071992547409920000e-4", 9007199254740992},
      {"9007199254740991", 9007199254740991},
      {"0.000000000000000000000000000001e30", 1},
      {"100000000000000000000000000000000e-30", 100},
      {"1E+2", 100},
  }));
  INFO(json);
  std::int64_t value = -1;
  REQUIRE(Parsed(json).root().integer(value));
  CHECK(value == expected);
}

TEST_CASE("what is no integer within 2^53 is refused") {
  const char* json = GENERATE("0.5", "1.5e0", "1e-1", "9007199254740993", "-9007199254740993", "1e16", "1e99",
                              "9007199254740992.5", "1.00000000000000000000000000001", "123456789012345678901234567890",
                              "1e999999999999999999999999", "1e-999999999999999999999999", "99999999999999999999");
  INFO(json);
  std::int64_t value = 7;
  CHECK_FALSE(Parsed(json).root().integer(value));
  CHECK(value == 7);
}

TEST_CASE("a long row of zeros is made up for by its exponent") {
  std::int64_t value = 0;
  REQUIRE(Parsed("0." + std::string(100'000, '0') + "25e100002").root().integer(value));
  CHECK(value == 25);
  REQUIRE(Parsed("7" + std::string(100'000, '0') + "e-100000").root().integer(value));
  CHECK(value == 7);
  double number = 0;
  REQUIRE(Parsed("0." + std::string(100'000, '0') + "25e100002").root().number(number));
  CHECK(number == 25.0);
}

TEST_CASE("a reader reads again and again into the same memory") {
  Arena arena;
  json::Reader reader;
  for (int round = 0; round < 3; ++round) {
    const std::string large = "[" + std::string(5'000, '[') + std::string(5'000, ']') + "]";
    REQUIRE_FALSE(reader.read(large, arena).ok());
    std::string list = "[0";
    for (int i = 1; i < 10'000; ++i) list += "," + std::to_string(i);
    list += "]";
    const auto many = reader.read(list, arena);
    REQUIRE(many.ok());
    CHECK(many.value().count() == 10'000);
    CHECK(many.value().at(9'999).raw() == "9999");
    const auto small = reader.read("{\"a\":[1]}", arena);
    REQUIRE(small.ok());
    CHECK(small.value()["a"].count() == 1);
    if (round == 1) reader.release();
  }
}
