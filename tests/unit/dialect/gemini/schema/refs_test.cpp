// References: what each of them names, and the names under which it can be named again.
#include "dialect/gemini/schema/refs.h"

#include "dialect/dialect_support.h"

using namespace rota;
namespace schema = rota::gemini::schema;

namespace {

struct Collected {
  explicit Collected(const std::string& sent) : document(sent), definitions(document.arena) {
    REQUIRE(document.ok);
    gemini::SchemaBudget budget;
    REQUIRE(definitions.collect(document.root, "field", budget).ok());
  }
  /// The JSON of what the $ref in property `name` names; "nothing" when it names nothing.
  std::string named(Bytes name) {
    const schema::Definition* definition = definitions.named_by(document.root["properties"][name]);
    return definition == nullptr ? "nothing" : test::str(definition->source.raw());
  }
  std::string names() {
    std::string told;
    for (const schema::Definition* definition : definitions.list()) told += test::str(definition->name) + " ";
    return told;
  }
  test::Document document;
  schema::Definitions definitions;
};

std::string refer(const std::string& ref, const std::string& rest) {
  return R"({"properties":{"x":{"$ref":")" + ref + R"("}})" + rest + "}";
}

}  // namespace

TEST_CASE("F4 schema refs: $defs, then definitions, then what references find elsewhere, in order") {
  Collected both(R"({"properties":{"x":{"$ref":"#/properties/y"},"y":{"type":"null"}},)"
                 R"("definitions":{"B":{"maxLength":2},"A":{"maxLength":3}},"$defs":{"A":{"maxLength":1}}})");
  CHECK(both.names() == "A B A_3 y ");
  CHECK(both.named("x") == R"({"type":"null"})");
  CHECK(both.definitions.at(both.document.root["properties"]["y"]) == both.definitions.list()[3]);
  CHECK(both.definitions.list()[3]->number == 4);
  CHECK(both.definitions.at(both.document.root) == nullptr);
  CHECK_FALSE(both.definitions.root_is_named());
}

TEST_CASE("F4 schema refs: names that need escapes are replaced, too long ones cut, none made up") {
  const std::string long_name(70, 'n');
  Collected odd(R"({"$defs":{"a b/c":{},"\u00e9":{},"":{},")" + long_name + R"(":{},"v1.x-y_z":{}}})");
  CHECK(odd.names() == "a_b_c __ schema " + long_name.substr(0, 64) + " v1.x-y_z ");
}

TEST_CASE("F4 schema refs: pointers with escapes of both kinds, and places in lists") {
  const std::string defs = R"(,"$defs":{"a/b":{"title":"s"},"c~d":{"title":"t"},"e f":{"title":"u"}})";
  CHECK(Collected(refer("#/$defs/a~1b", defs)).named("x") == R"({"title":"s"})");
  CHECK(Collected(refer("#/$defs/c~0d", defs)).named("x") == R"({"title":"t"})");
  CHECK(Collected(refer("#/$defs/e%20f", defs)).named("x") == R"({"title":"u"})");
  CHECK(Collected(refer("#/anyOf/1", R"(,"anyOf":[{},{"title":"v"}])")).named("x") == R"({"title":"v"})");
  CHECK(Collected(refer("#/anyOf/2", R"(,"anyOf":[{},{"title":"v"}])")).named("x") == "nothing");
}

TEST_CASE("F4 schema refs: the root, an anchor, an $id and the last word of an address") {
  Collected root(refer("#", ""));
  CHECK(root.definitions.root_is_named());
  CHECK(root.definitions.named_by(root.document.root["properties"]["x"]) == &root.definitions.root());
  CHECK(root.definitions.list().empty());
  const std::string defs = R"(,"$defs":{"A":{"$anchor":"n","title":"a"},"B":{"$id":"http://b.test/b","title":"b"}})";
  CHECK(Collected(refer("#n", defs)).named("x") == R"({"$anchor":"n","title":"a"})");
  CHECK(Collected(refer("http://b.test/b", defs)).named("x") == R"({"$id":"http://b.test/b","title":"b"})");
  CHECK(Collected(refer("other.json#/components/schemas/A", defs)).named("x") == R"({"$anchor":"n","title":"a"})");
  CHECK(Collected(refer("A", defs)).named("x") == R"({"$anchor":"n","title":"a"})");
  CHECK(Collected(refer("#m", defs)).named("x") == "nothing");
}

TEST_CASE("F4 schema refs: a boolean can be named without getting a name, data and strings cannot") {
  Collected closed(refer("#/items", R"(,"items":false)"));
  CHECK(closed.named("x") == "false");
  CHECK(closed.names().empty());
  CHECK(Collected(refer("#/title", R"(,"title":"t")")).named("x") == "nothing");
  CHECK(Collected(R"({"properties":{"x":{"$ref":5}}})").named("x") == "nothing");
}

TEST_CASE("F4 schema refs: of two definitions with one name the last one counts") {
  Collected twice(R"({"$defs":{"A":{"title":"old"},"\u0041":{"title":"new"}}})");
  REQUIRE(twice.definitions.list().size() == 1);
  CHECK(twice.definitions.list()[0]->source.raw() == R"({"title":"new"})");
}

TEST_CASE("F4 schema refs: what is past the bounds is refused, references that lead deeper included") {
  std::string deep = "{}";
  for (int i = 0; i < 64; ++i) deep = R"({"items":)" + deep + "}";
  for (const std::string& sent : {deep, refer("#/default", R"(,"default":)" + deep)}) {
    test::Document document(sent);
    schema::Definitions definitions(document.arena);
    gemini::SchemaBudget budget;
    const Status collected = definitions.collect(document.root, "the.field", budget);
    REQUIRE_FALSE(collected.ok());
    CHECK(collected.failure().param == "the.field");
    CHECK(collected.failure().message == "The schema is nested too deep.");
  }
}

TEST_CASE("F4 schema refs: of several anchors of one name the one in the same document, else the first") {
  Collected several(R"({"$defs":{"A":{"$anchor":"x","title":"first"},"D":{"$anchor":"x","title":"later"},)"
                    R"("B":{"$id":"b","items":{"$anchor":"x","title":"inner"}}},)"
                    R"("properties":{"x":{"$ref":"#x"},"y":{"$ref":"b#x"},"z":{"$ref":"b#nowhere"}}})");
  CHECK(several.named("x") == R"({"$anchor":"x","title":"first"})");
  CHECK(several.named("y") == R"({"$anchor":"x","title":"inner"})");
  CHECK(several.named("z") == "nothing");
}
