// The way to the first call, and the end; see proxy_job.h. Attempts stand in proxy_attempt.cpp.
#include "exchange/proxy_job.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "exchange/admission.h"
#include "exchange/flows.h"
#include "exchange/no_key.h"
#include "exchange/offer.h"
#include "exchange/renewal.h"

namespace rota::exchange {

namespace {

using dialect::Operation;

constexpr Bytes unfetched = sentence<"A URL in the request could not be fetched within "_s,
                                     static_cast<std::uint64_t>(limits::attachment_timeout_ms / 1000), " seconds."_s>;

/// False when the request is for a certain key and its path names none.
bool read_pin(const dialect::Route& route, Arena& arena, std::uint64_t& pin) {
  if (route.operation != Operation::key_test) return true;
  return text::parse_hex_id(text::percent_decode(arena, route.id), pin) && pin != 0;
}

/// Which conversation the pool is to know the request by. Clients with a key are told apart by it, whatever store it is
/// in; all others are one.
ConversationSought conversation_of(const Context& context, const Flow& flow) {
  if (context.settings().config.conversation_affinity == store::ConversationAffinity::off) return {};
  const chat::Identity identity = flow.identity();
  if ((identity.session == 0 && identity.opening == 0) || flow.model().empty()) return {};
  std::uint64_t client = 0;
  if (context.grant.client != nullptr) {
    client = context.grant.client->id;
  } else if (const List<Secret> keys = access::presented_keys(*context.request.head, context.arena); !keys.empty()) {
    client = text::fingerprint(keys[0]);
  }
  return {chat::conversation_number(identity, client, flow.model()), identity.session == 0 && !identity.continues,
          identity.continues};
}

/// The list of models, when this isolate has answered it lately from the pool's own upstream.
Bytes cached_models(const Context& context) {
  const dialect::Route& route = context.request.route;
  const dialect::UpstreamDialect& upstream = *context.settings().dialect;
  const bool wanted = dialect::operation_of(route, upstream) == Operation::models && has_common_list(context) &&
                      upstream.native != route.dialect;
  return wanted ? context.gateway.models().fresh(route.dialect->label, context.now_ms) : Bytes{};
}

/// No key is left that the request has not tried: what the last one was told counts.
bool has_last_word(pool::Shortage shortage) {
  return shortage == pool::Shortage::tried || shortage == pool::Shortage::none;
}

/// The flow's model is the one that is asked from now on.
void serve(const Context& context, const Flow& flow, const Chain& chain, Journal& journal, KeyLease& lease, RetryPolicy& policy) {
  dialect::Asked asked;
  flow.describe(asked);
  journal.serves({flow.model(), asked.kind, asked.text_bytes, chain.alias()});
  lease.serve(flow.model(), asked.kind, asked.text_bytes, conversation_of(context, flow));
  policy.begin_model(chain.later());
}

}  // namespace

ProxyJob::ProxyJob(Context& context, Journal& journal, PoolLink& link, const access::AdminGate& gate)
    : context_(context),
      journal_(journal),
      link_(link),
      gate_(gate),
      gathering_(context.arena),
      lease_(context, link),
      call_(context),
      policy_(context.settings().config.max_attempts),
      delivery_(context, link),
      probes_(context) {}

ProxyJob::~ProxyJob() {
  if (flow_ != nullptr) flow_->~Flow();
  context_.request.chain = nullptr;
}

bool ProxyJob::move(Kind on, Phase phase) {
  track_.move(on, phase);
  return phase != Phase::done;
}

bool ProxyJob::end_outdated(Kind on) {
  outdated_ = true;
  journal_.end_waiting();
  return move(on, Phase::done);
}

/// What the settings refuse before any key is wanted.
bool ProxyJob::refuse_unread(const Failure& failure, Actions& out) {
  if (may_depend_on_settings(failure) && must_begin_anew(context_, true)) return end_outdated(started);
  return refuse(started, failure, out);
}

bool ProxyJob::begin(Actions& out) {
  Request& request = context_.request;
  const Settings& settings = context_.settings();
  // Nobody but this isolate is asked then.
  const bool alone = !context_.grant.own_key.empty() || offers_models(request, settings, context_.arena) || !cached_models(context_).empty();
  if (alone && must_begin_anew(context_, true)) return end_outdated(started);
  request.may_retry = settings.config.max_attempts > 1 && context_.grant.own_key.empty();
  chain_ = Chain(context_.grant.client != nullptr ? &context_.grant.client->models : nullptr);
  request.chain = &chain_;
  request.safety_off = context_.grant.client != nullptr && !context_.grant.client->safety;
  if (!read_pin(request.route, context_.arena, pin_)) return refuse(started, failure_of_pinned({}, false), out);
  const auto offered = answer_offer(request, settings, context_.grant, context_.client, context_.arena);
  if (!offered.ok()) return refuse_unread(offered.failure(), out);
  const Bytes models = cached_models(context_);
  if (!*offered && !models.empty()) context_.client.answer(200, "application/json", models);
  if (*offered || !models.empty()) {
    journal_.log(out);
    return move(started, Phase::done);
  }
  const auto flow = make_flow(context_);
  if (!flow.ok()) return refuse_unread(flow.failure(), out);
  flow_ = *flow;
  serve(context_, *flow_, chain_, journal_, lease_, policy_);
  const Status allowed = check_admission(context_, *flow_);
  return allowed.ok() ? gather(out) : refuse_unread(allowed.failure(), out);
}

/// No key can serve this model of the chain: the next one is asked, for which the request is read and translated anew.
/// Where it cannot be, what the model before has failed with is the last word.
bool ProxyJob::next_model(Kind on, const Failure& failure, Actions& out) {
  chain_.go_on(failure);
  const auto next = make_flow(context_);
  const bool made = next.ok() && (gathering_timer_ == 0 || (*next)->attach(gathering_.attachments()).ok());
  if (!made) {
    if (next.ok()) (*next)->~Flow();
    return refuse(on, chain_.last_word(failure, context_.arena), out);
  }
  flow_->~Flow();
  flow_ = *next;
  quote_ = {};
  has_failed_ = leads_on_ = false;
  journal_.end_waiting();
  serve(context_, *flow_, chain_, journal_, lease_, policy_);
  context_.reader.trim();
  return context_.grant.own_key.empty() ? lease(on, out) : call(on, out);
}

bool ProxyJob::gather(Actions& out) {
  const List<Attachment> wanted = flow_->wanted();
  if (wanted.empty()) return begin_calls(started, out);
  if (must_begin_anew(context_, false)) return end_outdated(started);
  const Status asked = gathering_.start(wanted, context_.last_token, out);
  if (!asked.ok()) {
    gathering_.cancel(out);
    return refuse(started, asked.failure(), out);
  }
  gathering_timer_ = context_.next_token();
  out.wake(gathering_timer_, limits::attachment_timeout_ms);
  return move(started, Phase::gathering);
}

bool ProxyJob::take_gathered(const Event& event, Actions& out) {
  if (event.kind == Kind::timer) {
    if (event.token != gathering_timer_) return true;
    gathering_.cancel(out);
    return refuse(event.kind,
                  client_failure(Fault::bad_value, 400, unfetched),
                  out);
  }
  if (!gathering_.owns(event.token)) return true;
  const Status taken = gathering_.take(event, context_.last_token, out);
  if (!taken.ok()) {
    gathering_.cancel(out);
    return refuse(event.kind, taken.failure(), out);
  }
  if (!gathering_.complete()) return true;
  const Status attached = flow_->attach(gathering_.attachments());
  return attached.ok() ? begin_calls(event.kind, out) : refuse(event.kind, attached.failure(), out);
}

/// The request is complete: a key is all that is missing, unless the client brought one. An administrator may have
/// named one.
bool ProxyJob::begin_calls(Kind on, Actions& out) {
  context_.reader.trim();
  if (pin_ != 0) return leased(on, lease_.begin_pinned(pin_, out), out);
  if (context_.grant.own_key.empty()) return lease(on, out);
  pick_.secret = context_.grant.own_key;
  pick_.label = "the client's own key";
  return call(on, out);
}

bool ProxyJob::lease(Kind on, Actions& out) {
  pool::OwnerWish owner = flow_->owner();
  owner.client = context_.grant.client != nullptr ? context_.grant.client->id : 0;
  owner.shared = context_.settings().config.shared_files;
  lease_.want(owner);
  journal_.begin_waiting();
  return leased(on, lease_.begin(out), out);
}

/// The pool's reply may have brought the news of newer settings. What has been fetched for the request is not fetched
/// again: such a request goes on as it was read.
bool ProxyJob::is_renewed_by_lease(KeyLease::Outcome outcome) {
  const bool replied = outcome == KeyLease::Outcome::leased || outcome == KeyLease::Outcome::none ||
                       outcome == KeyLease::Outcome::over_limit;
  const bool begun = journal_.calls() != 0 || gathering_timer_ != 0 || !probes_.idle();
  if (!replied || begun || pin_ != 0 || !must_begin_anew(context_, false)) return false;
  lease_.give_back();
  if (outcome == KeyLease::Outcome::leased) lease_.put_back();
  return true;
}

bool ProxyJob::leased(Kind on, KeyLease::Outcome outcome, Actions& out) {
  if (outcome == KeyLease::Outcome::leased) journal_.moved(lease_.moved());
  if (is_renewed_by_lease(outcome)) return end_outdated(on);
  switch (outcome) {
    case KeyLease::Outcome::nothing:
      return true;
    case KeyLease::Outcome::waiting:
      return move(on, Phase::leasing);
    case KeyLease::Outcome::leased:
      journal_.end_waiting();
      pick_ = lease_.pick();
      lent_calls_ = pin_ != 0 ? 1 : 0;  // the pool counts nothing when it lends a certain key
      if (lease_.is_bound()) flow_->lent(link_.reply(), pick_);
      return call(on, out);
    case KeyLease::Outcome::none:
      return without_key(on, out);
    case KeyLease::Outcome::over_limit: {
      const pool::Allowance& answer = lease_.shortage().client;
      return refuse(on, {Blame::client, Fault::rate_limited, 429, answer.reason, {}, answer.retry_after_ms}, out);
    }
    case KeyLease::Outcome::unreachable:
      break;
  }
  return refuse(on, link_.failure(), out);
}

bool ProxyJob::without_key(Kind on, Actions& out) {
  const pool::Reply& shortage = lease_.shortage();
  if (has_failed_ && shortage.shortage == pool::Shortage::tried && lease_.forgive()) {
    return leased(on, lease_.begin(out), out);
  }
  if (pin_ != 0) return refuse(on, failure_of_pinned(shortage, context_.settings().pool_shards > 1), out);
  if (shortage.ownership == pool::Ownership::unknown && flow_->has_no_owner(context_.client)) return settle(on, out);
  const bool was_last = has_failed_ && has_last_word(shortage.shortage);
  if (!was_last && shortage.ownership != pool::Ownership::none) {
    return refuse(on, failure_of_owner(shortage, context_.arena), out);
  }
  const Failure failure = was_last ? last_failure_ : failure_of(shortage);
  const bool goes_on = was_last ? leads_on_ : leads_on(shortage.shortage);
  if (goes_on && chain_.may_go_on(context_.now_ms - context_.began_ms)) return next_model(on, failure, out);
  const Failure heard = goes_on ? chain_.last_word(failure, context_.arena) : failure;
  if (!was_last) return refuse(on, heard, out);
  answer_failure(heard);
  return settle(on, out);
}

bool ProxyJob::take(const Event& event, Actions& out) {
  probes_.take(event, out);
  if (track_.is(Phase::probing)) return !track_.hears(event.kind) || wind_up(event.kind, out);
  const bool goes_on = advance(event, out);
  if (goes_on) probes_.add(link_.take_doubted(), lease_.model(), out);
  return goes_on;
}

bool ProxyJob::advance(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  if (event.kind == Kind::client_gone) return client_gone(out);
  switch (track_.phase()) {
    case Phase::gathering:
      return take_gathered(event, out);
    case Phase::leasing:
      return leased(event.kind, lease_.take(event, out), out);
    case Phase::calling:
      return take_call(event, out);
    case Phase::pausing:
      return event.token != pause_timer_ || lease(event.kind, out);
    case Phase::asking:
      return take_answer_of_pool(event, out);
    case Phase::draining:
      return take_drained(event, out);
    default:
      return delivery_.take(event, out) || wind_up(event.kind, out);
  }
}

bool ProxyJob::refuse(Kind on, const Failure& failure, Actions& out) {
  lease_.show_limits();
  context_.client.fail(failure, context_.arena);
  if (flow_ != nullptr) return settle(on, out);
  journal_.log(out);
  return move(on, Phase::done);
}

/// The client has all it will get.
void ProxyJob::end_flow(Actions& out) {
  journal_.log(out);
  journal_.end(link_.shard());
  if (journal_.calls() == 0) lease_.give_back();
  context_.kept = flow_->keepsake();
  flow_->~Flow();
  flow_ = nullptr;
  context_.request.body = {};
  context_.body.release();
  call_.release();
}

bool ProxyJob::settle(Kind on, Actions& out) {
  end_flow(out);
  return deliver(on, out);
}

/// Who tests a key looks at it next.
bool ProxyJob::deliver(Kind on, Actions& out) {
  const bool at_once = journal_.urgent() || pin_ != 0;
  return delivery_.begin(at_once, out) ? move(on, Phase::settling) : wind_up(on, out);
}

/// Nothing is left but what the pool wants to know of its keys.
bool ProxyJob::wind_up(Kind on, Actions& out) {
  probes_.add(link_.take_doubted(), lease_.model(), out);
  return move(on, probes_.idle() ? Phase::done : Phase::probing);
}

/// Picks that are on their way are others' to use, and reports that have not arrived must ride again: the job stays
/// until the call of the pool has ended.
bool ProxyJob::drain(Kind on, Actions& out) {
  end_flow(out);
  return move(on, Phase::draining);
}

bool ProxyJob::take_drained(const Event& event, Actions& out) {
  if (lease_.is_draining()) {
    switch (lease_.take(event, out)) {
      case KeyLease::Outcome::nothing: return true;
      case KeyLease::Outcome::none: return deliver(event.kind, out);
      default: return wind_up(event.kind, out);
    }
  }
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return true;
  return heard == PoolLink::Heard::reply ? deliver(event.kind, out) : wind_up(event.kind, out);
}

bool ProxyJob::client_gone(Actions& out) {
  constexpr Kind on = Kind::client_gone;
  gathering_.cancel(out);
  if (track_.is(Phase::leasing)) return lease_.abandon() ? drain(on, out) : settle(on, out);
  if (track_.is(Phase::asking)) {
    if (asked_ == Next::learned) report({});
    return drain(on, out);
  }
  if (track_.is(Phase::calling)) {
    // Once the upstream has answered well the key has proven itself, and what it said of the cost so far counts.
    const bool answered = call_.phase() == UpstreamCallPhase::answering;
    call_.cancel(out);
    pool::Verdict verdict;
    verdict.cause = answered ? pool::Cause::ok : pool::Cause::abandoned;
    report(verdict);
  }
  return settle(on, out);
}

}  // namespace rota::exchange
