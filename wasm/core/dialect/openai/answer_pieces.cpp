// Calls, logprobs, pictures, extras, citations; see answer_pieces.h.
#include "dialect/openai/answer_pieces.h"

#include "base/text.h"
#include "dialect/openai/audio.h"
#include "json/escape.h"

namespace rota::openai {

namespace {

/// JSON without line breaks, which would end an event of a stream.
void write_compact(Bytes json, json::Writer& writer) {
  writer.raw({});
  json::append_compact(writer.out(), json);
}

void write_token(const chat::TokenLogprob& token, json::Writer& writer) {
  writer.key("token");
  writer.string(token.token);
  writer.key("logprob");
  writer.raw(token.logprob);
  writer.key("bytes");
  writer.begin_array();
  for (char c : token.token) writer.integer(static_cast<unsigned char>(c));
  writer.end_array();
}

/// What RFC 3986 allows in a URI, '%' included.
bool fits_uri(char c) {
  constexpr Bytes marks = "!#$%&'()*+,-./:;=?@[]_~";
  const char letter = text::lower(c);
  return (letter >= 'a' && letter <= 'z') || text::is_digit(c) || marks.find(c) != Bytes::npos;
}

/// An address as OpenAI's schema wants it, a URI; Google's at times hold spaces (recorded: fixtures/pydantic-ai).
void write_uri(Bytes escaped, Arena& arena, json::Writer& writer) {
  bool fits = true;
  for (char c : escaped) fits = fits && fits_uri(c);
  if (fits) return writer.escaped(escaped);
  auto* room = static_cast<char*>(arena.allocate(escaped.size(), 1));
  writer.raw("\"");
  for (char c : Bytes(room, json::unescape(escaped, room))) {
    if (fits_uri(c)) {
      writer.out().append(c);
      continue;
    }
    constexpr Bytes digits = "0123456789ABCDEF";
    const auto octet = static_cast<unsigned char>(c);
    writer.out().append('%');
    writer.out().append(digits[octet >> 4]);
    writer.out().append(digits[octet & 15]);
  }
  writer.out().append('"');
}

void write_place(const ServerPart& part, json::Writer& writer) {
  writer.begin_object();
  writer.key("text");
  writer.integer(part.characters);
  if (part.shown != 0) {
    writer.key("shown");
    writer.integer(part.shown);
  }
  writer.key("calls");
  writer.integer(part.calls);
  writer.end_object();
}

}  // namespace

void write_service_tier(chat::ServiceTier tier, json::Writer& writer) {
  if (tier == chat::ServiceTier::unset) return;
  writer.key("service_tier");
  writer.escaped(tier == chat::ServiceTier::flex       ? Bytes("flex")
                 : tier == chat::ServiceTier::priority ? Bytes("priority")
                                                       : Bytes("default"));
}

void append_arguments(Buffer& out, Bytes json) {
  bool in_string = false;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    const bool special = c == '"' || c == '\\';
    if (!special && (in_string || !text::is_space(c))) continue;
    out.append(json.substr(kept, at - kept));
    kept = at + 1;
    if (!special) continue;
    out.append('\\');
    out.append(c);
    if (c == '"') in_string = !in_string;
    if (c == '\\' && at + 1 < json.size()) {  // an escape's second octet never ends the string
      ++at;
      if (json[at] == '"' || json[at] == '\\') out.append('\\');
      out.append(json[at]);
      kept = at + 1;
    }
  }
  out.append(json.substr(kept));
}

void write_logprobs(const List<chat::TokenChoice>* lists, std::size_t count, json::Writer& writer) {
  writer.begin_object();
  writer.key("content");
  writer.begin_array();
  for (std::size_t i = 0; i < count; ++i) {
    for (const chat::TokenChoice& choice : lists[i]) {
      writer.begin_object();
      write_token(choice.chosen, writer);
      writer.key("top_logprobs");
      writer.begin_array();
      for (const chat::TokenLogprob& token : choice.top) {
        writer.begin_object();
        write_token(token, writer);
        writer.end_object();
      }
      writer.end_array();
      writer.end_object();
    }
  }
  writer.end_array();
  writer.key("refusal");
  writer.null();
  writer.end_object();
}

void Extras::add_part(const chat::Delta& delta, CitedText& text, std::uint32_t calls, Arena& arena) {
  parts.push(arena, {delta.json, text.characters(), characters_of(delta.text), calls});
}

void Extras::set_note(Bytes name, Bytes json, Arena& arena) {
  for (Note& note : notes) {
    if (note.name != name) continue;
    note.json = json;
    return;
  }
  notes.push(arena, {name, json});
}

void write_extra_content(const Extras& extras, json::Writer& writer) {
  if (extras.signature.empty() && !extras.any()) return;
  writer.key("extra_content");
  writer.begin_object();
  writer.key("google");
  writer.begin_object();
  if (!extras.signature.empty()) {
    writer.key("thought_signature");
    writer.escaped(extras.signature);
  }
  if (!extras.parts.empty()) {
    writer.key("server_tool_parts");
    writer.begin_array();
    for (const ServerPart& part : extras.parts) write_compact(part.json, writer);
    writer.end_array();
    writer.key("server_tool_places");
    writer.begin_array();
    for (const ServerPart& part : extras.parts) write_place(part, writer);
    writer.end_array();
  }
  for (const Extras::Note& note : extras.notes) {
    writer.key(note.name);
    write_compact(note.json, writer);
  }
  if (!extras.finish_message.empty()) {
    writer.key("finish_message");
    writer.escaped(extras.finish_message);
  }
  writer.end_object();
  writer.end_object();
}

void write_annotations(const List<chat::Citation>& citations, CitedText& cited, Arena& arena, json::Writer& writer) {
  struct Place {
    Bytes url;
    Stretch stretch;
  };
  List<Place> written;
  writer.key("annotations");
  writer.begin_array();
  for (const chat::Citation& citation : citations) {
    const Place place{citation.url, cited.locate(citation, arena)};
    bool known = false;
    for (const Place& other : written) known = known || (other.stretch == place.stretch && other.url == place.url);
    if (known) continue;
    written.push(arena, place);
    writer.begin_object();
    writer.key("type");
    writer.escaped("url_citation");
    writer.key("url_citation");
    writer.begin_object();
    writer.key("start_index");
    writer.integer(place.stretch.first);
    writer.key("end_index");
    writer.integer(place.stretch.past);
    writer.key("url");
    write_uri(citation.url, arena, writer);
    writer.key("title");
    writer.escaped(citation.title);
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

bool signs_message(const chat::Delta& delta) {
  return !delta.signature.empty() && delta.kind != chat::Delta::Kind::tool_call &&
         (delta.kind != chat::Delta::Kind::media || is_audio(delta));
}

void write_image(const chat::Delta& media, std::uint32_t index, json::Writer& writer) {
  writer.begin_object();
  writer.key("type");
  writer.escaped("image_url");
  writer.key("image_url");
  writer.begin_object();
  writer.key("url");
  writer.escaped("data:", media.mime, ";base64,", media.data);
  writer.end_object();
  writer.key("index");
  writer.integer(index);
  Extras extras;
  extras.signature = media.signature;
  write_extra_content(extras, writer);
  writer.end_object();
}

}  // namespace rota::openai
