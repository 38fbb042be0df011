// Spliced text: escaping, undoing it, putting it together. What must not compile is in tests/lint.
#include "json/spliced.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "json/reader.h"
#include "json/writer.h"

using namespace rota;

TEST_CASE("H1: a plain text becomes spliceable by being escaped, and is itself where nothing needs it") {
  Arena arena;
  const std::string plain = "caf\xC3\xA9 / text";
  CHECK(Bytes(json::escape(arena, plain)).data() == plain.data());
  const std::string hostile = "a\"}],\\ \n\x01";
  const json::Escaped escaped = json::escape(arena, hostile);
  CHECK(Bytes(escaped) == "a\\\"}],\\\\ \\n\\u0001");
  CHECK(json::unescaped(arena, escaped) == hostile);
}

TEST_CASE("H1: what a reader gives goes out as it came") {
  const std::string text = R"({"a":"x\u0041\/","b":[1, 2],"files/c":"files/d"})";
  json::Reader reader;
  Arena arena;
  const auto root = reader.read(text, arena);
  REQUIRE(root.ok());
  Buffer out;
  json::Writer writer(out);
  writer.begin_array();
  writer.escaped((*root)["a"].escaped(), "-", "\\n");
  writer.raw((*root)["b"].raw());
  writer.compact((*root)["b"].raw());
  writer.raw(json::wrapped(arena, "k", json::quoted(arena, (*root)["a"].escaped())));
  writer.raw(json::integer(arena, -7));
  writer.escaped((*root)["files/c"].escaped().without("files/"), (*root)["a"].escaped().without("files/"));
  writer.begin_string();
  writer.piece("[");
  writer.piece_text("\"");
  writer.piece_base64("ab");
  writer.end_string();
  writer.end_array();
  CHECK(out.view() ==
        R"(["x\u0041\/-\n",[1, 2],[1,2],{"k":"x\u0041\/"},-7,"dx\u0041\/","[\"YWI="])");
}

TEST_CASE("H1: text that grows, and a document of its own") {
  Arena arena;
  json::EscapedText text;
  CHECK(text.empty());
  text.append("a");
  text.append_text("\"b");
  CHECK(Bytes(text.view()) == "a\\\"b");
  text.set("c");
  CHECK(Bytes(json::join(arena, text.view(), "d", "e")) == "cde");
  json::Composed composed;
  composed.writer().begin_object();
  composed.writer().key("k");
  composed.writer().string("\"");
  composed.writer().end_object();
  CHECK(Bytes(composed.keep(arena)) == R"({"k":"\""})");
  CHECK(Bytes(composed.view()) == R"({"k":"\""})");
}
