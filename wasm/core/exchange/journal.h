// Journal: what one request did and cost: its attempts, what they say of the keys, the log line, the timing header.
// Knows which report the pool may hear already and which must wait until it is clear who is to blame; refuses to judge
// (pool/verdict) and to call the pool (pool_link).
#pragma once

#include "chat/answer.h"
#include "exchange/context.h"
#include "json/writer.h"

namespace rota::exchange {

/// One call of the upstream that has ended.
struct EndedAttempt {
  const pool::Pick& pick;
  const pool::Verdict& verdict;
  const chat::Usage& usage;
  std::int64_t estimated_tokens = 0;  ///< as pool::Report's
  std::uint16_t status = 0;  ///< the upstream's, 0 without an answer
  double first_byte_ms = 0;  ///< from the call to the upstream's head
  double took_ms = 0;
  bool unlent = false;  ///< as pool::Report's, and `test` too
  bool test = false;
  std::uint64_t conversation = 0;  ///< likewise
};

/// Reports go to the gateway finished: the latest one is held until another call begins or the pool is asked, so that it
/// can still say how the request ended.
class Journal {
 public:
  /// `context` outlives the journal.
  explicit Journal(Context& context) : context_(context) {}

  /// What a request is about.
  struct Subject {
    Bytes model;  ///< empty: none
    Bytes kind;
    std::size_t text_bytes = 0;
    Bytes asked = {};  ///< the chain's name that the client has for it; empty: no chain
  };
  /// The request is one for an upstream, about this; anew when a chain goes on to its next model. The texts live as long as
  /// the exchange.
  void serves(const Subject& subject);
  /// The pool is waited for, and has given what was wanted.
  void begin_waiting() { waiting_since_ms_ = context_.now_ms; }
  void end_waiting();
  /// The conversation was on another key, and why it is there no more, in a word; empty: it was not.
  void moved(Bytes why) {
    if (!why.empty()) moved_ = why;
  }
  /// A call of the upstream begins, with that key.
  void call_began(Bytes key_label);
  void attempt_ended(const EndedAttempt& attempt);
  /// The client has all it will get. `shard`: which pool is told of a request that no key was called for.
  void end(std::uint32_t shard);
  /// What is finished goes to the gateway now.
  void hand_over();

  /// Calls of the upstream so far.
  [[nodiscard]] std::uint32_t calls() const { return calls_; }
  /// Something was learnt of a key that other isolates should know at once, and no call of the pool has carried it yet.
  [[nodiscard]] bool urgent() const { return urgent_; }
  /// A call of the pool carries all that was handed over.
  void carried() { urgent_ = false; }

  /// One JSON line: enough to follow each rotation, and nothing of a key but its label (C4, F1).
  void log(Actions& out) const;
  /// The header server-timing: how long the client has waited until the head of its answer, and for whom. The platform's
  /// clock moves only while it waits for something, so computing is not in it.
  void write_timing() const;

 private:
  struct AttemptRecord {
    Bytes key;    // the pick's label
    Bytes model;  // of a chain; else empty
    std::uint16_t status = 0;
    pool::Cause cause = pool::Cause::ok;
    double took_ms = 0;
  };
  [[nodiscard]] pool::Report make_report(const EndedAttempt& attempt) const;
  void describe(pool::Report& report) const;
  void settle_suspects(bool served);
  void queue(const pool::Report& report);
  void note_key(const pool::Report& report, std::uint64_t group);
  [[nodiscard]] double waited_for_pool_ms() const;
  static void write(const AttemptRecord& attempt, json::Writer& json);

  Context& context_;
  bool proxied_ = false;
  Subject subject_;
  Bytes key_label_;  // of the latest call
  Bytes moved_;
  std::uint32_t calls_ = 0;
  bool calling_ = false;
  double called_ms_ = 0;
  double first_byte_ms_ = 0;  // of the latest call
  double upstream_ms_ = 0;    // of all calls that have ended
  double pool_ms_ = 0;
  double waiting_since_ms_ = 0;  // 0: the pool is not waited for
  std::int64_t prompt_tokens_ = 0;
  std::int64_t completion_tokens_ = 0;
  List<AttemptRecord> attempts_;
  bool has_held_ = false;
  pool::Report held_;            // the latest, until hand_over()
  List<pool::Report> suspects_;  // refusals that blame nobody, until another key has served the request or none has
  bool urgent_ = false;
};

}  // namespace rota::exchange
