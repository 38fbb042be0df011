// Owners: which key's project holds a thing that a client has made at the upstream: a file, a cache, a batch. Only that
// key may ask for it.
// Knows names, keys, clients and how long each is kept; refuses to know what the things are (dialect/) and whether a key
// can serve now (owner_lease). What is full forgets the oldest of the newcomer's kind, which is what stands before the
// first '/' of a name, so that many of one kind push nothing of another out.
#pragma once

#include "base/limits.h"
#include "pool/dirty_pages.h"
#include "pool/pool_call.h"

namespace rota::pool {

struct Owner {
  std::uint64_t hash = 0;    ///< fingerprint of the name
  std::uint64_t key = 0;     ///< Pick::key
  std::uint64_t client = 0;  ///< who has made it; 0: somebody without a client key of their own
  double since_ms = 0;
  double until_ms = 0;
  std::uint16_t name_bytes = 0;  ///< 0: the place is free
  char name[limits::owned_name_bytes];

  [[nodiscard]] Bytes text() const { return {name, name_bytes}; }
};

class Owners {
 public:
  /// False when the name is too long, or another key or client is known to own it.
  bool learn(const Learned& learned, double now_ms);
  /// Null when nobody is known to own it, or it has been kept long enough. Valid until the next change. What has the
  /// longest life of all begins it anew.
  [[nodiscard]] const Owner* find(Bytes name, double now_ms);
  /// The key with which the client makes what is to be used together, by gather(); 0: none, or it is long ago.
  [[nodiscard]] std::uint64_t gathering_key(std::uint64_t client, double now_ms);
  /// The client makes something with that key: what it makes in the next limits::owner_gather_ms is to go there, too. It is
  /// stored when half of that time is over, not for everything that is made.
  void gather(std::uint64_t client, std::uint64_t key, double now_ms);
  /// The key with the lowest id above `after` that owns something of the collection which the client may see; 0: none.
  [[nodiscard]] std::uint64_t next_key(const OwnerWish& wish, std::uint64_t after, double now_ms) const;
  /// Adds the names of what that key owns of it. Views, valid until the next change.
  void list(const OwnerWish& wish, std::uint64_t key, double now_ms, List<Bytes>& out, Arena& arena) const;

  // For rows.
  [[nodiscard]] std::size_t size() const { return owners_.size(); }
  [[nodiscard]] const Owner& operator[](std::size_t at) const { return owners_[at]; }
  /// As it was stored. `late`: what is known already is newer, and the row is to be written anew.
  void restore(const Owner& owner, bool late);
  /// Pages of limits::owner_page that changed since they were stored.
  [[nodiscard]] DirtyPages& dirty() { return dirty_; }

 private:
  [[nodiscard]] std::size_t place_of(Bytes name) const;
  [[nodiscard]] std::size_t free_place(Bytes name, double now_ms) const;
  void put(std::size_t at, const Owner& owner);
  void mark(std::size_t at) { dirty_.now(static_cast<std::uint32_t>(at / limits::owner_page)); }

  Array<Owner> owners_;
  DirtyPages dirty_;
};

}  // namespace rota::pool
