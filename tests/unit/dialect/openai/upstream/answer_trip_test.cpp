// Recorded answers of OpenAI-compatible servers, read, written for a client of OpenAI's, and read once more: they say the same.
#include <map>
#include <memory>

#include "dialect/openai/common/call_id.h"
#include "dialect/openai/upstream/upstream_testing.h"

using namespace rota;
using test::str;
using Kind = chat::Delta::Kind;

namespace {

/// All that an answer says, however it was cut.
class Gathered {
 public:
  void add(const chat::Fragment& fragment) {
    usage_.merge(fragment.usage);
    for (const chat::Delta& delta : fragment.deltas) add(delta, said_[delta.candidate]);
  }
  [[nodiscard]] std::string told() const {
    std::string all;
    for (const auto& [index, said] : said_) {
      all += std::to_string(index) + ": " + said.thought + "|" + said.text + "|" + said.refusal + "|" + said.calls + "|" + said.media + "|" +
             said.citations + "|" + said.tokens + "|" + std::to_string(static_cast<int>(said.finish)) + "\n";
    }
    return all + count(usage_.prompt_tokens) + " " + count(usage_.completion_tokens) + " " + count(usage_.cached_tokens) + " " + count(usage_.thinking_tokens);
  }

 private:
  struct Said {
    std::string thought, text, refusal, calls, media, citations, tokens;
    chat::Finish finish = chat::Finish::none;
  };
  /// A client is told one where the server has said none.
  static std::string id(const chat::Delta& delta) {
    Arena arena;
    const Bytes given = json::unescaped(arena, delta.id);
    return given.empty() || openai::is_made_up(given, arena) ? "-" : str(given);
  }
  /// And 0 where it has not counted.
  static std::string count(std::int64_t tokens) { return std::to_string(tokens < 0 ? 0 : tokens); }
  static void add(const chat::Delta& delta, Said& said) {
    Arena arena;
    if (delta.kind == Kind::thought) said.thought += json::unescaped(arena, delta.text);
    if (delta.kind == Kind::text) said.text += json::unescaped(arena, delta.text);
    if (delta.kind == Kind::refusal) said.refusal += json::unescaped(arena, delta.text);
    if (delta.kind == Kind::tool_call && delta.begins) said.calls += " [" + id(delta) + " " + str(delta.name) + "] ";
    if (delta.kind == Kind::tool_call) {
      for (const char c : str(delta.arguments)) {
        if (!text::is_space(c)) said.calls += c;
      }
    }
    // A stream's sound is taken for raw, whatever it is here.
    if (delta.kind == Kind::media) said.media += (text::starts_with(delta.mime, "audio/") ? "audio" : str(delta.mime)) + str(delta.data);
    for (const chat::Citation& citation : delta.citations) {
      said.citations += "[" + std::to_string(citation.first_byte) + "-" + std::to_string(citation.past_byte) + " " + str(citation.url) + "]";
    }
    for (const chat::TokenChoice& choice : delta.logprobs) said.tokens += str(choice.chosen.token) + str(choice.chosen.logprob);
    if (delta.kind == Kind::finish) said.finish = delta.finish;
  }

  std::map<std::uint32_t, Said> said_;
  chat::Usage usage_;
};

/// Reads messages of an answer. The documents live as long as this.
class Hearing {
 public:
  explicit Hearing(bool stream) : reader_(arena_, asked(stream)) { reader_.begin(); }
  /// Null at the end of a stream that says nothing more.
  const chat::Fragment& hear(const std::string& message) {
    documents_.push_back(std::make_unique<test::Document>(message == "[DONE]" ? "{}" : message));
    test::Document& document = *documents_.back();
    REQUIRE(document.ok);
    if (message == "[DONE]") {
      last_ = reader_.close(document.arena);
    } else {
      const auto fragment = reader_.read(document.root, document.arena);
      REQUIRE(fragment.ok());
      last_ = *fragment;
    }
    gathered_.add(last_);
    return last_;
  }
  [[nodiscard]] std::string told() const { return gathered_.told(); }

 private:
  static chat::Conversation asked(bool stream) {
    chat::Conversation conversation;
    conversation.stream = stream;
    return conversation;
  }
  Arena arena_;
  openai::Reader reader_;
  std::vector<std::unique_ptr<test::Document>> documents_;
  chat::Fragment last_;
  Gathered gathered_;
};

std::vector<std::string> events_of(const std::string& stream) {
  std::vector<std::string> events;
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t end = stream.find("\n\n", at);
    REQUIRE(end != std::string::npos);
    events.push_back(stream.substr(at + 6, end - at - 6));
    at = end + 2;
  }
  return events;
}

}  // namespace

TEST_CASE("H7: what a recorded answer says reaches a client of the same dialect whole, as a stream and as a document") {
  if (!test::have_fixtures()) return;
  std::size_t travelled = 0;
  for (const std::string kind : {"openai.chat.res", "openai.chat.sse", "googlecompat.chat"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      const bool stream = text::ends_with(fixture.path, ".sse");
      if ((!stream && !text::ends_with(fixture.kind, ".res")) || fixture.path.find("transcription") != std::string::npos) continue;
      INFO(fixture.path);
      Hearing heard(stream);
      test::Head head;
      head.head.form.include_usage = true;
      openai::StreamWriter chunks(head.head);
      openai::AnswerWriter document(head.head);
      Buffer out;
      chunks.begin(out);
      std::vector<chat::Fragment> fragments;
      for (const std::string& message : test::messages_of(fixture)) {
        const std::string trimmed = str(text::trim(message));
        if (trimmed.empty()) continue;
        fragments.push_back(heard.hear(trimmed));
        chunks.write(fragments.back(), out);
      }
      for (const chat::Fragment& fragment : fragments) document.add(fragment);
      chunks.end(out);
      Hearing streamed(true);
      for (const std::string& event : events_of(str(out.view()))) static_cast<void>(streamed.hear(event));
      Buffer whole;
      document.write(whole);
      Hearing read(false);
      static_cast<void>(read.hear(str(whole.view())));
      CHECK(heard.told() == streamed.told());
      CHECK(heard.told() == read.told());
      ++travelled;
    }
  }
  CHECK(travelled > 100);
}
