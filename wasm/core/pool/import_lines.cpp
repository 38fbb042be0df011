// Keys of a known form in lines; the rules stand in key_import.h.
#include "base/key_shape.h"
#include "base/limits.h"
#include "base/text.h"
#include "pool/key_intake.h"
#include "pool/key_label.h"
#include "pool/plain_text.h"

namespace rota::pool {

namespace {

constexpr Bytes invented = "sk-";  // what clients' keys begin with, too

bool says_something(Bytes content) {
  for (const char c : content) {
    if (text::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

/// A word that may be a key of another form. `alone`: it is all that stands between two commas.
bool may_be_key(Bytes word, bool alone) {
  if (word.size() < limits::import_key_min_bytes) return false;
  bool digit = false;
  bool letter = false;
  for (const char c : word) {
    if (c < 0x21 || c > 0x7E || c == ':') return false;
    digit = digit || text::is_digit(c);
    letter = letter || (text::is_alphanumeric(c) && !text::is_digit(c));
  }
  return alone || (digit && letter);
}

/// Whether what a line says beside its keys and labels may hold keys of another form.
bool may_hold_keys(Bytes rest) {
  while (!rest.empty()) {
    Bytes entry = bare(take_piece(rest, ",;"));
    const bool alone = entry.find_first_of(" \t") == Bytes::npos;
    while (!entry.empty()) {
      if (may_be_key(bare(take_piece(entry, " \t")), alone)) return true;
    }
  }
  return false;
}

/// One line that has keys of a known form.
class KnownLine {
 public:
  KnownLine(Bytes content, Bytes note, std::uint32_t line, KeyIntake& intake)
      : content_(content), note_(note), line_(line), intake_(intake), variable_(read_variable(content)) {
    is_list_ = find_mail(content).empty() && !has_fields(content) && !text::contains(content, "://") && variable_.name.empty();
  }

  void read(text::KeyPlace at) {
    Bytes before = content_.substr(0, at.begin);
    for (std::size_t keys = 1; at.found(); ++keys) {
      const text::KeyPlace next = text::find_key(content_, at.end);
      const Bytes behind = content_.substr(at.end, next.found() ? next.begin - at.end : Bytes::npos);
      before = read_key(content_.substr(at.begin, at.end - at.begin), before, behind, keys == 1 && !next.found());
      at = next;
    }
    set_aside(before);
    if (beside_) intake_.refuse(line_, Refusal::beside_known);
  }

 private:
  /// Returns what of `behind` is not this key's.
  Bytes read_key(Bytes secret, Bytes before, Bytes behind, bool only) {
    KeyLabel label = label_before(before);
    set_aside(label.others);
    Bytes others = behind;
    if (!label.found()) {
      label = label_behind(behind);
      others = label.others;
    }
    if (only && label.email.empty()) {
      label.email = find_mail(others);
      if (!label.email.empty()) others = {};
    }
    ImportedKey key;
    key.secret = Secret(secret);
    key.name = label.name;
    key.email = label.email;
    key.notes = note_;
    if (names_other_secret(variable_.name) && text::starts_with(secret, invented)) {
      intake_.refuse(line_, Refusal::other_variable);
    } else {
      intake_.take(key, line_);
    }
    return others;
  }

  /// What is neither a key nor its label.
  void set_aside(Bytes others) {
    if (is_list_ && may_hold_keys(others)) beside_ = true;
  }

  Bytes content_;
  Bytes note_;
  std::uint32_t line_;
  KeyIntake& intake_;
  Variable variable_;
  bool is_list_ = false;  // and no line about one key
  bool beside_ = false;
};

}  // namespace

void read_key_lines(Bytes text, KeyIntake& intake) {
  std::uint32_t number = 0;
  while (!text.empty()) {
    const LineParts parts = split_note(take_line(text));
    ++number;
    const Bytes content = text::trim(plain_line(parts.content, intake.arena()));
    if (content.empty() || (!intake.reading().named && !says_something(content))) continue;
    const text::KeyPlace first = text::find_key(content);
    if (first.found() && !intake.reading().named) {
      KnownLine(content, parts.note, number, intake).read(first);
    } else if (intake.by_form()) {
      intake.refuse(number, find_mail(content).empty() ? Refusal::no_known_key : Refusal::label_alone);
    } else {
      read_word_line(content, parts.note, number, intake);
    }
  }
}

}  // namespace rota::pool
