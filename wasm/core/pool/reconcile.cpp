// Who stays, leaves and joins; see reconcile.h.
#include "pool/reconcile.h"

#include <algorithm>

namespace rota::pool {

namespace {

void append_key(Array<KeyState>& keys, Buffer& secrets, KeyState key, Bytes secret) {
  key.secret_begin = static_cast<std::uint32_t>(secrets.size());
  key.secret_bytes = static_cast<std::uint16_t>(secret.size());
  secrets.append(secret);
  keys.push(key);
}

}  // namespace

Reconciled reconcile(Ledger& ledger, const KeyList& list, double now_ms, std::uint32_t& next, DirtyPages& dirty) {
  Reconciled result;
  Array<KeyState>& before = ledger.keys();
  std::sort(before.begin(), before.end(), [](const KeyState& a, const KeyState& b) { return a.place < b.place; });

  IdIndex listed;
  listed.clear(list.keys.size());
  for (std::uint32_t i = 0; i < list.keys.size(); ++i) listed.add(list.keys, i);
  Array<bool> taken;
  taken.resize(list.keys.size());

  Array<KeyState> keys;
  Buffer secrets;
  keys.reserve(list.keys.size());
  std::uint32_t next_after = 0;
  for (KeyState& key : before) {
    const std::uint32_t at = listed.find(list.keys, key.id);
    if (at == nowhere || taken[at]) {
      ledger.forget(key);
      dirty.now(page_of(key.place));
      ++result.left;
      continue;
    }
    taken[at] = true;
    if (key.place < next) ++next_after;
    append_key(keys, secrets, key, list.keys[at].secret);
  }
  for (std::uint32_t i = 0; i < list.keys.size(); ++i) {
    if (taken[i]) continue;
    KeyState key;
    key.id = list.keys[i].id;
    append_key(keys, secrets, key, list.keys[i].secret);
    ++result.joined;
  }
  for (std::uint32_t at = 0; at < keys.size(); ++at) {
    if (keys[at].place != at) dirty.now(page_of(at));
    keys[at].place = at;
  }
  next = next_after < keys.size() ? next_after : 0;
  const auto count = static_cast<std::uint32_t>(keys.size());
  dirty.cut(count == 0 ? 0 : page_of(count - 1) + 1);
  ledger.rebuild(static_cast<Array<KeyState>&&>(keys), static_cast<Buffer&&>(secrets), now_ms);
  if (result.joined + result.left != 0 && ledger.reopen(now_ms)) {
    for (std::uint32_t at = 0; at < count; ++at) dirty.later(page_of(at));
  }
  return result;
}

}  // namespace rota::pool
