// The event stream reader: the grammar, Google's stray errors, and that no cut of the bytes changes anything.
#include "http/sse_reader.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/random.h"

using namespace rota;
using http::SseEvent;
using http::SseReader;

namespace {

struct Seen {
  bool stray = false;
  std::string data;
  bool operator==(const Seen& other) const { return stray == other.stray && data == other.data; }
};
using Events = std::vector<Seen>;

std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  return out << (seen.stray ? "stray " : "data ") << '"' << seen.data << '"';
}

Events data(std::initializer_list<const char*> texts) {
  Events events;
  for (const char* text : texts) events.push_back({false, text});
  return events;
}

void drain(SseReader& reader, Events& events) {
  SseEvent event;
  while (reader.next(event)) events.push_back({event.stray, std::string(event.data)});
}

/// Each piece lies in memory of its own that is gone when the next one comes, so that ASan sees a view kept too long.
Events read_pieces(const std::vector<std::string>& pieces, bool finish = true) {
  SseReader reader;
  Events events;
  for (const std::string& piece : pieces) {
    const std::vector<char> chunk(piece.begin(), piece.end());
    reader.feed({chunk.data(), chunk.size()});
    drain(reader, events);
  }
  if (!finish) return events;
  reader.feed({});
  reader.finish();
  drain(reader, events);
  return events;
}

Events read(const std::string& text, bool finish = true) { return read_pieces({text}, finish); }

/// The whole text at once, by the letter of the grammar: lines first, then fields, then events.
class Oracle {
 public:
  static Events read(std::string text) {
    if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
    Oracle oracle;
    for (const std::string& line : lines_of(text)) oracle.take(line);
    oracle.dispatch();
    return oracle.events_;
  }

 private:
  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\r' && text[i] != '\n') {
        line += text[i];
        continue;
      }
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      lines.push_back(line);
      line.clear();
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
  }

  void take(const std::string& line) {
    if (line.empty()) return dispatch();
    if (stray_ || (!any_ && (line[0] == '{' || line[0] == '['))) {
      stray_ = true;
      return add(line);
    }
    if (line == "data") return add("");
    if (line.compare(0, 5, "data:") != 0) return;
    add(line.substr(line.size() > 5 && line[5] == ' ' ? 6 : 5));
  }

  void add(const std::string& value) {
    if (any_) data_ += '\n';
    data_ += value;
    any_ = true;
  }

  void dispatch() {
    if (any_) events_.push_back({stray_, data_});
    data_.clear();
    any_ = stray_ = false;
  }

  Events events_;
  std::string data_;
  bool any_ = false;
  bool stray_ = false;
};

void check_every_cut(const std::string& text) {
  const Events expected = Oracle::read(text);
  INFO(text);
  CHECK(read(text) == expected);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    REQUIRE(read_pieces({text.substr(0, at), text.substr(at)}) == expected);
  }
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  CHECK(read_pieces(bytes) == expected);
}

}  // namespace

TEST_CASE("F4: events end at a blank line, whatever ends a line") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    CHECK(read("data: a" + end + end + "data: b" + end + end) == data({"a", "b"}));
    CHECK(read("data: a" + end + "data: b" + end + end) == data({"a\nb"}));
    CHECK(read(end + end + "data: a" + end + end + end) == data({"a"}));
  }
  CHECK(read("data: a\r\n\ndata: b\n\r\n") == data({"a", "b"}));
  CHECK(read("data: a\r\rdata: b\r\n\r") == data({"a", "b"}));
}

TEST_CASE("F4: fields") {
  CHECK(read("data:a\n\n") == data({"a"}));
  CHECK(read("data:  a \n\n") == data({" a "}));
  CHECK(read("data\n\n") == data({""}));
  CHECK(read("data:\n\n") == data({""}));
  CHECK(read("data: a:b\n\n") == data({"a:b"}));
  CHECK(read("event: x\nid: 1\nretry: 5\n\n").empty());
  CHECK(read("event: x\ndata: a\nid: 1\n\n") == data({"a"}));
  CHECK(read(": comment\n\n: data: no\n\n").empty());
  CHECK(read("database: x\n data: y\nDATA: z\n\n").empty());
}

TEST_CASE("F4: a byte order mark is skipped at the beginning only") {
  CHECK(read("\xEF\xBB\xBF"
             "data: a\n\n") == data({"a"}));
  CHECK(read("\xEF\xBB\xBF\ndata: a\n\n") == data({"a"}));
  CHECK(read("\xEF\xBB\xBF{\"a\":1}\n\n") == Events{{true, "{\"a\":1}"}});
  CHECK(read("data: a\n\n\xEF\xBB\xBF"
             "data: b\n\n") == data({"a"}));
  CHECK(read("\xEF\xBB"
             "data: b\n\n")
            .empty());
}

