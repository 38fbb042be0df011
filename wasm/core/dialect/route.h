// Route: what a request asks for, and in whose dialect, as far as its head tells.
// Knows operations and who may ask for them; refuses to know which paths mean them (each dialect's own rows,
// exchange/routes.cpp).
#pragma once

#include "http/head.h"

namespace rota::dialect {

struct ClientDialect;

enum class Operation : std::uint8_t {
  unknown,
  root,        // a short page: what this is
  health,      // whether a key can serve
  chat,        // an answer of a model, whole or streamed
  count_tokens,  // how many tokens a request for an answer would be, by the upstream's own count
  embeddings,  // vectors of texts
  models,      // the list of models
  model,       // one of them
  native,      // anything else of the dialect's own interface, which only an upstream of that dialect has
  other,       // whatever else stands under the dialect's base URL: an upstream of that dialect may know it
  desk,        // the administrators' desk in the pool object, which knows its routes apart
  playground,  // chat, asked by an administrator
  key_test,    // whether a certain key serves
  stored,      // an answer that is kept for the client: to be shown, or forgotten
  upgrade,     // another protocol than HTTP, which is refused so that the client asks by HTTP
  model_sync,  // the upstream's models beside those configured
  sign_in,     // the password: the one route of administrators that needs no session
  page,        // the panel
  asset,       // the panel's scripts and styles, public
};

/// What an operation uses, as the limits of a client see it. A limited client may do only what is known to keep within
/// its limits, so a row that says nothing is `unknown`.
enum class Use : std::uint8_t {
  unknown,    // may call any model, or hand out what can
  metered,    // calls the model that is named, and the answer says what that cost
  unmetered,  // calls the model that is named, and the answer does not say what that cost
  free,       // asks the model that is named for something that costs nothing
  catalog,    // reads the list of models, or one of them
  resource,   // what the upstream stores: files, caches, results of earlier requests
  upload,     // likewise; the body is data
};

enum class Audience : std::uint8_t { anyone, client, administrator };

/// One way of asking. The rows of all dialects are tried in the order of the dialects, then the fallbacks likewise.
struct RoutePattern {
  Bytes path = {};     ///< as http/pattern.h has it, without the dialect's base
  Bytes methods = {};  ///< what it takes, as Allow spells it
  Operation operation = Operation::unknown;
  /// Of a native row: the operation that it is in every dialect, for upstreams of another one; unknown: it is none.
  Operation as = Operation::unknown;
  Use use = Use::unknown;
  bool any_method = false;  ///< other methods pass too: the upstream knows better
  bool fallback = false;    ///< only where no dialect has a closer row, and under a base
  bool tuned = false;       ///< the model that the path names is a client's own, on no list
  bool slash = false;       ///< what the path names may have an encoded slash in it
  /// Only for requests that have this header and such a method; empty: for all. Such a row is closer than those of all dialects without.
  Bytes header = {};
  bool yields = false;      ///< not where the upstream speaks this part of its dialect itself: a row of ClientDialect::part_of passes it there
};

/// Views into the request's head, or literals.
struct Route {
  Operation operation = Operation::unknown;
  Operation as = Operation::unknown;  ///< the row's, where the method is one that it takes
  Use use = Use::unknown;
  Audience audience = Audience::anyone;
  const ClientDialect* dialect = nullptr;  ///< in which errors are answered; never null once matched
  bool method_allowed = true;
  Bytes allow = {};  ///< the methods of this route, for 405 and preflights
  Bytes base = {};   ///< of the dialect's: what stands before the tail, however the client has spelt it
  Bytes tail = {};   ///< the path without the base, and without slashes at its end
  Bytes query = {};  ///< behind the '?'; or empty
  Bytes model = {};  ///< named by the path, still percent-encoded; or empty
  bool tuned = false;  ///< that model is on no list
  bool slash = false;  ///< what the path names may have an encoded slash in it
  Bytes id = {};     ///< of what the path names besides: a key, a model in a list; likewise

  /// The model that is looked up in the list of them.
  [[nodiscard]] Bytes listed() const { return id.empty() ? model : id; }
};

/// 405, with what the route takes.
[[nodiscard]] Failure wrong_method(const Route& route, Bytes method, Arena& arena);

/// As statistics and logs name them: chat, count, embeddings, models, stored, native, playground, test, sync,
/// other.
[[nodiscard]] Bytes name_of(Operation operation);

}  // namespace rota::dialect
