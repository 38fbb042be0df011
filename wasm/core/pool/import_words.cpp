// Words that may be keys, in texts that have none of a known form, or of which it is said that they are keys; the rules
// stand in key_import.h.
#include "base/key_shape.h"
#include "base/limits.h"
#include "base/text.h"
#include "pool/key_intake.h"
#include "pool/key_label.h"

namespace rota::pool {

namespace {

constexpr std::size_t no_password_bytes = 24;  // what is as long, and letters, digits and `.-_` alone, nobody types
constexpr std::size_t safe_part_bytes = 16;    // a client key cut in two must not leave a part that can be guessed

bool is_gap(char c) { return c == ',' || text::is_space(c); }

Bytes take_word(Bytes& rest) {
  while (!rest.empty() && is_gap(rest.front())) rest.remove_prefix(1);
  std::size_t end = 0;
  while (end < rest.size() && !is_gap(rest[end])) ++end;
  const Bytes word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

bool is_no_password(Bytes word) {
  if (word.size() < no_password_bytes) return false;
  for (const char c : word) {
    if (!text::is_alphanumeric(c) && Bytes("._-").find(c) == Bytes::npos) return false;
  }
  return true;
}

bool has_digit(Bytes word) { return word.find_first_of("0123456789") != Bytes::npos; }

Bytes without_quotes(Bytes word) {
  const bool quoted = word.size() >= 2 && word.front() == word.back() && Bytes("\"'`").find(word.front()) != Bytes::npos;
  return quoted ? word.substr(1, word.size() - 2) : word;
}

class WordLine {
 public:
  WordLine(Bytes note, std::uint32_t line, KeyIntake& intake) : note_(note), line_(line), intake_(intake) {}

  /// Words that are keys because somebody says so.
  void read_named(Bytes content) {
    const Variable variable = read_variable(content);
    if (names_key(variable.name) && is_constant(variable.name)) content = variable.value;
    const bool list = !content.empty() && content.front() == '[';
    for (Bytes word = take_word(content); !word.empty(); word = take_word(content)) {
      read_parts(list ? bare(word) : without_quotes(word));
    }
  }

  void read(Bytes content) {
    if (text::contains(content, "://")) return intake_.refuse(line_, Refusal::address);
    if (const Bytes mail = find_mail(content); !mail.empty()) return refuse_mail(content, mail);
    if (has_fields(content)) return intake_.refuse(line_, Refusal::no_known_key);
    const Variable variable = read_variable(content);
    if (!variable.name.empty()) {
      if (names_other_secret(variable.name)) return intake_.refuse(line_, Refusal::other_variable);
      if (!names_key(variable.name)) return intake_.refuse(line_, Refusal::no_known_key);
      content = variable.value;
    }
    while (!content.empty()) read_entry(bare(take_piece(content, ",;")));
    if (!label_.empty()) intake_.refuse(line_, Refusal::label_alone);
  }

 private:
  static bool is_constant(Bytes name) {
    for (const char c : name) {
      if (c >= 'a' && c <= 'z') return false;
    }
    return true;
  }

  void refuse_mail(Bytes content, Bytes mail) {
    const std::size_t behind = static_cast<std::size_t>(mail.data() - content.data()) + mail.size();
    const bool alone = content.substr(behind).find_first_not_of(" \t:,;\"'") == Bytes::npos;
    intake_.refuse(line_, alone ? Refusal::label_alone : Refusal::behind_label);
  }

  /// What stands between two commas.
  void read_entry(Bytes entry) {
    if (entry.empty()) return;
    const std::size_t colon = entry.rfind(':');
    if (colon != Bytes::npos) return read_labelled(bare(entry.substr(0, colon)), bare(entry.substr(colon + 1)));
    if (intake_.reading().least_bytes == limits::import_key_min_bytes && is_prose(entry)) {
      return intake_.refuse(line_, Refusal::no_known_key);
    }
    for (Bytes word = take_word(entry); !word.empty(); word = take_word(entry)) take(bare(word));
  }

  static bool is_prose(Bytes entry) {
    std::size_t words = 0;
    bool odd = false;
    for (Bytes word = take_word(entry); !word.empty(); word = take_word(entry), ++words) odd = odd || !has_digit(word);
    return words > 1 && odd;
  }

  void read_labelled(Bytes label, Bytes secret) {
    if (label.empty() && secret.empty()) return;
    if (!label_.empty()) intake_.refuse(line_, Refusal::label_alone);
    label_ = label;
    if (!secret.empty()) take(secret);
  }

  void take(Bytes word) {
    const Bytes label = label_;
    label_ = {};
    if (word.empty()) return;
    const bool known = label.empty() || (names_key(label) && !names_other_secret(label)) || is_no_password(word);
    if (!known || word.find_first_of(" \t") != Bytes::npos) return intake_.refuse(line_, Refusal::behind_label);
    ImportedKey key;
    key.secret = Secret(word);
    key.notes = note_;
    if (is_label(label)) key.name = label;
    intake_.take(key, line_);
  }

  /// Semicolons part keys where each of the parts could be one.
  void read_parts(Bytes word) {
    bool parted = text::contains(word, ";");
    for (Bytes rest = word; parted && !rest.empty();) parted = text::split(rest, ';').size() >= safe_part_bytes;
    if (!parted) return take_named(word);
    while (!word.empty()) take_named(without_quotes(text::split(word, ';')));
  }

  void take_named(Bytes word) {
    if (word.empty()) return;
    ImportedKey key;
    key.secret = Secret(word);
    key.notes = note_;
    intake_.take_value(key, true, line_);
  }

  Bytes note_;
  std::uint32_t line_;
  KeyIntake& intake_;
  Bytes label_;  // of the word to come
};

}  // namespace

void read_word_line(Bytes content, Bytes note, std::uint32_t line, KeyIntake& intake) {
  WordLine words(note, line, intake);
  if (intake.reading().named) return words.read_named(content);
  words.read(content);
}

}  // namespace rota::pool
