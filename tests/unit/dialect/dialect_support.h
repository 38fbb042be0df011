// What the dialects' tests share: documents, recorded fixtures, and one request or answer through the translation.
// Knows where fixtures lie and how to split a recorded stream naively; refuses to test anything itself.
#pragma once

#include <catch2/catch_all.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "dialect/gemini/reply/answer.h"
#include "dialect/gemini/request/generate_request.h"
#include "dialect/openai/chat/chat_request.h"
#include "dialect/openai/chat/stream.h"
#include "json/reader.h"

namespace rota::test {

inline std::string str(Bytes bytes) { return std::string(bytes); }

/// A text, its index, and the arena its messages live in.
struct Document {
  explicit Document(std::string json) : text(std::move(json)) {
    Result<json::Value> read = reader.read(text, arena);
    ok = read.ok();
    if (ok) root = read.value();
  }
  Document(const Document&) = delete;

  std::string text;
  Arena arena;
  json::Reader reader;
  json::Value root;
  bool ok = false;
};

inline bool is_json(const std::string& text) { return Document(text).ok; }

/// A chat request of OpenAI's as Gemini's, or "status param: message" of its refusal.
inline std::string translate(const std::string& body) {
  Document document(body);
  REQUIRE(document.ok);
  const auto read = openai::read_chat_request(document.root, document.arena);
  if (!read.ok()) {
    const Failure& failure = read.failure();
    return std::to_string(failure.status) + " " + str(failure.param) + ": " + str(failure.message);
  }
  Buffer out;
  gemini::FunctionNames names(document.arena);
  const Status written = gemini::write_generate_request(*read->conversation, names, out);
  if (!written.ok()) {
    const Failure& failure = written.failure();
    return std::to_string(failure.status) + " " + str(failure.param) + ": " + str(failure.message);
  }
  return str(out.view());
}

/// What is said, without the ends of blocks, of which tests of blocks know.
inline chat::Fragment without_ends(const chat::Fragment& fragment, Arena& arena) {
  chat::Fragment said = fragment;
  said.deltas = {};
  for (const chat::Delta& delta : fragment.deltas) {
    if (delta.kind != chat::Delta::Kind::end) said.deltas.push(arena, delta);
  }
  return said;
}

struct Fixture {
  std::string path;  ///< below the fixtures' folder
  std::string kind;
};

inline std::string fixture_dir() { return std::string(ROTA_SHARED_DIR) + "/fixtures/"; }

/// The recorded fixtures lie beside the checkout, not in it. Without them a test of them says so and proves nothing.
inline bool have_fixtures() {
  if (std::ifstream(fixture_dir() + "INDEX.tsv").good()) return true;
  WARN("skipped: no recorded fixtures in " << fixture_dir());
  return false;
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The recorded body of an upstream's error; these are part of the checkout.
inline std::string recorded_error(const std::string& name) {
  return read_file(std::string(ROTA_SOURCE_DIR) + "/tests/unit/fixtures/upstream-errors/" + name + ".json");
}

/// Every fixture whose kind begins with `kind`.
inline std::vector<Fixture> fixtures(const std::string& kind) {
  std::istringstream index(read_file(fixture_dir() + "INDEX.tsv"));
  std::vector<Fixture> found;
  for (std::string line; std::getline(index, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    const std::string its_kind = line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1);
    if (its_kind.rfind(kind, 0) == 0) found.push_back({line.substr(0, tab), its_kind});
  }
  return found;
}

/// The messages of a recorded answer: its events, or itself. Text of a stream outside any event (a bare error object)
/// is one more message at the end.
inline std::vector<std::string> messages_of(const Fixture& fixture) {
  const std::string content = read_file(fixture_dir() + fixture.path);
  if (!text::ends_with(fixture.path, ".sse")) return {content};
  std::vector<std::string> found;
  std::string bare;
  std::istringstream lines(content);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.rfind("data:", 0) == 0) {
      found.push_back(line.substr(5));
    } else {
      bare += line;
    }
  }
  if (bare.find_first_not_of(" \t") != std::string::npos) found.push_back(bare);
  return found;
}

/// Answers are written with what the test can foretell.
struct Head {
  Arena arena;
  Random random{1};
  openai::AnswerHead head{"chatcmpl-1", 1700000000, "gemini-x", arena, random};
};

/// The chunks of a stream that answers `events`, without their "data: " and empty lines.
inline std::vector<std::string> stream(const std::vector<std::string>& events, bool include_usage = false) {
  Head head;
  head.head.form.include_usage = include_usage;
  openai::StreamWriter writer(head.head);
  Buffer out;
  writer.begin(out);
  gemini::Kept kept(head.arena);
  for (const std::string& event : events) {
    Document document(event);  // gone after each event, as in an exchange
    REQUIRE(document.ok);
    Result<chat::Fragment> fragment = gemini::read_answer(document.root, document.arena, nullptr, &kept);
    REQUIRE(fragment.ok());
    writer.write(fragment.value(), out);
  }
  writer.end(out);
  std::vector<std::string> chunks;
  std::string text = str(out.view());
  while (!text.empty()) {
    const std::size_t end = text.find("\n\n");
    REQUIRE(end != std::string::npos);
    REQUIRE(text.rfind("data: ", 0) == 0);
    chunks.push_back(text.substr(6, end - 6));
    text.erase(0, end + 2);
  }
  return chunks;
}

/// One answer of Gemini's as a chat.completion.
inline std::string whole(const std::string& answer) {
  Document document(answer);
  REQUIRE(document.ok);
  Result<chat::Fragment> fragment = gemini::read_answer(document.root, document.arena);
  REQUIRE(fragment.ok());
  Head head;
  openai::AnswerWriter writer(head.head);
  writer.add(fragment.value());
  Buffer out;
  writer.write(out);
  return str(out.view());
}

}  // namespace rota::test
