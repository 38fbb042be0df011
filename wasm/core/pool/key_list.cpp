// Parsing API_KEYS; see key_list.h.
#include "pool/key_list.h"

#include "pool/left_out.h"

namespace rota::pool {

KeyList parse_keys(Secret keys, Arena& arena) {
  json::Reader reader;
  KeyReading reading;
  reading.least_bytes = 1;  // an upstream of one's own may want "none"
  reading.lenient = true;
  KeyList list;
  const auto import = read_import(keys.reveal(), reader, arena, reading);
  const LeftOut left = left_out_of({}, import, arena);
  list.refused = left.refused;
  list.refused_count = left.count;
  if (!import) return list;
  const KeyImport& found = **import;
  list.keys.reserve(arena, found.keys.size());
  for (const ImportedKey& key : found.keys) list.keys.push(arena, ListedKey{key.id, key.secret});
  list.duplicates = found.duplicates;
  return list;
}

}  // namespace rota::pool
