// OpenAI streams: writes what a model says as chat.completion.chunk events.
// Knows the order of chunks and what each repeats; refuses to know upstreams or when to send.
#pragma once

#include "dialect/openai/chat/answer_pieces.h"
#include "dialect/openai/chat/tool_call.h"
#include "dialect/openai/google/extras.h"

namespace rota::openai {

/// One stream's state. begin(), then write() for every fragment, then either end() or fail(). Keeps nothing of a
/// fragment but copies in head.arena. Lives on the stack or in an arena: it owns no memory.
class StreamWriter {
 public:
  explicit StreamWriter(const AnswerHead& head);

  /// Appends the chunk that names the role: the first bytes of the stream, to be sent when the upstream has said
  /// something worth keeping, for after it nothing can be retried.
  void begin(Buffer& out);
  /// Appends a chunk for every delta but those that are held back for the end: finishes, for some models repeat them on
  /// every event, and citations, for their places are known only when the text is complete.
  void write(const chat::Fragment& fragment, Buffer& out);
  /// Appends for every candidate a chunk with its citations and extras, if any, and its finish chunk; then the usage
  /// chunk when it was asked for, and [DONE].
  void end(Buffer& out);
  /// Appends an error event, after which the stream must be closed.
  void fail(const Failure& failure, Buffer& out);

  /// Every candidate that spoke has finished, and at least one did. False at the upstream's end: it was cut off.
  [[nodiscard]] bool finished() const;
  [[nodiscard]] const chat::Usage& usage() const { return usage_; }

 private:
  struct Choice {
    std::uint32_t index = 0;
    std::uint32_t calls = 0;  ///< that have begun
    ArgumentsText arguments;  ///< of the call under way
    List<Bytes> input;        ///< of a custom tool's call under way: the pieces of its arguments
    bool custom = false;      ///< it is one of a custom tool
    bool in_call = false;     ///< one is under way, and not left out
    bool dropped = false;     ///< the one under way is left out
    std::uint32_t images = 0;
    bool spoke = false;     ///< said anything, thoughts included
    bool answered = false;  ///< said something that is an answer
    chat::Finish finish = chat::Finish::none;
    json::Escaped native;
    CitedText cited;
    List<chat::Citation> citations;
    google::Extras extras;
  };

  Choice& choice(std::uint32_t index, Buffer& out);
  [[nodiscard]] bool hold(const chat::Delta& delta, Choice& choice);
  void hold_finish(const chat::Delta& delta, Choice& choice);
  void hold_citations(const List<chat::Citation>& citations, Choice& choice);
  void write_closing(Choice& choice, Buffer& out);
  void write_delta(const chat::Delta& delta, Choice& choice, Buffer& out);
  void write_text(json::Escaped member, const chat::Delta& delta, Buffer& out);
  [[nodiscard]] bool drops(const chat::Delta& delta, Choice& choice) const;
  void write_call(const chat::Delta& delta, Choice& choice, Buffer& out);
  void write_call_piece(Bytes arguments, Choice& choice, Buffer& out);
  void write_input(json::Escaped input, Choice& choice, Buffer& out);
  void end_block(Choice& choice, Buffer& out);
  void end_call(Choice& choice, Buffer& out);
  void write_media(const chat::Delta& delta, Choice& choice, Buffer& out);
  void write_logprobs(const chat::Delta& delta, Buffer& out);
  void open_chunk(std::uint32_t index, Buffer& out);
  void close_chunk(Buffer& out);
  void end_chunk(Buffer& out);

  AnswerHead head_;
  Bytes prefix_;  ///< everything a chunk says before the elements of its choices
  chat::Usage usage_;
  List<Choice> choices_;
};

}  // namespace rota::openai
