// The spelling of the pool's fields; see fields.h.
#include "pool/fields.h"

namespace rota::pool {

namespace {

constexpr std::size_t id_digits = 16;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

void write_id(json::Writer& out, std::uint64_t id) {
  char digits[id_digits];
  for (std::size_t i = 0; i < id_digits; ++i) digits[i] = "0123456789abcdef"[(id >> (60 - 4 * i)) & 15];
  out.escaped(Bytes(digits, id_digits));
}

bool read_id(json::Value value, std::uint64_t& id) {
  const Bytes digits = value.escaped();
  if (digits.size() != id_digits) return false;
  std::uint64_t read = 0;
  for (const char c : digits) {
    const int digit = hex_value(c);
    if (digit < 0) return false;
    read = read << 4 | static_cast<std::uint64_t>(digit);
  }
  id = read;
  return true;
}

void write_count(json::Writer& out, Bytes name, std::int64_t value) {
  if (value <= 0) return;
  out.key(name);
  out.integer(value < count_max ? value : count_max);
}

void write_ms(json::Writer& out, Bytes name, double ms) {
  if (!(ms > 0)) return;
  write_count(out, name, ms < static_cast<double>(count_max) ? static_cast<std::int64_t>(ms + 0.5) : count_max);
}

void write_text(json::Writer& out, Bytes name, Bytes utf8) {
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
