// Questions about a conversation: its linked media, which are found in order and are the parts themselves; its size; its
// tools.
#include <catch2/catch_all.hpp>
#include <string>

#include "chat/conversation.h"

using namespace rota;
using namespace rota::chat;

namespace {

Part media(Bytes url, json::Escaped data = {}) {
  Part part;
  part.kind = Part::Kind::media;
  part.url = url;
  part.data = data;
  return part;
}

Part result_with(List<Part>* attached) {
  Part part;
  part.kind = Part::Kind::tool_result;
  part.attached = attached;
  return part;
}

/// Their urls, a space after each.
std::string urls(Conversation& conversation, Arena& arena) {
  std::string out;
  for (const Part* part : linked_media(conversation, arena)) out += std::string(part->url) + " ";
  return out;
}

}  // namespace

TEST_CASE("F3: nothing is linked where there is nothing, or only data and text") {
  Arena arena;
  Conversation conversation;
  CHECK(linked_media(conversation, arena).empty());
  Turn turn;
  turn.parts.push(arena, media({}, "AAAA"));
  Part text;
  text.text = "https://a.test/";
  text.url = "https://b.test/";
  turn.parts.push(arena, text);
  List<Part> none;
  turn.parts.push(arena, result_with(&none));
  turn.parts.push(arena, result_with(nullptr));
  conversation.turns.push(arena, Turn{});
  conversation.turns.push(arena, turn);
  CHECK(linked_media(conversation, arena).empty());
}

TEST_CASE("F3: linked media come in the order of the conversation, those of tool results in their place") {
  Arena arena;
  List<Part> attached;
  attached.push(arena, media("2"));
  attached.push(arena, media({}, "AAAA"));
  attached.push(arena, media("3"));
  Turn user;
  user.parts.push(arena, media("1"));
  user.parts.push(arena, result_with(&attached));
  user.parts.push(arena, media("4"));
  Turn model;
  model.role = Role::model;
  model.parts.push(arena, media("5", "AAAA"));
  Conversation conversation;
  conversation.turns.push(arena, user);
  conversation.turns.push(arena, model);
  CHECK(urls(conversation, arena) == "1 2 3 4 5 ");
}

TEST_CASE("F3: whoever fills a linked part fills the conversation's own") {
  Arena arena;
  List<Part> attached;
  attached.push(arena, media("2"));
  Turn turn;
  turn.parts.push(arena, media("1"));
  turn.parts.push(arena, result_with(&attached));
  Conversation conversation;
  conversation.turns.push(arena, turn);
  const List<Part*> found = linked_media(conversation, arena);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == &conversation.turns[0].parts[0]);
  CHECK(found[1] == &attached[0]);
  found[1]->url = {};
  CHECK(urls(conversation, arena) == "1 ");
}

TEST_CASE("H1: a conversation's text counts without the data of its media") {
  Arena arena;
  Conversation conversation;
  Part said;
  said.text = "12345";
  conversation.system.push(arena, said);
  Turn& turn = conversation.turns.push(arena, Turn{});
  turn.parts.push(arena, said);
  turn.parts.push(arena, media("", "AAAAAAAA"));
  Part call;
  call.kind = Part::Kind::tool_call;
  call.json = "{}";
  turn.parts.push(arena, call);
  Tool tool;
  tool.description = "123";
  tool.schema = "{}";
  conversation.tools.push(arena, tool);
  CHECK(text_bytes(conversation) == 17);
}

TEST_CASE("H1: tools of the upstream's own are told from the client's") {
  Arena arena;
  Conversation conversation;
  CHECK_FALSE(uses_upstream_tools(conversation));
  for (const Tool::Kind kind : {Tool::Kind::function, Tool::Kind::custom, Tool::Kind::web_search}) {
    CHECK_FALSE(uses_upstream_tools(conversation));
    conversation.tools.push(arena, Tool{}).kind = kind;
  }
  CHECK(uses_upstream_tools(conversation));
}
