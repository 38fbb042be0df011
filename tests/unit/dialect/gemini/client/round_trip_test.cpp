// Round trips: recorded requests of Google's clients read and written again, recorded answers of Gemini's written for
// its clients and read again. What was said must be said still.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "client_testing.h"

using namespace rota;

namespace {

constexpr Bytes stream = "/models/x:streamGenerateContent";
constexpr Bytes whole = "/models/x:generateContent";

/// Every text of some length within `value`, but for what a model thought, names of types, which have several
/// spellings, and base64 of the other alphabet.
void gather(json::Value value, const std::string& name, Arena& arena, std::vector<std::string>& texts) {
  if (value["thought"].is_true()) return;
  for (const json::Value element : value.elements()) gather(element, name, arena, texts);
  for (const json::Member member : value.members())
    gather(member.value, test::str(member.name.text(arena)), arena, texts);
  const bool data = name == "data" || name == "thoughtSignature" || name == "thought_signature";
  const bool names =
      name == "type" || name == "role" || name == "language" || name == "mimeType" || name == "mime_type";
  const std::string text = test::str(value.escaped());
  if (names || (data && text.find_first_of("-_=") != std::string::npos)) return;
  if (value.is_string() && text.size() > 2) texts.push_back(text);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Nothing of the recorded request is lost, and what is written says the same when it is read once more.
void check_request(const std::string& body, int& read) {
  const std::string once = test::asked_again(body, stream);
  if (once.rfind("400", 0) == 0) {
    // What no other upstream could be told.
    const bool known = has(once, "cached content") || has(once, "holds none of") || has(once, "gives one answer") ||
                       has(once, "nothing to answer") || has(once, "Missing required") || has(once, "Invalid");
    INFO(once);
    CHECK(known);
    return;
  }
  ++read;
  CHECK(test::asked_again(once, stream) == once);
  test::Document document(body);
  std::vector<std::string> texts;
  gather(document.root["contents"], "", document.arena, texts);
  for (const std::string& text : texts) {
    INFO(text);
    CHECK(has(once, text));
  }
}

/// What an answer says, in an order of its own.
class Said {
 public:
  void add(const chat::Fragment& fragment) {
    usage_.merge(fragment.usage);
    for (const chat::Delta& delta : fragment.deltas) add(delta);
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    for (const auto& [index, candidate] : candidates_) {
      out << index << ": " << candidate.said << "\n";
      for (const std::string& citation : candidate.citations) out << "  " << citation << "\n";
      out << "  finish " << candidate.finish << " logprobs " << candidate.logprobs << "\n";
    }
    out << usage_.prompt_tokens << " " << usage_.completion_tokens << " " << usage_.cached_tokens << "\n";
    return out.str();
  }

 private:
  struct Candidate {
    std::string said;
    std::string last;  // kind of what was said last
    std::set<std::string> citations;
    int finish = 0;
    std::size_t logprobs = 0;
  };

  void say(Candidate& candidate, const std::string& kind, const std::string& text) {
    if (candidate.last != kind || kind == "call" || kind == "media") candidate.said += "[" + kind + "]";
    candidate.last = kind;
    candidate.said += text;
  }
  void add(const chat::Delta& delta) {
    using Kind = chat::Delta::Kind;
    Candidate& candidate = candidates_[delta.candidate];
    const std::string signature = delta.signature.empty() ? "" : "<" + test::str(delta.signature) + ">";
    switch (delta.kind) {
      case Kind::text:
      case Kind::refusal:
        return say(candidate, "text", test::str(delta.text) + signature);
      case Kind::thought:
        return say(candidate, "thought", test::str(delta.text) + signature);
      case Kind::tool_call: {
        Buffer arguments;
        if (!delta.arguments.empty()) json::append_compact(arguments, json::trust_raw(delta.arguments));
        const std::string args = arguments.empty() ? "{}" : test::str(arguments.view());
        return say(candidate, "call", test::str(delta.name) + " " + test::str(delta.id) + args + signature);
      }
      case Kind::media:
        return say(candidate, "media", test::str(delta.mime) + " " + test::str(delta.data) + signature);
      case Kind::part: {
        Buffer compact;
        json::append_compact(compact, delta.json);
        return say(candidate, "part", test::str(compact.view()));
      }
      case Kind::logprobs:
        candidate.logprobs += delta.logprobs.size();
        return;
      case Kind::finish:
        candidate.finish = static_cast<int>(delta.finish);
        return;
      case Kind::citations:
        for (const chat::Citation& citation : delta.citations) {
          candidate.citations.insert(test::str(citation.url) + " " + std::to_string(citation.first_byte) + "-" +
                                     std::to_string(citation.past_byte));
        }
        return;
      default:
        return;
    }
  }

  std::map<std::uint32_t, Candidate> candidates_;
  chat::Usage usage_;
};

std::string said(const std::vector<std::string>& messages, bool streams) {
  Said told;
  Arena memory;
  gemini::Kept kept(memory, streams);
  for (const std::string& message : messages) {
    test::Document document(message);
    REQUIRE(document.ok);
    const auto fragment = gemini::read_answer(document.root, document.arena, nullptr, &kept);
    REQUIRE(fragment.ok());
    told.add(*fragment);
  }
  return told.text();
}

std::vector<std::string> events_of(const std::string& answer) {
  std::vector<std::string> events;
  for (std::size_t at = 0; at < answer.size();) {
    const std::size_t end = answer.find("\r\n\r\n", at);
    REQUIRE(end != std::string::npos);
    REQUIRE(answer.compare(at, 6, "data: ") == 0);
    events.push_back(answer.substr(at + 6, end - at - 6));
    at = end + 4;
  }
  return events;
}

std::vector<std::string> elements_of(const std::string& answer) {
  test::Document document(answer);
  REQUIRE(document.ok);
  std::vector<std::string> elements;
  for (const json::Value element : document.root.elements()) elements.push_back(test::str(element.raw()));
  return elements;
}

/// Citations of places nobody knows are not told of sources that have places besides.
std::string without_unplaced(std::string text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 6 || line.compare(line.size() - 5, 5, "-1--1") != 0) kept += line + "\n";
  }
  return kept;
}

