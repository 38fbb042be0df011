// Magic bytes and extensions; see media_type.h. Magic bytes after the WHATWG MIME Sniffing standard (2026) and the
// formats' own specifications.
#include "chat/media_type.h"

#include "base/text.h"

namespace rota::chat {

namespace {

struct Named {
  Bytes name;
  Bytes type;
};

constexpr Named extensions[] = {
    {"png", "image/png"},       {"jpg", "image/jpeg"},     {"jpeg", "image/jpeg"},        {"webp", "image/webp"},
    {"gif", "image/gif"},       {"heic", "image/heic"},    {"heif", "image/heif"},        {"pdf", "application/pdf"},
    {"txt", "text/plain"},      {"md", "text/markdown"},   {"markdown", "text/markdown"}, {"html", "text/html"},
    {"htm", "text/html"},       {"csv", "text/csv"},       {"xml", "text/xml"},           {"json", "text/plain"},
    {"yaml", "text/plain"},     {"yml", "text/plain"},     {"log", "text/plain"},         {"css", "text/css"},
    {"rtf", "text/rtf"},        {"js", "text/javascript"}, {"ts", "text/plain"},          {"py", "text/x-python"},
    {"c", "text/plain"},        {"h", "text/plain"},       {"cpp", "text/plain"},         {"java", "text/plain"},
    {"go", "text/plain"},       {"rs", "text/plain"},      {"sh", "text/plain"},          {"mp4", "video/mp4"},
    {"mov", "video/quicktime"}, {"webm", "video/webm"},    {"mpeg", "video/mpeg"},        {"mpg", "video/mpeg"},
    {"avi", "video/avi"},       {"wmv", "video/wmv"},      {"3gp", "video/3gpp"},         {"flv", "video/x-flv"},
    {"wav", "audio/wav"},       {"mp3", "audio/mp3"},      {"ogg", "audio/ogg"},          {"flac", "audio/flac"},
    {"aac", "audio/aac"},       {"aiff", "audio/aiff"},    {"m4a", "audio/mp4"},          {"opus", "audio/ogg"},
};

constexpr Named audio_formats[] = {
    {"wav", "audio/wav"},
    {"mp3", "audio/mp3"},
    {"mpeg", "audio/mp3"},
    {"ogg", "audio/ogg"},
    {"opus", "audio/ogg"},
    {"flac", "audio/flac"},
    {"aac", "audio/aac"},
    {"aiff", "audio/aiff"},
    {"m4a", "audio/mp4"},
    {"mp4", "audio/mp4"},
    {"webm", "audio/webm"},
    {"pcm16", "audio/L16;rate=24000"},
    {"pcm", "audio/L16;rate=24000"},
};

constexpr Named spellings[] = {
    {"image/jpg", "image/jpeg"},        {"image/pjpeg", "image/jpeg"},   {"audio/x-wav", "audio/wav"},
    {"audio/wave", "audio/wav"},        {"audio/vnd.wave", "audio/wav"}, {"audio/x-m4a", "audio/mp4"},
    {"audio/x-aiff", "audio/aiff"},     {"audio/x-flac", "audio/flac"},  {"application/x-pdf", "application/pdf"},
    {"application/json", "text/plain"},
};

template <std::size_t count>
Bytes find(const Named (&table)[count], Bytes name) {
  for (const Named& entry : table) {
    if (text::iequals(entry.name, name)) return entry.type;
  }
  return {};
}

/// The place of `c` in either base64 alphabet, or -1.
int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

struct Head {
  char bytes[16];
  std::size_t size = 0;
};

Head decode_head(Bytes base64) {
  Head head;
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : base64) {
    if (head.size == sizeof(head.bytes) || c == '=') break;
    const int digit = digit_of(c);
    if (digit < 0) continue;  // the backslash of an escaped slash
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    head.bytes[head.size++] = static_cast<char>(bits >> held & 0xFF);
  }
  return head;
}

/// Files in boxes: "....ftyp" and who made the format.
Bytes boxed_type(Bytes brand) {
  if (text::starts_with(brand, "heic") || text::starts_with(brand, "heix")) return "image/heic";
  if (text::starts_with(brand, "mif1") || text::starts_with(brand, "msf1")) return "image/heif";
  if (text::starts_with(brand, "M4A")) return "audio/mp4";
  return text::starts_with(brand, "qt  ") ? Bytes("video/quicktime") : Bytes("video/mp4");
}

}  // namespace

Bytes sniff_media_type(Bytes base64) {
  static constexpr Named magic[] = {
      {"\x89PNG", "image/png"},           {"\xFF\xD8\xFF", "image/jpeg"}, {"GIF8", "image/gif"},
      {"%PDF", "application/pdf"},        {"ID3", "audio/mp3"},           {"\xFF\xFB", "audio/mp3"},
      {"\xFF\xF3", "audio/mp3"},          {"\xFF\xF2", "audio/mp3"},      {"\xFF\xF1", "audio/aac"},
      {"\xFF\xF9", "audio/aac"},          {"OggS", "audio/ogg"},          {"fLaC", "audio/flac"},
      {"\x1A\x45\xDF\xA3", "video/webm"},
  };
  const Head decoded = decode_head(base64);
  const Bytes head(decoded.bytes, decoded.size);
  for (const Named& entry : magic) {
    if (text::starts_with(head, entry.name)) return entry.type;
  }
  if (head.size() < 12) return {};
  const Bytes form = head.substr(8, 4);
  if (text::starts_with(head, "RIFF")) {
    if (form == "WEBP") return "image/webp";
    if (form == "WAVE") return "audio/wav";
    return form == "AVI " ? Bytes("video/avi") : Bytes();
  }
  if (text::starts_with(head, "FORM") && (form == "AIFF" || form == "AIFC")) return "audio/aiff";
  return head.substr(4, 4) == "ftyp" ? boxed_type(head.substr(8)) : Bytes();
}

Bytes media_type_of_name(Bytes name) {
  name = name.substr(0, name.find_first_of("?#"));
  const std::size_t dot = name.find_last_of("./");
  return dot == Bytes::npos || name[dot] != '.' ? Bytes() : find(extensions, name.substr(dot + 1));
}

Bytes media_type_of_audio(Bytes format) { return find(audio_formats, format); }

Bytes usual_media_type(Bytes mime) {
  const Bytes bare = text::trim(mime.substr(0, mime.find(';')));
  if (text::iequals(bare, "audio/L16") || text::iequals(bare, "audio/pcm")) return text::trim(mime);
  const Bytes usual = find(spellings, bare);
  return usual.empty() ? bare : usual;
}

}  // namespace rota::chat
