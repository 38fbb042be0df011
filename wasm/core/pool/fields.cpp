// The spelling of the pool's fields; see fields.h.
#include "pool/fields.h"

#include "base/text.h"

namespace rota::pool {

void write_id(json::Writer& out, std::uint64_t id) { out.string(text::hex_id(id).view()); }

bool read_id(json::Value value, std::uint64_t& id) { return text::parse_hex_id(value.escaped(), id); }

void write_count(json::Writer& out, json::Escaped name, std::int64_t value) {
  if (value <= 0) return;
  out.key(name);
  out.integer(value < count_max ? value : count_max);
}

void write_known_id(json::Writer& out, json::Escaped name, std::uint64_t id) {
  if (id == 0) return;
  out.key(name);
  write_id(out, id);
}

std::uint64_t read_known_id(json::Value value) {
  std::uint64_t id = 0;
  return read_id(value, id) ? id : 0;
}

void write_ms(json::Writer& out, json::Escaped name, double ms) {
  if (!(ms > 0)) return;
  write_count(out, name, ms < static_cast<double>(count_max) ? static_cast<std::int64_t>(ms + 0.5) : count_max);
}

void write_text(json::Writer& out, json::Escaped name, Bytes utf8) {
  if (utf8.empty()) return;
  out.key(name);
  out.string(utf8);
}

std::int64_t read_count(json::Value value, std::int64_t most) {
  double number = 0;
  if (!value.number(number) || !(number > 0)) return 0;
  if (number >= static_cast<double>(most)) return most;
  return static_cast<std::int64_t>(number);
}

double read_ms(json::Value value) { return static_cast<double>(read_count(value)); }

}  // namespace rota::pool