TEST_CASE("F4: U+2028, U+0085 and other white space are text") {
  CHECK(read("data: a\xE2\x80\xA8"
             "b\xC2\x85\x0B\x0C"
             "c\n\n") == data({"a\xE2\x80\xA8"
                               "b\xC2\x85\x0B\x0C"
                               "c"}));
}

TEST_CASE("F4: what the end of the stream leaves open becomes whole") {
  CHECK(read("data: a\n") == data({"a"}));
  CHECK(read("data: a") == data({"a"}));
  CHECK(read("data: a\ndata: b") == data({"a\nb"}));
  CHECK(read("data: a\r") == data({"a"}));
  CHECK(read("data: a", false).empty());
  CHECK(read("data: a\n", false).empty());
  CHECK(read("").empty());
}

TEST_CASE("F5: lines of bare JSON are an error of Google's, not fields") {
  const std::string error = "{\r\n  \"error\": {\r\n    \"code\": 503\r\n  }\r\n}";
  const std::string joined = "{\n  \"error\": {\n    \"code\": 503\n  }\n}";
  CHECK(read("data: {\"a\":1}\r\n\r\n" + error) == Events{{false, "{\"a\":1}"}, {true, joined}});
  CHECK(read(error + "\r\n\r\ndata: b\r\n\r\n") == Events{{true, joined}, {false, "b"}});
  CHECK(read("[{\"error\":1}]\n") == Events{{true, "[{\"error\":1}]"}});
  CHECK(read("data: a\n{\"b\":1}\n\n") == data({"a"}));
  CHECK(read("{\n\"data: x\"\n}\n\n") == Events{{true, "{\n\"data: x\"\n}"}});
}

TEST_CASE("F4: no cut changes anything") {
  check_every_cut("data: {\"text\":\"\xC3\x9C\xF0\x9F\x98\x80\"}\r\n\r\ndata: b\r\n\r\n");
  check_every_cut("\xEF\xBB\xBF: hi\n\ndata: a\ndata: b\rdata\r\n\r\ndata: c");
  check_every_cut("data: a\r\r\ndata: b\n\n\n\rdata: c\r");
  check_every_cut("data: a\n\n{\r\n \"error\": 1\r\n}\r\n\r\ndata: b\n\n");
  check_every_cut("\r\n\r\n\r\ndata:\r\ndata:\r\n\r\n\r\n");
}

TEST_CASE("F4: random streams cut at random agree with a reader of whole texts") {
  Random random(4);
  const std::string tokens[] = {"data: ", "data:",        "data", "x", "{\"a\":1}", "\n",
                                "\r",     "\r\n",         "\n\n", ":", " ",         "event: e",
                                "{",      "\xEF\xBB\xBF", "[",    "}", "\r\n\r\n",  "\xF0\x9F\x98\x80"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint32_t i = random.below(24); i > 0; --i) text += tokens[random.below(18)];
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = std::min<std::size_t>(random.below(9), text.size() - at);  // empty chunks too
      pieces.push_back(text.substr(at, length));
      at += length;
    }
    INFO(text);
    REQUIRE(read_pieces(pieces) == Oracle::read(text));
  }
}

TEST_CASE("F4: an event of a megabyte, in pieces of a kilobyte") {
  std::string text = "data: ";
  for (int i = 0; i < 1 << 20; ++i) text += static_cast<char>('a' + i % 26);
  text += "\r\n\r\n";
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += 1000) pieces.push_back(text.substr(at, 1000));
  const Events events = read_pieces(pieces);
  REQUIRE(events.size() == 1);
  CHECK(events[0].data == text.substr(6, text.size() - 10));
}

TEST_CASE("an event that lies in one chunk is not copied") {
  const std::string text = "data: abc\n\ndata: def\n\n";
  SseReader reader;
  reader.feed(text);
  SseEvent event;
  REQUIRE(reader.next(event));
  CHECK(event.data.data() == text.data() + 6);
  REQUIRE(reader.next(event));
  CHECK(event.data.data() == text.data() + 17);
  CHECK(!reader.next(event));
}

TEST_CASE("F9: an event past the bound ends the reading, in one line and in many") {
  const std::string kilobyte(1024, 'x');
  for (const std::string prefix : {"", "\ndata: "}) {
    SseReader reader;
    SseEvent event;
    reader.feed("data: ");
    REQUIRE(!reader.next(event));
    const std::string piece = prefix + kilobyte;
    std::size_t fed = 0;
    while (!reader.overflowed() && fed < limits::sse_event_bytes + (1 << 20)) {
      reader.feed(piece);
      REQUIRE(!reader.next(event));
      fed += piece.size();
    }
    CHECK(reader.overflowed());
    CHECK(fed >= limits::sse_event_bytes);
    reader.feed("\n\ndata: a\n\n");
    CHECK(!reader.next(event));
    reader.finish();
    CHECK(!reader.next(event));
  }
}
