// extra_content.google: what of Gemini's deltas stands there, and nothing of anybody else's.
#include "dialect/openai/google/extras.h"

#include "dialect/dialect_support.h"

using namespace rota;
using Kind = chat::Delta::Kind;

namespace {

chat::Delta delta_of(Kind kind) {
  chat::Delta delta;
  delta.kind = kind;
  delta.owner = "gemini";
  return delta;
}

struct Gathered {
  void add(const chat::Delta& delta, std::uint32_t calls = 0) { extras.add(delta, said, calls, arena); }
  [[nodiscard]] std::string written() const {
    Buffer out;
    json::Writer writer(out);
    writer.begin_object();
    extras.write(writer);
    writer.end_object();
    return test::str(out.view());
  }
  /// The signature that the message carries after a delta of that kind.
  static std::string signature_after(Kind kind, json::Escaped mime = {}) {
    Gathered one;
    chat::Delta delta = delta_of(kind);
    delta.signature = "U2ln";
    delta.mime = mime;
    one.add(delta);
    return one.written();
  }

  Arena arena;
  openai::CitedText said;
  openai::google::Extras extras;
};

const std::string signature = R"({"extra_content":{"google":{"thought_signature":"U2ln"}}})";

}  // namespace

TEST_CASE("openai google extras: written where there are any, on one line") {
  Gathered all;
  CHECK(all.written() == "{}");
  chat::Delta text = delta_of(Kind::text);
  text.signature = "U2ln";
  all.add(text);
  CHECK(!all.extras.any());
  CHECK(all.written() == signature);
  chat::Delta note = delta_of(Kind::note);
  for (const auto& [name, value] :
       {std::pair("n", "1"), std::pair("m", "[ ]"), std::pair("n", "{\n \"a\": \"b c\" }")}) {
    note.name = json::trust_escaped(name);
    note.json = json::trust_raw(value);
    all.add(note);
  }
  CHECK(all.extras.any());
  all.said.add(R"(\u00e9\n😀)", false, all.arena);
  chat::Delta part = delta_of(Kind::part);
  part.json = "{ \"p\" :\n1 }";
  all.add(part, 2);
  chat::Delta code = delta_of(Kind::text);
  code.text = R"(\n1)";
  code.json = "{}";
  all.said.add("a", false, all.arena);
  all.add(code, 2);
  chat::Delta finish = delta_of(Kind::finish);
  finish.text = R"(q\"q)";
  all.add(finish);
  CHECK(all.written() == R"({"extra_content":{"google":{"thought_signature":"U2ln","server_tool_parts":[{"p":1},{}],)"
                         R"("server_tool_places":[{"text":3,"calls":2},{"text":4,"shown":2,"calls":2}],)"
                         R"("n":{"a":"b c"},"m":[],"finish_message":"q\"q"}}})");
}

TEST_CASE("F3: calls and pictures sign themselves, all else signs the message") {
  CHECK(Gathered::signature_after(Kind::text) == signature);
  CHECK(Gathered::signature_after(Kind::thought) == signature);
  CHECK(Gathered::signature_after(Kind::media, "audio/L16;rate=24000") == signature);
  CHECK(Gathered::signature_after(Kind::media, "image/png") == "{}");
  CHECK(Gathered::signature_after(Kind::tool_call) == "{}");
}

TEST_CASE("F3: what another upstream leaves beside its answer has no place with Google") {
  Gathered all;
  for (const Kind kind : {Kind::text, Kind::part, Kind::note, Kind::finish}) {
    chat::Delta delta = delta_of(kind);
    delta.owner = "another";
    delta.signature = "U2ln";
    delta.name = "n";
    delta.text = "t";
    delta.json = "{}";
    all.add(delta);
    CHECK(openai::google::signature_of(delta).empty());
  }
  CHECK(all.written() == "{}");
}
