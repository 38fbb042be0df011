// Key lease: a key for the next attempt: from what the isolate was lent, from a call that another request has under way,
// or by a call of its own; of a pool in shards, from the next one that has any.
// Knows which keys were tried, who waits, and what a reply brings for the whole isolate; refuses to choose (the pool)
// and to say what a client hears of a shortage (proxy_job).
#pragma once

#include "exchange/client_allowance.h"
#include "exchange/key_lease_table.h"
#include "exchange/pool_link.h"

namespace rota::exchange {

/// Of which conversation a request is.
struct ConversationSought {
  std::uint64_t number = 0;  ///< chat::conversation_number(); 0: of none
  bool begins = false;       ///< it is told from others by its beginning, and this is it: it is placed anew
  bool continues = false;    ///< it goes on, so the pool may know it where this isolate does not
};

class KeyLease {
 public:
  /// What has come of it.
  enum class Outcome : std::uint8_t {
    nothing,      // the event is not for this lease
    waiting,      // nothing yet
    leased,       // pick() is the key
    none,         // shortage() says why there is no key
    over_limit,   // shortage().client says why the client may not go on
    unreachable,  // the pool could not be reached
  };

  KeyLease(Context& context, PoolLink& link) : context_(context), link_(link), allowance_(context) {}
  ~KeyLease();
  KeyLease(const KeyLease&) = delete;
  KeyLease& operator=(const KeyLease&) = delete;

  /// For which model, until it says another one, of which no key was tried yet; empty: the request concerns none. Of which
  /// kind and size the request is. Only when idle.
  void serve(Bytes model, Bytes kind, std::size_t text_bytes, ConversationSought conversation = {});
  /// From now on: of whom begin() asks for a key. Its texts live as long as the exchange.
  void want(const pool::OwnerWish& owner) { owner_ = owner; }
  /// The key that owns what the request names is the only one that may serve.
  [[nodiscard]] bool is_bound() const { return !owner_.names.empty() || !owner_.collection.empty(); }
  /// Asks for a key that was not tried yet; of an owner's wish for that owner, tried or not. Only when idle.
  [[nodiscard]] Outcome begin(Actions& out);
  /// The key that was leased last has failed by no fault of its own.
  void absolve() { blameless_.push(context_.arena, pick_.key); }
  /// No key is left that was not tried: those that were absolved count as untried. False when there are none.
  [[nodiscard]] bool forgive();
  /// Asks for this very key, however it stands; none when no shard has it. Only when idle.
  [[nodiscard]] Outcome begin_pinned(std::uint64_t key, Actions& out);
  [[nodiscard]] Outcome take(const Event& event, Actions& out);
  /// Nobody wants the key any more. True when a call is under way, whose picks are others' to use: take() goes on then,
  /// until it says `none`, or `unreachable`.
  [[nodiscard]] bool abandon();

  [[nodiscard]] bool is_draining() const { return track_.is(Phase::draining); }

  [[nodiscard]] Bytes model() const { return asked_for_; }
  [[nodiscard]] const pool::Pick& pick() const { return pick_; }
  /// The conversation, where pick() is of its key because this isolate says so: the pool is to be told. Else 0.
  [[nodiscard]] std::uint64_t placed() const { return placed_ ? conversation_.number : 0; }
  /// Why the pool has given the conversation another key than it was on, a word of pool::Reply::moved; empty: it has not.
  [[nodiscard]] Bytes moved() const { return moved_; }
  [[nodiscard]] const pool::Reply& shortage() const { return *shortage_; }
  /// The request has ended without a call of the upstream: it is none of those that its client has made.
  void give_back() { allowance_.give_back(); }
  void show_limits() { allowance_.show_known(); }
  /// The key that was found is for whoever needs one next.
  void put_back() { context_.gateway.bank().put_back(pick_, model_, context_.now_ms); }

 private:
  using Phase = KeyLeasePhase;
  Outcome move(Kind on, Phase phase, Outcome outcome);
  [[nodiscard]] Outcome find(Kind on, bool may_wait, Actions& out);
  [[nodiscard]] bool take_banked(pool::Pick& pick);
  [[nodiscard]] bool take_warm(std::uint64_t key, pool::Pick& pick);
  [[nodiscard]] std::uint64_t warm_key() const;
  [[nodiscard]] bool takes_next_pick() const;
  [[nodiscard]] Outcome wait(Kind on, Actions& out);
  [[nodiscard]] Outcome ask(Kind on, Actions& out);
  [[nodiscard]] Outcome ask_pinned(Kind on, Actions& out);
  [[nodiscard]] Outcome ask_owner(Kind on, Actions& out);
  [[nodiscard]] Outcome take_owned(const Event& event, Actions& out);
  [[nodiscard]] Outcome take_turn(const Event& event, Actions& out);
  [[nodiscard]] Outcome take_reply(const Event& event, Actions& out);
  [[nodiscard]] Outcome take_pinned(const Event& event, Actions& out);
  [[nodiscard]] Outcome use(Kind on, const pool::Pick& pick);
  [[nodiscard]] std::uint32_t next_shard();
  void share(const pool::Reply& reply, std::size_t first_spare, Actions& out);
  void miss(Actions& out);
  void nudge(std::uint32_t picks, Actions& out);
  [[nodiscard]] bool is_last_shard();

  Context& context_;
  PoolLink& link_;
  ClientAllowance allowance_;
  Track<key_lease_table> track_{Phase::idle};
  Bytes model_;      // as the bank knows it: lease_name()
  Bytes asked_for_;  // as the upstream knows it
  Bytes kind_;
  std::size_t text_bytes_ = 0;
  ConversationSought conversation_;
  bool placed_ = false;  // placed()
  Bytes moved_;
  List<std::uint64_t> tried_;
  List<std::uint64_t> blameless_;  // of these
  pool::Pick pick_;
  std::uint64_t pin_ = 0;           // 0: any key
  pool::OwnerWish owner_;
  std::uint32_t owner_shard_ = 0;  // which is asked for it
  std::uint32_t shards_asked_ = 0;  // for this pick
  std::uint32_t picks_wanted_ = 0;  // by the call under way
  std::uint32_t wait_token_ = 0;    // 0: not waiting
  std::uint32_t timer_token_ = 0;
  const pool::Reply* shortage_ = nullptr;  // the shortest of the shards asked for this pick, in the exchange's arena
};

}  // namespace rota::exchange
