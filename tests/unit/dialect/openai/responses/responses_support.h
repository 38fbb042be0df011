// What the tests of OpenAI Responses share: one request through to Gemini's, and one answer of Gemini's back.
// Knows the two ways and how a stream falls into events; refuses to test anything itself.
#pragma once

#include <memory>
#include <optional>

#include "dialect/dialect_support.h"
#include "dialect/openai/responses/reply.h"
#include "dialect/openai/responses/request.h"

namespace rota::test {

/// "status param: message".
inline std::string told(const Failure& failure) {
  return std::to_string(failure.status) + " " + str(failure.param) + ": " + str(failure.message);
}

/// A request of this dialect as Gemini's, or its refusal.
inline std::string responses_translate(const std::string& body) {
  Document document(body);
  REQUIRE(document.ok);
  const auto read = openai::responses::read_responses_request(document.root, document.arena, {}, nullptr,
                                                             openai::responses::Recall({}, document.root, document.arena));
  if (!read.ok()) return told(read.failure());
  Buffer out;
  gemini::FunctionNames names(document.arena);
  const Status written = gemini::write_generate_request(*read->conversation, names, out);
  return written.ok() ? str(out.view()) : told(written.failure());
}

/// One request's writer, on its way through the answers to it. Random ids are the same each time.
struct ResponsesExchange {
  explicit ResponsesExchange(const std::string& body, Bytes tail = {}) : document(body) {
    REQUIRE(document.ok);
    dialect::ChatSource source{document.root, {}, {}, random};
    source.signatures = &signatures;
    source.now_s = 1700000000;
    source.tail = tail;
    const auto call = openai::responses::read_responses(source, document.arena);
    REQUIRE(call.ok());
    asked = call->conversation;
    writer = call->writer;
    names.emplace(document.arena);
    Buffer sent;
    REQUIRE(gemini::write_generate_request(*asked, *names, sent).ok());
    chat::keep_what_answers_repeat(*asked, document.arena);
  }

  void begin() {
    answer.emplace();
    kept.emplace(*answer);
    writer->begin({{}, asked->model, 1700000009, chat::ServiceTier::unset, *answer}, out);
  }
  /// One message of Gemini's; nothing of it is left afterwards where the answer is a stream.
  void hear(const std::string& message) {
    messages.push_back(std::make_unique<Document>(message));
    Document& heard = *messages.back();
    REQUIRE(heard.ok);
    const auto fragment = gemini::read_answer(heard.root, heard.arena, &*names, &*kept);
    REQUIRE(fragment.ok());
    writer->write(*fragment, out);
    if (writer->streams()) messages.clear();
  }
  std::string end() {
    writer->end(out);
    return str(out.view());
  }

  Document document;
  Random random{1};
  chat::SignatureCache signatures;
  chat::Conversation* asked = nullptr;
  dialect::ReplyWriter* writer = nullptr;
  std::optional<gemini::FunctionNames> names;
  std::optional<Arena> answer;
  std::optional<gemini::Kept> kept;
  std::vector<std::unique_ptr<Document>> messages;
  Buffer out;
};

/// All that a client is told of an answer that came in these messages.
inline std::string responses_answer(const std::string& body, const std::vector<std::string>& messages, Bytes tail = {}) {
  ResponsesExchange exchange(body, tail);
  exchange.begin();
  for (const std::string& message : messages) exchange.hear(message);
  return exchange.end();
}

/// The data of each event of a stream, in order. Checks the frame, and that names and numbers are right.
inline std::vector<std::string> responses_events(std::string stream) {
  std::vector<std::string> events;
  while (!stream.empty()) {
    const std::size_t end = stream.find("\n\n");
    REQUIRE(end != std::string::npos);
    const std::string event = stream.substr(0, end);
    const std::size_t line = event.find('\n');
    REQUIRE(event.rfind("event: ", 0) == 0);
    REQUIRE(event.compare(line, 7, "\ndata: ") == 0);
    const std::string data = event.substr(line + 7);
    Document document(data);
    REQUIRE(document.ok);
    CHECK(document.root["type"].equals(event.substr(7, line - 7)));
    std::int64_t number = -1;
    CHECK(document.root["sequence_number"].integer(number));
    CHECK(number == static_cast<std::int64_t>(events.size()));
    events.push_back(data);
    stream.erase(0, end + 2);
  }
  return events;
}

/// The text of a member of a document, by names and places: "output/0/content/0/text". JSON where it is no string.
inline std::string member(const std::string& document, const std::string& path) {
  Document read(document);
  REQUIRE(read.ok);
  json::Value value = read.root;
  std::istringstream names(path);
  for (std::string name; std::getline(names, name, '/');) {
    value = value.is_array() ? value.at(std::stoul(name)) : value[name];
  }
  return value.is_string() ? str(value.text(read.arena)) : str(value.raw());
}

}  // namespace rota::test
