// Sending a file; see asset_job.h.
#include "exchange/asset_job.h"

#include "base/saturated.h"
#include "exchange/local_pages.h"

namespace rota::exchange {

namespace {

constexpr Bytes page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src "
    "'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

}  // namespace

bool AssetJob::begin(Actions& out) {
  const http::RequestHead& head = *context_.request.head;
  const Bytes known = http::find(head.headers, "if-none-match");
  http::append_request_line(head_, head.method, context_.arena.join(head.origin, path_));
  if (!known.empty()) http::append_header(head_, "if-none-match", known);
  token_ = context_.next_token();
  out.asset(token_, head_.view());
  track_.move(started, Phase::asking);
  return true;
}

bool AssetJob::end(Kind on) {
  track_.move(on, Phase::done);
  return false;
}

bool AssetJob::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  if (event.kind == Kind::client_gone) {
    out.cancel(token_);
    return end(event.kind);
  }
  if (event.token != token_) return true;
  if (event.kind == Kind::upstream_head) return take_head(event, out);
  if (event.kind == Kind::upstream_body) {
    context_.client.pass(event.body);
    return true;
  }
  if (track_.is(Phase::asking)) return miss(event.kind, out);
  if (event.kind == Kind::upstream_end) {
    context_.client.finish();
  } else {
    context_.client.fail({Blame::rota, Fault::internal, 503, "The file broke off.", {}, 0}, context_.arena);
    journal_.log(out);
  }
  return end(event.kind);
}

bool AssetJob::miss(Kind on, Actions& out) {
  if (context_.request.route.operation == dialect::Operation::page) {
    plain_page(503, "The panel was not built. Run `npm run build`, then deploy or start Rota again.", context_.client);
  } else {
    context_.client.fail(client_failure(Fault::route_not_found, 404, "There is no such file."), context_.arena);
    journal_.log(out);
  }
  return end(on);
}

bool AssetJob::take_head(const Event& event, Actions& out) {
  const auto status = saturated<std::uint16_t>(event.number);
  if (status != 200 && status != 304) {
    out.cancel(token_);
    return miss(event.kind, out);
  }
  ClientSide& client = context_.client;
  const http::Headers headers = http::read_headers(context_.arena.copy(event.head), context_.arena);
  for (Bytes name : {Bytes("content-type"), Bytes("etag")}) {
    const Bytes value = http::find(headers, name);
    if (!value.empty()) client.header(name, value);
  }
  if (context_.request.route.operation == dialect::Operation::page) {
    client.header("content-security-policy", page_policy);
    client.header("cache-control", "private, no-cache");
    client.header("referrer-policy", "no-referrer");
    client.header("cross-origin-opener-policy", "same-origin");
  } else {
    client.header("cache-control", "public, max-age=31536000, immutable");
  }
  client.header("x-content-type-options", "nosniff");
  client.header("cross-origin-resource-policy", "same-origin");
  client.stream(status, nullptr);
  track_.move(event.kind, Phase::sending);
  return true;
}

}  // namespace rota::exchange
