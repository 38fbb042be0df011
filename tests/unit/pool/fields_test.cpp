// Fields: ids, counts and times, there and back.
#include <catch2/catch_all.hpp>
#include <string>

#include "pool/fields.h"

using namespace rota;
using namespace rota::pool;

TEST_CASE("sums of counts stop at the largest exact number") {
  CHECK(capped_sum(1, 2) == 3);
  CHECK(capped_sum(count_max, 1) == count_max);
  CHECK(capped_sum(count_max, count_max) == count_max);
  CHECK(capped_sum(0, count_max) == count_max);
}

TEST_CASE("members that say nothing are left out") {
  Buffer out;
  json::Writer writer(out);
  writer.begin_object();
  write_count(writer, "a", 0);
  write_count(writer, "b", -3);
  write_ms(writer, "c", -0.5);
  write_ms(writer, "d", __builtin_nan(""));
  write_text(writer, "e", "");
  write_count(writer, "f", 5);
  write_ms(writer, "g", 1.5);
  write_ms(writer, "h", 1e300);
  write_text(writer, "i", "\"");
  writer.end_object();
  CHECK(std::string(out.view()) == R"({"f":5,"g":2,"h":9007199254740991,"i":"\""})");
}

TEST_CASE("numbers are read into their range") {
  json::Reader reader;
  Arena arena;
  auto root = reader.read(R"({"a":5,"b":-5,"c":5.9,"d":"5","e":null,"f":1e30,"g":[5]})", arena);
  REQUIRE(root.ok());
  CHECK(read_count((*root)["a"]) == 5);
  CHECK(read_count((*root)["a"], 3) == 3);
  CHECK(read_count((*root)["b"]) == 0);
  CHECK(read_count((*root)["c"]) == 5);
  CHECK(read_count((*root)["d"]) == 0);
  CHECK(read_count((*root)["e"]) == 0);
  CHECK(read_count((*root)["f"]) == count_max);
  CHECK(read_count((*root)["g"]) == 0);
  CHECK(read_count((*root)["absent"]) == 0);
  CHECK(read_ms((*root)["a"]) == 5);
}

TEST_CASE("an id is 16 lower-case hex digits and nothing else") {
  json::Reader reader;
  Arena arena;
  constexpr Bytes ids =
      R"(["00000000000000ff","ffffffffffffffff","00000000000000FF","ff","000000000000000g",7,null])";
  auto root = reader.read(ids, arena);
  REQUIRE(root.ok());
  std::uint64_t id = 1;
  CHECK(read_id(root->at(0), id));
  CHECK(id == 255);
  CHECK(read_id(root->at(1), id));
  CHECK(id == 0xFFFFFFFFFFFFFFFFULL);
  for (std::size_t i = 2; i < 7; ++i) CHECK_FALSE(read_id(root->at(i), id));
}