/// Only such an answer has an end that a client could be told; others end with an error.
bool is_finished(const std::vector<std::string>& messages) {
  Arena memory;
  gemini::Kept kept(memory);
  chat::Progress progress;
  for (const std::string& message : messages) {
    test::Document document(message);
    const auto fragment = gemini::read_answer(document.root, document.arena, nullptr, &kept);
    if (!fragment.ok()) return false;
    progress.note(*fragment, memory);
  }
  return progress.finished();
}

bool is_answer(const std::string& message) {
  test::Document document(message);
  return document.ok && document.root.is_object() && !document.root["error"];
}

}  // namespace

TEST_CASE("C4: recorded requests of Google's clients say the same when they are written again") {
  if (!test::have_fixtures()) return;
  int read = 0;
  for (const char* kind : {"gemini.generate.req", "gemini.stream.req", "vertex.generate.req"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      const std::string body = test::read_file(test::fixture_dir() + fixture.path);
      if (!test::is_json(body)) continue;
      INFO(fixture.path);
      check_request(body, read);
    }
  }
  CHECK(read > 150);
}

TEST_CASE("C4: recorded requests of whole agents say the same when they are written again") {
  if (!test::have_fixtures()) return;
  std::istringstream index(test::read_file(test::fixture_dir() + "agents/INDEX.tsv"));
  int read = 0;
  for (std::string line; std::getline(index, line);) {
    std::vector<std::string> columns;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) columns.push_back(cell);
    if (columns.size() < 7 || columns[3] != "gemini" || !text::ends_with(columns[6], ".json")) continue;
    INFO(columns[6]);
    check_request(test::read_file(test::fixture_dir() + "agents/" + columns[6]), read);
  }
  CHECK(read > 60);
}

TEST_CASE("C4: recorded answers of Gemini's say the same to its own clients, whole, as events and as a list") {
  if (!test::have_fixtures()) return;
  int answers = 0;
  for (const char* kind : {"gemini.generate.res", "gemini.stream.sse", "vertex.generate.res", "vertex.stream.sse"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      const std::vector<std::string> messages = test::messages_of(fixture);
      if (messages.empty() || !std::all_of(messages.begin(), messages.end(), is_answer) || !is_finished(messages))
        continue;
      ++answers;
      INFO(fixture.path);
      const bool streams = messages.size() > 1;
      const std::string original = without_unplaced(said(messages, true));
      CHECK(without_unplaced(said(events_of(test::answered(messages, stream, "alt=sse")), true)) == original);
      CHECK(without_unplaced(said(elements_of(test::answered(messages, stream)), true)) == original);
      if (!streams) CHECK(without_unplaced(said({test::answered(messages, whole)}, false)) == original);
    }
  }
  CHECK(answers > 200);
}
