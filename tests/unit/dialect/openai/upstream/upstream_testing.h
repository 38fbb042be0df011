// What the tests of the upstream share: a conversation written, and an answer heard.
// Knows how to put both into short texts; refuses to test anything itself.
#pragma once

#include "dialect/block_judge.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/upstream/chat_request.h"
#include "dialect/openai/upstream/name_rule.h"
#include "dialect/openai/upstream/reader.h"

namespace rota::test {

/// The conversation as it goes up, or "status param: message" of its refusal.
inline std::string written(const chat::Conversation& conversation, const dialect::Amendments& amendments = {}) {
  Arena arena;
  Buffer out;
  dialect::FunctionNames names(arena, openai::name_rule);
  const Status status = openai::write_chat_request(conversation, amendments, names, out, arena);
  if (status.ok()) return str(out.view());
  const Failure& failure = status.failure();
  return std::to_string(failure.status) + " " + str(failure.param) + ": " + str(failure.message);
}

/// A request of OpenAI's, read and written again.
inline std::string rewritten(const std::string& body, const dialect::Amendments& amendments = {}) {
  Document document(body);
  REQUIRE(document.ok);
  const auto read = openai::read_chat_request(document.root, document.arena);
  if (!read.ok()) return "unread: " + str(read.failure().message);
  return written(*read->conversation, amendments);
}

/// Hears an answer, event by event, and tells it in a line.
class Listener {
 public:
  /// `stream`: as it was asked for.
  explicit Listener(bool stream = true) : asked_(asked(stream)), reader_(arena_, asked_) { reader_.begin(); }

  [[nodiscard]] dialect::FunctionNames& names() { return reader_.names(); }
  [[nodiscard]] const chat::Usage& usage() const { return usage_; }
  [[nodiscard]] chat::ServiceTier tier() const { return tier_; }
  /// "*text0(..) " each: a star where a block begins, "end0 ", "finish(stop) ", "|" behind each event.
  [[nodiscard]] std::string hear(const std::vector<std::string>& events) {
    std::string all;
    for (const std::string& event : events) all += hear_one(event) + "|";
    CHECK_FALSE(judge_.any_open());
    return all;
  }
  [[nodiscard]] std::string hear_one(const std::string& event) {
    Document document(event);
    INFO(event);
    REQUIRE(document.ok);
    const auto fragment = reader_.read(document.root, document.arena);
    if (!fragment.ok()) return std::to_string(fragment.failure().status) + ": " + str(fragment.failure().message);
    usage_.merge(fragment->usage);
    if (fragment->tier != chat::ServiceTier::unset) tier_ = fragment->tier;
    return told(*fragment);
  }
  /// The stream is over.
  [[nodiscard]] std::string close() {
    Arena arena;
    return told(reader_.close(arena));
  }
  [[nodiscard]] bool finished() const { return progress_.finished(); }

 private:
  static chat::Conversation asked(bool stream) {
    chat::Conversation conversation;
    conversation.stream = stream;
    return conversation;
  }
  std::string told(const chat::Fragment& fragment) {
    judge_.hear(fragment);
    progress_.note(fragment, arena_);
    std::string all;
    for (const chat::Delta& delta : fragment.deltas) all += told(delta);
    return all;
  }
  static std::string told(const chat::Delta& delta) {
    constexpr const char* names[] = {"text", "thought", "refusal", "call", "media", "part", "end", "logprobs", "citations", "note", "finish"};
    constexpr const char* ends[] = {"none", "stop", "length", "tool_calls", "content_filter", "paused", "other"};
    std::string said = str(delta.text);
    if (delta.kind == chat::Delta::Kind::tool_call) {
      if (delta.begins) said = str(delta.id) + " " + (delta.name_space.empty() ? "" : str(delta.name_space) + "/") + str(delta.name) + " ";
      said += str(delta.arguments);
    }
    if (delta.kind == chat::Delta::Kind::media) said = str(delta.mime) + " " + str(delta.data);
    if (delta.kind == chat::Delta::Kind::finish) {
      said = ends[static_cast<std::size_t>(delta.finish)];
      if (!delta.native.empty()) said += " " + str(delta.native);
      if (!delta.stop.empty()) said += " at " + str(delta.stop);
    }
    for (const chat::Citation& citation : delta.citations) {
      said += "[" + std::to_string(citation.first_byte) + "-" + std::to_string(citation.past_byte) + " " + str(citation.url) + " " + str(citation.title) + "]";
    }
    for (const chat::TokenChoice& choice : delta.logprobs) {
      said += "[" + str(choice.chosen.token) + " " + str(choice.chosen.logprob);
      for (const chat::TokenLogprob& top : choice.top) said += " " + str(top.token) + " " + str(top.logprob);
      said += "]";
    }
    const bool in_block = chat::is_in_block(delta.kind);
    return std::string(delta.begins ? "*" : "") + (delta.candidate != 0 ? std::to_string(delta.candidate) + ":" : "") +
           names[static_cast<std::size_t>(delta.kind)] + (in_block ? std::to_string(delta.block) : "") +
           (delta.kind == chat::Delta::Kind::end ? "" : "(" + said + ")") + " ";
  }

  Arena arena_;
  chat::Conversation asked_;
  openai::Reader reader_;
  BlockJudge judge_;
  chat::Progress progress_;
  chat::Usage usage_;
  chat::ServiceTier tier_ = chat::ServiceTier::unset;
};

/// A chunk with one choice.
inline std::string chunk(const std::string& delta, const std::string& finish = "null", const std::string& more = "") {
  return R"({"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{)" + delta +
         R"(},"finish_reason":)" + finish + more + "}]}";
}
/// A whole answer with one choice.
inline std::string completion(const std::string& message, const std::string& finish = R"("stop")", const std::string& more = "") {
  return R"({"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant",)" +
         message + R"(},"finish_reason":)" + finish + "}]" + more + "}";
}

}  // namespace rota::test
