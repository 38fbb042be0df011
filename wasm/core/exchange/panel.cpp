// The exchange's pages: the panel's files on their way from where they were deployed, and the words that stand in their
// place. Who may see them is decided before (admin_gate.cpp). See exchange.h.
#include "base/text.h"
#include "exchange/exchange.h"
#include "exchange/local_pages.h"

namespace rota::exchange {

namespace {

constexpr Bytes policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src "
    "'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

}  // namespace

/// A browser has been sent here, and wants something to look at.
bool Exchange::wants_page() const {
  if (request_.route.endpoint != http::Endpoint::page || !request_.route.method_allowed) return false;
  return request_.route.tail == "/login" || text::contains(http::find(request_.head->headers, "accept"), "text/html");
}

Phase Exchange::answer_page(std::uint16_t status, Bytes message) {
  plain_page(status, message, client_);
  return Phase::closed;
}

Phase Exchange::answer_elsewhere(Bytes path) {
  client_.header("location", path);
  client_.header("cache-control", "no-store");
  client_.answer(303, {}, {});
  return Phase::closed;
}

Phase Exchange::serve_panel(Actions& out) { return serve_file("/index.html", out); }

Phase Exchange::serve_file(Bytes path, Actions& out) {
  const http::RequestHead& head = *request_.head;
  const Bytes known = http::find(head.headers, "if-none-match");
  call_head_.clear();
  call_head_.append(arena_.join(head.method, " ", head.origin, path, "\n"));
  if (!known.empty()) http::append_header(call_head_, "if-none-match", known);
  upstream_token_ = ++last_token_;
  out.add(Kind::asset, upstream_token_, 0, call_head_.view());
  return Phase::serving;
}

Phase Exchange::miss_file(Actions& out) {
  if (request_.route.endpoint == http::Endpoint::page) {
    return answer_page(503, "The panel was not built. Run `npm run build`, then deploy or start Rota again.");
  }
  return refuse(client_failure(Fault::route_not_found, 404, "There is no such file."), out);
}

Phase Exchange::on_file_head(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return phase_;
  const auto status = static_cast<std::uint16_t>(event.number);
  if (status != 200 && status != 304) {
    out.add(Kind::cancel, upstream_token_);
    return miss_file(out);
  }
  const http::Headers headers = http::read_headers(arena_.copy(event.head), arena_);
  for (Bytes name : {Bytes("content-type"), Bytes("etag")}) {
    const Bytes value = http::find(headers, name);
    if (!value.empty()) client_.header(name, value);
  }
  if (request_.route.endpoint == http::Endpoint::page) {
    client_.header("content-security-policy", policy);
    client_.header("cache-control", "private, no-cache");
    client_.header("referrer-policy", "no-referrer");
    client_.header("cross-origin-opener-policy", "same-origin");
  } else {
    client_.header("cache-control", "public, max-age=31536000, immutable");
  }
  client_.header("x-content-type-options", "nosniff");
  client_.header("cross-origin-resource-policy", "same-origin");
  client_.stream(status, StreamForm::opaque);
  return Phase::serving;
}

Phase Exchange::on_file_body(const Event& event, Actions&) {
  if (event.token == upstream_token_ && client_.committed()) client_.echo();
  return phase_;
}

Phase Exchange::on_file_end(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return phase_;
  if (!client_.committed()) return miss_file(out);
  client_.finish();
  return Phase::closed;
}

Phase Exchange::on_file_failed(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return phase_;
  if (!client_.committed()) return miss_file(out);
  return refuse(Failure{Blame::rota, Fault::internal, 503, "The file broke off.", {}, 0}, out);
}

Phase Exchange::on_file_unwanted(const Event&, Actions& out) {
  out.add(Kind::cancel, upstream_token_);
  return Phase::closed;
}

}  // namespace rota::exchange
