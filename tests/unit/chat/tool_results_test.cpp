// Results brought to their calls, in no dialect's words.
#include <catch2/catch_all.hpp>
#include <string>

#include "chat/tool_results.h"

using namespace rota;

namespace {

using Kind = chat::Part::Kind;

struct Told {
  Arena arena;
  List<chat::Turn> turns;

  chat::Part& add(chat::Role role, Kind kind, json::Escaped id, json::Escaped name, json::Escaped text = {}) {
    if (turns.empty() || turns.back().role != role) turns.push(arena, chat::Turn{}).role = role;
    chat::Part& part = turns.back().parts.push(arena, chat::Part{});
    part.kind = kind;
    part.id = id;
    part.name = name;
    part.text = text;
    return part;
  }
  void call(json::Escaped id, json::Escaped name) { add(chat::Role::model, Kind::tool_call, id, name); }
  void result(json::Escaped id, json::Escaped name, json::Escaped text) { add(chat::Role::user, Kind::tool_result, id, name, text); }
  void say(chat::Role role, json::Escaped text) { add(role, Kind::text, {}, {}, text); }

  /// E.g. "model: f(1) | user: 1=text, 'said'".
  std::string settled() {
    chat::settle_tool_results(turns, arena);
    std::string out;
    for (const chat::Turn& turn : turns) {
      out += std::string(out.empty() ? "" : " | ") + (turn.role == chat::Role::user ? "user:" : "model:");
      for (const chat::Part& part : turn.parts) {
        if (part.kind == Kind::text) out += " '" + std::string(part.text) + "'";
        if (part.kind == Kind::tool_call) out += " " + std::string(part.name) + "(" + std::string(part.id) + ")";
        if (part.kind == Kind::tool_result) {
          out += " " + std::string(part.name) + "(" + std::string(part.id) +
                 (part.failed ? ")!" : ")=") + (part.json.empty() ? std::string(part.text) : std::string(part.json));
        }
      }
    }
    return out;
  }
};

}  // namespace

TEST_CASE("F3: each call is followed by its result") {
  Told told;
  told.say(chat::Role::user, "q");
  told.call("1", "f");
  told.call("2", "g");
  told.result("2", "", "b");
  told.say(chat::Role::user, "hurry");
  told.result("1", "", "a");
  told.say(chat::Role::model, "done");
  CHECK(told.settled() == "user: 'q' | model: f(1) g(2) | user: f(1)=a g(2)=b 'hurry' | model: 'done'");
}

TEST_CASE("F3: results without a known id go by name, then by place, then stay as text") {
  Told told;
  told.call("1", "f");
  told.call("2", "g");
  told.result("x", "g", "b");
  told.result("", "", "a");
  told.result("y", "", "c");
  told.result("z", "h", "d");
  CHECK(told.settled() == "model: f(1) g(2) | user: f(1)=a g(2)=b 'c' 'd'");
}

TEST_CASE("F3: a turn that held nothing but late results is gone, its neighbours share one") {
  Told told;
  told.say(chat::Role::user, "q");
  told.call("1", "f");
  told.say(chat::Role::user, "well?");
  told.say(chat::Role::model, "soon");
  told.result("1", "", "a");
  told.say(chat::Role::model, "now");
  CHECK(told.settled() == "user: 'q' | model: f(1) | user: f(1)=a 'well?' | model: 'soon' 'now'");
}

TEST_CASE("F3: calls without a result") {
  Told missing;
  missing.call("1", "f");
  missing.say(chat::Role::user, "never mind");
  CHECK(missing.settled() == "model: f(1) | user: f(1)!no result provided 'never mind'");
  Told last;
  last.say(chat::Role::user, "q");
  last.say(chat::Role::model, "Hm.");
  last.call("1", "f");
  CHECK(last.settled() == "user: 'q' | model: 'Hm.'");
  Told only;
  only.call("1", "f");
  CHECK(only.settled().empty());
}

TEST_CASE("G1: a result is told under the namespace of its call, and stays a failure") {
  Told told;
  told.call("1", "f");
  told.turns.back().parts[0].name_space = "shop";
  told.result("1", "", "no such file");
  told.turns.back().parts[0].failed = true;
  CHECK(told.settled() == "model: f(1) | user: f(1)!no such file");
  CHECK(told.turns.back().parts[0].name_space == "shop");
}
