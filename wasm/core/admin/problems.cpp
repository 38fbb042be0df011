// See problems.h.
#include "admin/problems.h"

#include "access/client_access.h"
#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "base/time.h"
#include "pool/complaint.h"
#include "pool/hindrance.h"
#include "pool/sentences.h"
#include "store/spent_limit.h"

namespace rota::admin {

namespace {

using pool::Cause;

static_assert(limits::dead_cooldown_ms == day_ms);  // said: once a day

struct Problem {
  Bytes kind;
  Bytes severity;
  std::int64_t count = 0;
  Bytes model = {};
  Cause cause = Cause::ok;
  double until_ms = 0;
};

void write_members(const Problem& problem, Bytes message, json::Writer& json) {
  json.key("kind");
  json.string(problem.kind);
  json.key("severity");
  json.string(problem.severity);
  json.key("count");
  json.integer(problem.count);
  json.key("model");
  json.string(problem.model);
  json.key("cause");
  json.string(problem.cause == Cause::ok ? Bytes{} : pool::name_of(problem.cause));
  json.key("until");
  if (problem.until_ms > 0) {
    json.integer(static_cast<std::int64_t>(problem.until_ms));
  } else {
    json.null();
  }
  json.key("message");
  json.string(message);
}

void write_problem(const Problem& problem, Bytes message, json::Writer& json) {
  json.begin_object();
  write_members(problem, message, json);
  json.end_object();
}

/// "3 keys are over their per-minute limit for gemini-3.6-flash"
void append_complaint(const Problem& problem, Buffer& out) {
  const pool::Complaint complaint = pool::complaint_of(problem.cause);
  text::append_decimal(out, problem.count);
  out.append(problem.count == 1 ? Bytes(" key ") : Bytes(" keys "));
  out.append(problem.count == 1 ? complaint.one : complaint.many);
  if (problem.model.empty()) return;
  out.append(" for ");
  out.append(problem.model);
}

void write_hindered(const pool::Hindrance& hindrance, Bytes model, double now_ms, json::Writer& json) {
  Problem problem{"keys_resting", "info", hindrance.keys, model, hindrance.cause, hindrance.soonest_ms};
  Bytes action = ": Rota leaves them alone";
  if (hindrance.cause == Cause::switched_off) {
    problem.kind = "keys_off";
    problem.severity = "warning";
    action = ": enable those that may serve";
  } else if (hindrance.cause == Cause::unreadable) {
    problem.kind = "keys_unreadable";
    problem.severity = "error";
    action = ". Add them anew, or set the secret back";
  } else if (pool::is_dead(hindrance.cause)) {
    problem.kind = "keys_dead";
    problem.severity = "warning";
    action = ": Rota uses none of them and probes each once a day. Replace or delete them";
  } else if (hindrance.cause != Cause::minute_limit && hindrance.cause != Cause::busy_limit &&
             hindrance.cause != Cause::day_limit && hindrance.cause != Cause::own_quota) {
    problem.severity = "warning";
  }
  Buffer message;
  append_complaint(problem, message);
  message.append(action);
  if (problem.until_ms > now_ms) {
    message.append(", and tries the first again in ");
    pool::append_wait(message, problem.until_ms - now_ms);
  }
  message.append('.');
  write_problem(problem, message.view(), json);
}

void write_exhausted(Bytes model, std::size_t keys, double soonest_ms, double now_ms, json::Writer& json) {
  Buffer message;
  message.append("No key can serve ");
  message.append(model);
  message.append(" now: requests for it are refused and shown how long to wait");
  if (soonest_ms > now_ms) {
    message.append("; the first key is back in ");
    pool::append_wait(message, soonest_ms - now_ms);
  }
  message.append('.');
  const Problem problem{"model_exhausted", "error", static_cast<std::int64_t>(keys), model, Cause::ok, soonest_ms};
  write_problem(problem, message.view(), json);
}

/// Nobody may send a request: there is no client key of either kind, and no setting that lets others in.
bool admits_nobody(const pool::Configuration& configuration, const access::ClientKeys& clients) {
  const store::Environment& environment = configuration.environment();
  if (configuration.stored_clients() != 0 || environment.allow_anonymous || environment.allow_own_key) {
    return false;
  }
  return clients.keys.empty();
}

void write_left_out(const pool::LeftOut& left, Arena& arena, json::Writer& json) {
  if (left.count == 0) return;
  json.begin_object();
  write_members({"keys_left_out", "warning", left.count}, pool::describe_left_out(left, arena), json);
  json.key("source");
  json.string(left.source);
  pool::write_refused(left.refused, json);
  json.end_object();
}

/// The limits of the platform's free plan that something has failed by, each once.
void write_spent_limits(const pool::PoolParts& pool, double now_ms, Arena& arena, json::Writer& json) {
  const Bytes complaints[] = {pool.rows.unread_complaint(), pool.rows.complaint(), pool.recorder.complaint(),
                              pool.loader.unnamed().complaint(), pool.loader.complaint(), pool.loader.kv_complaint()};
  store::SpentLimit shown = store::SpentLimit::none;
  for (const Bytes complaint : complaints) {
    const store::SpentLimit limit = store::spent_limit_of(complaint);
    if (limit == store::SpentLimit::none || limit == shown) continue;
    shown = limit;
    Problem problem{"limit_spent", "error"};
    problem.until_ms = now_ms + store::ms_to_next_utc_day(now_ms);
    write_problem(problem, arena.join(store::describe(limit), " until 00:00 UTC."), json);
  }
}

void write_record_problems(const pool::PoolParts& pool, double now_ms, Arena& arena, json::Writer& json) {
  write_spent_limits(pool, now_ms, arena, json);
  if (pool.rows.is_unread()) {
    write_problem({"rows_unread", "error"},
                  "The pool object cannot read its rows: it works with what API_KEYS, D1 and KV say and counts from zero, "
                  "changes nothing that is stored, and joins both as soon as it can read.",
                  json);
  }
  if (!pool.rows.complaint().empty()) {
    write_problem({"rows_unstored", "error"},
                  "The pool object cannot store what is new: it is kept in memory and stored as soon as that is possible; "
                  "a restart before then loses it.",
                  json);
  }
  if (pool.loader.reads_fail()) {
    write_problem({"record_unreadable", "error"},
                  "D1 cannot be read: the pool works with the keys and settings that it knows, and asks again.", json);
  }
  if (!pool.loader.unnamed().complaint().empty()) {
    write_problem({"keys_unnamed", "warning", static_cast<std::int64_t>(pool.loader.unnamed().rows().size())},
                  "D1 does not take rows for keys of API_KEYS and KV: they serve and are listed, but cannot be named or "
                  "changed until it does. It is asked again.",
                  json);
  }
  if (!pool.loader.kv_complaint().empty()) {
    write_problem({"kv_unreadable", "warning"},
                  "CONFIG_KV cannot be read: the pool works with the keys that it knows from it, and asks again.", json);
  }
  if (pool.recorder.writes_fail()) {
    write_problem({"record_failing", "warning"},
                  "D1 did not take what was last counted: it is kept in the pool object and sent again.", json);
  }
  if (pool.recorder.dropped() != 0) {
    write_problem({"rows_dropped", "warning", pool.recorder.dropped()},
                  "Rows of single calls found no room while D1 did not take them; hourly and daily sums have them.",
                  json);
  }
}

/// Nobody's fault, and nothing that a key can mend: where the Worker runs is the deployment's affair.
void write_place_problem(const pool::PoolParts& pool, double now_ms, Arena& arena, json::Writer& json) {
  const double refused_ms = pool.recorder.place_refused_ms();
  if (refused_ms <= 0 || now_ms - refused_ms > limits::place_problem_ms) return;
  const Bytes elsewhere = pool.configuration.environment().egress_place();
  const Bytes doing = elsewhere.empty() ? Bytes("Requests fail with it")
                                        : arena.join("After each refusal calls go out from elsewhere (", elsewhere, ") for a while");
  write_problem({"place_refused", "warning"},
                arena.join("The upstream does not serve the place that calls came from. ", doing,
                           ": have the Worker run where it is served, by [placement] in wrangler.toml."),
                json);
}

void write_pool_problems(const pool::Hindrances& found, std::size_t keys, json::Writer& json) {
  if (keys == 0) {
    write_problem({"no_keys", "error"},
                  "The pool has no keys, so every request is refused: add some, or set the secret API_KEYS.", json);
  } else if (found.usable == 0) {
    write_problem({"no_usable_keys", "error", static_cast<std::int64_t>(keys)},
                  "No key can serve at all: what holds each of them back stands below.", json);
  }
}

}  // namespace

void write_problems(const pool::PoolParts& pool, double now_ms, Arena& arena, json::Writer& json) {
  const pool::Ledger& ledger = pool.lender.ledger();
  const pool::Hindrances found = pool::sum_hindrances(ledger, now_ms, arena);
  json.begin_array();
  write_pool_problems(found, ledger.size(), json);
  const access::ClientKeys clients = access::read_client_keys(pool.configuration.environment().client_api_keys, arena);
  if (admits_nobody(pool.configuration, clients)) {
    write_problem({"no_clients", "error"},
                  "There are no client keys, so every request is refused: make one, or set the secret CLIENT_API_KEYS.",
                  json);
  }
  for (const pool::LeftOut& left : pool.loader.left_out()) write_left_out(left, arena, json);
  write_left_out(clients.left_out, arena, json);
  write_place_problem(pool, now_ms, arena, json);
  std::size_t shown = 0;
  for (const pool::Exhaustion& model : found.exhausted) {
    if (++shown > limits::admin_problems) break;
    write_exhausted(ledger.words().model_text(model.model), ledger.size(), model.soonest_ms, now_ms, json);
  }
  write_record_problems(pool, now_ms, arena, json);
  shown = 0;
  for (const pool::Hindrance& hindrance : found.list) {
    // What an administrator wanted is no problem, unless nothing else is left.
    if (hindrance.cause == Cause::switched_off && found.usable != 0) continue;
    if (++shown > limits::admin_problems) break;
    write_hindered(hindrance, ledger.words().model_text(hindrance.model), now_ms, json);
  }
  json.end_array();
}

}  // namespace rota::admin
