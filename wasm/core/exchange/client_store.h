// Client store: which store of responses belongs to a client, and one call of it at a time.
// Knows who has one and how it is called; refuses to know what is asked of it and what a record says (dialects).
#pragma once

#include "exchange/context.h"
#include "exchange/client_store_table.h"

namespace rota::exchange {

/// Finds the store of who asks: sets Context::store_name, or why there is none. A stored client key has its own by its id,
/// one of the environment by its fingerprint; who has shown neither has none.
void find_store(Context& context, Secret presented);

class ClientStore {
 public:
  /// Outlives the store.
  explicit ClientStore(Context& context) : context_(context) {}

  /// Only when idle, and only for a client that has a store.
  void ask(const responses::StoreCall& call, Actions& out);
  [[nodiscard]] bool idle() const { return track_.is(ClientStorePhase::idle); }

  enum class Heard : std::uint8_t {
    nothing,  // the event is not for this store
    reply,    // reply() is what it said
    failure,  // it could not be reached
  };
  [[nodiscard]] Heard take(const Event& event);
  /// JSON, in the exchange's arena.
  [[nodiscard]] Bytes reply() const { return reply_; }
  /// After `failure`: a line for the operator. `what` is a sentence without its end.
  void log_failure(Bytes what, Actions& out) const;

 private:
  Context& context_;
  Track<client_store_table> track_{ClientStorePhase::idle};
  std::uint32_t token_ = 0;
  Buffer encoded_;
  Bytes reply_;
  Bytes why_;  // as the host says it, without what looks like a secret
};

/// What a client hears when its store could not be reached.
[[nodiscard]] Failure store_unreachable();

}  // namespace rota::exchange
