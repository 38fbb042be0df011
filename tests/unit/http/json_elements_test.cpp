// JSON elements: the same objects, however the list is cut; what is none; what is too large.
#include "http/json_elements.h"

#include <catch2/catch_all.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/limits.h"
#include "http/message_reader.h"

using namespace rota;

namespace {

using Texts = std::vector<std::string>;

template <class Reader>
void take(Reader& reader, Texts& out) {
  Bytes element;
  while (reader.next(element)) out.emplace_back(element);
}

Texts cut(const std::string& text, std::size_t size) {
  http::JsonElements elements;
  Texts out;
  for (std::size_t at = 0; at < text.size(); at += size) {
    elements.feed(Bytes(text).substr(at, size));
    take(elements, out);
  }
  return out;
}

}  // namespace

TEST_CASE("F4: the elements of a list, of one document and of documents in a row") {
  CHECK(cut("[{\"a\":1}\n,\r\n{\"b\":[{}]}\n]", 1000) == Texts{"{\"a\":1}", "{\"b\":[{}]}"});
  CHECK(cut(" {\n \"a\": \"}\\\"]\\\\\"\n}\n", 1000) == Texts{"{\n \"a\": \"}\\\"]\\\\\"\n}"});
  CHECK(cut("{}\n{}\n", 1000) == Texts{"{}", "{}"});
  CHECK(cut("[]", 1000).empty());
  CHECK(cut("[{\"a\":", 1000).empty());  // it ends in the middle of one
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{1000}}) CHECK(cut("[{} what", size) == Texts{"{}", "w", "h", "a", "t"});
}

TEST_CASE("F4: property: elements are the same, however they are cut") {
  std::mt19937 random(20261130);
  constexpr Bytes letters = "ab{}[],:\\\" \n";
  for (int round = 0; round < 300; ++round) {
    Texts said(random() % 4);
    std::string text = "[";
    for (std::string& object : said) {
      std::string inner;
      for (std::size_t i = random() % 30; i > 0; --i) {
        const char c = letters[random() % letters.size()];
        if (c == '"' || c == '\\') inner += '\\';
        inner += c;
      }
      object = "{\"k\":[\"" + inner + "\",{}]}";
      text += (text.size() == 1 ? "" : ",\r\n") + object;
    }
    text += "]\n";
    for (std::size_t size = 1; size <= text.size(); ++size) REQUIRE(cut(text, size) == said);
  }
}

TEST_CASE("F4 H1: an element past the bound ends the reading") {
  http::JsonElements elements;
  Texts out;
  const std::string piece(1024 * 1024, ' ');
  elements.feed("{");
  take(elements, out);
  for (std::size_t i = 0; i <= limits::sse_event_bytes / piece.size(); ++i) {
    elements.feed(piece);
    take(elements, out);
  }
  CHECK(elements.overflowed());
  CHECK(out.empty());
}

TEST_CASE("F4: the first byte that is no space tells events from JSON") {
  const auto read = [](const std::string& text, std::size_t size) {
    http::MessageReader reader(nullptr);
    Texts out;
    for (std::size_t at = 0; at < text.size(); at += size) {
      reader.feed(Bytes(text).substr(at, size));
      take(reader, out);
    }
    reader.feed({});
    reader.finish();
    take(reader, out);
    return out;
  };
  for (std::size_t size = 1; size < 30; ++size) {
    CHECK(read("\n\ndata: {\"a\":1}\n\ndata: [DONE]\n\n", size) == Texts{"{\"a\":1}", "[DONE]"});
    CHECK(read("\xEF\xBB\xBF" "data: {\"a\":1}\n\n", size) == Texts{"{\"a\":1}"});
    CHECK(read(": hi\n\ndata: {\"a\":1}\n\n{\n\"error\": {}\n}", size) == Texts{"{\"a\":1}", "{\n\"error\": {}\n}"});
    CHECK(read("\xEF\xBB\xBF \r\n[{\"a\":1},\n\n{\"b\":2}]", size) == Texts{"{\"a\":1}", "{\"b\":2}"});
  }
}
