// Extras: extra_content.google, the place that Google's own OpenAI layer has in answers for what OpenAI's form has not.
// Knows thought signatures, the parts that Google's own tools leave, and what Gemini says beside an answer
// (TRANSLATION: 3.5, 11); refuses to know whether the answer is a stream.
#pragma once

#include "dialect/openai/chat/cited_text.h"
#include "json/writer.h"

namespace rota::openai::google {

/// What one message says in extra_content.google.
class Extras {
 public:
  /// Takes over what of a delta of Gemini's belongs there, copied into `arena`. `said` is the candidate's text before
  /// it, `calls` counts its calls before it.
  void add(const chat::Delta& delta, CitedText& said, std::uint32_t calls, Arena& arena);
  /// More than a signature.
  [[nodiscard]] bool any() const { return !finish_message_.empty() || !parts_.empty() || !notes_.empty(); }
  /// Writes the member extra_content with what is not empty; nothing for nothing.
  void write(json::Writer& writer) const;

 private:
  /// A part that only Gemini understands, and where in the message it belongs.
  struct Part {
    json::Raw json;               // JSON object, as the upstream wrote it
    std::int64_t characters = 0;  // Unicode code points of `content` before it
    std::int64_t shown = 0;       // how many of those that follow stand for it
    std::uint32_t calls = 0;      // tool calls before it
  };
  struct Note {
    json::Escaped name;
    json::Raw json;
  };
  static void write_place(const Part& part, json::Writer& writer);
  void set_note(json::Escaped name, json::Raw json, Arena& arena);

  json::Escaped signature_;
  json::Escaped finish_message_;
  List<Part> parts_;  // Google's own tools at work, which it wants back in the next turn
  List<Note> notes_;
};

/// The delta's thought signature, if it has one of Gemini's.
[[nodiscard]] json::Escaped signature_of(const chat::Delta& delta);
/// Writes the member extra_content with the signature alone; nothing for none.
void write_signature(json::Escaped signature, json::Writer& writer);

}  // namespace rota::openai::google
