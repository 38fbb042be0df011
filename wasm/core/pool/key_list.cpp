// Parsing API_KEYS; see key_list.h.
#include "pool/key_list.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/id_index.h"

namespace rota::pool {

namespace {

bool is_separator(char c) { return c == ',' || text::is_space(c); }

/// Visible ASCII: anything else breaks the header line or is refused by fetch.
bool is_sendable(Bytes key) {
  for (const char c : key) {
    if (c < 0x21 || c > 0x7E) return false;
  }
  return true;
}

/// The next run of characters between separators, which `rest` loses; empty at the end.
Bytes next_entry(Bytes& rest) {
  std::size_t begin = 0;
  while (begin < rest.size() && is_separator(rest[begin])) ++begin;
  std::size_t end = begin;
  while (end < rest.size() && !is_separator(rest[end])) ++end;
  const Bytes entry = rest.substr(begin, end - begin);
  rest = rest.substr(end);
  return entry;
}

void append_count(Buffer& out, std::uint32_t count, Bytes what) {
  if (count == 0) return;
  out.append(out.empty() ? Bytes("API_KEYS: left out ") : Bytes(", "));
  text::append_decimal(out, count);
  out.append(what);
}

}  // namespace

KeyList parse_keys(Bytes text, Arena& arena) {
  KeyList list;
  IdIndex known;
  std::size_t entries = 0;
  for (Bytes rest = text; !next_entry(rest).empty();) ++entries;
  known.clear(entries < limits::pool_keys ? entries : limits::pool_keys);

  Bytes rest = text;
  for (Bytes entry = next_entry(rest); !entry.empty(); entry = next_entry(rest)) {
    if (entry.size() > limits::pool_key_bytes) {
      ++list.too_long;
      continue;
    }
    if (!is_sendable(entry)) {
      ++list.unsendable;
      continue;
    }
    const ListedKey key{text::fingerprint(entry), entry};
    if (known.find(list.keys, key.id) != nowhere) {
      ++list.duplicates;
      continue;
    }
    if (list.keys.size() == limits::pool_keys) {
      ++list.too_many;
      continue;
    }
    list.keys.push(arena, key);
    known.add(list.keys, static_cast<std::uint32_t>(list.keys.size() - 1));
  }
  return list;
}

Bytes describe_refusals(const KeyList& list, Arena& arena) {
  Buffer line;
  append_count(line, list.duplicates, " duplicates");
  append_count(line, list.too_long, " too long to be a key");
  append_count(line, list.unsendable, " with characters that no header carries");
  append_count(line, list.too_many, " past the most that a pool holds");
  return arena.copy(line.view());
}

}  // namespace rota::pool
