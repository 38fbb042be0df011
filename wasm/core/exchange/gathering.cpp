// Fetching attachments; see gathering.h.
#include "exchange/gathering.h"

#include <cstring>

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"
#include "chat/media_type.h"
#include "http/head.h"
#include "http/public_url.h"

namespace rota::exchange {

namespace {

constexpr Bytes accepted_families[] = {"image/", "audio/", "video/", "text/"};
constexpr Bytes accepted_types[] = {"application/pdf", "application/json"};

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
    // The type is written into JSON as it stands; a media type has no character that would need an escape (RFC 6838).
    if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '\x7f') return {};
    lowered[i] = c;
  }
  const Bytes mime(lowered, named.size());
  if (is_accepted(mime)) return mime;
  // Anything else that a server insists on (a page, an archive) is what it says; only "no idea" is looked into.
  const bool untold = mime.empty() || mime == "application/octet-stream" || mime == "binary/octet-stream";
  return untold ? chat::sniff_media_type(base64) : Bytes{};
}

Failure Gathering::refuse(std::size_t index, Bytes why) {
  return client_failure(Fault::bad_value, 400, arena_.join("The URL could not be used: ", why, "."),
                        attachments_[index].param);
}

Status Gathering::start(List<Attachment> wanted, std::uint32_t& last_token, Actions& out) {
  attachments_ = wanted;
  for (std::size_t i = 0; i < wanted.size(); ++i) fetches_.push(arena_, Fetch{}).url = wanted[i].url;
  if (wanted.size() > limits::attachments) {
    return refuse(limits::attachments, "a request may name at most 16 of them");
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
  fetch.token = ++last_token;
  fetch.size = 0;
  const Bytes head = arena_.join("GET ", fetch.url, "\naccept: image/*, audio/*, video/*, text/*, application/pdf\n");
  out.add(Kind::fetch, fetch.token, 0, head);
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
  const int status = static_cast<int>(event.number);
  if (status >= 300 && status < 400) {
    out.add(Kind::cancel, fetch.token);
    fetch.token = 0;
    if (++fetch.redirects > limits::attachment_redirects) return refuse(index, "it redirects too often");
    fetch.url = http::resolve_location(fetch.url, http::find(headers, "location"), arena_);
    return ask(index, last_token, out);
  }
  if (status != 200) {
    return refuse(index, arena_.join("its server answered ", text::decimal(arena_, status)));
  }
  attachments_[index].mime = arena_.copy(http::find(headers, "content-type"));
  std::uint64_t declared = 0;
  if (text::parse_unsigned(http::find(headers, "content-length"), declared) && declared > limits::attachment_bytes) {
    return refuse(index, "what it holds is larger than 14,680,064 bytes");
  }
  return Done{};
}

Status Gathering::take_body(std::size_t index, Bytes body) {
  Fetch& fetch = fetches_[index];
  total_bytes_ += body.size();
  if (total_bytes_ > limits::attachment_bytes) {
    return refuse(index, "all URLs of a request together hold more than 14,680,064 bytes");
  }
  if (fetch.size + body.size() > fetch.capacity) {
    fetch.capacity = (fetch.size + body.size()) * 2;
    auto* bytes = static_cast<char*>(arena_.allocate(fetch.capacity, 1));
    if (fetch.size != 0) std::memcpy(bytes, fetch.bytes, fetch.size);
    fetch.bytes = bytes;
  }
  if (!body.empty()) std::memcpy(fetch.bytes + fetch.size, body.data(), body.size());
  fetch.size += body.size();
  return Done{};
}

Status Gathering::finish(std::size_t index) {
  Fetch& fetch = fetches_[index];
  fetch.token = 0;
  const Bytes bytes(fetch.bytes, fetch.size);
  if (bytes.empty()) return refuse(index, "it holds nothing");
  Buffer base64;
  append_base64(base64, bytes);
  const Bytes mime = media_type_of(attachments_[index].mime, base64.view(), arena_);
  if (mime.empty()) return refuse(index, "what it holds is no image, audio, video, text or PDF");
  attachments_[index].mime = chat::usual_media_type(mime);
  attachments_[index].data = arena_.copy(base64.view());
  --open_;
  return Done{};
}

void Gathering::cancel(Actions& out) {
  for (Fetch& fetch : fetches_) {
    if (fetch.token != 0) out.add(Kind::cancel, fetch.token);
    fetch.token = 0;
  }
}

}  // namespace rota::exchange
