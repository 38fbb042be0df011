// Clients: what each client key has used of its limits, by the minute and by the Pacific day (D3).
// Knows counters and what they leave; refuses to know whose key it is and what its limits are: the call brings them.
#pragma once

#include "pool/dirty_pages.h"
#include "pool/id_index.h"
#include "pool/pool_call.h"

namespace rota::pool {

/// 32 bytes, and 8 to 16 in the index.
struct ClientState {
  std::uint64_t id = 0;
  std::int64_t day_tokens = 0;
  std::uint32_t minute = 0;  ///< which one, since 1970
  std::uint32_t minute_requests = 0;
  std::int32_t day = 0;
  std::uint32_t day_requests = 0;
};

class Clients {
 public:
  /// Grants what the limits leave, of what is wanted. What is granted is counted, until it comes back unused. `shard` of `shards` grants its part of each limit, and the parts
  /// are the whole. The reason lives in `arena`.
  [[nodiscard]] Allowance ask(const ClientWish& wish, std::uint32_t shard, std::uint32_t shards, double now_ms,
                                Arena& arena);
  /// Requests that were granted and not made: of a minute or a day that is over nothing is known any more.
  void take_back(const Unused& unused, double now_ms);
  /// Tokens that a request of the client has used. Only clients that an allowance was asked for are counted.
  void spend(std::uint64_t id, std::int64_t tokens, double now_ms);

  /// What the client has used of the minute and the Pacific day of `now_ms`; zeros when it has not come.
  [[nodiscard]] ClientState used(std::uint64_t id, double now_ms) const;
  [[nodiscard]] std::size_t size() const { return states_.size(); }
  [[nodiscard]] const ClientState& operator[](std::size_t at) const { return states_[at]; }
  /// The pages (of limits::pool_page_keys clients) whose day counters moved.
  [[nodiscard]] DirtyPages& dirty() { return dirty_; }
  /// Appends a client as it was stored.
  void restore(const ClientState& state);
  /// What was stored of a client that may have come since: the day's counts are added.
  void join(const ClientState& stored, double now_ms);

 private:
  [[nodiscard]] std::uint32_t obtain(std::uint64_t id, double now_ms);
  void index_all(std::size_t capacity);
  void drop_idle(std::int32_t today);

  Array<ClientState> states_;
  IdIndex index_;
  std::size_t capacity_ = 0;
  DirtyPages dirty_;
};

}  // namespace rota::pool
