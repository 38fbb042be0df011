// Rules of members; see form.h.
#include "admin/form.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::admin {

namespace {

bool has_control_characters(Bytes utf8) {
  for (const char c : utf8) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
  }
  return false;
}

}  // namespace

Status check_version(json::Value version, std::int64_t present) {
  if (version.is_unset()) return Done{};
  std::int64_t seen = 0;
  if (!version.integer(seen)) return bad_field("This must be the `version` of a list or of an answer.", "version");
  if (seen == present) return Done{};
  return conflict("Somebody else has made a change since: read it again, then repeat yours.", "version");
}

Form::Form(Bytes body, json::Reader& reader, Arena& arena, std::initializer_list<Bytes> known) : arena_(arena) {
  auto read = reader.read(body, arena);
  if (!read) {
    ok_ = false;
    failure_ = read.failure();
    return;
  }
  if (!read->is_object()) {
    ok_ = false;
    failure_ = bad_body("The body must be a JSON object.");
    return;
  }
  root_ = *read;
  for (const json::Member member : root_.members()) {
    bool is_known = false;
    for (const Bytes name : known) is_known = is_known || member.name.equals(name);
    if (!is_known) refuse(text::redact(arena, arena.copy(member.name.text(arena))), "There is no such field here.");
  }
}

bool Form::take(Bytes name, json::Value& member) const {
  member = root_[name];
  return ok_ && !member.is_unset();
}

void Form::refuse(Bytes name, Bytes message) {
  if (!ok_) return;
  ok_ = false;
  failure_ = bad_field(message, name);
}

bool Form::read_text(json::Value value, Bytes name, std::size_t most_bytes, Bytes& out) {
  if (!value.is_string()) {
    refuse(name, "This must be a text.");
    return false;
  }
  const Bytes found = text::trim(arena_.copy(value.text(arena_)));
  if (found.size() > most_bytes) {
    refuse(name, arena_.join("This may be at most ", text::decimal(arena_, static_cast<std::int64_t>(most_bytes)),
                             " bytes long."));
    return false;
  }
  if (has_control_characters(found)) {
    refuse(name, "This may hold no control characters.");
    return false;
  }
  out = found;
  return true;
}

void Form::text(Bytes name, std::size_t most_bytes, Bytes& out) {
  json::Value value;
  if (take(name, value)) static_cast<void>(read_text(value, name, most_bytes, out));
}

void Form::label(Bytes name, Bytes& out) {
  text(name, limits::key_label_bytes, out);
  out = text::redact(arena_, out);
}

void Form::number(Bytes name, std::int64_t least, std::int64_t most, std::int64_t& out) {
  json::Value value;
  if (!take(name, value)) return;
  std::int64_t found = 0;
  if (!value.integer(found) || found < least || found > most) {
    refuse(name, arena_.join("This must be a whole number from ", text::decimal(arena_, least), " to ",
                             text::decimal(arena_, most), "."));
    return;
  }
  out = found;
}

void Form::flag(Bytes name, bool& out) {
  json::Value value;
  if (!take(name, value)) return;
  std::int64_t found = 0;
  if (value.type() == json::Type::boolean) {
    out = value.is_true();
  } else if (value.integer(found) && (found == 0 || found == 1)) {
    out = found == 1;
  } else {
    refuse(name, "This must be true or false.");
  }
}

void Form::texts(Bytes name, std::size_t most, std::size_t most_bytes, List<Bytes>& out) {
  json::Value value;
  if (!take(name, value)) return;
  if (!value.is_array()) return refuse(name, "This must be a list of texts.");
  if (value.count() > most) {
    return refuse(
        name, arena_.join("This may hold at most ", text::decimal(arena_, static_cast<std::int64_t>(most)), " texts."));
  }
  for (const json::Value element : value.elements()) {
    Bytes found;
    if (!read_text(element, name, most_bytes, found)) return;
    if (found.empty()) return refuse(name, "None of its texts may be empty.");
    out.push(arena_, found);
  }
}

void Form::ids(Bytes name, std::size_t most, List<std::uint64_t>& out) {
  constexpr std::size_t id_digits = 16;
  List<Bytes> found;
  texts(name, most, id_digits, found);
  for (const Bytes text : found) {
    std::uint64_t id = 0;
    if (text::parse_hex_id(text, id)) {
      out.push(arena_, id);
    } else {
      refuse(name, "An id is 16 hexadecimal digits.");
    }
  }
  if (ok_ && out.empty()) refuse(name, "Name the ids.");
}

void Form::version(std::int64_t present) {
  const Status checked = check_version(root_["version"], present);
  if (!ok_ || checked) return;
  ok_ = false;
  failure_ = checked.failure();
}

}  // namespace rota::admin
