// Magic bytes and extensions; see media_type.h. Magic bytes after the WHATWG MIME Sniffing standard (2026) and the
// formats' own specifications.
#include "chat/media_type.h"

#include "base/text.h"
#include "json/utf8.h"

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
    {"htm", "text/html"},       {"csv", "text/csv"},       {"xml", "text/xml"},           {"css", "text/css"},
    {"rtf", "text/rtf"},        {"js", "text/javascript"}, {"py", "text/x-python"},       {"mp4", "video/mp4"},
    {"mov", "video/quicktime"}, {"webm", "video/webm"},    {"mpeg", "video/mpeg"},        {"mpg", "video/mpeg"},
    {"avi", "video/avi"},       {"wmv", "video/wmv"},      {"3gp", "video/3gpp"},         {"flv", "video/x-flv"},
    {"wav", "audio/wav"},       {"mp3", "audio/mp3"},      {"ogg", "audio/ogg"},          {"flac", "audio/flac"},
    {"aac", "audio/aac"},       {"aiff", "audio/aiff"},    {"m4a", "audio/mp4"},          {"opus", "audio/ogg"},
};

/// Extensions of what is plain text: data, configuration, markup and source code.
constexpr Bytes text_extensions[] = {
    "json", "jsonl", "ndjson", "json5", "jsonc", "geojson", "ipynb", "yaml", "yml", "toml", "ini", "cfg", "conf", "env",
    "properties", "log", "tsv", "tex", "sty", "cls", "bib", "rst", "adoc", "org", "srt", "vtt", "ics", "vcf", "eml",
    "diff", "patch", "svg", "xsd", "xsl", "xslt", "dtd", "plist", "ts", "tsx", "jsx", "mjs", "cjs", "mts", "cts", "vue",
    "svelte", "scss", "sass", "less", "graphql", "gql", "proto", "sql", "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "m",
    "mm", "java", "kt", "kts", "scala", "groovy", "gradle", "go", "rs", "swift", "cs", "fs", "vb", "rb", "php", "pl",
    "pm", "lua", "r", "jl", "dart", "ex", "exs", "erl", "hs", "ml", "clj", "lisp", "el", "scm", "zig", "nim", "pas",
    "f90", "asm", "s", "sh", "bash", "zsh", "fish", "bat", "cmd", "ps1", "tf", "hcl", "nix", "cmake", "mk", "dockerfile",
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
  char bytes[512];
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

bool is_binary(char c) {
  const auto octet = static_cast<unsigned char>(c);
  constexpr unsigned char escape = 0x1B;
  return octet == 0x7F || (octet < ' ' && !text::is_space(c) && octet != escape && c != '\f');
}

}  // namespace

bool looks_like_text(Bytes base64) {
  const Head decoded = decode_head(base64);
  const Bytes head(decoded.bytes, decoded.size);
  for (const char c : head) {
    if (is_binary(c)) return false;
  }
  constexpr std::size_t longest_character = 4;  // the last one may be cut
  const std::size_t invalid = json::first_invalid_utf8(head);
  return !head.empty() && (invalid >= head.size() || (head.size() == sizeof decoded.bytes && invalid + longest_character > head.size()));
}

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
  if (dot == Bytes::npos || name[dot] != '.') return {};
  const Bytes extension = name.substr(dot + 1);
  for (const Bytes known : text_extensions) {
    if (text::iequals(known, extension)) return "text/plain";
  }
  return find(extensions, extension);
}

Bytes media_type_of_audio(Bytes format) { return find(audio_formats, format); }

Bytes usual_media_type(Bytes mime) {
  const Bytes bare = text::trim(mime.substr(0, mime.find(';')));
  if (text::iequals(bare, "audio/L16") || text::iequals(bare, "audio/pcm")) return text::trim(mime);
  const Bytes usual = find(spellings, bare);
  return usual.empty() ? bare : usual;
}

}  // namespace rota::chat
