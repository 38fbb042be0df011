// A client's store of responses: what is kept, what is found again, what goes, and that another client's never notices.
#include "store_support.h"

namespace rota {

namespace {

using test::record_of;
using test::Store;

}  // namespace

TEST_CASE("G1: what was kept is read again, also after an eviction") {
  Store store;
  CHECK(store.get("resp_1") == "[null]");
  store.keep("resp_1");
  CHECK(store.get("resp_1") == "[" + record_of("resp_1") + "]");
  store.start("{}");
  CHECK(store.get("resp_1") == "[" + record_of("resp_1") + "]");
  CHECK(store.get("resp_2") == "[null]");
}

TEST_CASE("G1: a chain is read from its beginning, and says what is missing of it") {
  Store store;
  store.keep("resp_1");
  store.keep("resp_2", "resp_1");
  store.keep("resp_else", "resp_1");
  store.keep("resp_3", "resp_2");
  store.start("{}");
  CHECK(store.chain("resp_3") == "[" + record_of("resp_1") + "," + record_of("resp_2") + "," + record_of("resp_3") + "]");
  CHECK(store.chain("resp_else") == "[" + record_of("resp_1") + "," + record_of("resp_else") + "]");
  CHECK(store.forget("resp_1") == R"([{"erased":true}])");
  CHECK(store.forget("resp_1") == "[null]");
  CHECK(store.chain("resp_3").find("null") != std::string::npos);
  CHECK(store.get("resp_3") == "[" + record_of("resp_3") + "]");
}

TEST_CASE("G1: a conversation has its turns in their order") {
  Store store;
  CHECK(store.conversation("conv_1") == "[]");
  store.keep("resp_1", "", "conv_1");
  store.keep("resp_2", "", "conv_2");
  store.keep("resp_3", "", "conv_1");
  CHECK(store.conversation("conv_1") == "[" + record_of("resp_1") + "," + record_of("resp_3") + "]");
}

TEST_CASE("G1: a clock that was set back turns no conversation round") {
  Store store;
  store.keep("resp_1", "", "conv_1");
  store.now_ms -= 60'000;
  store.keep("resp_2", "resp_1", "conv_1");
  store.start("{}");
  CHECK(store.conversation("conv_1") == "[" + record_of("resp_1") + "," + record_of("resp_2") + "]");
  CHECK(store.chain("resp_2") == "[" + record_of("resp_1") + "," + record_of("resp_2") + "]");
}

TEST_CASE("E6: a response lives its life and no longer: nobody has to ask for it to go") {
  Store store;
  store.keep("resp_1");
  store.now_ms += 10;
  store.keep("resp_2");
  SECTION("just below") {
    store.now_ms += limits::stored_response_ms - 11;
    CHECK(store.get("resp_1") == "[" + record_of("resp_1") + "]");
  }
  SECTION("at it") {
    store.now_ms += limits::stored_response_ms - 10;
    CHECK(store.get("resp_1") == "[null]");
    CHECK(store.get("resp_2") == "[" + record_of("resp_2") + "]");
  }
  SECTION("nobody asks: the alarm erases both rows, and is not set again") {
    store.pass(limits::stored_response_ms + limits::store_alarm_ms + 10);
    CHECK(store.rows.empty());
    CHECK(store.alarm_ms == -1);
  }
  SECTION("nobody asks, and the object was evicted") {
    store.pass(limits::stored_response_ms / 2);
    store.start("{}");
    store.pass(limits::stored_response_ms / 2 + limits::store_alarm_ms + 10);
    CHECK(store.rows.empty());
  }
}

TEST_CASE("E6: a client has so many responses at the most: the oldest goes, and a bystander's stay") {
  Store store;
  Store bystander;
  bystander.keep("resp_0");
  for (std::size_t i = 0; i < limits::stored_responses - 1; ++i) store.keep("resp_" + std::to_string(i));
  CHECK(store.rows.size() == limits::stored_responses - 1);
  store.keep("resp_at");
  CHECK(store.rows.size() == limits::stored_responses);
  CHECK(store.get("resp_0") == "[" + record_of("resp_0") + "]");
  store.keep("resp_above");
  CHECK(store.rows.size() == limits::stored_responses);
  CHECK(store.get("resp_0") == "[null]");
  CHECK(store.get("resp_1") == "[" + record_of("resp_1") + "]");
  CHECK(store.get("resp_above") == "[" + record_of("resp_above") + "]");
  CHECK(bystander.get("resp_0") == "[" + record_of("resp_0") + "]");
  CHECK(bystander.rows.size() == 1);
}

TEST_CASE("E6: a client has so many bytes of responses at the most: the oldest go, and a bystander's stay") {
  constexpr std::size_t each = 1024 * 1024;
  static_assert(limits::stored_bytes % each == 0);
  Store store;
  Store bystander;
  bystander.keep("resp_0");
  for (std::size_t i = 0; i < limits::stored_bytes / each; ++i) store.keep("resp_" + std::to_string(i), "", "", each);
  CHECK(store.rows.size() == limits::stored_bytes / each);
  SECTION("one above it") {
    store.keep("resp_above");
    CHECK(store.get("resp_0") == "[null]");
    CHECK(store.get("resp_1").size() == each + 2);
    CHECK(store.get("resp_above") == "[" + record_of("resp_above") + "]");
  }
  SECTION("what is put anew takes the room that it had") {
    store.keep("resp_5", "", "", each);
    CHECK(store.get("resp_0").size() == each + 2);
  }
  SECTION("a large one takes the room of several, also after an eviction") {
    store.start("{}");
    store.keep("resp_large", "", "", limits::stored_response_bytes);
    CHECK(store.get("resp_1") == "[null]");
    CHECK(store.get("resp_2").size() == each + 2);
  }
  SECTION("what is too large to be stored takes nobody's room") {
    store.keep("resp_large", "", "", limits::stored_response_bytes + 1);
    CHECK(store.get("resp_0").size() == each + 2);
  }
  CHECK(bystander.get("resp_0") == "[" + record_of("resp_0") + "]");
}

TEST_CASE("E6: a response has so many bytes at the most") {
  Store store;
  store.keep("resp_below", "", "", limits::stored_response_bytes - 1);
  store.keep("resp_at", "", "", limits::stored_response_bytes);
  store.keep("resp_above", "", "", limits::stored_response_bytes + 1);
  CHECK(store.rows.size() == 2);
  CHECK(store.get("resp_at").size() == limits::stored_response_bytes + 2);
  CHECK(store.get("resp_above") == "[null]");
}

TEST_CASE("E6: so many bytes are read at once, and not one more") {
  Store store;
  constexpr std::size_t each = 1024 * 1024;
  static_assert(limits::recalled_bytes % each == 0);
  std::string previous;
  for (std::size_t i = 0; i < limits::recalled_bytes / each; ++i) {
    const std::string id = "resp_" + std::to_string(i);
    store.keep(id, previous, "", each);
    previous = id;
  }
  CHECK(store.chain(previous).size() > limits::recalled_bytes);
  store.keep("resp_more", previous);
  CHECK(store.chain("resp_more") == "\"too much to be read at once\"");
  CHECK(store.chain(previous).front() == '[');
}

TEST_CASE("E6: names of so many characters, and of no others than these") {
  const std::string longest(limits::stored_id_bytes, 'a');
  CHECK(responses::is_name(longest.substr(1)));
  CHECK(responses::is_name(longest));
  CHECK_FALSE(responses::is_name(longest + "a"));
  for (const char* name : {"", "a b", "a\nb", "a.b", "a/b", "\xC3\xA4"}) CHECK_FALSE(responses::is_name(name));
  Store store;
  store.keep("resp 1");
  store.keep("resp_1", "a b");
  store.keep("resp_1", "", "a\nb");
  CHECK(store.rows.empty());
  store.keep(longest, longest.substr(1), longest);
  store.start("{}");
  CHECK(store.get(longest) == "[" + record_of(longest) + "]");
}

TEST_CASE("F9: what could not be written is not there, and is said in the log") {
  Store store;
  store.fail_rows = "the database is full";
  store.keep("resp_1");
  CHECK(store.get("resp_1") == "[null]");
  CHECK(store.logged("the database is full") == 1);
  store.fail_rows.clear();
  store.keep("resp_1");
  CHECK(store.get("resp_1") == "[" + record_of("resp_1") + "]");
}

TEST_CASE("F9: rows of another version's are left alone, and no call is none") {
  Store store;
  store.rows["something else"] = "{}";
  store.start("{}");
  CHECK(store.logged("cannot read") == 1);
  CHECK(store.rows.size() == 1);
  store.tell(event::pool_call(1, "<html>"));
  CHECK(store.last_reply == "[]");
}

}  // namespace rota
