// See plain_text.h.
#include "pool/plain_text.h"

#include "base/key_shape.h"
#include "base/text.h"

namespace rota::pool {

namespace {

struct Stand {
  Bytes character;
  char plain;  // '\0': nothing
};
constexpr Stand stands[] = {
    {"\xC2\xA0", ' '},     {"\xE3\x80\x80", ' '}, {"\xE2\x80\xAF", ' '},  {"\xE2\x81\x9F", ' '},  {"\xE2\x80\xA8", ' '},
    {"\xE2\x80\xA9", ' '}, {"\xC2\x85", ' '},     {"\xEF\xBC\x8C", ','},  {"\xE3\x80\x81", ','},  {"\xEF\xBC\x9B", ';'},
    {"\xEF\xBC\x9A", ':'}, {"\xEF\xBD\x9C", '|'}, {"\xEF\xBC\x9D", '='},  {"\xE2\x80\x9C", '"'},  {"\xE2\x80\x9D", '"'},
    {"\xE2\x80\x98", '\''}, {"\xE2\x80\x99", '\''}, {"\xE2\x80\x8B", '\0'}, {"\xE2\x80\x8C", '\0'}, {"\xE2\x80\x8D", '\0'},
    {"\xE2\x80\x8E", '\0'}, {"\xE2\x80\x8F", '\0'}, {"\xE2\x81\xA0", '\0'}, {"\xEF\xBB\xBF", '\0'}, {"\xC2\xAD", '\0'},
};

/// U+2000 to U+200A: quads, thin and hair spaces.
bool is_typographic_space(Bytes text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '\xE2' && text[at + 1] == '\x80' &&
         static_cast<unsigned char>(text[at + 2]) >= 0x80 && static_cast<unsigned char>(text[at + 2]) <= 0x8A;
}

bool is_spelt_break(Bytes text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() && Bytes("nrt").find(text[at + 1]) != Bytes::npos;
}

/// What stands for what begins at `at`, and how many bytes that is; zero bytes when it is plain.
std::size_t read_stand(Bytes text, std::size_t at, char& plain) {
  if (is_typographic_space(text, at) || is_spelt_break(text, at)) {
    plain = ' ';
    return text[at] == '\\' ? 2 : 3;
  }
  if (static_cast<unsigned char>(text[at]) < 0x80) return 0;
  for (const Stand& stand : stands) {
    if (!text::starts_with(text.substr(at), stand.character)) continue;
    const std::size_t size = stand.character.size();
    // Between two keys it parts them, within one it is nothing.
    plain = stand.plain == '\0' && at + size < text.size() && text::key_length(text, at + size) != 0 ? ' ' : stand.plain;
    return size;
  }
  return 0;
}

}  // namespace

Bytes plain_line(Bytes utf8, Arena& arena) {
  std::size_t at = 0;
  char plain = '\0';
  while (at < utf8.size() && read_stand(utf8, at, plain) == 0) ++at;
  if (at == utf8.size()) return utf8;
  auto* out = static_cast<char*>(arena.allocate(utf8.size(), 1));
  std::size_t size = 0;
  for (at = 0; at < utf8.size();) {
    const std::size_t stood = read_stand(utf8, at, plain);
    if (stood == 0) {
      out[size++] = utf8[at++];
      continue;
    }
    if (plain != '\0') out[size++] = plain;
    at += stood;
  }
  return {out, size};
}

}  // namespace rota::pool
