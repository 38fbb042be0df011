// One walk over all of them; see owners.h. They are looked at for requests that name what they own, and for no others.
#include "pool/owners.h"

#include "base/text.h"

namespace rota::pool {

namespace {

Bytes kind_of(Bytes name) { return name.substr(0, name.find('/')); }

bool is_of(Bytes collection, Bytes name) {
  return name.size() > collection.size() && text::starts_with(name, collection) && name[collection.size()] == '/';
}

bool is_kept(const Owner& owner, double now_ms) { return owner.name_bytes != 0 && now_ms < owner.until_ms; }

/// A name like any other, of a kind that no upstream has.
Buffer gathering_name(std::uint64_t client) {
  Buffer name;
  name.append("(gathering)/");
  name.append(text::hex_id(client).view());
  return name;
}

bool is_seen(const OwnerWish& wish, const Owner& owner, double now_ms) {
  return is_kept(owner, now_ms) && (wish.shared || owner.client == wish.client) && is_of(wish.collection, owner.text());
}

}  // namespace

std::size_t Owners::place_of(Bytes name) const {
  const std::uint64_t hash = text::fingerprint(name);
  std::size_t at = 0;
  while (at < owners_.size() && (owners_[at].hash != hash || owners_[at].text() != name)) ++at;
  return at;
}

/// Where a newcomer goes: a free place, a new one, or that of the oldest of its kind, or of all.
std::size_t Owners::free_place(Bytes name, double now_ms) const {
  for (std::size_t at = 0; at < owners_.size(); ++at) {
    if (!is_kept(owners_[at], now_ms)) return at;
  }
  if (owners_.size() < limits::owners) return owners_.size();
  const Bytes kind = kind_of(name);
  std::size_t oldest = 0;
  std::size_t alike = owners_.size();
  for (std::size_t at = 0; at < owners_.size(); ++at) {
    if (owners_[at].since_ms < owners_[oldest].since_ms) oldest = at;
    if (kind_of(owners_[at].text()) != kind) continue;
    if (alike == owners_.size() || owners_[at].since_ms < owners_[alike].since_ms) alike = at;
  }
  return alike < owners_.size() ? alike : oldest;
}

void Owners::put(std::size_t at, const Owner& owner) {
  if (at == owners_.size()) {
    owners_.push(owner);
  } else {
    owners_[at] = owner;
  }
}

bool Owners::learn(const Learned& learned, double now_ms) {
  if (learned.name.empty() || learned.name.size() > limits::owned_name_bytes) return false;
  std::size_t at = place_of(learned.name);
  const bool known = at < owners_.size() && is_kept(owners_[at], now_ms);
  if (known && (owners_[at].key != learned.key || owners_[at].client != learned.client)) return false;
  if (learned.life_ms <= 0) {
    if (!known) return true;
    owners_[at].name_bytes = 0;
    owners_[at].hash = 0;
    mark(at);
    return true;
  }
  if (at == owners_.size()) at = free_place(learned.name, now_ms);
  const double life_ms = learned.life_ms < limits::owned_other_ms ? learned.life_ms : limits::owned_other_ms;
  Owner owner;
  owner.hash = text::fingerprint(learned.name);
  owner.key = learned.key;
  owner.client = learned.client;
  owner.since_ms = now_ms;
  owner.until_ms = now_ms + life_ms;
  owner.name_bytes = static_cast<std::uint16_t>(learned.name.size());
  std::memcpy(owner.name, learned.name.data(), learned.name.size());
  put(at, owner);
  mark(at);
  return true;
}

const Owner* Owners::find(Bytes name, double now_ms) {
  const std::size_t at = place_of(name);
  if (at == owners_.size() || !is_kept(owners_[at], now_ms)) return nullptr;
  Owner& owner = owners_[at];
  const double left_ms = owner.until_ms - now_ms;
  if (owner.until_ms - owner.since_ms >= limits::owned_other_ms && left_ms < limits::owned_other_ms / 2) {
    owner.since_ms = now_ms;
    owner.until_ms = now_ms + limits::owned_other_ms;
    mark(at);
  }
  return &owner;
}

std::uint64_t Owners::gathering_key(std::uint64_t client, double now_ms) {
  const Owner* owner = find(gathering_name(client).view(), now_ms);
  return owner != nullptr ? owner->key : 0;
}

void Owners::gather(std::uint64_t client, std::uint64_t key, double now_ms) {
  const Buffer name = gathering_name(client);
  const Owner* known = find(name.view(), now_ms);
  if (known != nullptr && known->key == key && now_ms - known->since_ms < limits::owner_gather_ms / 2) return;
  if (known != nullptr) learn({name.view(), known->key, client, 0}, now_ms);
  learn({name.view(), key, client, limits::owner_gather_ms}, now_ms);
}

std::uint64_t Owners::next_key(const OwnerWish& wish, std::uint64_t after, double now_ms) const {
  std::uint64_t next = 0;
  for (const Owner& owner : owners_) {
    if (owner.key > after && (next == 0 || owner.key < next) && is_seen(wish, owner, now_ms)) next = owner.key;
  }
  return next;
}

void Owners::list(const OwnerWish& wish, std::uint64_t key, double now_ms, List<Bytes>& out, Arena& arena) const {
  for (const Owner& owner : owners_) {
    if (owner.key == key && is_seen(wish, owner, now_ms)) out.push(arena, owner.text());
  }
}

void Owners::restore(const Owner& owner, bool late) {
  std::size_t at = place_of(owner.text());
  if (at < owners_.size()) return;
  for (at = 0; at < owners_.size() && owners_[at].name_bytes != 0;) ++at;
  if (at >= limits::owners) return;
  put(at, owner);
  if (late) mark(at);
}

}  // namespace rota::pool
