// Calls in pieces: paths, values, strings that go on, and what does not fit.

#include <random>

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// The call that these pieces, the members of one functionCall each, amount to.
std::string assembled(const std::vector<std::string>& pieces) {
  Arena memory;
  gemini::Kept kept(memory);
  std::string calls;
  std::vector<std::string> messages;
  for (const std::string& piece : pieces) messages.push_back(R"("parts":[{"functionCall":{)" + piece + R"(},"x":1}])");
  messages.emplace_back();
  for (const std::string& message : messages) {
    test::Document document(R"({"candidates":[{"content":{)" + message + "}" +
                            (message.empty() ? R"(,"finishReason":"STOP")" : "") + "}]}");
    REQUIRE(document.ok);
    Result<chat::Fragment> fragment = gemini::read_answer(document.root, document.arena, nullptr, &kept);
    REQUIRE(fragment.ok());
    for (const chat::Delta& delta : fragment.value().deltas) calls += test::str(delta.name) + test::str(delta.arguments);
  }
  CHECK(!kept.partial.open());
  return calls;
}

const char* const begin = R"("name":"f","willContinue":true)";

std::string piece(const std::string& path, const std::string& value, bool more = true) {
  return R"("partialArgs":[{"jsonPath":")" + path + R"(",)" + value + "}]" + (more ? R"(,"willContinue":true)" : "");
}

}  // namespace

TEST_CASE("gemini partial call: values under their paths become one object") {
  CHECK(assembled({begin, piece("$.a", R"("stringValue":"x","willContinue":true)"),
                   piece("$.a", R"("stringValue":"\n\"y","willContinue":true)"), piece("$.a", R"("stringValue":"")"),
                   ""}) == R"(f{"a":"x\n\"y"})");
  CHECK(assembled({begin, piece("$.a.b[0].c", R"("numberValue":1)"), piece("$.a.b[0].d", R"("boolValue":true)"),
                   piece("$.a.b[1].c", R"("nullValue":"NULL_VALUE")"), piece("$.a['e f']", R"("numberValue":2.5)"),
                   piece("$.g[0][0]", R"("stringValue":"h")", false)}) ==
        R"(f{"a":{"b":[{"c":1,"d":true},{"c":null}],"e f":2.5},"g":[["h"]]})");
  CHECK(assembled({begin, ""}) == "f{}");
  CHECK(assembled({R"("name":"f","args":{"a":1})"}) == R"(f{"a":1})");
  CHECK(assembled({""}).empty());
}

TEST_CASE("gemini partial call: the next call, or the finish, ends one that nobody ended") {
  CHECK(assembled({begin, piece("$.a", R"("stringValue":"x","willContinue":true)"), R"("name":"g")"}) ==
        R"(f{"a":"x"}g{})");
}

TEST_CASE("F3: arguments that come behind a call's name, in parts without one, are that call's") {
  CHECK(assembled({R"("name":"f","args":{})", R"("args":{"path":"/x"})"}) == R"(f{"path":"/x"})");
  CHECK(assembled({R"("name":"f")", R"("args":{"a":1})", R"("name":"","args":{"b":[2]})"}) == R"(f{"a":1,"b":[2]})");
  CHECK(assembled({R"("name":"f","args":{},"id":"i")", R"("name":"f","args":{"a":1},"id":"i")"}) == R"(f{"a":1})");
  CHECK(assembled({R"("name":"f","args":{})", R"("name":"g","args":{})", R"("args":{"a":1})"}) == R"(f{}g{"a":1})");
  CHECK(assembled({R"("name":"f","args":{})", R"("args":{})", R"("args":null)"}) == "f{}");
  CHECK(assembled({R"("name":"f","args":{})", piece("$.a", R"("numberValue":1)"), piece("$.b", R"("numberValue":2)"),
                   ""}) == R"(f{"a":1,"b":2})");
  CHECK(assembled({R"("name":"f","args":{"a":1})", R"("args":{"b":2})"}) == R"(f{"a":1})");  // it was told already
}

TEST_CASE("F3: a call that waits is told before what comes behind it, in its own candidate, with what its pieces say") {
  Arena memory;
  gemini::Kept kept(memory);
  const auto told = [&](const std::string& candidates) {
    test::Document document(R"({"candidates":[)" + candidates + "]}");
    auto fragment = gemini::read_answer(document.root, document.arena, nullptr, &kept);
    std::string all;
    for (const chat::Delta& delta : fragment.value().deltas) {
      if (delta.kind == chat::Delta::Kind::tool_call) {
        all += test::str(delta.name) + std::to_string(delta.candidate) + test::str(delta.arguments) +
               test::str(delta.id) + test::str(delta.signature) + " ";
      } else if (delta.kind == chat::Delta::Kind::text) {
        all += test::str(delta.text) + " ";
      }
    }
    return all;
  };
  CHECK(told(R"({"content":{"parts":[{"functionCall":{"name":"f"}}]}})").empty());
  CHECK(told(R"({"content":{"parts":[{"text":""}]}})").empty());
  CHECK(told(R"({"content":{"parts":[{"functionCall":{"args":{"a":1},"id":"i"},"thoughtSignature":"c2ln"}]}})").empty());
  CHECK(told(R"({"content":{"parts":[{"text":"x"}]}})") == R"(f0{"a":1}ic2ln x )");
  CHECK(told(R"({"content":{"parts":[{"functionCall":{"name":"f"}}]}})").empty());
  CHECK(told(R"({"index":1,"content":{"parts":[{"functionCall":{"args":{"a":1}}},{"text":"y"}]}})") == "f0{} y ");
}

/// The members of any object, cut anywhere, in pieces that nobody announced.
TEST_CASE("F3: property: a call is the same, in however many pieces its arguments come") {
  std::mt19937 random(20261130);
  for (int round = 0; round < 500; ++round) {
    const std::size_t members = random() % 6;
    std::vector<std::string> pieces = {random() % 2 == 0 ? R"("name":"f","args":{})" : R"("name":"f")"};
    std::string all;
    std::string open;
    for (std::size_t i = 0; i < members; ++i) {
      const std::string member = "\"m" + std::to_string(i) + R"(":{"a":["}",)" + std::to_string(random() % 99) + "]}";
      all += (i == 0 ? "" : ",") + member;
      open += (open.empty() ? "" : ",") + member;
      if (i + 1 != members && random() % 2 == 0) continue;
      pieces.push_back(R"("args":{)" + open + "}");
      open.clear();
    }
    REQUIRE(assembled(pieces) == "f{" + all + "}");
  }
}

TEST_CASE("gemini partial call: pieces out of order are dropped, and the rest is JSON") {
  CHECK(assembled({begin, piece("$.a[0]", R"("numberValue":1)"), piece("$.a[2]", R"("numberValue":3)"),
                   piece("$.a[1]", R"("numberValue":2)"), piece("$", R"("numberValue":2)"),
                   piece("a", R"("numberValue":2)"), piece("$[0]", R"("numberValue":2)"),
                   piece("$.a[", R"("numberValue":2)"), piece("$.a[x]", R"("numberValue":2)"),
                   piece("$.a[1]", R"("numberValue":4)"), ""}) == R"(f{"a":[1,2]})");
  const std::string deep =
      assembled({begin, piece("$.a[7].b", R"("numberValue":1)"), piece("$.c", R"("numberValue":1)"), ""});
  CHECK(test::is_json(deep.substr(1)));
}
