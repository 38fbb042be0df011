// Where a $ref is a member's name, and where it only looks so.
#include "dialect/gemini/request/result_json.h"

#include <string>

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

bool refers(const std::string& text) {
  test::Document document(text);
  REQUIRE(document.ok);
  return gemini::has_reference(document.root.raw());
}

/// The same question, answered by walking the values.
bool has_member(json::Value value, Arena& arena) {
  for (const json::Member member : value.members()) {
    if (member.name.text(arena) == "$ref" || has_member(member.value, arena)) return true;
  }
  for (const json::Value element : value.elements()) {
    if (has_member(element, arena)) return true;
  }
  return false;
}

std::string random_string(Random& random) {
  static constexpr const char* pieces[] = {"$ref", "\\u0024ref", "$\\u0072ef", "\\\"", "\\\\", ":", "$", "ref", "a", "\\n", "{", "\\/"};
  std::string text = "\"";
  for (std::uint32_t count = random.below(3); count > 0; --count) text += pieces[random.below(12)];
  return text + "\"";
}

std::string random_value(Random& random, int depth) {
  const std::uint32_t kind = random.below(depth == 0 ? 2 : 4);
  if (kind == 0) return random_string(random);
  if (kind == 1) return random.below(2) == 0 ? "null" : "-1.5e3";
  std::string text = kind == 2 ? "[" : "{";
  for (std::uint32_t i = 0, count = random.below(4); i < count; ++i) {
    text += i == 0 ? "" : random.below(2) == 0 ? "," : " ,\n ";
    if (kind == 3) text += random_string(random) + (random.below(2) == 0 ? ":" : " \t: ");
    text += random_value(random, depth - 1);
  }
  return text + (kind == 2 ? "]" : "}");
}

}  // namespace

TEST_CASE("F3: a reference is a member of that name, at any depth and in any spelling") {
  for (const char* text : {R"({"$ref":1})", R"([[{"a":[{"$ref":null}]}]])", R"({ "\u0024ref" : {} })",
                           R"({"$r\u0065f":""})", R"({"\u0024\u0072\u0065\u0066":0})", R"({"a\\":"","$ref":1})"}) {
    INFO(text);
    CHECK(refers(text));
  }
  for (const char* text : {R"({"a":"$ref"})", R"(["$ref",":"])", R"({"$refs":1,"$Ref":1," $ref":1,"ref":1})",
                           R"({"a":"\"$ref\":1"})", R"({"\\u0024ref":1})", R"({"$defs":{"$schema":"x"}})", "[]", "{}"}) {
    INFO(text);
    CHECK_FALSE(refers(text));
  }
}

TEST_CASE("F3: a scan of the text says the same as a walk through the values") {
  Random random(11);
  int found = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_value(random, 4);
    test::Document document(text);
    REQUIRE(document.ok);
    const bool expected = has_member(document.root, document.arena);
    INFO(text);
    REQUIRE(gemini::has_reference(document.root.raw()) == expected);
    found += expected ? 1 : 0;
  }
  CHECK(found > 1000);
}

TEST_CASE("F3: whatever a tool says goes up in a form that Google takes, and nothing of it is lost") {
  Random random(12);
  const auto quoted = [](const std::string& text) {
    Arena arena;
    return "\"" + test::str(json::escape(arena, text)) + "\"";
  };
  for (int i = 0; i < 5000; ++i) {
    const std::string said = random_value(random, 4);
    const std::string sent = test::translate(
        R"({"model":"gemini-3-flash-preview","messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[)"
        R"({"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a",)"
        R"("content":)" + quoted(said) + "}]}");
    INFO(said);
    test::Document document(sent);
    REQUIRE(document.ok);
    const json::Value response = document.root["contents"].at(2)["parts"].at(0)["functionResponse"]["response"];
    REQUIRE(response.is_object());
    REQUIRE_FALSE(has_member(response, document.arena));
    const json::Value output = response["output"];
    const bool whole = response.raw() == said || output.raw() == said || output.text(document.arena) == said;
    REQUIRE(whole);
  }
}

TEST_CASE("F9: a scan takes no longer for what is deep or full of quotes") {
  std::string deep(100000, '[');
  deep += R"({"$ref":1})" + std::string(100000, ']');
  CHECK(gemini::has_reference(json::trust_raw(deep)));
  std::string quotes = "[\"$ref\"";
  for (int i = 0; i < 200000; ++i) quotes += R"(,"\"")";
  CHECK_FALSE(gemini::has_reference(json::trust_raw(quotes + "]")));
}
