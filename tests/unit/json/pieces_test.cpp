// Pieces: a value with long strings in it, written more than once.
#include "json/pieces.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

namespace {

std::string written(const json::Pieces& pieces) {
  Buffer out;
  json::Writer writer(out);
  pieces.write(writer);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("H1: a value in pieces is written whole, as often as one likes") {
  Arena arena;
  const std::string text(5000, 'x');
  json::PieceWriter inner(arena);
  inner.writer().begin_object();
  inner.writer().key("text");
  inner.escaped(json::escape(arena, text));
  inner.writer().key("empty");
  inner.escaped({});
  inner.writer().end_object();
  const json::Pieces part = inner.keep();
  json::PieceWriter outer(arena);
  outer.writer().begin_object();
  outer.writer().key("list");
  outer.writer().begin_array();
  outer.value(part);
  outer.value(part);
  outer.writer().integer(7);
  outer.writer().end_array();
  outer.writer().end_object();
  const json::Pieces whole = outer.keep();
  const std::string expected_part = R"({"text":")" + text + R"(","empty":""})";
  const std::string expected = R"({"list":[)" + expected_part + "," + expected_part + ",7]}";
  CHECK(written(part) == expected_part);
  CHECK(part.size_bytes() == expected_part.size());
  CHECK(written(whole) == expected);
  CHECK(written(whole) == expected);
}

TEST_CASE("H1: pieces among other values have their comma") {
  Arena arena;
  json::PieceWriter short_value(arena);
  short_value.writer().raw("[]");
  const json::Pieces pieces = short_value.keep();
  Buffer out;
  json::Writer writer(out);
  writer.begin_array();
  pieces.write(writer);
  pieces.write(writer);
  writer.null();
  writer.end_array();
  CHECK(out.view() == "[[],[],null]");
}

TEST_CASE("H1: what is referred to is not copied") {
  Arena arena;
  const std::string text(1 << 20, 'y');
  const std::size_t before = arena.reserved_bytes();
  json::PieceWriter pieces(arena);
  pieces.escaped(json::escape(arena, text));
  const json::Pieces kept = pieces.keep();
  CHECK(arena.reserved_bytes() - before < 10000);
  CHECK(written(kept) == "\"" + text + "\"");
}
