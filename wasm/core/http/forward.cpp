// What travels; see forward.h.
#include "http/forward.h"

#include "base/text.h"

namespace rota::http {

namespace {

// RFC 9110 7.6.1: what concerns one connection and not the message.
constexpr Bytes hop_by_hop[] = {"connection",          "keep-alive", "proxy-authenticate",
                                "proxy-authorization", "te",         "trailer",
                                "transfer-encoding",   "upgrade",    "proxy-connection"};

constexpr Bytes passing_headers[] = {
    "accept",        "accept-language", "user-agent", "content-type",  "content-encoding",  "content-language",
    "content-range", "range",           "if-match",   "if-none-match", "if-modified-since", "if-range",
    "if-unmodified-since"};

constexpr Bytes stays_above[] = {"content-length", "content-encoding",         "set-cookie", "alt-svc", "x-request-id",
                                 "vary",           "strict-transport-security", "content-security-policy",
                                 "x-content-type-options",
                                 // What speaks to a browser about the whole origin.
                                 "clear-site-data", "service-worker-allowed", "report-to", "nel", "reporting-endpoints"};
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
    if (text::istarts_with(name, prefix)) return true;
  }
  return false;
}

bool is_listed(const NameList& list, Bytes name, bool (*equal)(Bytes, Bytes)) {
  for (std::size_t i = 0; i < list.count; ++i) {
    Bytes known = list.names[i];
    if (!text::ends_with(known, "*")) {
      if (equal(known, name)) return true;
      continue;
    }
    known.remove_suffix(1);
    if (name.size() > known.size() && equal(known, name.substr(0, known.size()))) return true;
  }
  return false;
}

bool is_same(Bytes a, Bytes b) { return a == b; }

void append_parameter(Buffer& out, Bytes pair) {
  for (const char c : pair) {
    if (c == ';') {
      out.append("%3B");
    } else {
      out.append(c);
    }
  }
}

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

bool is_token(Bytes name) {
  constexpr Bytes marks = "!#$%&'*+-.^_`|~";
  for (const char c : name) {
    if (!text::is_alphanumeric(c) && marks.find(c) == Bytes::npos) return false;
  }
  return !name.empty();
}

}  // namespace

const NameList common_headers = name_list(passing_headers);

bool may_go_up(Bytes name, const NameList& own) {
  return is_listed(common_headers, name, text::iequals) || is_listed(own, name, text::iequals);
}

Bytes query_to_go_up(Bytes query, const NameList& names, Arena& arena) {
  Buffer out;
  while (!query.empty()) {
    const Bytes pair = text::split(query, '&');
    Bytes rest = pair;
    const Bytes name = text::percent_decode(arena, text::split(rest, '='));
    if (!is_listed(names, name.substr(0, name.find('[')), is_same)) continue;
    if (!out.view().empty()) out.append('&');
    append_parameter(out, pair);
  }
  return arena.copy(out.view());
}

bool may_come_down(Bytes name) {
  return !is_one_of(hop_by_hop, name) && !is_one_of(stays_above, name) && !has_prefix(stays_above_prefixes, name);
}

void append_header(Buffer& out, Bytes name, Bytes value) {
  if (!is_token(name)) return;
  std::size_t end = 0;
  while (end < value.size() && (!is_control(value[end]) || value[end] == '\t')) ++end;
  out.append(name);
  out.append(": ");
  out.append(value.substr(0, end));
  out.append('\n');
}

void append_request_line(Buffer& out, Bytes method, Bytes url) {
  constexpr Bytes digits = "0123456789ABCDEF";
  out.append(method);
  out.append(' ');
  for (const char c : url) {
    if (!is_control(c) && c != ' ') {
      out.append(c);
      continue;
    }
    out.append('%');
    out.append(digits[static_cast<unsigned char>(c) >> 4]);
    out.append(digits[c & 15]);
  }
  out.append('\n');
}

}  // namespace rota::http
