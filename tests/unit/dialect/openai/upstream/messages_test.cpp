// Turns written as messages: roles, contents, calls and their results.
#include "dialect/openai/upstream/sent_id.h"
#include "dialect/openai/upstream/upstream_testing.h"

using namespace rota;
using dialect::Amendments;
using Kind = chat::Part::Kind;

namespace {

/// A conversation by hand.
struct Talk {
  Arena arena;
  chat::Conversation asked;
  Talk() { asked.model = "m"; }
  chat::Part& add(chat::Role role, Kind kind) {
    if (asked.turns.empty() || asked.turns.back().role != role) asked.turns.push(arena, chat::Turn{}).role = role;
    chat::Part& part = asked.turns.back().parts.push(arena, chat::Part{});
    part.kind = kind;
    return part;
  }
  chat::Part& user(Kind kind = Kind::text) { return add(chat::Role::user, kind); }
  chat::Part& model(Kind kind = Kind::text) { return add(chat::Role::model, kind); }
  /// A picture that the result shows.
  void show(chat::Part& result) {
    result.attached = arena.make<List<chat::Part>>();
    chat::Part& shown = result.attached->push(arena, chat::Part{});
    shown.kind = Kind::media;
    shown.mime = "image/jpeg";
    shown.data = "BBBB";
  }
  void system(json::Escaped text) { asked.system.push(arena, chat::Part{}).text = text; }
  /// The messages that are sent.
  [[nodiscard]] std::string messages(const Amendments& amendments = {}) const {
    const std::string all = test::written(asked, amendments);
    const std::string before = R"({"model":"m","messages":[)";
    if (all.rfind(before, 0) != 0) return all;
    return all.substr(before.size(), all.size() - before.size() - 2);
  }
};

std::string call(const std::string& id, const std::string& name, const std::string& arguments) {
  return R"({"id":")" + id + R"(","type":"function","function":{"name":")" + name + R"(","arguments":")" + arguments + "\"}}";
}
std::string message(const std::string& role, const std::string& content) {
  return R"({"role":")" + role + R"(","content":)" + content + "}";
}

}  // namespace

TEST_CASE("H7: the system text comes first, as one; where servers refuse that, before the user's") {
  Talk talk;
  talk.system("be");
  talk.system("brief");
  talk.user().text = "q";
  CHECK(talk.messages() == message("system", R"("be\n\nbrief")") + "," + message("user", R"("q")"));
  CHECK(talk.messages({.system_instruction = true}) == message("user", R"([{"type":"text","text":"be\n\nbrief"},{"type":"text","text":"q"}])"));
  CHECK(talk.messages({.system_instruction = true, .joined_texts = true}) == message("user", R"("be\n\nbrief\n\nq")"));
  Talk alone;
  alone.system("be");
  CHECK(alone.messages() == message("system", R"("be")"));
  CHECK(alone.messages({.system_instruction = true}) == message("user", R"("be")"));
}

TEST_CASE("H7: texts side by side stay what they were, or are joined where a server wants one") {
  Talk talk;
  talk.user().text = "a";
  talk.user().text = "b";
  talk.model().text = "c";
  talk.model().text = "d";
  talk.user().text = "e";
  CHECK(talk.messages() == message("user", R"([{"type":"text","text":"a"},{"type":"text","text":"b"}])") + "," +
                               message("assistant", R"([{"type":"text","text":"c"},{"type":"text","text":"d"}])") + "," + message("user", R"("e")"));
  CHECK(talk.messages({.joined_texts = true}) ==
        message("user", R"("a\n\nb")") + "," + message("assistant", R"("c\n\nd")") + "," + message("user", R"("e")"));
}

TEST_CASE("F3: calls go with the ids and the names that they had, and their results behind them") {
  Talk talk;
  talk.user().text = "q";
  chat::Part& first = talk.model(Kind::tool_call);
  first.id = "call_1";
  first.name = "open";
  first.name_space = "files";
  first.json = R"({"path": "a\n"})";
  chat::Part& second = talk.model(Kind::tool_call);
  second.name = "f";  // without an id
  second.json = "{}";
  chat::Part& result = talk.user(Kind::tool_result);
  result.id = "call_1";
  result.name = "open";
  result.name_space = "files";
  result.text = "not there";
  result.failed = true;
  chat::Part& other = talk.user(Kind::tool_result);
  other.name = "f";
  other.json = R"({"a":[1]})";
  talk.user().text = "so?";
  CHECK(talk.messages() ==
        message("user", R"("q")") + R"(,{"role":"assistant","content":null,"tool_calls":[)" +
            call("call_1", "files__open", R"({\"path\": \"a\\n\"})") + "," + call("call_1_1", "f", "{}") +
            R"(]},{"role":"tool","tool_call_id":"call_1","content":"Error: not there"})"
            R"(,{"role":"tool","tool_call_id":"call_1_1","content":"{\"a\":[1]}"},)" +
            message("user", R"("so?")"));
}

