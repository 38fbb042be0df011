// Merging the places that keys come from; see roster.h.
#include "pool/roster.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/id_index.h"

namespace rota::pool {

namespace {

class Merge {
 public:
  Merge(const List<store::KeyRow>& rows, std::size_t most, Arena& arena) : rows_(rows), arena_(arena) {
    named_.clear(rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) named_.add(rows_, i);
    taken_.clear(most < limits::pool_keys ? most : limits::pool_keys);
  }

  void add(std::uint64_t id, Secret secret, Bytes project, std::uint8_t weight, Bytes source) {
    if (list_.keys.size() >= limits::pool_keys) {
      ++list_.refused_count;
      return;
    }
    if (taken_.find(list_.keys, id) != nowhere) {
      ++list_.duplicates;
      return;
    }
    ListedKey key;
    key.id = id;
    key.secret = Secret(arena_.copy(secret.reveal()));
    key.project = project.empty() ? 0 : text::fingerprint(project);
    key.weight = weight;
    key.source = source;
    const std::uint32_t named = named_.find(rows_, id);
    if (named != nowhere) {
      const store::KeyRow& row = rows_[named];
      if (!row.project.empty()) key.project = text::fingerprint(row.project);
      if (row.weight != 0) key.weight = row.weight;
      key.switched_off = !row.active;
    }
    list_.keys.push(arena_, key);
    taken_.add(list_.keys, static_cast<std::uint32_t>(list_.keys.size() - 1));
  }
  [[nodiscard]] const KeyList& list() const { return list_; }

 private:
  const List<store::KeyRow>& rows_;
  Arena& arena_;
  IdIndex named_;
  IdIndex taken_;
  KeyList list_;
};

}  // namespace

KeyList make_roster(const RosterSources& sources, Arena& arena) {
  Merge merge(sources.rows, sources.environment.keys.size() + sources.rows.size() + sources.published.size(), arena);
  for (const ListedKey& key : sources.environment.keys) merge.add(key.id, key.secret, {}, 1, "env");
  std::size_t sealed = 0;
  for (const store::KeyRow& row : sources.rows) {
    if (row.sealed.empty()) continue;
    merge.add(row.id, sealed < sources.secrets.size() ? sources.secrets[sealed] : Secret(), row.project, row.weight, {});
    ++sealed;
  }
  for (const ImportedKey& key : sources.published) merge.add(key.id, key.secret, key.project, key.weight, "kv");
  return merge.list();
}

void recall_keys(KeyList& roster, const Array<PoolKey>& known, bool rows_failed, Arena& arena) {
  IdIndex listed;
  listed.clear(roster.keys.size() + known.size());
  for (std::uint32_t i = 0; i < roster.keys.size(); ++i) listed.add(roster.keys, i);
  for (const PoolKey& key : known) {
    const std::uint32_t at = listed.find(roster.keys, key.id);
    if (at == nowhere ? roster.keys.size() >= limits::pool_keys : !rows_failed) continue;
    ListedKey unread;
    unread.id = key.id;
    ListedKey& recalled = at != nowhere ? roster.keys[at] : roster.keys.push(arena, unread);
    recalled.project = key.project;
    recalled.weight = key.weight;
    recalled.switched_off = key.barred == Cause::switched_off;
  }
}

std::uint32_t shard_of(const ListedKey& key, std::uint32_t shards) {
  if (shards <= 1) return 0;
  return static_cast<std::uint32_t>((key.project != 0 ? key.project : key.id) % shards);
}

List<store::KeyRow> unnamed_keys(const RosterSources& sources, Arena& arena) {
  IdIndex named;
  named.clear(sources.rows.size());
  for (std::uint32_t i = 0; i < sources.rows.size(); ++i) named.add(sources.rows, i);
  List<store::KeyRow> unnamed;
  IdIndex noted;
  noted.clear(sources.environment.keys.size() + sources.published.size());
  const auto note = [&](std::uint64_t id, Secret secret, Bytes source, Bytes name) {
    if (named.find(sources.rows, id) != nowhere || noted.find(unnamed, id) != nowhere) return;
    store::KeyRow row;
    row.id = id;
    row.masked = text::mask(arena, secret);
    row.source = source;
    row.name = name;
    unnamed.push(arena, row);
    noted.add(unnamed, static_cast<std::uint32_t>(unnamed.size() - 1));
  };
  for (const ListedKey& key : sources.environment.keys) note(key.id, key.secret, "env", {});
  for (const ImportedKey& key : sources.published) note(key.id, key.secret, "kv", key.name);
  return unnamed;
}

}  // namespace rota::pool
