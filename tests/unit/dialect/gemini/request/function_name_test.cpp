// Function names: fitted for Google, and found again.
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "dialect/gemini/request/function_name.h"
#include "dialect/dialect_support.h"
#include "json/writer.h"

using namespace rota;

namespace {

/// A name that the test has made, as if a reader had given it.
json::Escaped name_of(const std::string& text) { return json::trust_escaped(text); }

bool fits(Bytes name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || name.size() > 64 || !letter(name.front())) return false;
  for (const char c : name) {
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '.' && c != '-') return false;
  }
  return true;
}

}  // namespace

TEST_CASE("F4: a function name that fits is sent as it is, others are changed and found again") {
  Arena arena;
  gemini::FunctionNames names(arena);
  const struct {
    const char* name;
    const char* sent;
  } cases[] = {{"get_weather", "get_weather"},
               {"a.b-c", "a.b-c"},
               {"mcp:srv/tool", "mcp_srv_tool"},
               {"1st", "_1st"},
               {"-x", "_-x"},
               {"caf\u00e9!", "caf__"},
               {"\\u00e9t\\u00e9", "_t_"},
               {"", "_"},
               {"\u6771\u4eac", "__"}};
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(names.add(json::trust_escaped(c.name)) == c.sent);
    for (const char* prefix : {"", "default_api:", "default_api."}) {
      const std::string called = prefix + std::string(c.sent);
      CHECK(names.original_of(json::trust_escaped(called)).name == c.name);
    }
  }
  CHECK(names.original_of("nobody").name == "nobody");
  CHECK(names.original_of("default_api:nobody").name == "nobody");
  CHECK(names.original_of("get\\u005fweather").name == "get_weather");
}

TEST_CASE("F4: two function names never become one") {
  Arena arena;
  gemini::FunctionNames names(arena);
  CHECK(names.add("a b") == "a_b");
  const std::string second = test::str(names.add("a_b"));
  CHECK(second != "a_b");
  CHECK(fits(second));
  CHECK(names.add("a b") == "a_b");
  CHECK(names.add("a_b") == second);
  CHECK(names.add("a\\u005fb") == second);
  CHECK(names.original_of("a_b").name == "a b");
  CHECK(names.original_of(name_of(second)).name == "a_b");
  const std::string long_name(80, 'n');
  CHECK(names.add(name_of(long_name)) == std::string(64, 'n'));
  const std::string longer_name = long_name + "n";
  const std::string longer = test::str(names.add(name_of(longer_name)));
  CHECK(longer.size() == 64);
  CHECK(longer.rfind(std::string(55, 'n') + "_", 0) == 0);
  CHECK(names.original_of(name_of(longer)).name == longer_name);

  CHECK(names.add("default_api.x") == "default_api.x");
  CHECK(names.add("x") == "x");
  CHECK(names.original_of("default_api.x").name == "default_api.x");
}

TEST_CASE("F4: random function names go there and back") {
  Random random(3);
  for (int round = 0; round < 50; ++round) {
    Arena arena;
    gemini::FunctionNames names(arena);
    std::map<std::string, std::string> sent_of;
    for (int i = 0; i < 200; ++i) {
      std::string plain;
      for (std::uint32_t n = random.below(90); n > 0; --n) plain += "ab_ .:\"\\/1"[random.below(10)];
      if (random.below(2) == 0) plain.resize(plain.size() / 20);
      Buffer escaped;
      json::append_escaped(escaped, plain);
      const json::Escaped name = json::trust_escaped(arena.copy(escaped.view()));
      const std::string sent = test::str(names.add(name));
      CHECK(fits(sent));
      CHECK(names.original_of(name_of(sent)).name == name);
      const auto [place, fresh] = sent_of.emplace(sent, plain);
      CHECK((fresh || place->second == plain));
    }
  }
}

TEST_CASE("F9: a history with hundreds of thousands of names costs no more for each than one with few") {
  Arena arena;
  gemini::FunctionNames names(arena);
  constexpr int many = 200'000;
  std::vector<json::Escaped> sent;
  for (int i = 0; i < many; ++i) sent.push_back(names.add(json::trust_escaped(arena.copy("f " + std::to_string(i)))));
  for (int i = 0; i < many; i += 997) {
    CHECK(names.add(json::trust_escaped(arena.copy("f " + std::to_string(i)))) == sent[static_cast<std::size_t>(i)]);
    CHECK(names.original_of(sent[static_cast<std::size_t>(i)]).name == "f " + std::to_string(i));
  }
}

TEST_CASE("G1: a namespace joins the name on the way there and is taken off on the way back") {
  Arena arena;
  gemini::FunctionNames names(arena);
  CHECK(names.add("open", "files") == "files__open");
  CHECK(names.add("open") == "open");
  CHECK(names.add("open", "files") == "files__open");
  const std::string other = test::str(names.add("files__open"));
  CHECK(other != "files__open");
  CHECK(names.add("b__c", "a") == "a__b__c");
  const std::string third = test::str(names.add("c", "a__b"));
  CHECK(third != "a__b__c");
  CHECK(names.original_of("files__open").name == "open");
  CHECK(names.original_of("files__open").name_space == "files");
  CHECK(names.original_of("default_api:files__open").name_space == "files");
  CHECK(names.original_of("open").name_space.empty());
  CHECK(names.original_of(name_of(other)).name == "files__open");
  CHECK(names.original_of(name_of(other)).name_space.empty());
  CHECK(names.original_of("a__b__c").name_space == "a");
  CHECK(names.original_of(name_of(third)).name_space == "a__b");
  CHECK(names.original_of("nobody").name_space.empty());
  CHECK(names.add(json::trust_escaped(arena.copy(std::string(80, 'n'))), "s") == "s__" + std::string(61, 'n'));
}
