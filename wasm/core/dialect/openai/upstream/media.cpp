// Kinds and base64; see media.h.
#include "dialect/openai/upstream/media.h"

#include <algorithm>

#include "base/text.h"
#include "chat/media_type.h"
#include "json/escape.h"
#include "json/utf8.h"

namespace rota::openai {

namespace {

/// Goes on behind the `digits` that `out` ends with: digits that white space and escapes are strewn among, then padding.
bool append_tail(Bytes escaped, std::size_t digits, Buffer& out) {
  std::size_t count = digits;
  std::size_t padding = 0;
  for (std::size_t at = digits; at < escaped.size();) {
    const char c = json::take_character(escaped, at);
    if (text::is_space(c)) continue;
    if (c == '=') {
      ++padding;
    } else if (padding == 0 && is_base64_digit(c)) {
      out.append(c);
      ++count;
    } else {
      return false;
    }
  }
  if (padding > 2 || count % 4 == 1) return false;
  for (; count % 4 != 0; ++count) out.append('=');
  return true;
}

/// The inside of a string: `data` in the standard alphabet, with its padding, which servers that decode strictly want.
bool append_base64_data(json::Escaped data, Buffer& out) {
  const Bytes escaped = data;
  const std::size_t begin = out.size();
  const std::size_t digits = append_base64_digits(out, escaped);
  out.resize(begin + digits);
  const bool good = append_tail(escaped, digits, out);
  std::replace(out.begin() + begin, out.end(), '-', '+');
  std::replace(out.begin() + begin, out.end(), '_', '/');
  return good && out.size() > begin;
}

/// What a sound's format is called; OpenAI takes the first two.
json::Escaped format_of(Bytes mime) {
  static constexpr struct {
    Bytes word;
    json::Escaped format;
  } known[] = {{"wav", "wav"},   {"mp3", "mp3"},   {"mpeg", "mp3"}, {"mpga", "mp3"}, {"ogg", "ogg"},
               {"opus", "opus"}, {"flac", "flac"}, {"aac", "aac"},  {"aiff", "aiff"}, {"mp4", "m4a"},
               {"m4a", "m4a"},   {"webm", "webm"}, {"L16", "pcm16"}, {"pcm", "pcm16"}};
  for (const auto& entry : known) {
    if (text::icontains(mime, entry.word)) return entry.format;
  }
  return "wav";
}

bool is_rich_text(Bytes mime) { return text::iequals(mime, "text/rtf") || text::iequals(mime, "application/rtf"); }

/// A file that is a text by its type, or by its beginning where its type is none that servers know.
bool is_text_file(const chat::Part& media) {
  if (media.data.empty() || is_rich_text(media.mime) || text::iequals(media.mime, "application/pdf")) return false;
  return text::istarts_with(media.mime, "text/") || chat::looks_like_text(media.data);
}

/// False when the file is no text after all.
bool write_text_file(const chat::Part& media, json::Writer& writer) {
  Buffer base64;
  if (!append_base64_data(media.data, base64)) return false;
  Buffer text;
  append_decoded_base64(text, base64.view());
  if (json::first_invalid_utf8(text.view()) != Bytes::npos) return false;
  writer.key("type");
  writer.escaped("text");
  writer.key("text");
  writer.string(text.view());
  return true;
}

bool write_address(const chat::Part& media, json::Writer& writer) {
  if (!media.url.empty()) {
    writer.string(media.url);
    return true;
  }
  writer.begin_string();
  writer.piece("data:");
  writer.piece(media.mime);
  writer.piece(";base64,");
  const bool good = append_base64_data(media.data, writer.inside());
  writer.end_string();
  return good;
}

/// `kind` is the part's type and the member that holds it.
bool write_linked(json::Escaped kind, const chat::Part& media, json::Writer& writer) {
  writer.key("type");
  writer.escaped(kind);
  writer.key(kind);
  writer.begin_object();
  writer.key("url");
  const bool good = write_address(media, writer);
  if (media.detail != chat::Detail::unset) {
    writer.key("detail");
    writer.escaped(media.detail == chat::Detail::low ? json::Escaped("low") : json::Escaped("high"));
  }
  writer.end_object();
  return good;
}

bool write_sound(const chat::Part& media, json::Writer& writer) {
  writer.key("type");
  writer.escaped("input_audio");
  writer.key("input_audio");
  writer.begin_object();
  writer.key("data");
  writer.begin_string();
  const bool good = append_base64_data(media.data, writer.inside());
  writer.end_string();
  writer.key("format");
  writer.escaped(format_of(media.mime));
  writer.end_object();
  return good;
}

/// A name is wanted beside the data, and nobody has said one.
bool write_file(const chat::Part& media, json::Writer& writer) {
  writer.key("type");
  writer.escaped("file");
  writer.key("file");
  writer.begin_object();
  writer.key("filename");
  writer.escaped(text::iequals(media.mime, "application/pdf") ? json::Escaped("document.pdf") : json::Escaped("document"));
  writer.key("file_data");
  const bool good = write_address(media, writer);
  writer.end_object();
  return good;
}

bool write_inside(const chat::Part& media, json::Writer& writer) {
  const bool picture = text::istarts_with(media.mime, "image/") || (media.mime.empty() && !media.url.empty());
  if (picture && !text::istarts_with(media.mime, "image/svg")) return write_linked("image_url", media, writer);
  if (text::istarts_with(media.mime, "audio/") && media.url.empty()) return write_sound(media, writer);
  const bool video = text::istarts_with(media.mime, "video/");
  // Systems take TypeScript for a video.
  if (video && !text::istarts_with(media.mime, "video/mp2t")) return write_linked("video_url", media, writer);
  if (is_text_file(media) && write_text_file(media, writer)) return true;
  return write_file(media, writer);
}

}  // namespace

bool reads_url(Bytes url) {
  const bool fetched = text::istarts_with(url, "https://") || text::istarts_with(url, "http://");
  return fetched && text::starts_with(chat::media_type_of_name(url), "image/");
}

bool write_medium(const chat::Part& media, json::Writer& writer) {
  writer.begin_object();
  const bool good = write_inside(media, writer);
  writer.end_object();
  return good;
}

}  // namespace rota::openai
