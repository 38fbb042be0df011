// Result and Failure: errors as values that name the guilty side.
// Knows blame and HTTP status; refuses to know any dialect's error envelope (dialect/*/error.* spell it).
#pragma once

#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "base/bytes.h"
#include "base/lifetime.h"
#include "base/field.h"

namespace rota {

/// Whose fault it is. Only `key` is ever held against a key.
enum class Blame : std::uint8_t { client, key, upstream, egress, rota };

/// What went wrong, in terms every dialect can spell. The list is closed: each dialect's error table covers it whole.
enum class Fault : std::uint8_t {
  bad_json,            // the body is not JSON, or not UTF-8
  bad_value,           // a field has a wrong type or value
  too_large,           // a body, header or count past a bound of base/limits.h
  unauthorized,        // no client key, or a wrong one
  forbidden,           // known, but not allowed
  route_not_found,     // no such route
  method_not_allowed,  // the route exists, the method does not
  model_not_found,     // the upstream knows no such model
  rate_limited,        // every usable key is cooling: come back after retry_after_ms
  quota_exhausted,     // every usable key has spent its Pacific day
  no_keys,             // the pool holds no usable key at all
  billing,             // the upstream wants billing enabled
  location,            // the upstream refuses the place the call came from
  content_blocked,     // the upstream refused the content
  context_too_long,    // more input tokens than the model takes
  upstream_rejected,   // any other client error of the upstream, passed on
  upstream_error,      // the upstream failed (5xx, HTML, nonsense)
  upstream_overloaded, // the upstream asks to come back later (503)
  upstream_timeout,    // no first byte in time, or 504
  upstream_unreachable,// no connection
  stream_truncated,    // the upstream stopped in the middle of an answer
  not_stored,          // what the request refers to is not stored here, or no more
  unsupported,         // understood, but this deployment cannot do it
  internal,            // Rota's own defect
};

/// Where in the sources an error was made: all the stack that an error has which is a value.
struct Place {
  const char* function = "";
  const char* file = "";
  std::uint32_t line = 0;
  /// Of the call, or of the initialisation that it is a default of.
  [[nodiscard]] static constexpr Place here(const char* function = __builtin_FUNCTION(),
                                            const char* file = __builtin_FILE(),
                                            std::uint32_t line = __builtin_LINE()) {
    return {function, file, line};
  }
};

/// An error as a value. The views live as long as the exchange's arena (or are literals).
struct Failure {
  Blame blame = Blame::rota;
  Fault fault = Fault::internal;
  std::uint16_t status = 500;  ///< the HTTP status to answer with
  Bytes message;               ///< for a person; never holds a secret
  Bytes param;                 ///< where the fault is, in the client's own spelling: a field or a path; or empty
  double retry_after_ms = 0;   ///< with 429 and 503: when to come back; 0 is unknown
  Field field = Field::none;   ///< the field at fault, where `param` is empty
  Place made = Place::here();
  Bytes stack = {};  ///< for whoever debugs: a line each, the innermost first; never holds a secret
  Bytes request_id = {};  ///< of the request that ends with it, once it is told; or empty
};

/// A client's mistake. `message` and `param` must outlive the exchange (arena or literal).
[[nodiscard]] inline Failure client_failure(Fault fault, std::uint16_t status, Bytes message, Bytes param = {},
                                            Place made = Place::here()) {
  return Failure{Blame::client, fault, status, message, param, 0, Field::none, made};
}
/// The same about a field that each dialect spells for itself.
[[nodiscard]] inline Failure client_failure(Fault fault, std::uint16_t status, Bytes message, Field field,
                                            Place made = Place::here()) {
  return Failure{Blame::client, fault, status, message, {}, 0, field, made};
}

/// What the upstream sent is of no use: 502. `message` as above.
[[nodiscard]] inline Failure upstream_failure(Bytes message, Place made = Place::here()) {
  return Failure{Blame::upstream, Fault::upstream_error, 502, message, {}, 0, Field::none, made};
}

/// A value or the Failure that stands in its place. T must be trivially destructible: values live in arenas.
template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  Result(T value) : ok_(true), value_(std::move(value)) {}   // NOLINT: implicit on purpose, as in `return value;`
  Result(Failure failure) : ok_(false), failure_(failure) {}  // NOLINT

  [[nodiscard]] bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  /// Only when ok().
  [[nodiscard]] T& value() ROTA_LIFETIME_BOUND { return value_; }
  [[nodiscard]] const T& value() const ROTA_LIFETIME_BOUND { return value_; }
  T* operator->() ROTA_LIFETIME_BOUND { return &value_; }
  T& operator*() ROTA_LIFETIME_BOUND { return value_; }
  const T* operator->() const ROTA_LIFETIME_BOUND { return &value_; }
  const T& operator*() const ROTA_LIFETIME_BOUND { return value_; }
  /// Only when !ok().
  [[nodiscard]] const Failure& failure() const ROTA_LIFETIME_BOUND { return failure_; }

 private:
  bool ok_;
  union {
    T value_;
    Failure failure_;
  };
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace rota
