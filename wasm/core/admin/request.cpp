// Parameters and refusals; see request.h.
#include "admin/request.h"

#include "base/text.h"
#include "http/forward.h"
#include "json/writer.h"

namespace rota::admin {

namespace {

Bytes type_of(std::uint16_t status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 404:
      return "not_found_error";
    case 405:
      return "method_not_allowed_error";
    case 409:
      return "conflict_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 503:
      return "unavailable_error";
    default:
      return status < 500 ? Bytes("invalid_request_error") : Bytes("server_error");
  }
}

/// Forms write a space as '+', which percent_decode leaves alone.
Bytes decode_parameter(Bytes value, Arena& arena) {
  if (!text::contains(value, "+")) return text::percent_decode(arena, value);
  auto* spaced = static_cast<char*>(arena.allocate(value.size(), 1));
  for (std::size_t i = 0; i < value.size(); ++i) spaced[i] = value[i] == '+' ? ' ' : value[i];
  return text::percent_decode(arena, {spaced, value.size()});
}

}  // namespace

Bytes parameter(const Request& request, Bytes name, Arena& arena) {
  Bytes rest = request.query;
  while (!rest.empty()) {
    Bytes value = text::split(rest, '&');
    if (text::split(value, '=') == name) return decode_parameter(value, arena);
  }
  return {};
}

Result<std::int64_t> parameter_number(const Request& request, Bytes name, std::int64_t least, std::int64_t most,
                                      std::int64_t otherwise, Arena& arena) {
  const Bytes value = parameter(request, name, arena);
  if (value.empty()) return otherwise;
  std::uint64_t number = 0;
  if (text::parse_unsigned(value, number)) {
    const auto found = static_cast<std::int64_t>(number);
    if (found >= least && found <= most) return found;
  }
  return bad_field(arena.join("`", name, "` must be a whole number from ", text::decimal(arena, least), " to ",
                              text::decimal(arena, most), "."),
                   name);
}

Failure bad_field(Bytes message, Bytes param) { return client_failure(Fault::bad_value, 422, message, param); }
Failure bad_body(Bytes message) { return client_failure(Fault::bad_json, 400, message); }
Failure not_found(Bytes message) { return client_failure(Fault::route_not_found, 404, message); }
Failure no_such_key() { return not_found("There is no such key."); }
Failure no_such_keys() { return not_found("There are no keys of these ids."); }
Failure conflict(Bytes message, Bytes param) { return client_failure(Fault::bad_value, 409, message, param); }
Failure unavailable(Bytes message) { return Failure{Blame::rota, Fault::internal, 503, message, {}, 0}; }

void write_error_headers(const Failure& failure, Buffer& out, Arena& arena) {
  if (failure.retry_after_ms > 0) {
    const auto seconds = static_cast<std::int64_t>((failure.retry_after_ms + 999) / 1000);
    http::append_header(out, "retry-after", text::decimal(arena, seconds));
  }
  if (failure.status == 401) http::append_header(out, "www-authenticate", "Bearer");
}

void write_error(const Failure& failure, Buffer& out) {
  json::Writer json(out);
  json.begin_object();
  json.key("error");
  json.begin_object();
  json.key("message");
  json.string(failure.message);
  json.key("type");
  json.string(type_of(failure.status));
  json.key("param");
  if (failure.param.empty()) {
    json.null();
  } else {
    json.string(failure.param);
  }
  json.end_object();
  json.end_object();
}

}  // namespace rota::admin
