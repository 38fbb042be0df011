// Reading what stands in KV; see published_keys.h.
#include "pool/published_keys.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::pool {

namespace {

constexpr Bytes whole_name = "GEMINI_API_KEYS_CONFIG";

}  // namespace

Bytes published_names(Arena& arena) {
  Buffer names;
  names.append(whole_name);
  for (std::size_t i = 0; i < limits::published_entries; ++i) {
    names.append("\nkey_");
    text::append_decimal(names, static_cast<std::int64_t>(i));
  }
  return arena.copy(names.view());
}

List<ImportedKey> read_published(Bytes values, json::Reader& reader, Arena& arena, Bytes& complaint) {
  List<ImportedKey> keys;
  List<Bytes> texts;
  const auto read = reader.read(values, arena);
  if (!read) return keys;
  for (const json::Member member : read->members()) {
    if (member.value.is_string()) texts.push(arena, arena.copy(member.value.text(arena)));
  }
  for (const Bytes text : texts) {
    const auto import = read_import(text, reader, arena);
    if (!import) {
      complaint = arena.join("Keys in CONFIG_KV cannot be read: ", import.failure().message);
      continue;
    }
    for (const ImportedKey& key : import.value()->keys) keys.push(arena, key);
    if (import.value()->refused_count != 0) {
      complaint = arena.join("CONFIG_KV: left out ", text::decimal(arena, import.value()->refused_count),
                             " entries that are no keys");
    }
  }
  return keys;
}

}  // namespace rota::pool
