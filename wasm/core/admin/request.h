// Request: an administrator's request, taken apart.
// Knows query parameters and the error envelope of the admin API; refuses to know routes (routes) and what is
// asked (the desks).
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/result.h"

namespace rota::admin {

/// Views live as long as the operation.
struct Request {
  Bytes method;
  Bytes query;  ///< without '?', still encoded
  Bytes body;
  std::uint64_t address = 0;  ///< as pool::Credentials'; the next five as pool::AdminCall's
  double expires_ms = 0;
  double login_ms = 0;
  bool https = false;
  bool guest = false;
  bool confirmed = false;
  Bytes id;  ///< what stands for the route's {id}, percent-decoded; empty without one
};

/// The decoded value of a query parameter, or empty.
[[nodiscard]] Bytes parameter(const Request& request, Bytes name, Arena& arena);
/// The same as a number in [least, most]; `otherwise` when it is absent or empty. 422 names the parameter.
[[nodiscard]] Result<std::int64_t> parameter_number(const Request& request, Bytes name, std::int64_t least,
                                                    std::int64_t most, std::int64_t otherwise, Arena& arena);

// Refusals; the views must live as long as the operation.
[[nodiscard]] Failure bad_field(Bytes message, Bytes param);
[[nodiscard]] Failure bad_body(Bytes message);
[[nodiscard]] Failure not_found(Bytes message);
[[nodiscard]] Failure no_such_key();
[[nodiscard]] Failure no_such_keys();
[[nodiscard]] Failure conflict(Bytes message, Bytes param = {});
[[nodiscard]] Failure unavailable(Bytes message);

/// What every answer of the admin API is, but for metrics.
inline constexpr Bytes json_type = "application/json; charset=utf-8";
/// Appends {"error":{"message","type","param"}}.
void write_error(const Failure& failure, Buffer& out);
/// Appends the headers that go with it: Retry-After, WWW-Authenticate.
void write_error_headers(const Failure& failure, Buffer& out, Arena& arena);

}  // namespace rota::admin
