// Where citations belong: bytes of the upstream's text against characters of the client's.
#include "dialect/openai/chat/cited_text.h"

#include "dialect/dialect_support.h"

using namespace rota;
using openai::Stretch;

namespace {

/// One candidate's text; what begins with '+' was inserted.
struct Text {
  explicit Text(std::vector<std::string> told) : pieces(std::move(told)) {
    for (const std::string& piece : pieces) {
      const bool inserted = text::starts_with(piece, "+");
      cited.add(Bytes(piece).substr(inserted ? 1 : 0), inserted, arena);
    }
  }
  Stretch at(std::int64_t first, std::int64_t past, Bytes quote = {}) {
    chat::Citation citation;
    citation.first_byte = first;
    citation.past_byte = past;
    citation.quote = quote;
    return cited.locate(citation, arena);
  }

  std::vector<std::string> pieces;
  Arena arena;
  openai::CitedText cited;
};

constexpr Stretch nowhere{0, 0};

}  // namespace

TEST_CASE("F4: a citation's bytes become characters, whatever is written in escapes") {
  Text text({R"(\u00e9\ud83d)" R"(\ude00 )", "s\xC3\xA4gt\\n", "ja"});  // 2 + 4 + 1, 5 + 1, 2 bytes
  CHECK(text.cited.size_bytes() == 19 + 7 + 2);
  CHECK(text.at(0, 2) == Stretch{0, 1});
  CHECK(text.at(2, 6) == Stretch{1, 2});
  CHECK(text.at(7, 12, "s\xC3\xA4gt") == Stretch{3, 7});
  CHECK(text.at(13, 15) == Stretch{8, 10});
  CHECK(text.at(-1, 7) == Stretch{0, 3});
}

TEST_CASE("F4: offsets inside a character, beyond the text or backwards belong nowhere") {
  Text text({R"(\u00e9\ud83d\ude00)"});
  CHECK(text.at(0, 1) == nowhere);
  CHECK(text.at(3, 6) == nowhere);
  CHECK(text.at(2, 7) == nowhere);
  CHECK(text.at(6, 2) == nowhere);
  CHECK(text.at(-1, -1) == nowhere);
  CHECK(text.at(2, 6) == Stretch{1, 2});
  Text empty({});
  CHECK(empty.at(0, 1) == nowhere);
  CHECK(empty.at(-1, -1, "x") == nowhere);
}

TEST_CASE("F4: quoted words outweigh offsets, the first of them unless the offsets name another") {
  Text text({"said sa", "id \xC3\xA9 end"});
  CHECK(text.at(5, 9, "said") == Stretch{5, 9});  // the second, over the joint of two deltas
  CHECK(text.at(4, 8, "said") == Stretch{0, 4});
  CHECK(text.at(-1, -1, "end") == Stretch{12, 15});
  CHECK(text.at(11, 12, "\xC3\xA9") == Stretch{10, 11});
  CHECK(text.at(0, 4, "Said") == nowhere);
}

TEST_CASE("F4: what was inserted moves what follows it, and belongs to no citation at its edge") {
  Text text({"a", "+1", R"(+\u00e9\u00e9)", "b", "+3", "c"});  // given: a1éé b3c, of the upstream's abc
  CHECK(text.at(0, 1) == Stretch{0, 1});
  CHECK(text.at(1, 2) == Stretch{4, 5});
  CHECK(text.at(2, 3) == Stretch{6, 7});
  CHECK(text.at(0, 3) == Stretch{0, 7});
  CHECK(text.at(-1, -1, "bc") == Stretch{4, 7});
  CHECK(text.at(-1, -1, "3") == nowhere);
  Text around({"+xx", "ab", "+yy"});
  CHECK(around.at(0, 2) == Stretch{2, 4});
}

TEST_CASE("F9: characters are counted right far into a long text") {
  std::string odd = "a";
  for (int i = 0; i < 1000; ++i) odd += "\xC3\xA9";
  Text text({odd});
  CHECK(text.at(1025, 2001) == Stretch{513, 1001});
  CHECK(text.at(1023, 1025) == Stretch{512, 513});
  CHECK(text.at(1024, 1025) == nowhere);
  CHECK(text.at(0, 1) == Stretch{0, 1});
  Text whole_block({std::string(1024, 'a')});
  CHECK(whole_block.at(1000, 1024) == Stretch{1000, 1024});
}
