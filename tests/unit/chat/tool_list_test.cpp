// Tools that are declared more than once.
#include "chat/tool_list.h"

#include <catch2/catch_all.hpp>
#include <string>

using namespace rota;
using Kind = chat::Tool::Kind;

namespace {

struct Declared {
  void add(Kind kind, json::Escaped name, json::Escaped space = {}, json::Escaped description = {}) {
    chat::Tool& tool = tools.push(arena, {});
    tool.kind = kind;
    tool.name = name;
    tool.name_space = space;
    tool.description = description;
  }
  std::string kept() {
    chat::drop_repeated_tools(tools, arena);
    std::string all;
    for (const chat::Tool& tool : tools) {
      all += std::string(Bytes(tool.name_space)) + "." + std::string(Bytes(tool.name)) + std::string(Bytes(tool.description)) + " ";
    }
    return all;
  }
  Arena arena;
  List<chat::Tool> tools;
};

}  // namespace

TEST_CASE("F3: of two functions of one name the last stays, at the place of the first") {
  Declared list;
  list.add(Kind::function, "f", {}, "1");
  list.add(Kind::function, "g");
  list.add(Kind::function, "f", {}, "2");
  list.add(Kind::custom, "g", {}, "2");
  list.add(Kind::function, "\\u0066", {}, "3");
  list.add(Kind::function, "h");
  CHECK(list.kept() == ".\\u00663 .g2 .h ");
}

TEST_CASE("F3: a name of another namespace is another name") {
  Declared list;
  list.add(Kind::function, "f");
  list.add(Kind::function, "f", "a");
  list.add(Kind::function, "f", "b");
  list.add(Kind::custom, "f", "a", "2");
  CHECK(list.kept() == ".f a.f2 b.f ");
}

TEST_CASE("F3: the upstream's own tools have no names to repeat") {
  Declared list;
  list.add(Kind::web_search, {});
  list.add(Kind::run_code, {});
  list.add(Kind::native, "x");
  list.add(Kind::function, "x");
  CHECK(list.kept() == ". . .x .x ");
}

TEST_CASE("F9: a thousand declarations of two names cost no more than their number") {
  Declared list;
  for (int i = 0; i < 1000; ++i) list.add(Kind::function, i % 2 == 0 ? json::Escaped("a") : json::Escaped("b"));
  CHECK(list.kept() == ".a .b ");
}
