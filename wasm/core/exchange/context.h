// Context: what all parts of one exchange share.
// Knows who holds what and for how long; refuses to do anything.
#pragma once

#include "access/client_access.h"
#include "base/random.h"
#include "exchange/chain.h"
#include "exchange/client_side.h"
#include "exchange/gateway.h"

namespace rota::exchange {

/// The request as its parts see it. Everything lives as long as the exchange.
struct Request {
  const http::RequestHead* head = nullptr;  ///< null until it is read
  dialect::Route route;
  Bytes body;               ///< set once it is whole
  Bytes id;                 ///< for x-request-id and logs: the client's own, or made up
  bool safety_off = false;  ///< the client's key switches safety filters off
  bool may_retry = true;    ///< more than one attempt is allowed
  dialect::Stored stored = {};
  Chain* chain = nullptr;   ///< of models, where the client's name of the model is one; null: no chain may serve
};

/// The exchange owns it and everything that it refers to; the gateway outlives both.
struct Context {
  Gateway& gateway;
  Arena& arena;  ///< for all that lives as long as the exchange
  json::Reader& reader;
  Random& random;
  ClientSide& client;
  Buffer& body;  ///< the client's, where the host wrote it
  Request request;
  access::Grant grant;  ///< who asks, once the gate has opened
  Edition* edition;     ///< held: a change by an administrator takes effect with the next request
  Bytes store_name = {};  ///< of the client's store of responses; empty: Stored::hindrance
  responses::Keepsake kept = {};  ///< what that is to keep of the answer, once it has ended
  bool renewed = false;  ///< the request has begun anew under newer settings, which it does once at the most
  double began_ms = 0;
  double now_ms = 0;  ///< of the event in hand
  std::uint32_t last_token = 0;

  [[nodiscard]] const Settings& settings() const { return edition->settings; }
  /// A token that no other action of this exchange has had; never 0.
  [[nodiscard]] std::uint32_t next_token() { return ++last_token; }
};

}  // namespace rota::exchange
