// Reading heads; see head.h.
#include "http/head.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "http/path.h"

namespace rota::http {

namespace {

void split_url(RequestHead& head, Arena& arena) {
  const std::size_t scheme = head.url.find("://");
  const std::size_t authority = scheme == Bytes::npos ? 0 : scheme + 3;
  std::size_t path = head.url.find_first_of("/?#", authority);
  if (path == Bytes::npos) path = head.url.size();
  head.origin = head.url.substr(0, path);
  Bytes rest = head.url.substr(path);
  rest = text::split(rest, '#');
  const CanonicalPath read = read_path(text::split(rest, '?'), arena);
  head.path = read.path.empty() ? Bytes("/") : read.path;
  head.path_fault = read.fault;
  head.encoded_slash = read.encoded_slash;
  head.query = rest;
}

bool is_parameter(Bytes pair, Bytes name) { return text::split(pair, '=') == name; }

}  // namespace

Bytes find(const Headers& headers, Bytes name) {
  for (const Header& header : headers) {
    if (text::iequals(header.name, name)) return header.value;
  }
  return {};
}

Headers read_headers(Bytes text, Arena& arena) {
  Headers headers;
  while (!text.empty()) {
    Bytes line = text::split(text, '\n');
    const Bytes name = text::split(line, ':');
    if (!name.empty()) headers.push(arena, Header{name, text::trim(line)});
  }
  return headers;
}

Result<RequestHead*> read_request_head(Bytes text, Arena& arena) {
  auto* head = arena.make<RequestHead>();
  const bool too_long = text.size() > limits::request_head_bytes;
  Bytes line = text::split(text, '\n');
  head->method = text::split(line, ' ');
  head->url = line;
  split_url(*head, arena);
  if (head->url.size() > limits::url_bytes) {
    return client_failure(Fault::too_large, 414, sentence<"The URL is longer than "_s, limits::url_bytes, " bytes."_s>);
  }
  if (too_long) return client_failure(
        Fault::too_large, 431,
        sentence<"The headers are longer than "_s, limits::request_head_bytes, " bytes in all."_s>);
  head->headers = read_headers(text, arena);
  return head;
}

Bytes extended_value(Bytes value, Arena& arena) {
  constexpr Bytes charset = "UTF-8''";
  const bool extended = text::istarts_with(value, charset);
  return extended ? text::percent_decode(arena, value.substr(charset.size())) : value;
}

Bytes query_value(Bytes query, Bytes name, Arena& arena) {
  while (!query.empty()) {
    Bytes pair = text::split(query, '&');
    if (!is_parameter(pair, name)) continue;
    (void)text::split(pair, '=');
    return text::percent_decode(arena, pair);
  }
  return {};
}

}  // namespace rota::http
