// Conversations: on which key each one is, so that its next request finds the upstream's cache warm and its signatures
// valid.
// A table and no rendezvous hash of conversation and key, though a hash would need no memory: new conversations go where
// the strategy sends them (in turn, to the least used, by weight, by score), a hash would send them where it likes; and
// with each key that cools down, joins or leaves a hash moves conversations back and forth without a reason that anybody
// could be told. What the table costs is bounded (limits::conversations_known), and lost with the object it does no harm:
// conversations are placed anew.
// Knows numbers of conversations (chat/identity.h) and ids of keys; refuses to know whether a key can serve (lender).
#pragma once

#include "base/limits.h"
#include "base/list.h"
#include "base/recent_map.h"

namespace rota::pool {

class Conversations {
 public:
  Conversations() : keys_(limits::conversations_known) {}

  /// The key that the conversation is on; 0: not known, or not any more.
  [[nodiscard]] std::uint64_t key_of(std::uint64_t conversation) { return keys_.find(conversation); }
  /// It is on that key from now on.
  void place(std::uint64_t conversation, std::uint64_t key, double now_ms);
  /// Adds those that have moved while an isolate that calls every now and then may not have heard of it, but for the one
  /// that it calls for.
  void list_moves(List<std::uint64_t>& out, std::uint64_t but_for, double now_ms, Arena& arena) const;

 private:
  struct Move {
    std::uint64_t conversation = 0;
    double at_ms = 0;
  };
  RecentMap keys_;
  Move moves_[limits::moves_sent];
  std::size_t next_move_ = 0;
};

}  // namespace rota::pool
