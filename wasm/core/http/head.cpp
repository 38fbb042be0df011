// Reading heads; see head.h.
#include "http/head.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::http {

namespace {

void split_url(RequestHead& head) {
  const std::size_t scheme = head.url.find("://");
  const std::size_t authority = scheme == Bytes::npos ? 0 : scheme + 3;
  std::size_t path = head.url.find_first_of("/?#", authority);
  if (path == Bytes::npos) path = head.url.size();
  head.origin = head.url.substr(0, path);
  Bytes rest = head.url.substr(path);
  rest = text::split(rest, '#');
  head.path = text::split(rest, '?');
  head.query = rest;
  if (head.path.empty()) head.path = "/";
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
  split_url(*head);
  if (head->url.size() > limits::url_bytes) {
    return client_failure(Fault::too_large, 414, "The URL is longer than 16,384 bytes.");
  }
  if (too_long) return client_failure(Fault::too_large, 431, "The headers are longer than 65,536 bytes in all.");
  head->headers = read_headers(text, arena);
  return head;
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

Bytes query_without(Bytes query, Bytes name, Arena& arena) {
  auto* out = static_cast<char*>(arena.allocate(query.size() + 1, 1));
  std::size_t size = 0;
  bool any = false;
  while (!query.empty()) {
    const Bytes pair = text::split(query, '&');
    if (is_parameter(pair, name)) continue;
    if (any) out[size++] = '&';
    any = true;
    for (char c : pair) out[size++] = c;
  }
  return {out, size};
}

}  // namespace rota::http
