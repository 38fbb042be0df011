// Where requests name their conversation, in which order, and how bodies that pass begin.
#include "dialect/conversation_fields.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/text.h"
#include "dialect/table.h"

using namespace rota;
using dialect::ConversationFields;

namespace {

constexpr Bytes all_names[] = {"session_id", "conversation_id", "prompt_cache_key", "metadata.user_id", "conversation"};
constexpr ConversationFields fields{all_names, 5, {"instructions"}, "input"};

struct Read {
  json::Reader reader;
  Arena arena;
  std::uint64_t session(const std::string& headers, const std::string& body, const ConversationFields& of = fields) {
    const auto root = reader.read(arena.copy(body), arena);
    REQUIRE(root.ok());
    return dialect::session_of(http::read_headers(arena.copy(headers), arena), *root, of, arena);
  }
  chat::Identity opening(const std::string& body, const ConversationFields& of = fields) {
    const auto root = reader.read(arena.copy(body), arena);
    REQUIRE(root.ok());
    return dialect::opening_of(*root, of);
  }
};

std::uint64_t name(Bytes text) { return text::fingerprint(text); }

}  // namespace

TEST_CASE("G3: headers name a conversation before its body does, in their order") {
  Read read;
  std::string headers;
  for (const Bytes header : {Bytes("x-client-request-id"), Bytes("x-session-affinity"), Bytes("session_id"), Bytes("session-id"),
                             Bytes("x-session-id"), Bytes("x-claude-code-session-id")}) {
    headers += std::string(header) + ": of " + std::string(header) + "\n";
    CHECK(read.session(headers, R"({"session_id":"s"})") == name("of " + std::string(header)));
  }
  CHECK(read.session("x-session-id: \n", R"({"session_id":"s"})") == name("s"));
}

TEST_CASE("G3: members of the body name it in their order, and what is no name does not") {
  Read read;
  CHECK(read.session("", R"({"conversation":"e","metadata":{"user_id":"u_session_d"},"prompt_cache_key":"c",)"
                         R"("conversation_id":"b","session_id":"a"})") == name("a"));
  CHECK(read.session("", R"({"conversation":"e","prompt_cache_key":"c","conversation_id":"b","session_id":7})") == name("b"));
  CHECK(read.session("", R"({"conversation":"e","prompt_cache_key":"c","conversation_id":""})") == name("c"));
  CHECK(read.session("", R"({"conversation":"e"})") == name("e"));
  CHECK(read.session("", R"({"conversation":{"id":"e"}})") == name("e"));
  CHECK(read.session("", R"({"conversation":{"id":7},"metadata":[]})") == 0);
  CHECK(read.session("", "{}") == 0);
  CHECK(read.session("", R"({"session_id":"a"})", {}) == 0);
  CHECK(read.session("", "[1]") == 0);
}

TEST_CASE("G3: a user's name holds a session, or names none") {
  Read read;
  const auto session = [&read](const std::string& user) { return read.session("", R"({"metadata":{"user_id":")" + user + R"("}})"); };
  CHECK(session("user_1_account__session_abc-1") == name("abc-1"));
  CHECK(session(R"({\"device_id\":\"d\",\"session_id\":\"abc-1\"})") == name("abc-1"));
  CHECK(session(R"({\"session_id\": \"abc-1\", \"device_id\":\"d\"})") == name("abc-1"));
  CHECK(session("jane") == 0);
  CHECK(session("user_session_") == 0);
}

TEST_CASE("G3: a body that passes begins with what stands above it and its first message, and goes on behind that") {
  Read read;
  const chat::Identity text = read.opening(R"({"instructions":"Be brief.","input":"Hi"})");
  CHECK(text.opening != 0);
  CHECK_FALSE(text.continues);
  const chat::Identity list = read.opening(
      R"({"input":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"H"},{"text":"i"}]}]})");
  CHECK(list.opening == text.opening);
  CHECK_FALSE(list.continues);
  const chat::Identity later = read.opening(
      R"({"instructions":"Be ","input":[{"role":"developer","content":"brief."},{"role":"user","content":"Hi"},{"role":"assistant"}]})");
  CHECK(later.opening == text.opening);
  CHECK(later.continues);
  CHECK(read.opening(R"({"instructions":"Be brief.","input":[]})").opening == 0);
  CHECK(read.opening("[]").opening == 0);
  CHECK(read.opening(R"({"input":"Hi"})", {}).opening == 0);
}

TEST_CASE("G3: each dialect's body says where it names its conversation") {
  Read read;
  std::string without;
  for (const dialect::ClientDialect* row : dialect::client_dialects()) {
    const std::uint64_t session = read.session("", R"({"session_id":"s"})", row->conversation);
    if (session != name("s")) without += std::string(row->label) + " ";
    const std::uint64_t header = read.session("x-session-id: h\n", "{}", row->conversation);
    CHECK(header == name("h"));
  }
  CHECK(without == "gemini ");
}
