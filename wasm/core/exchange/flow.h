// Flow: what one kind of proxied request does, as the exchange sees it.
// The exchange owns attempts, keys and the client's connection; a flow owns the meaning of the bodies: how the
// upstream is asked and how its answer becomes the client's. Flows: chat (translated), count (of a chat's tokens), pass (byte
// for byte), models, embeddings; for administrators: test (of a key), sync (of the models offered).
#pragma once

#include "chat/answer.h"
#include "chat/upstream_error.h"
#include "dialect/dialect.h"
#include "exchange/context.h"
#include "exchange/gathering.h"
#include "exchange/settings.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// What the upstream is asked, the same for every attempt but for the key, which the exchange adds.
struct UpstreamRequest {
  Bytes method;
  Bytes url;
  Bytes headers;  ///< "name: value\n" each
  Bytes body;
  std::size_t at_once_bytes = 0;  ///< the largest answer that may come as a whole; 0: none
  double silence_ms = 0;  ///< how long the upstream may be silent; 0: as the settings and the client's connection say
};

enum class Next : std::uint8_t {
  wait,      // more of this answer is needed
  finished,  // the client has its whole answer
  again,     // this answer is done, call() says what to ask next with the same key
  desk,      // the upstream has said all: the administrators' desk answers the client, from desk_request()
  learned,   // the upstream has said all: the client has the end of it once the pool knows of learned()
  lease,     // this answer is done, call() says what to ask next with another key, which owner() describes
};

/// What take() and end() fail with when upstream_error() says why; the exchange knows what the client hears of that.
[[nodiscard]] inline Failure error_inside() {
  return {Blame::upstream, Fault::upstream_error, 502, "The upstream's answer holds an error.", {}, 0};
}

/// How a call of the upstream has ended.
struct Ending {
  pool::Verdict verdict;
  Failure failure;           ///< unless the verdict is ok: what a client would hear of it
  std::uint16_t status = 0;  ///< the upstream's, 0 without an answer
  double ms = 0;             ///< from the call to its end
};

/// A Failure from take() or end() before the client got a byte may be retried on another key; after it, the exchange
/// ends the client's stream with an error in its dialect.
class Flow {
 public:
  Flow() = default;
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  virtual ~Flow() = default;

  /// The upstream's name of the model, for the pool; empty when the request concerns none. Lives as long as the exchange.
  [[nodiscard]] virtual Bytes model() const = 0;
  /// Valid until the next call of the flow. Gives the same each time, unless amend() changed it. Fails when there is no
  /// memory any more to write it again: Account::shortage().
  [[nodiscard]] virtual Result<UpstreamRequest> call() = 0;
  /// The host has a copy of what call() gave.
  virtual void sent() {}
  /// False once nothing of the client's request will be looked at again: its body is given back.
  [[nodiscard]] virtual bool needs_request() const { return true; }
  /// What the request names by URL and the upstream will not fetch itself. attach() gives the same list back, fetched,
  /// before the first call(); what it holds outlives the flow.
  [[nodiscard]] virtual List<Attachment> wanted() { return {}; }
  [[nodiscard]] virtual Status attach(const List<Attachment>&) { return Done{}; }
  /// True when the client may be told, while the upstream thinks, that nothing is broken: heartbeat() does it, and is
  /// no commitment.
  [[nodiscard]] virtual bool can_beat() const { return false; }
  virtual void heartbeat(ClientSide&) {}
  /// True when the upstream says nothing before the whole answer is there, however long the model takes.
  [[nodiscard]] virtual bool answers_whole() const { return false; }
  /// What the request has to do with what the upstream keeps for one key's project; whose request it is, the exchange
  /// knows. In the exchange's arena.
  [[nodiscard]] virtual pool::OwnerWish owner() const { return {}; }
  /// The key for the next call has been found, for what owner() wished. `reply`: the pool's, in the exchange's arena.
  virtual void lent(const pool::Reply&, const pool::Pick&) {}
  /// Nobody owns anything (more) of the collection that owner() wished. True when the client has its answer with that.
  [[nodiscard]] virtual bool has_no_owner(ClientSide&) { return false; }
  /// After Next::learned: what the pool is to know. confirm() ends the client's answer then.
  [[nodiscard]] virtual List<dialect::Resource> learned() const { return {}; }
  virtual void confirm(ClientSide&) {}
  /// False when no other key would do: what is asked is about the very key that is called.
  [[nodiscard]] virtual bool may_change_key() const { return true; }
  /// True when the upstream speaks the client's dialect: its words about the client's own mistakes pass as they are.
  [[nodiscard]] virtual bool passes_errors() const { return false; }
  /// After a client error of the upstream: true when the flow has changed what it asks, so that asking again with the
  /// same key may succeed.
  [[nodiscard]] virtual bool amend(const chat::UpstreamError&) { return false; }
  /// What tells the request's conversation from others; nothing where it is of none.
  [[nodiscard]] virtual chat::Identity identity() const { return {}; }
  /// Adds what the request has on which a refusal may depend.
  virtual void describe(dialect::Asked&) const {}
  /// The upstream answered 2xx or 3xx. Forgets whatever an earlier attempt left behind.
  virtual void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) = 0;
  [[nodiscard]] virtual Result<Next> take(Bytes chunk, ClientSide& client) = 0;
  [[nodiscard]] virtual Result<Next> end(ClientSide& client) = 0;

  /// The last call has ended, and no other follows. True when the flow has told the client of it; else the client hears
  /// what end() has told it, or the failure.
  [[nodiscard]] virtual bool conclude(const Ending&, ClientSide&) { return false; }
  /// After Next::desk: the body of the request that the desk answers in the place of the client's. Valid as long as the
  /// flow.
  [[nodiscard]] virtual Bytes desk_request() const { return {}; }

  /// What the client's store is to keep of the answer, once that has ended; without an id nothing. In the exchange's arena.
  [[nodiscard]] virtual responses::Keepsake keepsake() const { return {}; }
  /// What the answer has cost so far, as far as the upstream has said.
  [[nodiscard]] virtual chat::Usage usage() = 0;
  /// The error that a 2xx answer turned out to hold, when that is why take() or end() failed (with error_inside());
  /// else null.
  [[nodiscard]] virtual const chat::UpstreamError* upstream_error() const { return nullptr; }
};

}  // namespace rota::exchange
