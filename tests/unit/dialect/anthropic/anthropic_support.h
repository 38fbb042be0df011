// What the tests of Anthropic's dialect share: a request on its way to Gemini, an answer on its way back, and the judge of
// a stream's order. Knows the dialect's seam alone; refuses to test anything itself.
#pragma once

#include <memory>

#include "dialect/anthropic/anthropic.h"
#include "dialect/dialect_support.h"
#include "dialect/gemini/gemini.h"

namespace rota::test {

inline std::string refusal(const Failure& failure) {
  Buffer out;
  anthropic::client.write_error(failure, out);
  Document error(str(out.view()));
  REQUIRE(error.ok);
  Arena arena;
  return std::to_string(anthropic::client.error_status(failure)) + " " + str(error.root["error"]["message"].text(arena));
}

/// A request of Anthropic's as Gemini's, or "status message" of its refusal.
inline std::string from_anthropic(const std::string& body) {
  Document document(body);
  REQUIRE(document.ok);
  Random random(1);
  const auto read = anthropic::client.read_chat({document.root, {}, {}, random}, document.arena);
  if (!read.ok()) return refusal(read.failure());
  Buffer out;
  gemini::FunctionNames names(document.arena);
  const Status written = gemini::write_generate_request(*read->conversation, names, out);
  return written.ok() ? str(out.view()) : refusal(written.failure());
}

/// What a client of Anthropic's hears who asked `request`, when Gemini answers `events`.
inline std::string to_anthropic(const std::string& request, const std::vector<std::string>& events) {
  Document asked(request);
  REQUIRE(asked.ok);
  Random random(1);
  const auto read = anthropic::client.read_chat({asked.root, {}, {}, random}, asked.arena);
  REQUIRE(read.ok());
  dialect::ReplyWriter& writer = *read->writer;
  Arena memory;
  Arena lasting;  // a document's fragments live to its end
  Buffer out;
  gemini::Kept kept(memory, writer.streams());
  bool begun = false;
  std::vector<std::unique_ptr<Document>> documents;
  for (const std::string& event : events) {
    if (writer.streams()) documents.clear();  // as in an exchange
    documents.push_back(std::make_unique<Document>(event));
    REQUIRE(documents.back()->ok);
    const auto fragment = gemini::read_answer(documents.back()->root, lasting, nullptr, &kept);
    REQUIRE(fragment.ok());
    if (!begun) writer.begin({json::copy(memory, fragment->id), "gemini-x", 1700000000, fragment->tier, memory}, out);
    begun = true;
    writer.write(*fragment, out);
  }
  writer.end(out);
  return str(out.view());
}

/// The events of a stream, and whether their order is Anthropic's: a start, blocks one after the other, each with its start,
/// its deltas and its stop, the delta of the message and the stop. What the blocks say is gathered.
class MessageJudge {
 public:
  struct Block {
    std::string type;
    std::string said;
    std::string id;
    std::string signature;
  };
  explicit MessageJudge(std::string text) {
    while (!text.empty()) {
      const std::size_t end = text.find("\n\n");
      REQUIRE(end != std::string::npos);
      const std::string event = text.substr(0, end);
      text.erase(0, end + 2);
      const std::size_t line = event.find("\ndata: ");
      REQUIRE(event.rfind("event: ", 0) == 0);
      REQUIRE(line != std::string::npos);
      Document data(event.substr(line + 7));
      REQUIRE(data.ok);
      CHECK(str(data.root["type"].text(data.arena)) == event.substr(7, line - 7));
      hear(event.substr(7, line - 7), data);
    }
    CHECK(stage_ == "message_stop");
  }
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  void hear(const std::string& type, Document& data) {
    Arena arena;
    const json::Value root = data.root;
    std::int64_t index = -1;
    static_cast<void>(root["index"].integer(index));
    if (type == "message_start") {
      CHECK(stage_.empty());
    } else if (type == "content_block_start") {
      CHECK((stage_ == "message_start" || stage_ == "content_block_stop"));
      CHECK(index == static_cast<std::int64_t>(blocks_.size()));
      const json::Value block = root["content_block"];
      blocks_.push_back({str(block["type"].text(arena)), "", str(block["id"].text(arena)), ""});
    } else if (type == "content_block_delta") {
      CHECK((stage_ == "content_block_start" || stage_ == "content_block_delta"));
      CHECK(index + 1 == static_cast<std::int64_t>(blocks_.size()));
      const json::Value delta = root["delta"];
      for (const char* member : {"text", "thinking", "partial_json"}) blocks_.back().said += str(delta[member].text(arena));
      blocks_.back().signature += str(delta["signature"].text(arena));
    } else if (type == "content_block_stop") {
      CHECK((stage_ == "content_block_start" || stage_ == "content_block_delta"));
      CHECK(index + 1 == static_cast<std::int64_t>(blocks_.size()));
    } else if (type == "message_delta") {
      CHECK((stage_ == "message_start" || stage_ == "content_block_stop"));
      reason_ = str(root["delta"]["stop_reason"].text(arena));
      CHECK(root["usage"]["output_tokens"].is_number());
    } else {
      CHECK(type == "message_stop");
      CHECK(stage_ == "message_delta");
    }
    stage_ = type;
  }

  std::string stage_;
  std::string reason_;
  std::vector<Block> blocks_;
};

}  // namespace rota::test
