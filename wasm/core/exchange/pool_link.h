// Pool link: one call of the pool at a time, and what rides with it: the isolate's waiting reports, unused picks and allowances.
// Knows how a call is addressed and that what a failed call carried must ride again; refuses to know what is asked
// for.
#pragma once

#include "exchange/context.h"
#include "exchange/journal.h"
#include "exchange/pool_link_table.h"

namespace rota::exchange {

class PoolLink {
 public:
  /// Both outlive the link.
  PoolLink(Context& context, Journal& journal) : context_(context), journal_(journal) {}

  /// Sends the call to the shard. Fills in what every call has; the caller sets what it wants of the pool. Only when
  /// idle.
  void ask(pool::Call& call, std::uint32_t shard, Actions& out);
  [[nodiscard]] bool idle() const { return track_.is(PoolLinkPhase::idle); }
  /// When the latest call was sent.
  [[nodiscard]] double sent_ms() const { return sent_ms_; }
  /// The shard of the latest call.
  [[nodiscard]] std::uint32_t shard() const { return shard_; }

  enum class Heard : std::uint8_t {
    nothing,  // the event is not for this link
    reply,    // reply() is what the pool said
    failure,  // the pool could not be reached, or said nothing that can be read
  };
  [[nodiscard]] Heard take(const Event& event);
  /// Of the latest call, in the exchange's arena. What concerns the whole isolate (newer settings, keys that began to
  /// cool down) has taken effect.
  [[nodiscard]] const pool::Reply& reply() const { return *reply_; }
  /// The keys that the pool has asked to be probed since the last time.
  [[nodiscard]] List<pool::Pick> take_doubted();
  /// After `failure`: what a client hears of it.
  [[nodiscard]] Failure failure() const;
  /// After `failure`: the sentence of it where the reason is one that its operator can act on; or empty.
  [[nodiscard]] Bytes trouble() const;

 private:
  void carry_again();

  Context& context_;
  Journal& journal_;
  Track<pool_link_table> track_{PoolLinkPhase::idle};
  std::uint32_t token_ = 0;
  std::uint32_t shard_ = 0;
  Buffer encoded_;
  List<pool::Report> reports_;    // of the call under way
  List<pool::Returned> returned_;  // likewise
  List<pool::Returned> taken_;     // likewise
  double sent_ms_ = 0;
  List<pool::Pick> doubted_;
  List<pool::Unused> unused_;      // likewise
  const pool::Reply* reply_ = nullptr;
  Bytes why_;  // the latest call failed, as the host says it
};

}  // namespace rota::exchange
