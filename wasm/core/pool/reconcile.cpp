// Who stays, leaves and joins; see reconcile.h.
#include "pool/reconcile.h"

#include <algorithm>

namespace rota::pool {

namespace {

void append_key(Array<PoolKey>& keys, Buffer& secrets, PoolKey key, const ListedKey& listed) {
  key.id = listed.id;
  key.secret_begin = static_cast<std::uint32_t>(secrets.size());
  key.secret_bytes = static_cast<std::uint16_t>(listed.secret.size());
  key.project = listed.project;
  key.weight = listed.weight;
  key.barred = listed.switched_off ? Cause::switched_off : listed.secret.empty() ? Cause::unreadable : Cause::ok;
  secrets.append(listed.secret.reveal());
  keys.push(key);
}

/// A project as reconcile meets it: its number, and the position of its first key.
struct Project {
  std::uint64_t id;
  std::uint32_t first;
};

/// Every key of a project gets the project's first key as owner, which takes over what the owner before it knew.
/// `owners`: for each key, the position of its owner in `before`, or `nowhere` for a new one.
void assign_owners(Ledger& ledger, Array<PoolKey>& keys, const Array<std::uint64_t>& labels,
                   const Array<std::uint32_t>& owners, const Array<PoolKey>& before, double now_ms) {
  Array<Project> projects;
  IdIndex known;
  known.clear(keys.size());
  for (std::uint32_t at = 0; at < keys.size(); ++at) {
    keys[at].owner = nowhere;
    if (labels[at] == 0) continue;
    const std::uint32_t found = known.find(projects, labels[at]);
    if (found != nowhere) {
      keys[at].owner = projects[found].first;
      continue;
    }
    projects.push({labels[at], at});
    known.add(projects, static_cast<std::uint32_t>(projects.size() - 1));
    if (owners[at] == nowhere) continue;
    const PoolKey& was = before[owners[at]];
    if (was.id != keys[at].id) ledger.inherit(keys[at], was, now_ms);
  }
}

}  // namespace

Reconciled reconcile(Ledger& ledger, const KeyList& list, double now_ms, std::uint32_t& next, DirtyPages& dirty) {
  Reconciled result;
  Array<PoolKey>& before = ledger.keys();
  // Rows may come in any order; once the ledger has been built, positions and places are the same.
  std::sort(before.begin(), before.end(), [](const PoolKey& a, const PoolKey& b) { return a.place < b.place; });

  IdIndex listed;
  listed.clear(list.keys.size());
  for (std::uint32_t i = 0; i < list.keys.size(); ++i) listed.add(list.keys, i);
  Array<bool> taken;
  taken.resize(list.keys.size());

  Array<PoolKey> keys;
  Array<std::uint64_t> labels;
  Array<std::uint32_t> owners;
  Array<std::uint32_t> leaving;
  Buffer secrets;
  keys.reserve(list.keys.size());
  std::uint32_t next_after = 0;
  for (std::uint32_t i = 0; i < before.size(); ++i) {
    const PoolKey& key = before[i];
    const std::uint32_t at = listed.find(list.keys, key.id);
    if (at == nowhere || taken[at]) {
      leaving.push(i);
      dirty.now(page_of(key.place));
      continue;
    }
    taken[at] = true;
    if (key.place < next) ++next_after;
    append_key(keys, secrets, key, list.keys[at]);
    labels.push(list.keys[at].project);
    owners.push(key.owner == nowhere ? i : key.owner);
  }
  for (std::uint32_t i = 0; i < list.keys.size(); ++i) {
    if (taken[i]) continue;
    append_key(keys, secrets, PoolKey{}, list.keys[i]);
    labels.push(list.keys[i].project);
    owners.push(nowhere);
    ++result.joined;
  }
  assign_owners(ledger, keys, labels, owners, before, now_ms);
  for (const std::uint32_t i : leaving) ledger.forget(before[i]);
  result.left = static_cast<std::uint32_t>(leaving.size());
  for (std::uint32_t at = 0; at < keys.size(); ++at) {
    if (keys[at].place != at) dirty.now(page_of(at));
    keys[at].place = at;
  }
  next = next_after < keys.size() ? next_after : 0;
  const auto count = static_cast<std::uint32_t>(keys.size());
  dirty.cut(page_count(keys.size()));
  ledger.rebuild(static_cast<Array<PoolKey>&&>(keys), static_cast<Buffer&&>(secrets), now_ms);
  if (result.joined + result.left != 0 && ledger.reopen(now_ms)) {
    for (std::uint32_t at = 0; at < count; ++at) dirty.later(page_of(at));
  }
  return result;
}

}  // namespace rota::pool
