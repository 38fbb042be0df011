// What tells conversations apart: names, beginnings, clients and models.
#include "chat/identity.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"

using namespace rota;
using chat::Identity;
using chat::Opening;

namespace {

std::uint64_t opening(std::initializer_list<Bytes> system, std::initializer_list<Bytes> user) {
  Opening made;
  for (const Bytes text : system) made.add_system(text);
  for (const Bytes text : user) made.add_user(text);
  return made.number();
}

Identity named(std::uint64_t session) { return {session, 0, false}; }
Identity begun(std::uint64_t number) { return {0, number, false}; }

}  // namespace

TEST_CASE("G3: a beginning is its texts, however they are cut into parts") {
  CHECK(opening({"Be brief."}, {"Hi"}) == opening({"Be ", "brief."}, {"H", "i"}));
  CHECK(opening({"Be brief."}, {"Hi"}) != opening({"Be brief"}, {".Hi"}));
  CHECK(opening({}, {"Hi"}) != opening({"Be brief."}, {"Hi"}));
  CHECK(opening({}, {"Hi"}) != opening({}, {"Hi."}));
  CHECK(opening({"Be brief."}, {}) == 0);
  CHECK(opening({}, {}) == 0);
}

TEST_CASE("G3: a beginning is the same wherever it is cut, and another one with any other octet") {
  const std::string text = "Words of forty-one octets, cut everywhere";
  const std::uint64_t whole = opening({text}, {text});
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const Bytes front = Bytes(text).substr(0, cut);
    const Bytes back = Bytes(text).substr(cut);
    CHECK(opening({front, back}, {text}) == whole);
    CHECK(opening({text}, {front, back}) == whole);
    if (back.empty()) continue;
    std::string other = text;
    other[cut] ^= 1;
    CHECK(opening({text}, {other}) != whole);
  }
}

TEST_CASE("G3: of a long beginning the first bytes count, and its length") {
  const std::string at_limit(limits::opening_bytes, 'a');
  const std::string below = at_limit.substr(1);
  CHECK(opening({}, {below + "b"}) != opening({}, {below + "c"}));
  CHECK(opening({}, {at_limit + "b"}) == opening({}, {at_limit + "c"}));
  CHECK(opening({}, {at_limit + "b"}) != opening({}, {at_limit + "bb"}));
}

TEST_CASE("G3 H10: a conversation's number is of one client and one model alone") {
  const std::uint64_t number = chat::conversation_number(named(5), 1, "m");
  CHECK(number != 0);
  CHECK(number == chat::conversation_number({5, 77, true}, 1, "m"));
  CHECK(number != chat::conversation_number(named(5), 2, "m"));
  CHECK(number != chat::conversation_number(named(5), 1, "n"));
  CHECK(number != chat::conversation_number(named(6), 1, "m"));
  CHECK(number != chat::conversation_number(begun(5), 1, "m"));
  CHECK(chat::conversation_number(begun(5), 1, "m") == chat::conversation_number({0, 5, true}, 1, "m"));
  CHECK(chat::conversation_number({}, 1, "m") == 0);
}

TEST_CASE("G3: a neutral conversation begins with its system's texts and its first turn's, and goes on after it") {
  Arena arena;
  chat::Conversation conversation;
  CHECK(chat::identity_of(conversation).opening == 0);
  chat::Part part;
  part.text = "Be brief.";
  conversation.system.push(arena, part);
  chat::Turn turn;
  part.text = "Hi";
  turn.parts.push(arena, part);
  part.kind = chat::Part::Kind::media;
  turn.parts.push(arena, part);
  conversation.turns.push(arena, turn);
  CHECK(chat::identity_of(conversation).opening == opening({"Be brief."}, {"Hi"}));
  CHECK_FALSE(chat::identity_of(conversation).continues);
  conversation.turns.push(arena, chat::Turn{});
  CHECK(chat::identity_of(conversation).opening == opening({"Be brief."}, {"Hi"}));
  CHECK(chat::identity_of(conversation).continues);
}
