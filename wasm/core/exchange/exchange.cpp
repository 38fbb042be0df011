// The exchange's transitions and its way in: received. Attempts stand in attempt.cpp, the end in settle.cpp.
#include "exchange/exchange.h"

#include "base/limits.h"
#include "base/text.h"
#include "exchange/chat_flow.h"
#include "exchange/embeddings_flow.h"
#include "exchange/local_pages.h"
#include "exchange/models_flow.h"
#include "exchange/offer.h"
#include "exchange/pass_flow.h"
#include "exchange/sync_flow.h"
#include "exchange/test_flow.h"

namespace rota::exchange {

namespace {

template <class... Phases>
constexpr std::uint32_t to(Phases... phases) {
  return ((1U << static_cast<unsigned>(phases)) | ...);
}

constexpr std::size_t request_id_length = 24;

}  // namespace

// clang-format off
const Exchange::Transition Exchange::transitions[] = {
  {Phase::received,  Kind::request,       &Exchange::on_request,         to(Phase::received, Phase::leasing, Phase::serving, Phase::closed)},
  {Phase::received,  Kind::hmac,          &Exchange::on_signed,          to(Phase::received, Phase::serving, Phase::closed)},
  {Phase::received,  Kind::digested,      &Exchange::on_digest,          to(Phase::received, Phase::closed)},
  {Phase::received,  Kind::pool_reply,    &Exchange::on_config,          to(Phase::received, Phase::closed)},
  {Phase::received,  Kind::failed,        &Exchange::on_config,          to(Phase::received, Phase::closed)},
  {Phase::received,  Kind::request_body,  &Exchange::on_request_body,    to(Phase::received, Phase::closed)},
  {Phase::received,  Kind::request_end,   &Exchange::on_request_end,     to(Phase::checking, Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::received,  Kind::recover,       &Exchange::on_recover,         to(Phase::closed)},
  {Phase::received,  Kind::cron,          &Exchange::on_cron,            to(Phase::leasing)},
  {Phase::received,  Kind::client_gone,   &Exchange::on_early_leave,     to(Phase::closed)},

  {Phase::checking,  Kind::hmac,          &Exchange::on_signed,          to(Phase::checking, Phase::leasing, Phase::serving, Phase::closed)},
  {Phase::checking,  Kind::digested,      &Exchange::on_digest,          to(Phase::checking, Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::checking,  Kind::pool_reply,    &Exchange::on_config,          to(Phase::checking, Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::checking,  Kind::failed,        &Exchange::on_config,          to(Phase::checking, Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::checking,  Kind::client_gone,   &Exchange::on_early_leave,     to(Phase::closed)},

  {Phase::gathering, Kind::upstream_head, &Exchange::on_attachment,      to(Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::gathering, Kind::upstream_body, &Exchange::on_attachment,      to(Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::gathering, Kind::upstream_end,  &Exchange::on_attachment,      to(Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::gathering, Kind::failed,        &Exchange::on_attachment,      to(Phase::gathering, Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::gathering, Kind::timer,         &Exchange::on_attachment_timer, to(Phase::gathering, Phase::settling, Phase::closed)},
  {Phase::gathering, Kind::client_gone,   &Exchange::on_client_gone,     to(Phase::settling, Phase::closed)},

  {Phase::leasing,   Kind::pool_reply,    &Exchange::on_pool_reply,      to(Phase::leasing, Phase::gathering, Phase::serving, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::leasing,   Kind::failed,        &Exchange::on_pool_failed,     to(Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::leasing,   Kind::nudged,        &Exchange::on_turn,            to(Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::leasing,   Kind::timer,         &Exchange::on_turn,            to(Phase::leasing, Phase::calling, Phase::settling, Phase::closed)},
  {Phase::leasing,   Kind::client_gone,   &Exchange::on_client_gone,     to(Phase::settling, Phase::closed)},

  {Phase::calling,   Kind::upstream_head, &Exchange::on_upstream_head,   to(Phase::calling, Phase::judging, Phase::buffering, Phase::streaming)},
  {Phase::calling,   Kind::failed,        &Exchange::on_upstream_failed, to(Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::calling,   Kind::timer,         &Exchange::on_timer,           to(Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::calling,   Kind::client_gone,   &Exchange::on_client_gone,     to(Phase::settling, Phase::closed)},

  {Phase::judging,   Kind::upstream_body, &Exchange::on_error_body,      to(Phase::judging, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::judging,   Kind::upstream_end,  &Exchange::on_error_end,       to(Phase::judging, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::judging,   Kind::failed,        &Exchange::on_error_end,       to(Phase::judging, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::judging,   Kind::timer,         &Exchange::on_timer,           to(Phase::judging, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::judging,   Kind::client_gone,   &Exchange::on_client_gone,     to(Phase::settling, Phase::closed)},

  {Phase::buffering, Kind::upstream_body, &Exchange::on_answer_body,     to(Phase::buffering, Phase::streaming, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::buffering, Kind::upstream_end,  &Exchange::on_answer_end,      to(Phase::buffering, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::buffering, Kind::failed,        &Exchange::on_upstream_failed, to(Phase::buffering, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::buffering, Kind::timer,         &Exchange::on_timer,           to(Phase::buffering, Phase::calling, Phase::leasing, Phase::settling, Phase::closed)},
  {Phase::buffering, Kind::client_gone,   &Exchange::on_client_gone,     to(Phase::settling, Phase::closed)},

  {Phase::streaming, Kind::upstream_body, &Exchange::on_answer_body,     to(Phase::streaming, Phase::settling, Phase::closed)},
  {Phase::streaming, Kind::upstream_end,  &Exchange::on_answer_end,      to(Phase::streaming, Phase::settling, Phase::closed)},
  {Phase::streaming, Kind::failed,        &Exchange::on_upstream_failed, to(Phase::streaming, Phase::settling, Phase::closed)},
  {Phase::streaming, Kind::timer,         &Exchange::on_timer,           to(Phase::streaming, Phase::settling, Phase::closed)},
  {Phase::streaming, Kind::client_gone,   &Exchange::on_client_gone,     to(Phase::settling, Phase::closed)},

  {Phase::serving,   Kind::upstream_head, &Exchange::on_file_head,       to(Phase::serving, Phase::closed)},
  {Phase::serving,   Kind::upstream_body, &Exchange::on_file_body,       to(Phase::serving)},
  {Phase::serving,   Kind::upstream_end,  &Exchange::on_file_end,        to(Phase::serving, Phase::closed)},
  {Phase::serving,   Kind::failed,        &Exchange::on_file_failed,     to(Phase::serving, Phase::closed)},
  {Phase::serving,   Kind::client_gone,   &Exchange::on_file_unwanted,   to(Phase::closed)},

  {Phase::settling,  Kind::timer,         &Exchange::on_delivery_timer,  to(Phase::settling, Phase::closed)},
  {Phase::settling,  Kind::pool_reply,    &Exchange::on_delivery_done,   to(Phase::settling, Phase::closed)},
  {Phase::settling,  Kind::failed,        &Exchange::on_delivery_done,   to(Phase::settling, Phase::closed)},
};
// clang-format on

Exchange::Exchange(Gateway& gateway, std::uint64_t seed)
    : gateway_(gateway), edition_(gateway.hold_edition()), random_(seed) {}

Exchange::~Exchange() {
  if (flow_ != nullptr) flow_->~Flow();
  if (wait_token_ != 0) gateway_.bank().remove_waiter(wait_token_);
  gateway_.drop_edition(edition_);
}

void Exchange::renew_edition() {
  gateway_.drop_edition(edition_);
  edition_ = gateway_.hold_edition();
}

void Exchange::step(const Event& event, Actions& out) {
  for (const Transition& transition : transitions) {
    if (transition.from != phase_ || transition.event != event.kind) continue;
    now_ms_ = event.now_ms;
    step_reported_ = false;
    client_.enter();
    const Phase next = (this->*transition.handler)(event, out);
    if ((transition.to & to(next)) == 0) std::abort();
    phase_ = next;
    if (client_.is_head_due()) tell_timing();
    client_.leave(out);
    if (next == Phase::closed) out.add(Kind::done);
    return;
  }
}

char* Exchange::reserve(std::size_t bytes) {
  if (phase_ != Phase::received || request_.head == nullptr) return Machine::reserve(bytes);
  body_.reserve(body_.size() + bytes);
  return body_.data() + body_.size();
}

/// A client's own name for its request is kept, so that its logs and Rota's tell of the same one.
void Exchange::name_request(const http::RequestHead& head) {
  read_head_ = &head;
  const Bytes own = http::find(head.headers, "x-request-id");
  if (own.empty() || own.size() > limits::request_id_bytes) return;
  for (const char c : own) {
    if (!text::is_alphanumeric(c) && c != '-' && c != '_' && c != '.') return;
  }
  request_.id = own;
}

Phase Exchange::on_request(const Event& event, Actions& out) {
  began_ms_ = now_ms_;
  renew_edition();
  request_.id = random_.id(arena_, "req_", request_id_length);
  const auto head = http::read_request_head(arena_.copy(event.head), arena_);
  if (!head.ok()) {
    client_.open({}, request_.id);
    return refuse(head.failure(), out);
  }
  name_request(*head.value());
  request_.route = http::match(head.value()->method, head.value()->path);
  client_.open(request_.route, request_.id);

  const http::Route& route = request_.route;
  if (route.endpoint == http::Endpoint::unknown) {
    return refuse(client_failure(Fault::route_not_found, 404,
                                 arena_.join("There is no route ", head.value()->method, " ", head.value()->path, ".")),
                  out);
  }
  if (head.value()->method == "OPTIONS" && http::is_client_route(route.endpoint)) {
    preflight(*head.value(), route, client_);
    return Phase::closed;
  }
  request_.head = head.value();
  if (!route.method_allowed && !http::is_admin_route(route.endpoint)) return refuse(wrong_method(), out);
  if (route.endpoint == http::Endpoint::root) {
    root_page(client_);
    return Phase::closed;
  }
  if (route.endpoint == http::Endpoint::health) return ask_pool(Errand::health, out);
  const Phase next = http::is_admin_route(route.endpoint) ? knock_admin(out) : knock(out);
  if (next != Phase::received) return next;
  if (event.number > static_cast<double>(limits::request_body_bytes)) return on_request_body(event, out);
  if (event.number > 0) body_.reserve(static_cast<std::size_t>(event.number));
  return Phase::received;
}

Failure Exchange::wrong_method() {
  return client_failure(Fault::method_not_allowed, 405,
                        arena_.join("This route takes ", request_.route.allow, ", not ", request_.head->method, "."));
}

Phase Exchange::on_request_body(const Event& event, Actions& out) {
  if (request_.head == nullptr) return Phase::received;
  const bool logs_in = request_.route.endpoint == http::Endpoint::sign_in;
  if (logs_in && body_.size() + event.body.size() > limits::login_body_bytes) {
    return refuse(client_failure(Fault::too_large, 413, "The request is larger than any password."), out);
  }
  const double declared = event.kind == Kind::request ? event.number : 0;
  if (declared > static_cast<double>(limits::request_body_bytes) ||
      body_.size() + event.body.size() > limits::request_body_bytes) {
    return refuse(client_failure(Fault::too_large, 413,
                                 "The request is larger than 20,971,520 bytes, the most that Google takes."),
                  out);
  }
  if (event.body.empty()) return Phase::received;
  if (event.body.data() != body_.data() + body_.size()) {
    // Reserved memory is never moved here: there is room for the event that lies in it. It may overlap, though.
    body_.reserve(body_.size() + event.body.size());
    std::memmove(body_.data() + body_.size(), event.body.data(), event.body.size());
  }
  body_.commit(event.body.size());
  return Phase::received;
}

Result<Flow*> Exchange::make_flow() {
  const http::Endpoint endpoint = request_.route.endpoint;
  const bool openai_upstream = settings().upstream_dialect == http::Dialect::openai;
  if (endpoint == http::Endpoint::key_test) return TestFlow::make(request_, settings(), reader_, arena_);
  if (endpoint == http::Endpoint::model_sync) return SyncFlow::make(request_, settings(), reader_, arena_);
  if (endpoint == http::Endpoint::gemini_native && openai_upstream) {
    return client_failure(Fault::unsupported, 501,
                          "This Rota's upstream speaks OpenAI's dialect: Gemini's routes lead nowhere here.");
  }
  if (endpoint == http::Endpoint::gemini_native || openai_upstream) {
    return PassFlow::make(request_, settings(), reader_, arena_);
  }
  switch (endpoint) {
    case http::Endpoint::chat:
    case http::Endpoint::playground:
      return ChatFlow::make(request_, settings(), reader_, random_, arena_);
    case http::Endpoint::models:
    case http::Endpoint::model:
      return ModelsFlow::make(request_, settings(), gateway_.models(), reader_, arena_);
    case http::Endpoint::embeddings:
      return EmbeddingsFlow::make(request_, settings(), reader_, arena_);
    default:
      return client_failure(Fault::route_not_found, 404,
                            arena_.join("There is no route ", request_.head->method, " ", request_.head->path, "."));
  }
}

/// The list of models, when this isolate has answered it lately from the pool's own upstream.
Bytes Exchange::cached_models() {
  const bool wanted = request_.route.endpoint == http::Endpoint::models && grant_.own_key.empty() &&
                      settings().upstream_dialect == http::Dialect::gemini;
  return wanted ? gateway_.models().fresh(now_ms_) : Bytes{};
}

Phase Exchange::on_request_end(const Event&, Actions& out) {
  if (request_.head == nullptr) return Phase::closed;
  ended_ = true;
  request_.body = body_.view();
  if (http::is_admin_route(request_.route.endpoint)) return door_ == Door::open ? enter_admin(out) : Phase::checking;
  return door_ == Door::open ? begin_flow(out) : Phase::checking;
}

/// The request is whole, and its sender may come in.
Phase Exchange::begin_flow(Actions& out) {
  request_.may_retry = settings().config.max_attempts > 1 && grant_.own_key.empty();
  request_.safety_off = grant_.client != nullptr && !grant_.client->safety;
  const auto offered = answer_offer(request_, settings(), grant_, client_, arena_);
  if (!offered.ok()) return refuse(offered.failure(), out);
  if (*offered) return end_unserved(out);
  const Bytes models = cached_models();
  if (!models.empty()) {
    client_.answer(200, "application/json", models);
    return end_unserved(out);
  }
  const auto flow = make_flow();
  if (!flow.ok()) return refuse(flow.failure(), out);
  flow_ = flow.value();
  const Status allowed = access::check_model(grant_, flow_->model(), arena_);
  if (!allowed.ok()) return refuse(allowed.failure(), out);
  upstream_patience_ = limits::upstream_patience;
  return gather(out);
}

Phase Exchange::on_recover(const Event& event, Actions& out) {
  request_.id = random_.id(arena_, "req_", request_id_length);
  const auto head = http::read_request_head(arena_.copy(event.head), arena_);
  const http::Route route = head.ok() ? http::match(head.value()->method, head.value()->path) : http::Route{};
  if (head.ok()) name_request(*head.value());
  client_.open(route, request_.id);
  if (event.number > 0) {
    StreamForm form = StreamForm::openai_events;
    if (route.dialect == http::Dialect::gemini) {
      const bool events = head.ok() && http::query_value(head.value()->query, "alt", arena_) == "sse";
      form = events ? StreamForm::gemini_events : StreamForm::opaque;
    }
    client_.resume(form);
  }
  return refuse(
      Failure{Blame::rota, Fault::internal, 500, "Rota failed while serving this request. Try it again.", {}, 0}, out);
}

Phase Exchange::on_cron(const Event&, Actions& out) { return ask_pool(Errand::cron, out); }

Phase Exchange::on_early_leave(const Event&, Actions&) { return Phase::closed; }

}  // namespace rota::exchange
