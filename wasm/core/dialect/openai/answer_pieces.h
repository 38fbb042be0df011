// The pieces that whole answers and streams have in common.
// Knows how calls, logprobs, media and Google's extras look inside a message or a delta; refuses to know which it is.
#pragma once

#include "dialect/openai/answer.h"
#include "dialect/openai/cited_text.h"
#include "json/writer.h"

namespace rota::openai {

/// Writes the member service_tier, or nothing when it is unset.
void write_service_tier(chat::ServiceTier tier, json::Writer& writer);

/// Appends JSON as the inside of a JSON string, without the white space between its tokens: a call's arguments.
void append_arguments(Buffer& out, Bytes json);

/// Writes the object {"content":[...],"refusal":null}; `count` lists follow one another.
void write_logprobs(const List<chat::TokenChoice>* lists, std::size_t count, json::Writer& writer);

/// A part that only the upstream understands, and where in the message it belongs.
struct ServerPart {
  Bytes json;                   ///< JSON object, as the upstream wrote it
  std::int64_t characters = 0;  ///< Unicode code points of `content` before it
  std::int64_t shown = 0;       ///< how many of those that follow stand for it
  std::uint32_t calls = 0;      ///< tool calls before it
};

/// What stands in extra_content.google, the place that Google's own OpenAI layer has for what OpenAI's form has not.
struct Extras {
  struct Note {
    Bytes name;
    Bytes json;
  };
  Bytes signature;         ///< escaped
  Bytes finish_message;    ///< escaped
  List<ServerPart> parts;  ///< the upstream's own tools at work, which it wants back in the next turn
  List<Note> notes;

  /// Keeps the part of a delta that has one, behind `text` and so many calls. The delta's JSON is kept as a view.
  void add_part(const chat::Delta& delta, CitedText& text, std::uint32_t calls, Arena& arena);
  /// Replaces a note of that name. The views are kept.
  void set_note(Bytes name, Bytes json, Arena& arena);
  /// More than a signature.
  [[nodiscard]] bool any() const { return !finish_message.empty() || !parts.empty() || !notes.empty(); }
};
/// Whether the delta has a part that only the upstream understands.
[[nodiscard]] inline bool has_server_part(const chat::Delta& delta) {
  return delta.kind == chat::Delta::Kind::part || (delta.kind == chat::Delta::Kind::text && !delta.json.empty());
}
/// Writes the member extra_content with what is not empty; nothing for nothing.
void write_extra_content(const Extras& extras, json::Writer& writer);

/// Writes the member annotations: a url_citation for every citation that is not the same as an earlier one. `cited` has
/// the choice's whole text.
void write_annotations(const List<chat::Citation>& citations, CitedText& cited, Arena& arena, json::Writer& writer);

/// Whether the delta's signature belongs to the message: calls and pictures carry their own.
[[nodiscard]] bool signs_message(const chat::Delta& delta);

/// One element of `images`, as OpenRouter and LiteLLM spell pictures in answers.
void write_image(const chat::Delta& media, std::uint32_t index, json::Writer& writer);

}  // namespace rota::openai
