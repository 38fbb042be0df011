// Reading what stands in KV; see published_keys.h.
#include "pool/published_keys.h"

#include "base/buffer.h"
#include "base/text.h"

namespace rota::pool {

namespace {

constexpr Bytes whole_name = "GEMINI_API_KEYS_CONFIG";

/// The number of the first entry that a page asks for; page 0 has the one value beside its entries.
std::size_t first_entry(std::size_t page) { return page == 0 ? 0 : page * limits::published_page - 1; }

Bytes entry_name(std::size_t number, Arena& arena) {
  return arena.join("key_", text::decimal(arena, static_cast<std::int64_t>(number)));
}

struct Value {
  Bytes name;
  Bytes text;
};

void copy_values(json::Value page, List<Value>& values, Arena& arena) {
  for (const json::Member member : page.members()) {
    if (!member.value.is_string()) continue;
    values.push(arena, Value{arena.copy(member.name.text(arena)), arena.copy(member.value.text(arena))});
  }
}

}  // namespace

Bytes published_names(std::size_t page, Arena& arena) {
  Buffer names;
  if (page == 0) names.append(whole_name);
  for (std::size_t number = first_entry(page); number < first_entry(page + 1); ++number) {
    if (!names.empty()) names.append('\n');
    names.append(entry_name(number, arena));
  }
  return arena.copy(names.view());
}

bool is_published_on(Bytes values, std::size_t page, json::Reader& reader, Arena& arena) {
  if (page + 1 == limits::published_pages) return false;
  const auto read = reader.read(values, arena);
  if (!read) return false;
  for (std::size_t back = 1; back <= limits::published_tail; ++back) {
    if ((*read)[entry_name(first_entry(page + 1) - back, arena)].is_string()) return true;
  }
  return false;
}

Published read_published(Bytes values, json::Reader& reader, Arena& arena) {
  Published published;
  List<Value> texts;
  const auto read = reader.read(values, arena);
  if (!read) return published;
  if (read->is_object()) copy_values(*read, texts, arena);
  for (const json::Value page : read->elements()) copy_values(page, texts, arena);
  for (const Value& value : texts) {
    const auto import = read_import(value.text, reader, arena);
    if (import) {
      for (const ImportedKey& key : import.value()->keys) published.keys.push(arena, key);
    } else {
      published.complaint = arena.join("Keys in CONFIG_KV cannot be read: ", value.name, ": ", import.failure().message);
    }
    const LeftOut left = left_out_of(arena.join("CONFIG_KV ", value.name), import, arena);
    if (left.count != 0) published.left_out.push(arena, left);
  }
  return published;
}

}  // namespace rota::pool
