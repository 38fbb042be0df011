// See behind_row.h. An entry is "NAME BASE SIZE\n" and so many bytes; the row begins with its version.
#include "pool/behind_row.h"

#include "base/limits.h"

namespace rota::pool {

namespace {

constexpr Bytes version_line = "v1\n";

}  // namespace

bool BehindRow::read_entry(Bytes& rest, Entry& entry) {
  Bytes head = text::split(rest, '\n');
  entry.row = text::split(head, ' ');
  const Bytes base = text::split(head, ' ');
  std::uint64_t size = 0;
  if (entry.row.empty() || !text::parse_hex_id(base, entry.base) || !text::parse_unsigned(head, size) || size > rest.size()) {
    return false;
  }
  entry.value = rest.substr(0, static_cast<std::size_t>(size));
  rest.remove_prefix(static_cast<std::size_t>(size));
  return true;
}

std::uint64_t BehindRow::mark_of(Bytes row) const {
  const std::uint64_t sought = text::fingerprint(row);
  for (const Mark& mark : marks_) {
    if (mark.row == sought) return mark.value;
  }
  return 0;
}

void BehindRow::recall(Bytes value) {
  recalled_.clear();
  if (!text::starts_with(value, version_line)) return;
  stored_ = text::fingerprint(value);
  recalled_.append(value.substr(version_line.size()));
}

Bytes BehindRow::newest(Bytes row, Bytes own) {
  note(row, own);
  Entry entry;
  Bytes rest = recalled_.view();
  while (read_entry(rest, entry)) {
    if (entry.row == row) return entry.base == mark_of(row) ? entry.value : own;
  }
  return own;
}

void BehindRow::note(Bytes row, Bytes value) {
  const std::uint64_t mark = value.empty() ? 0 : text::fingerprint(value);
  const std::uint64_t sought = text::fingerprint(row);
  for (Mark& known : marks_) {
    if (known.row != sought) continue;
    known.before = known.value;
    known.value = mark;
    return;
  }
  if (mark != 0) marks_.push({sought, mark, 0});
}

void BehindRow::take_back(Bytes row) {
  const std::uint64_t sought = text::fingerprint(row);
  for (Mark& known : marks_) {
    if (known.row == sought) known.value = known.before;
  }
}

bool BehindRow::add(Bytes row, Bytes value) {
  if (next_.size() + row.size() + value.size() + 64 > limits::behind_row_bytes) return false;
  if (next_.empty()) next_.append(version_line);
  next_.append(row);
  next_.append(' ');
  next_.append(text::hex_id(mark_of(row)).view());
  next_.append(' ');
  text::append_decimal(next_, static_cast<std::int64_t>(value.size()));
  next_.append('\n');
  next_.append(value);
  return true;
}

bool BehindRow::is_news() {
  if (next_.empty()) return false;
  const std::uint64_t mark = text::fingerprint(next_.view());
  if (mark == stored_) return false;
  stored_ = mark;
  return true;
}

}  // namespace rota::pool
