// Object actions: what the parts of the pool object ask of the world, and the tokens by which answers find them again.
// Knows tokens and what each action costs (stats::Spent); refuses to know why anything is asked (the parts).
#pragma once

#include "base/message.h"
#include "pool/pool_call.h"
#include "stats/metrics.h"

namespace rota::pool {

/// The pool's own tokens: one thing at a time is under way of each.
enum Token : std::uint32_t {
  write_behind_token = 1,  // wake: rows may be written
  load_token = 2,          // query: all that D1 holds for a pool
  unseal_token = 3,
  kv_token = 4,
  note_token = 5,     // query: rows for keys that D1 does not name
  publish_token = 6,  // kv_put: the snapshot
  retry_token = 7,    // wake: D1 could not be read
  flush_token = 8,    // query: usage and sums
  prune_token = 9,    // query: the day's sums and what is too old
  reseal_token = 10,  // seal, and then query: keys that were sealed without a place
  reread_token = 11,  // wake: the object's rows could not be read
  defaults_token = 12,  // query: the values of settings that nobody has set
};
/// Tokens from here on belong to the administrators' desk: one for each operation, and the last.
inline constexpr std::uint32_t first_desk_token = 1000;
inline constexpr std::uint32_t doubt_token = 2000;  // query: whether a change was made

/// One transaction of D1, which is given up after `patience_ms`. `head` as in messages.def: `schema` makes the tables
/// first.
void ask_d1(Token token, double patience_ms, const Buffer& body, stats::Spent& spent, Actions& out, Bytes head = {});

/// A row of the object's storage, durable before the step's reply goes out.
void store_row(Bytes name, const Buffer& value, stats::Spent& spent, Actions& out);

/// Answers the call.
void send_reply(const Reply& reply, std::uint32_t call_token, Actions& out);
/// Answers a call that cannot be served with the sentence that says why.
void send_refusal(Bytes sentence, std::uint32_t call_token, Actions& out);

}  // namespace rota::pool
