// What counts as a key and what is kept beside it; see key_intake.h.
#include "pool/key_intake.h"

#include "base/key_shape.h"
#include "base/limits.h"
#include "base/text.h"
#include "pool/key_label.h"
#include "pool/plain_text.h"

namespace rota::pool {

namespace {

struct FieldName {
  Bytes name;  // lower case, without '_', '-' and spaces
  KeyField field;
};
constexpr FieldName field_names[] = {
    {"key", KeyField::key},       {"value", KeyField::value},      {"apikey", KeyField::api_key},
    {"name", KeyField::name},     {"email", KeyField::email},      {"gmailemail", KeyField::email},
    {"mail", KeyField::email},    {"project", KeyField::project},  {"note", KeyField::notes},
    {"notes", KeyField::notes},   {"weight", KeyField::weight},    {"isactive", KeyField::active},
    {"active", KeyField::active}, {"isenabled", KeyField::active}, {"enabled", KeyField::active},
};
constexpr std::size_t field_name_max_bytes = 16;

constexpr Bytes words_for_no[] = {"false", "0", "no", "off", "inactive", "disabled"};

/// Digits in front count, what follows does not: 2.5 is 2. Without any it is 1, and so is 0.
std::uint8_t read_weight(Bytes text) {
  std::size_t digits = 0;
  while (digits < text.size() && text::is_digit(text[digits])) ++digits;
  if (digits == 0) return 1;
  std::uint64_t weight = 0;
  if (!text::parse_unsigned(text.substr(0, digits), weight) || weight > limits::key_weight_max) {
    return static_cast<std::uint8_t>(limits::key_weight_max);
  }
  return weight == 0 ? std::uint8_t{1} : static_cast<std::uint8_t>(weight);
}

bool means_no(Bytes text) {
  for (const Bytes word : words_for_no) {
    if (text::iequals(text, word)) return true;
  }
  return false;
}

/// The length of the control character (C0, DEL, C1) at `at`; 0 when there is none.
std::size_t control_length(Bytes utf8, std::size_t at) {
  const auto c = static_cast<unsigned char>(utf8[at]);
  if (c < 0x20 || c == 0x7F) return 1;
  return c == 0xC2 && at + 1 < utf8.size() && static_cast<unsigned char>(utf8[at + 1]) < 0xA0 ? 2 : 0;
}

/// Outside of notes: what is commented out does not count.
bool has_known_key(Bytes text) {
  while (!text.empty()) {
    if (text::find_key(split_note(take_line(text)).content).found()) return true;
  }
  return false;
}

}  // namespace

KeyField key_field_named(Bytes name) {
  char plain[field_name_max_bytes];
  std::size_t size = 0;
  for (const char c : name) {
    if (c == '_' || c == '-' || c == ' ') continue;
    if (size == field_name_max_bytes) return KeyField::none;
    plain[size++] = text::lower(c);
  }
  for (const FieldName& known : field_names) {
    if (known.name == Bytes(plain, size)) return known.field;
  }
  return KeyField::none;
}

KeyField secret_field(std::uint32_t there) {
  for (const KeyField field : {KeyField::value, KeyField::api_key, KeyField::key}) {
    if ((there >> static_cast<unsigned>(field) & 1) != 0) return field;
  }
  return KeyField::none;
}

void set_key_field(ImportedKey& key, KeyField field, Bytes text) {
  const Bytes said = text::trim(text);
  switch (field) {
    case KeyField::name:
      key.name = said;
      break;
    case KeyField::key:
      if (key.name.empty()) key.name = said;
      break;
    case KeyField::email:
      key.email = said;
      break;
    case KeyField::project:
      key.project = said;
      break;
    case KeyField::notes:
      key.notes = said;
      break;
    case KeyField::weight:
      key.weight = read_weight(said);
      break;
    case KeyField::active:
      key.active = !means_no(said);
      break;
    case KeyField::none:
    case KeyField::api_key:  // a second secret is nobody's name
    case KeyField::value:
      break;
  }
}

KeyIntake::KeyIntake(KeyImport& import, Bytes text, const KeyReading& reading, Arena& arena)
    : import_(import), reading_(reading), arena_(arena), by_form_(!reading.named && has_known_key(text)) {
  const std::size_t most = text.size() / reading.least_bytes;
  known_.clear(most < reading.most_keys ? most : reading.most_keys);
}

Refusal KeyIntake::defect_of(Bytes secret) const {
  if (secret.size() > reading_.most_bytes) return Refusal::too_long;
  for (const char c : secret) {
    if (!reading_.any_text && (c < 0x21 || c > 0x7E)) return Refusal::unsendable;
    if (c == ',') return Refusal::has_comma;
  }
  if (!reading_.named && text::contains(secret, "...")) return Refusal::placeholder;
  return secret.size() < reading_.least_bytes ? Refusal::too_short : Refusal::empty;
}

void KeyIntake::take(ImportedKey key, std::uint32_t place) {
  key.secret = Secret(text::trim(key.secret.reveal()));
  if (key.secret.empty()) return refuse(place, Refusal::empty);
  const Refusal defect = defect_of(key.secret.reveal());
  if (defect != Refusal::empty) return refuse(place, defect, key.secret);
  key.id = text::fingerprint(key.secret);
  if (known_.find(import_.keys, key.id) != nowhere) {
    ++import_.duplicates;
    return;
  }
  if (import_.keys.size() == reading_.most_keys) return refuse(place, Refusal::pool_full, key.secret);
  key.name = cleaned(key.name);
  key.email = cleaned(key.email);
  key.project = cleaned(key.project);
  key.notes = cleaned(key.notes);
  import_.keys.push(arena_, key);
  known_.add(import_.keys, static_cast<std::uint32_t>(import_.keys.size() - 1));
}

void KeyIntake::take_value(const ImportedKey& key, bool said, std::uint32_t place) {
  const Bytes text = text::trim(plain_line(key.secret.reveal(), arena_));
  ImportedKey one = key;
  one.secret = Secret(text);
  // A client's key may have any form: a part of it would open the door to who knows only that.
  const bool parts = !reading_.any_text || !find_mail(text).empty();
  text::KeyPlace at = parts ? text::find_key(text) : text::KeyPlace{};
  if (at.found()) {
    if (one.email.empty()) one.email = find_mail(text);
    for (; at.found(); at = text::find_key(text, at.end)) {
      one.secret = Secret(text.substr(at.begin, at.end - at.begin));
      take(one, place);
    }
    return;
  }
  if (by_form_ && !said) return refuse(place, Refusal::beside_known);
  if (!reading_.named && text::contains(text, "://")) return refuse(place, Refusal::address);
  if (!reading_.named && !find_mail(text).empty()) return refuse(place, Refusal::behind_label);
  take(one, place);
}

void KeyIntake::refuse(std::uint32_t place, Refusal why, Secret secret) {
  ++import_.refused_count;
  if (import_.refused.size() == limits::import_refusals) return;
  const Bytes shown = secret.empty() ? Bytes() : cleaned(text::mask(arena_, secret));
  import_.refused.push(arena_, Refused{place, why, shown});
}

/// Redacts before it cuts: a key that is cut short has no key's shape any more.
Bytes KeyIntake::cleaned(Bytes text) {
  const Bytes kept = text::cut_utf8(text::redact(arena_, text::trim(text)), limits::key_label_bytes);
  std::size_t at = 0;
  while (at < kept.size() && control_length(kept, at) == 0) ++at;
  if (at == kept.size()) return kept;
  auto* out = static_cast<char*>(arena_.allocate(kept.size(), 1));
  std::size_t size = 0;
  for (at = 0; at < kept.size();) {
    const std::size_t control = control_length(kept, at);
    out[size++] = control == 0 ? kept[at] : ' ';
    at += control == 0 ? 1 : control;
  }
  return text::trim({out, size});
}

/// A `#` within a word begins no note. What is not ASCII is a gap, for it may be a space of another width.
LineParts split_note(Bytes line) {
  for (std::size_t at = line.find('#'); at != Bytes::npos; at = line.find('#', at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    const bool gap = text::is_space(before) || Bytes(",;|").find(before) != Bytes::npos;
    if (gap || static_cast<unsigned char>(before) >= 0x80) return {line.substr(0, at), line.substr(at + 1)};
  }
  return {line, {}};
}

Bytes take_piece(Bytes& rest, Bytes marks) {
  const std::size_t end = rest.find_first_of(marks);
  const Bytes piece = rest.substr(0, end);
  rest = end == Bytes::npos ? Bytes() : rest.substr(end + 1);
  return piece;
}

Bytes take_line(Bytes& rest) {
  const std::size_t end = text::find_line_end(rest);
  const Bytes line = rest.substr(0, end);
  if (end == Bytes::npos) {
    rest = {};
    return line;
  }
  const bool pair = rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n';
  rest.remove_prefix(end + (pair ? 2 : 1));
  return line;
}

}  // namespace rota::pool
