// Key intake: what the three readers of an import share: what counts as a key, what is kept, and how fields are named.
// Knows bounds, duplicates and names of fields; refuses to know how any format is written. Only key_import.cpp and the
// readers declared here include it.
#pragma once

#include "pool/id_index.h"
#include "pool/key_import.h"

namespace rota::pool {

/// What a column of CSV or a member of a JSON object may say of a key.
enum class KeyField : std::uint8_t { none, name, key, api_key, value, email, project, notes, weight, active };
inline constexpr std::size_t key_field_count = 10;

/// The field of that name, in any of its spellings; none when there is no such field.
[[nodiscard]] KeyField key_field_named(Bytes name);
/// Where the key itself is among the fields that are there (bit n is field n): the most explicit one; none without any.
[[nodiscard]] KeyField secret_field(std::uint32_t there);
/// Notes what a field other than the secret's says. Fields in the order of KeyField: a name goes before a `key`.
void set_key_field(ImportedKey& key, KeyField field, Bytes text);

/// Judges entries and keeps the keys among them.
class KeyIntake {
 public:
  /// Appends to `import`. `text` is all that will be read: whether it has keys of a known form, and how many keys can
  /// come. Both references must outlive the intake.
  KeyIntake(KeyImport& import, Bytes text, const KeyReading& reading, Arena& arena);

  /// Keeps the key or counts it as a duplicate or a refusal. Its texts may be anything; they are cleaned here.
  void take(ImportedKey key, std::uint32_t place);
  /// The same of a value that stands where a key should: keys of a known form are taken out of what is around them.
  /// `said`: something says that it is one, so that it may have any form.
  void take_value(const ImportedKey& key, bool said, std::uint32_t place);
  /// `secret` is shown masked; empty: nothing is shown.
  void refuse(std::uint32_t place, Refusal why, Secret secret = {});

  /// Only keys of a known form are taken, unless something says that a text is a key.
  [[nodiscard]] bool by_form() const { return by_form_; }
  [[nodiscard]] const KeyReading& reading() const { return reading_; }
  [[nodiscard]] Arena& arena() { return arena_; }

 private:
  [[nodiscard]] Bytes cleaned(Bytes text);
  /// What keeps `secret` from being a key; empty stands for nothing here.
  [[nodiscard]] Refusal defect_of(Bytes secret) const;

  KeyImport& import_;
  const KeyReading& reading_;
  Arena& arena_;
  IdIndex known_;
  bool by_form_;
};

/// What a line says beside its note.
struct LineParts {
  Bytes content;
  Bytes note;
};
[[nodiscard]] LineParts split_note(Bytes line);

/// Takes off `rest` the piece up to one of `marks`, and the mark.
[[nodiscard]] Bytes take_piece(Bytes& rest, Bytes marks);
/// Takes off `rest` the line that it begins with, and gives it without its end: \n, \r\n or \r.
Bytes take_line(Bytes& rest);

void read_key_lines(Bytes text, KeyIntake& intake);
/// A line without a key of a known form: `content` is plain (plain_line), and says something.
void read_word_line(Bytes content, Bytes note, std::uint32_t line, KeyIntake& intake);
/// `root` is an array or an object.
void read_key_json(json::Value root, KeyIntake& intake);
/// Whether the first line that is neither blank nor a comment names a column of keys.
[[nodiscard]] bool is_key_csv(Bytes text);
/// Only when is_key_csv.
void read_key_csv(Bytes text, KeyIntake& intake);

}  // namespace rota::pool
