// Writer: commas, escapes, spliced spans and compaction; what it writes, the Reader reads.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <string>

#include "base/random.h"
#include "json/reader.h"
#include "json/writer.h"

namespace {

using namespace rota;

template <class Write>
std::string written(Write write) {
  Buffer out;
  json::Writer writer(out);
  write(writer);
  return std::string(out.view());
}

std::string compacted(Bytes json) {
  Buffer out;
  json::append_compact(out, json::trust_raw(json));
  return std::string(out.view());
}

std::string escaped(Bytes utf8) {
  Buffer out;
  json::append_escaped(out, utf8);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("writer puts commas between members and elements only") {
  CHECK(written([](json::Writer& w) {
          w.begin_object();
          w.end_object();
        }) == "{}");
  CHECK(written([](json::Writer& w) {
          w.begin_object();
          w.key("a");
          w.begin_array();
          w.integer(1);
          w.begin_object();
          w.end_object();
          w.begin_array();
          w.end_array();
          w.string("x");
          w.end_array();
          w.key("b");
          w.null();
          w.key("c\\n");
          w.boolean(true);
          w.key("d");
          w.boolean(false);
          w.key("e");
          w.raw("1.50");
          w.key("f");
          w.escaped("g\\t", "h", json::trust_escaped("i"));
          w.key("j");
          w.escaped();
          w.end_object();
        }) == R"({"a":[1,{},[],"x"],"b":null,"c\n":true,"d":false,"e":1.50,"f":"g\thi","j":""})");
  CHECK(written([](json::Writer& w) { w.string(""); }) == "\"\"");
}

TEST_CASE("writer appends to what a buffer holds") {
  Buffer out;
  out.append("data: ");
  json::Writer writer(out);
  writer.begin_array();
  writer.integer(7);
  writer.end_array();
  out.append("\n\n");
  CHECK(out.view() == "data: [7]\n\n");
}

TEST_CASE("writer spells the whole range of integers") {
  const auto [value, text] = GENERATE(table<std::int64_t, std::string>({
      {0, "0"},
      {7, "7"},
      {-1, "-1"},
      {10, "10"},
      {-1234567890, "-1234567890"},
      {std::numeric_limits<std::int64_t>::max(), "9223372036854775807"},
      {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
  }));
  CHECK(written([number = value](json::Writer& w) { w.integer(number); }) == text);
}

TEST_CASE("strings are escaped where JSON wants it, and nowhere else") {
  CHECK(escaped("a\"b\\c/d") == R"(a\"b\\c/d)");
  CHECK(escaped("\b\f\n\r\t") == R"(\b\f\n\r\t)");
  CHECK(escaped(Bytes("\0\x01\x1F", 3)) == R"(\u0000\u0001\u001f)");
  CHECK(escaped("\x7F\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80 ") == "\x7F\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80 ");
  CHECK(escaped("") == "");
}

TEST_CASE("what the writer escapes, the reader undoes") {
  Random random(7);
  Arena arena;
  json::Reader reader;
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    const std::size_t size = random.below(100);
    while (text.size() < size) {
      text += random.below(4) == 0 ? "\xC3\xA9" : std::string(1, static_cast<char>(random.below(128)));
    }
    const std::string json = written([&text](json::Writer& w) { w.string(text); });
    arena.reset();
    const Result<json::Value> value = reader.read(json, arena);
    INFO(json);
    REQUIRE(value.ok());
    REQUIRE(value.value().text(arena) == text);
    REQUIRE(escaped(text) == value.value().escaped());
  }
}

TEST_CASE("compaction drops the white space between tokens and keeps strings") {
  CHECK(compacted("") == "");
  CHECK(compacted("  ") == "");
  CHECK(compacted("{}") == "{}");
  CHECK(compacted(" { \"a b\" :\t[ 1 ,\r\n2 ] , \"c\\\" \\\\\" : \" x \" } ") == R"({"a b":[1,2],"c\" \\":" x "})");
  CHECK(compacted("\" \\\\\" ") == "\" \\\\\"");
  CHECK(compacted("[ \"\\\\\\\" \" , \"\" ]") == "[\"\\\\\\\" \",\"\"]");
  CHECK(compacted("true") == "true");
}
