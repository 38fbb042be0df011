// The table of dialects: one row each.
// Knows which dialects this Rota speaks; everybody else goes through it and names none.
#pragma once

#include "dialect/dialect.h"

namespace rota::dialect {

template <class Dialect>
struct Rows {
  const Dialect* const* rows = nullptr;
  std::size_t count = 0;
  [[nodiscard]] const Dialect* const* begin() const { return rows; }
  [[nodiscard]] const Dialect* const* end() const { return rows + count; }
};
using ClientDialects = Rows<ClientDialect>;
using UpstreamDialects = Rows<UpstreamDialect>;

// The rows themselves (table.cpp).

/// In the order in which their routes are tried: a dialect that shares a path with another, but for a condition, stands
/// before it.
[[nodiscard]] ClientDialects client_dialects();
/// The house's own: what belongs to no dialect (a path that nobody knows, the administrators' routes) is answered in
/// it.
[[nodiscard]] const ClientDialect& house_dialect();
/// The first is the one of upstreams of which nothing is said.
[[nodiscard]] UpstreamDialects upstream_dialects();

// What is looked up in them (lookup.cpp).

/// The dialect of an upstream: the one of that label, else the one that its URL tells, else the first of the table.
[[nodiscard]] const UpstreamDialect& upstream_dialect(Bytes label, Bytes base_url);

/// What an upstream's error means: as the dialect understands it in whose envelope it came, else the upstream's own.
/// Texts live in `arena`.
[[nodiscard]] chat::Diagnosis classify(const UpstreamDialect& upstream, const chat::UpstreamError& error,
                                       const Asked& asked, Arena& arena);

}  // namespace rota::dialect
