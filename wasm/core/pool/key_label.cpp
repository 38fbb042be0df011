// See key_label.h.
#include "pool/key_label.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::pool {

namespace {

constexpr Bytes field_dashes = "----";
constexpr Bytes key_words[] = {"key", "token"};
constexpr Bytes password_words[] = {"pass", "pwd", "\xE5\xAF\x86\xE7\xA0\x81"};  // the last one is Chinese
constexpr Bytes other_beginnings[] = {"client_", "proxy_", "allowed_", "auth_", "access_", "admin_", "session_"};
constexpr Bytes commands[] = {"export ", "set ", "$env:", "-e ", "ENV "};
constexpr Bytes enclosing = " \t\r\n\"'`()[]{}<>*";

bool is_one_of(char c, Bytes set) { return set.find(c) != Bytes::npos; }
bool is_mail_char(char c) { return text::is_alphanumeric(c) || is_one_of(c, "._-+%"); }

bool says_any(Bytes name, const Bytes* words, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (text::icontains(name, words[i])) return true;
  }
  return false;
}

/// The local part before the `@` at `at`: two dashes part it from another field.
std::size_t mail_begin(Bytes text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_mail_char(text[begin - 1])) {
    if (text[begin - 1] == '-' && (begin == 1 || text[begin - 2] == '-')) break;
    --begin;
  }
  while (begin < at && is_one_of(text[begin], "-.")) ++begin;
  return begin;
}

std::size_t mail_end(Bytes text, std::size_t at) {
  std::size_t end = at + 1;
  const auto goes_on = [text](std::size_t i) {
    if (i >= text.size() || text[i] == '+' || text[i] == '%' || text[i] == '_' || !is_mail_char(text[i])) return false;
    return text[i] != '-' || (i + 1 < text.size() && text[i + 1] != '-');
  };
  while (goes_on(end)) ++end;
  while (end > at + 1 && text[end - 1] == '.') --end;
  return end;
}

Bytes last_entry(Bytes text, Bytes& before) {
  const std::size_t at = text.find_last_of(",;");
  before = at == Bytes::npos ? Bytes() : text.substr(0, at);
  return at == Bytes::npos ? text : text.substr(at + 1);
}

/// The first field that says something. A password comes behind a user's name.
Bytes first_field(Bytes entry) {
  while (!entry.empty()) {
    const std::size_t mark = entry.find_first_of(":|");
    const std::size_t dashes = entry.find(field_dashes);
    const std::size_t end = mark < dashes ? mark : dashes;
    const Bytes field = bare(entry.substr(0, end));
    if (!field.empty()) return field;
    if (end == Bytes::npos) break;
    entry.remove_prefix(end);
    while (!entry.empty() && is_one_of(entry.front(), ":|-")) entry.remove_prefix(1);
  }
  return {};
}

/// What ends in a mark that makes it the label of what follows; else empty.
Bytes marked_label(Bytes entry) {
  if (text::contains(entry, "://")) return {};
  while (!entry.empty() && is_one_of(entry.back(), enclosing)) entry.remove_suffix(1);
  if (entry.empty()) return {};
  const bool marked = is_one_of(entry.back(), ":|") || text::ends_with(entry, field_dashes);
  const Bytes label = marked ? first_field(entry) : Bytes();
  return is_label(label) && !names_password(label) ? label : Bytes();
}

void set_label(KeyLabel& label, Bytes said) { (text::contains(said, "@") ? label.email : label.name) = said; }

}  // namespace

Bytes find_mail(Bytes text) {
  for (std::size_t at = text.find('@'); at != Bytes::npos; at = text.find('@', at + 1)) {
    const std::size_t begin = mail_begin(text, at);
    const std::size_t end = mail_end(text, at);
    const Bytes domain = text.substr(at + 1, end - at - 1);
    const std::size_t dot = domain.rfind('.');
    if (begin != at && dot != Bytes::npos && dot != 0) return text.substr(begin, end - begin);
  }
  return {};
}

bool is_label(Bytes text) {
  if (text.empty() || text.size() > limits::key_label_bytes) return false;
  for (const char c : text) {
    if (!text::is_alphanumeric(c) && static_cast<unsigned char>(c) < 0x80 && !is_one_of(c, "._-+@ ")) return false;
  }
  return true;
}

bool names_key(Bytes name) { return says_any(name, key_words, sizeof(key_words) / sizeof(key_words[0])); }

bool names_password(Bytes name) {
  return says_any(name, password_words, sizeof(password_words) / sizeof(password_words[0]));
}

bool names_other_secret(Bytes name) {
  if (names_password(name)) return true;
  for (const Bytes beginning : other_beginnings) {
    if (text::istarts_with(name, beginning)) return true;
  }
  return false;
}

Variable read_variable(Bytes line) {
  Bytes rest = text::trim(line);
  for (const Bytes command : commands) {
    if (text::starts_with(rest, command)) rest = text::trim_front(rest.substr(command.size()));
  }
  std::size_t end = 0;
  while (end < rest.size() && (text::is_alphanumeric(rest[end]) || rest[end] == '_')) ++end;
  const Bytes name = rest.substr(0, end);
  const Bytes behind = text::trim_front(rest.substr(end));
  if (name.empty() || text::is_digit(name.front()) || behind.empty() || behind.front() != '=') return {};
  const Bytes value = text::trim(behind.substr(1));
  if (value.empty() || value.front() == '=') return {};  // what fills up base64
  return {name, value};
}

bool has_fields(Bytes text) { return text::contains(text, "|") || text::contains(text, field_dashes); }

Bytes bare(Bytes text) {
  while (!text.empty() && is_one_of(text.front(), enclosing)) text.remove_prefix(1);
  while (!text.empty() && is_one_of(text.back(), enclosing)) text.remove_suffix(1);
  return text;
}

KeyLabel label_before(Bytes text) {
  KeyLabel label;
  const Bytes near = last_entry(text, label.others);
  label.email = find_mail(near);
  if (!label.email.empty()) return label;
  if (const Bytes said = marked_label(near); !said.empty()) {
    set_label(label, said);
    return label;
  }
  // A mail address counts from farther away: mail,password,key.
  for (Bytes before = label.others; !before.empty() && label.email.empty();) label.email = find_mail(last_entry(before, before));
  label.others = label.email.empty() ? text : Bytes();
  return label;
}

KeyLabel label_behind(Bytes text) {
  KeyLabel label;
  label.others = text;
  Bytes joined = text;
  while (!joined.empty() && is_one_of(joined.front(), "\"'`*")) joined.remove_prefix(1);
  const bool by_colon = !joined.empty() && joined.front() == ':';
  const Bytes field = text::trim_front(joined);
  if (!by_colon && !text::starts_with(field, "|") && !text::starts_with(field, field_dashes)) return label;
  const std::size_t end = joined.find_first_of(by_colon ? Bytes(",; \t") : Bytes(",;"));
  const Bytes entry = joined.substr(0, end);
  label.others = end == Bytes::npos ? Bytes() : joined.substr(end);
  label.email = find_mail(entry);
  if (!label.email.empty() || !by_colon) return label;
  const Bytes said = first_field(entry);
  if (is_label(said) && !names_password(said)) set_label(label, said);
  return label;
}

}  // namespace rota::pool