TEST_CASE("F3: a failed result that says so itself is not told twice") {
  Talk talk;
  talk.model(Kind::tool_call).name = "f";
  chat::Part& result = talk.user(Kind::tool_result);
  result.text = "ERROR 5";
  result.failed = true;
  CHECK(talk.messages().find(R"("content":"ERROR 5"})") != std::string::npos);
}

TEST_CASE("H7: what a result shows follows in the user's message, and so does a picture that the model made") {
  Talk talk;
  talk.user().text = "q";
  chat::Part& picture = talk.model(Kind::media);
  picture.mime = "image/png";
  picture.data = "AAAA";
  chat::Part& asks = talk.model(Kind::tool_call);
  asks.id = "1";
  asks.name = "look";
  asks.json = "{}";
  chat::Part& result = talk.user(Kind::tool_result);
  result.id = "1";
  result.name = "look";
  result.text = "seen";
  talk.show(result);
  talk.user().text = "well?";
  CHECK(talk.messages() ==
        message("user", R"("q")") + R"(,{"role":"assistant","content":null,"tool_calls":[)" + call("1", "look", "{}") +
            R"(]},{"role":"tool","tool_call_id":"1","content":"seen"},)" +
            message("user", R"([{"type":"text","text":"Made by the assistant:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},)"
                            R"({"type":"text","text":"From the result of look:"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,BBBB"}},)"
                            R"({"type":"text","text":"well?"}])"));
}

TEST_CASE("H7: a result that shows something and says nothing says where that is") {
  Talk talk;
  talk.model(Kind::tool_call).name = "look";
  chat::Part& result = talk.user(Kind::tool_result);
  result.name = "look";
  talk.show(result);
  CHECK(talk.messages().find(R"("content":"See the next message."})") != std::string::npos);
  result.failed = true;
  CHECK(talk.messages().find(R"("content":"Error: See the next message."})") != std::string::npos);
  result.json = "{}";
  CHECK(talk.messages().find(R"("content":"Error: {}"})") != std::string::npos);
}

TEST_CASE("H7: thoughts, signatures and parts of other upstreams' own are left out; a turn of nothing else is none") {
  Talk talk;
  talk.user().text = "q";
  chat::Part& thought = talk.model(Kind::thinking);
  thought.text = "hm";
  thought.signature = "c2ln";
  thought.owner = "gemini";
  chat::Part& native = talk.model(Kind::native);
  native.owner = "gemini";
  native.name = "executableCode";
  native.json = "{}";
  talk.user().text = "r";
  CHECK(talk.messages() == message("user", R"("q")") + "," + message("user", R"("r")"));
  native.text = "```1```";
  CHECK(talk.messages() == message("user", R"("q")") + "," + message("assistant", R"("```1```")") + "," + message("user", R"("r")"));
}

TEST_CASE("H12: servers that want the thoughts before a call back get them") {
  Talk talk;
  talk.model(Kind::thinking).text = "hm";
  talk.model(Kind::tool_call).name = "f";
  talk.user(Kind::tool_result).text = "r";
  talk.model().text = "so";
  CHECK(talk.messages({.thoughts = true}).rfind(R"({"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[)", 0) == 0);
  CHECK(talk.messages({.thoughts = true}).find(R"({"role":"assistant","content":"so"})") != std::string::npos);
  CHECK(talk.messages().find("hm") == std::string::npos);
}

TEST_CASE("H12: a conversation that ends with the model's turn gets a user's where that is refused") {
  Talk talk;
  talk.user().text = "q";
  talk.model().text = "The";
  CHECK(talk.messages() == message("user", R"("q")") + "," + message("assistant", R"("The")"));
  CHECK(talk.messages({.closing_turn = true}) ==
        message("user", R"("q")") + "," + message("assistant", R"("The")") + "," + message("user", R"("Continue.")"));
}

TEST_CASE("F3: ids are the client's own, as far as servers take them") {
  Arena arena;
  CHECK(openai::sent_id("toolu_01A", 1, 0, false, arena) == "toolu_01A");
  CHECK(openai::sent_id("", 2, 3, false, arena) == "call_2_3");
  const json::Escaped longer = "fc_67ca09c6bedc8190a7abfec07b1a1332096610f474011cc0";
  const json::Escaped made = openai::sent_id(longer, 1, 0, false, arena);
  CHECK(made.size() == 29);
  CHECK(made == openai::sent_id(longer, 5, 5, false, arena));
  const json::Escaped brief = openai::sent_id("toolu_01A", 1, 0, true, arena);
  CHECK(brief.size() == 9);
  CHECK(brief == openai::sent_id("toolu_01A", 9, 9, true, arena));
  CHECK(brief != openai::sent_id("toolu_01B", 1, 0, true, arena));
  CHECK(openai::sent_id("", 1, 0, true, arena) != openai::sent_id("", 1, 1, true, arena));
}

TEST_CASE("F9: data that is no base64 is the client's mistake") {
  Talk talk;
  chat::Part& picture = talk.user(Kind::media);
  picture.mime = "image/png";
  picture.data = "A?";
  picture.param = "messages[0].content[0].image_url.url";
  CHECK(talk.messages() == "400 messages[0].content[0].image_url.url: The data of an image, a sound or a file must be base64.");
}
