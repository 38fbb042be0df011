// Keys in JSON; the forms stand in key_import.h.
#include "base/key_shape.h"
#include "base/text.h"
#include "pool/key_intake.h"
#include "pool/key_label.h"

namespace rota::pool {

namespace {

/// What a member says, whatever its type: projects and weights come as numbers too. Null says nothing.
Bytes said_by(json::Value value, Arena& arena) {
  switch (value.type()) {
    case json::Type::string:
      return value.text(arena);
    case json::Type::number:
    case json::Type::boolean:
      return value.raw();
    default:
      return {};
  }
}

/// `said`: a member's name says that it is the key.
void read_secret(json::Value value, ImportedKey key, bool said, std::uint32_t place, KeyIntake& intake) {
  if (value.is_null()) return;
  if (!value.is_string()) return intake.refuse(place, Refusal::not_text);
  key.secret = Secret(value.text(intake.arena()));
  intake.take_value(key, said, place);
}

/// What belongs to one key, in a list of its own: [mail, password, key].
void read_fields(json::Value list, std::uint32_t place, KeyIntake& intake) {
  ImportedKey key;
  bool found = false;
  for (const json::Value field : list.elements()) {
    const Bytes text = field.is_string() ? field.text(intake.arena()) : Bytes();
    if (key.email.empty()) key.email = find_mail(text);
    if (!text::find_key(text).found()) continue;
    read_secret(field, key, true, place, intake);
    found = true;
  }
  if (!found) intake.refuse(place, Refusal::not_text);
}

void read_members(json::Value object, ImportedKey key, std::uint32_t place, KeyIntake& intake) {
  json::Value said[key_field_count];
  std::uint32_t there = 0;
  for (const json::Member member : object.members()) {
    const KeyField field = key_field_named(member.name.text(intake.arena()));
    said[static_cast<std::size_t>(field)] = member.value;
    there |= std::uint32_t{1} << static_cast<unsigned>(field);
  }
  const KeyField secret = secret_field(there);
  if (secret == KeyField::none) return intake.refuse(place, Refusal::empty);
  for (std::size_t i = 1; i < key_field_count; ++i) {
    const auto field = static_cast<KeyField>(i);
    if (field != secret && !said[i].is_unset()) set_key_field(key, field, said_by(said[i], intake.arena()));
  }
  read_secret(said[static_cast<std::size_t>(secret)], key, true, place, intake);
}

void read_entry(json::Value entry, Bytes name, std::uint32_t place, KeyIntake& intake) {
  ImportedKey key;
  key.name = name;
  if (entry.is_object()) return read_members(entry, key, place, intake);
  if (entry.is_array()) return read_fields(entry, place, intake);
  if (names_password(name)) return intake.refuse(place, Refusal::other_variable);
  read_secret(entry, key, false, place, intake);
}

/// An object that is one entry: it has a key, and no member that is not a field's. Else its members are keys by name.
bool is_entry(json::Value object, Arena& arena) {
  std::uint32_t there = 0;
  for (const json::Member member : object.members()) {
    const KeyField field = key_field_named(member.name.text(arena));
    if (field == KeyField::none) return false;
    there |= std::uint32_t{1} << static_cast<unsigned>(field);
  }
  return secret_field(there) != KeyField::none;
}

}  // namespace

void read_key_json(json::Value root, KeyIntake& intake) {
  const json::Value keys = root["keys"];
  const json::Value list = keys.is_array() || keys.is_object() ? keys : root;
  std::uint32_t place = 0;
  for (const json::Value entry : list.elements()) read_entry(entry, {}, ++place, intake);
  if (!list.is_object()) return;
  if (is_entry(list, intake.arena())) return read_entry(list, {}, 1, intake);
  for (const json::Member member : list.members()) {
    read_entry(member.value, member.name.text(intake.arena()), ++place, intake);
  }
}

}  // namespace rota::pool
