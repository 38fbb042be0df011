// Keys in lines; the rules are told in key_import.h.
#include "base/limits.h"
#include "base/text.h"
#include "pool/key_intake.h"

namespace rota::pool {

namespace {

/// How the keys begin whose kind nobody mistakes. It only says on which side of a colon the key is.
constexpr Bytes well_known_beginnings[] = {"AIza", "AQ.", "sk-"};
constexpr Bytes key_word = "api_key";

constexpr Bytes no_key_behind = "No key follows this label in its line.";

bool is_gap(char c) { return c == ',' || text::is_space(c); }
bool is_mark_of(char c, Bytes marks) { return marks.find(c) != Bytes::npos; }

/// What mail addresses and names have in common.
bool is_plain(char c) {
  const char low = text::lower(c);
  return text::is_digit(c) || (low >= 'a' && low <= 'z') || static_cast<unsigned char>(c) >= 0x80 ||
         is_mark_of(c, "._-+");
}

bool is_label(Bytes s) {
  if (s.empty() || s.size() > limits::key_label_bytes) return false;
  for (const char c : s) {
    if (!is_plain(c) && c != '@' && c != ':') return false;
  }
  return true;
}

/// local@domain.tld, loosely.
bool is_mail_address(Bytes s) {
  const std::size_t at = s.find('@');
  if (at == Bytes::npos || at == 0) return false;
  const Bytes domain = s.substr(at + 1);
  const std::size_t dot = domain.rfind('.');
  if (dot == Bytes::npos || dot == 0 || dot + 1 == domain.size()) return false;
  for (const char c : s.substr(0, at)) {
    if (!is_plain(c) && c != '%') return false;
  }
  for (const char c : domain) {
    if (!is_plain(c)) return false;
  }
  return true;
}

bool begins_as_key(Bytes s) {
  if (s.size() < limits::import_key_min_bytes) return false;
  for (const Bytes beginning : well_known_beginnings) {
    if (text::starts_with(s, beginning)) return true;
  }
  return false;
}

Bytes without_quotes(Bytes s) {
  const bool quoted = s.size() >= 2 && s.front() == s.back() && is_mark_of(s.front(), "\"'`");
  return quoted ? s.substr(1, s.size() - 2) : s;
}

struct Labelled {
  Bytes label;
  Bytes secret;  // empty: the label is for what follows
};

/// Whether `label` is or ends in the word that belongs to the key behind it; it loses the word, and its own colon.
bool drop_key_word(Bytes& label) {
  if (label.size() < key_word.size() || !text::iequals(label.substr(label.size() - key_word.size()), key_word)) {
    return false;
  }
  const Bytes before = label.substr(0, label.size() - key_word.size());
  if (!before.empty() && before.back() != ':') return false;
  label = before.substr(0, before.empty() ? 0 : before.size() - 1);
  return true;
}

/// `word` holds no white space and no comma.
Labelled split_label(Bytes word) {
  const std::size_t first = word.find(':');
  if (first == Bytes::npos) return is_mail_address(word) ? Labelled{word, {}} : Labelled{{}, word};
  if (is_mail_address(word.substr(0, first))) return {word.substr(0, first), word.substr(first + 1)};
  const std::size_t last = word.rfind(':');
  Bytes label = word.substr(0, last);
  const Bytes secret = word.substr(last + 1);
  if (is_mail_address(secret)) return {secret, label};
  if (begins_as_key(label) && !begins_as_key(secret)) return {secret, label};
  if (!is_label(label)) return {{}, word};
  if (!secret.empty() && !begins_as_key(secret) && drop_key_word(label)) {
    const std::size_t begin = last - key_word.size();
    return {label, word.substr(begin)};
  }
  return {label, secret};
}

/// One line, its note already taken off.
class LineReader {
 public:
  LineReader(Bytes note, std::uint32_t line, KeyIntake& intake) : note_(note), line_(line), intake_(intake) {}

  void read(Bytes content) {
    while (!content.empty() && is_gap(content.front())) content.remove_prefix(1);
    while (!content.empty() && is_gap(content.back())) content.remove_suffix(1);
    if (read_spaced(content)) return;
    for (Bytes word = take_word(content); !word.empty(); word = take_word(content)) read_word(without_quotes(word));
    drop_label();
  }

 private:
  /// `My key: AIza...`, the label with spaces or the colon between them. False when the line is none.
  bool read_spaced(Bytes content) {
    const std::size_t colon = content.rfind(':');
    if (colon == Bytes::npos || colon == 0 || colon + 1 == content.size() || text::contains(content, ",")) return false;
    if (!text::is_space(content[colon - 1]) && !text::is_space(content[colon + 1])) return false;
    const Bytes label = text::trim(content.substr(0, colon));
    const Bytes secret = text::trim(content.substr(colon + 1));
    for (const char c : secret) {
      if (text::is_space(c)) return false;
    }
    // Keys between white space, the last of which has a label: nothing of that is a name.
    if (text::contains(label, ":")) return false;
    for (Bytes rest = label; !rest.empty();) {
      if (begins_as_key(take_word(rest))) return false;
    }
    label_ = without_quotes(label);
    take(without_quotes(secret));
    return true;
  }

  /// The next run of characters between gaps, which `rest` loses; empty at the end.
  static Bytes take_word(Bytes& rest) {
    while (!rest.empty() && is_gap(rest.front())) rest.remove_prefix(1);
    std::size_t end = 0;
    while (end < rest.size() && !is_gap(rest[end])) ++end;
    const Bytes word = rest.substr(0, end);
    rest.remove_prefix(end);
    return word;
  }

  void read_word(Bytes word) {
    while (!word.empty() && word.front() == ':') word.remove_prefix(1);
    if (word.empty()) return;
    const Labelled parts = split_label(word);
    if (!parts.label.empty()) {
      drop_label();
      label_ = parts.label;
    }
    if (!parts.secret.empty()) take(without_quotes(parts.secret));
  }

  void take(Bytes secret) {
    ImportedKey key;
    key.secret = secret;
    key.notes = note_;
    (text::contains(label_, "@") ? key.email : key.name) = label_;
    label_ = {};
    intake_.take(key, line_);
  }

  void drop_label() {
    if (!label_.empty()) intake_.refuse(line_, no_key_behind);
    label_ = {};
  }

  Bytes note_;
  std::uint32_t line_;
  KeyIntake& intake_;
  Bytes label_;  // of the key to come
};

std::size_t find_note(Bytes line) {
  std::size_t at = line.find('#');
  while (at != Bytes::npos && at != 0 && !is_gap(line[at - 1])) at = line.find('#', at + 1);
  return at;
}

}  // namespace

void read_key_lines(Bytes text, KeyIntake& intake) {
  std::uint32_t number = 0;
  while (!text.empty()) {
    const Bytes line = take_line(text);
    ++number;
    const std::size_t mark = find_note(line);
    const Bytes note = mark == Bytes::npos ? Bytes() : line.substr(mark + 1);
    LineReader(note, number, intake).read(line.substr(0, mark));
  }
}

}  // namespace rota::pool
