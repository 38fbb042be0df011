// The two header lists; see forward.h.
#include "http/forward.h"

#include "base/text.h"

namespace rota::http {

namespace {

// RFC 9110 7.6.1: what concerns one connection and not the message.
constexpr Bytes hop_by_hop[] = {"connection",          "keep-alive", "proxy-authenticate",
                                "proxy-authorization", "te",         "trailer",
                                "transfer-encoding",   "upgrade",    "proxy-connection"};

// Credentials of the client, and what only describes the client or Cloudflare's edge.
constexpr Bytes stays_below[] = {"authorization",  "x-goog-api-key",  "x-api-key", "cookie",  "host",
                                 "content-length", "accept-encoding", "origin",    "referer", "x-real-ip",
                                 "true-client-ip", "cdn-loop",        "forwarded", "via",     "expect",
                                 "x-request-id",   "x-rota-key"};
constexpr Bytes stays_below_prefixes[] = {"cf-", "x-forwarded-", "sec-", "access-control-"};

constexpr Bytes stays_above[] = {"content-length", "content-encoding",         "set-cookie", "alt-svc", "x-request-id",
                                 "vary",           "strict-transport-security"};
constexpr Bytes stays_above_prefixes[] = {"access-control-", "cf-", "proxy-"};

template <std::size_t N>
bool is_one_of(const Bytes (&names)[N], Bytes name) {
  for (Bytes candidate : names) {
    if (text::iequals(candidate, name)) return true;
  }
  return false;
}

template <std::size_t N>
bool has_prefix(const Bytes (&prefixes)[N], Bytes name) {
  for (Bytes prefix : prefixes) {
    if (text::iequals(name.substr(0, prefix.size()), prefix)) return true;
  }
  return false;
}

}  // namespace

bool may_go_up(Bytes name) {
  return !is_one_of(hop_by_hop, name) && !is_one_of(stays_below, name) && !has_prefix(stays_below_prefixes, name);
}

bool may_come_down(Bytes name) {
  return !is_one_of(hop_by_hop, name) && !is_one_of(stays_above, name) && !has_prefix(stays_above_prefixes, name);
}

void append_header(Buffer& out, Bytes name, Bytes value) {
  out.append(name);
  out.append(": ");
  out.append(value.substr(0, value.find_first_of("\r\n")));
  out.append('\n');
}

}  // namespace rota::http
