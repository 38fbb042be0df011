// Fetching attachments; see gathering.h.
#include "exchange/gathering.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/saturated.h"
#include "base/sentence.h"
#include "base/text.h"
#include "chat/media_type.h"
#include "http/forward.h"
#include "http/public_url.h"

namespace rota::exchange {

namespace {

constexpr Bytes accepted_families[] = {"image/", "audio/", "video/", "text/"};
constexpr Bytes accepted_types[] = {
    "application/pdf",   "application/json",       "application/x-ndjson",     "application/xml",
    "application/yaml",  "application/x-yaml",     "application/toml",         "application/sql",
    "application/x-tex", "application/javascript", "application/x-javascript", "application/typescript",
    "application/x-sh",  "application/x-latex",
};

bool is_accepted(Bytes mime) {
  for (Bytes family : accepted_families) {
    if (text::starts_with(mime, family) && mime.size() > family.size()) return true;
  }
  for (Bytes type : accepted_types) {
    if (mime == type) return true;
  }
  return false;
}

}  // namespace

Bytes media_type_of(Bytes content_type, Bytes base64, Arena& arena) {
  const Bytes named = text::trim(text::split(content_type, ';'));
  auto* lowered = static_cast<char*>(arena.allocate(named.size() + 1, 1));
  for (std::size_t i = 0; i < named.size(); ++i) {
    const char c = text::lower(named[i]);
    if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '\x7f') return {};  // RFC 6838
    lowered[i] = c;
  }
  const Bytes mime(lowered, named.size());
  if (is_accepted(mime)) return mime;
  // Anything else that a server insists on (a page, an archive) is what it says; only "no idea" is looked into.
  const bool unnamed = mime.empty() || mime == "application/octet-stream" || mime == "binary/octet-stream";
  return unnamed ? chat::sniff_media_type(base64) : Bytes{};
}

Failure Gathering::refuse(std::size_t index, Bytes why) {
  return client_failure(Fault::bad_value, 400, arena_.join("The URL could not be used: ", why, "."),
                        attachments_[index].param);
}

Status Gathering::start(List<Attachment> wanted, std::uint32_t& last_token, Actions& out) {
  attachments_ = wanted;
  for (std::size_t i = 0; i < wanted.size(); ++i) fetches_.push(arena_, Fetch{}).url = wanted[i].url;
  if (wanted.size() > limits::attachments) {
    return refuse(limits::attachments, sentence<"a request may name at most "_s, limits::attachments, " of them"_s>);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Status asked = ask(i, last_token, out);
    if (!asked.ok()) return asked;
  }
  open_ = wanted.size();
  return Done{};
}

Status Gathering::ask(std::size_t index, std::uint32_t& last_token, Actions& out) {
  Fetch& fetch = fetches_[index];
  const Bytes refusal = http::refusal_of_url(fetch.url);
  if (!refusal.empty()) return refuse(index, refusal);
  if (++calls_ > limits::attachment_calls) {
    return refuse(index, sentence<"all URLs of a request together, with their redirects, take more than "_s,
                                  limits::attachment_calls, " calls"_s>);
  }
  fetch.token = ++last_token;
  Buffer head;
  http::append_request_line(head, "GET", fetch.url);
  http::append_header(head, "accept", "image/*, audio/*, video/*, text/*, application/pdf");
  out.fetch(fetch.token, 0, arena_.copy(head.view()), {});
  return Done{};
}

bool Gathering::owns(std::uint32_t token) const {
  for (const Fetch& fetch : fetches_) {
    if (token != 0 && fetch.token == token) return true;
  }
  return false;
}

Status Gathering::take(const Event& event, std::uint32_t& last_token, Actions& out) {
  std::size_t index = 0;
  while (fetches_[index].token != event.token) ++index;
  switch (event.kind) {
    case Kind::upstream_head:
      return take_head(index, event, last_token, out);
    case Kind::upstream_body:
      return take_body(index, event.body);
    case Kind::upstream_end:
      return finish(index);
    default:
      fetches_[index].token = 0;
      return refuse(index, "its server could not be reached");
  }
}

Status Gathering::take_head(std::size_t index, const Event& event, std::uint32_t& last_token, Actions& out) {
  Fetch& fetch = fetches_[index];
  const http::Headers headers = http::read_headers(event.head, arena_);
  const int status = saturated<int>(event.number);
  if (status >= 300 && status < 400) {
    out.cancel(fetch.token);
    fetch.token = 0;
    if (++fetch.redirects > limits::attachment_redirects) return refuse(index, "it redirects too often");
    fetch.url = http::resolve_location(fetch.url, http::find(headers, "location"), arena_);
    return ask(index, last_token, out);
  }
  if (status != 200) {
    return refuse(index, arena_.join("its server answered ", text::decimal(arena_, status)));
  }
  fetch.content_type = arena_.copy(http::find(headers, "content-type"));
  std::uint64_t declared = 0;
  if (text::parse_unsigned(http::find(headers, "content-length"), declared) && declared > limits::attachment_bytes) {
    return refuse(index, sentence<"what it holds is larger than "_s, limits::attachment_bytes, " bytes"_s>);
  }
  base64_[index].clear();
  fetch.odd_bytes = 0;
  return Done{};
}

Status Gathering::take_body(std::size_t index, Bytes body) {
  total_bytes_ += body.size();
  if (total_bytes_ > limits::attachment_bytes) {
    return refuse(index, sentence<"all URLs of a request together hold more than "_s, limits::attachment_bytes, " bytes"_s>);
  }
  encode(index, body);
  if (arena_.exhausted()) return arena_.account()->shortage();
  return Done{};
}

/// Base64 of whole groups of three octets; what is left waits.
void Gathering::encode(std::size_t index, Bytes body) {
  Fetch& fetch = fetches_[index];
  Buffer& out = base64_[index];
  while (fetch.odd_bytes != 0 && !body.empty()) {
    if (fetch.odd_bytes < 2) {
      fetch.odd[fetch.odd_bytes++] = body[0];
      body.remove_prefix(1);
      continue;
    }
    const char group[3] = {fetch.odd[0], fetch.odd[1], body[0]};
    append_base64(out, {group, 3});
    fetch.odd_bytes = 0;
    body.remove_prefix(1);
  }
  const std::size_t whole = body.size() / 3 * 3;
  append_base64(out, body.substr(0, whole));
  for (const char octet : body.substr(whole)) fetch.odd[fetch.odd_bytes++] = octet;
}

Status Gathering::finish(std::size_t index) {
  Fetch& fetch = fetches_[index];
  fetch.token = 0;
  Buffer& base64 = base64_[index];
  append_base64(base64, {fetch.odd, fetch.odd_bytes});
  base64.shrink();
  if (base64.empty()) return refuse(index, "it holds nothing");
  const Bytes mime = media_type_of(fetch.content_type, base64.view(), arena_);
  if (mime.empty()) return refuse(index, "what it holds is no image, audio, video, text or PDF");
  attachments_[index].mime = json::escape(arena_, chat::usual_media_type(mime));
  attachments_[index].data = json::trust_escaped(base64.view());
  --open_;
  return Done{};
}

void Gathering::cancel(Actions& out) {
  for (Fetch& fetch : fetches_) {
    if (fetch.token != 0) out.cancel(fetch.token);
    fetch.token = 0;
  }
}

}  // namespace rota::exchange
