// Ids of calls: made, taken apart again, and foreign ones left alone.
#include "base/limits.h"
#include "dialect/reading/call_id.h"
#include "dialect/dialect_support.h"

using namespace rota;
using rota::test::str;

namespace {

struct Read {
  std::string id;
  std::string signature;
};

Read read_id(const std::string& id) {
  test::Document document("\"" + id + "\"");
  REQUIRE(document.ok);
  const reading::CallId read = reading::read_call_id(document.root, document.arena);
  return {str(read.id), str(read.signature)};
}

std::string signature_of(const std::string& json) {
  test::Document document(json);
  REQUIRE(document.ok);
  return str(reading::read_signature(document.root, document.arena));
}

bool is_plain(const std::string& id) {
  return id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
}

}  // namespace

TEST_CASE("F3: a signature travels inside the id and comes back as it was") {
  Arena arena;
  Random random(1);
  for (const char* signature : {"U2ln", "U2lnbg==", "+/+/U2k=", "Ev4iCvsiAb4+/w==", "c2tpcA"}) {
    const std::string id = str(reading::make_call_id("", json::trust_escaped(signature), random, arena));
    INFO(id);
    CHECK(is_plain(id));
    CHECK(id.rfind("call_", 0) == 0);
    const Read back = read_id(id);
    CHECK(back.id.size() == 29);
    CHECK(reading::is_made_up(back.id, arena));
    std::string padded = signature;
    while (padded.size() % 4 != 0) padded += '=';
    CHECK(back.signature == padded);
  }
  CHECK(reading::make_call_id("tv5tq9d0", "", random, arena) == "tv5tq9d0");
  CHECK(reading::make_call_id("tv5tq9d0", "U2ln", random, arena) == "tv5tq9d0__thought__U2ln");
  // Escaped as Google escapes: \u003d is the padding.
  CHECK(reading::make_call_id("a", "U2lnbg\\u003d\\u003d", random, arena) == "a__thought__U2lnbg");
  CHECK(reading::make_call_id("", "", random, arena) != reading::make_call_id("", "", random, arena));
}

TEST_CASE("F3: an id stays plain when the signature cannot go into it") {
  Arena arena;
  Random random(1);
  const std::string longest(limits::call_id_signature_bytes, 'A');
  const std::string longer = longest + "AAAA";
  CHECK(reading::make_call_id("a", json::trust_escaped(longest), random, arena).size() == longest.size() + 12);
  CHECK(reading::make_call_id("a", json::trust_escaped(longer), random, arena) == "a");
  CHECK(reading::make_call_id("a", "no base64!", random, arena) == "a");
  CHECK(reading::make_call_id("a", "AAAAA", random, arena) == "a");
  CHECK(reading::make_call_id("a.b:c", "U2ln", random, arena) == "a.b:c__thought__U2ln");
  CHECK(reading::make_call_id("a\\u00e9", "U2ln", random, arena) == "a\\u00e9");
  CHECK(reading::make_call_id("a__thought__b", "U2ln", random, arena) == "a__thought__b");
}

TEST_CASE("F3: an id that was made up here is told from all others") {
  Arena arena;
  Random random(7);
  CHECK(reading::is_made_up("call_00000000000000000001no02", arena));  // as it was made from the beginning on
  for (const char* id : {"", "call_", "call_4162774", "call_00000000000000000001no03", "call_xWB7GLAxkHBHLiqSgzDYDUKA",
                         "Call_00000000000000000001no02", "call_00000000000000000001no021"}) {
    INFO(id);
    CHECK_FALSE(reading::is_made_up(id, arena));
  }
  int mistaken = 0;
  for (int i = 0; i < 20000; ++i) {
    arena.reset();
    CHECK(reading::is_made_up(reading::make_call_id("", "", random, arena), arena));
    mistaken += reading::is_made_up(random.id(arena, "call_", 24), arena) ? 1 : 0;
  }
  CHECK(mistaken == 0);
}

TEST_CASE("F3: foreign ids pass as they are") {
  for (const char* id : {"", "call_abc", "toolu_01A", "pyd_ai_cee885c699414386a7e14b7ec43cadbc", "a__thought__",
                         "a__thought__not base64", "a__thought__AAAAA", "chatcmpl-tool-1"}) {
    INFO(id);
    const Read read = read_id(id);
    CHECK(read.id == id);
    CHECK(read.signature.empty());
  }
  // LiteLLM keeps the standard alphabet.
  CHECK(read_id("call_1__thought__+/+/U2k=").signature == "+/+/U2k=");
}

TEST_CASE("F3: only base64 passes for a signature") {
  CHECK(signature_of(R"("U2ln+/-_")") == "U2ln+/-_");
  CHECK(signature_of(R"("U2lnbg\u003d=")") == "U2lnbg==");
  CHECK(signature_of(R"("skip_thought_signature_validator")") == "skip_thought_signature_validator");
  for (const char* foreign : {R"("")", R"("a b c d")", R"("gAAAA*bc")", "5", "null", "{}", R"("Sé==")"}) {
    CHECK(signature_of(foreign).empty());
  }
}
