// See problems.h.
#include "admin/problems.h"

#include "access/client_access.h"
#include "admin/key_pool.h"
#include "base/limits.h"
#include "base/text.h"
#include "pool/complaint.h"
#include "pool/hindrance.h"
#include "pool/sentences.h"

namespace rota::admin {

namespace {

using pool::Cause;

static_assert(limits::load_retry_ms == 30 * 1000.0 && limits::dead_rest_ms == 24 * 60 * 60 * 1000.0);  // said

struct Problem {
  Bytes kind;
  Bytes severity;
  std::int64_t count = 0;
  Bytes model = {};
  Cause cause = Cause::ok;
  double until_ms = 0;
};

void write_problem(const Problem& problem, Bytes message, json::Writer& json) {
  json.begin_object();
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
  json.end_object();
}

/// "3 keys are over their per-minute limit for gemini-2.5-flash"
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
  Bytes deed = ": Rota leaves them alone";
  if (hindrance.cause == Cause::unreadable) {
    problem.kind = "keys_unreadable";
    problem.severity = "error";
    deed = ". Add them anew, or set the secret back";
  } else if (pool::is_dead(hindrance.cause)) {
    problem.kind = "keys_dead";
    problem.severity = "warning";
    deed = ": Rota uses none of them and probes each once a day. Replace or delete them";
  } else if (hindrance.cause != Cause::minute_limit && hindrance.cause != Cause::busy_limit &&
             hindrance.cause != Cause::day_limit && hindrance.cause != Cause::own_quota) {
    problem.severity = "warning";
  }
  Buffer message;
  append_complaint(problem, message);
  message.append(deed);
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
  message.append(" now: requests for it are refused and told how long to wait");
  if (soonest_ms > now_ms) {
    message.append("; the first key is back in ");
    pool::append_wait(message, soonest_ms - now_ms);
  }
  message.append('.');
  const Problem problem{"model_exhausted", "error", static_cast<std::int64_t>(keys), model, Cause::ok, soonest_ms};
  write_problem(problem, message.view(), json);
}

/// Nobody may send a request: there is no client key of either kind, and no setting that lets others in.
bool admits_nobody(Operation& operation, const KeyPool& pool, Bytes environment) {
  if (pool.stored_clients() != 0) return false;
  const auto all = operation.reader.read(environment, operation.arena);
  if (!all) return false;
  for (const Bytes name : {Bytes("ALLOW_ANONYMOUS"), Bytes("ALLOW_CLIENT_GEMINI_KEY")}) {
    if (access::is_switched_on(text::trim((*all)[name].text(operation.arena)))) return false;
  }
  return access::read_client_keys((*all)["CLIENT_API_KEYS"].text(operation.arena), operation.arena).empty();
}

void write_record_problems(const pool::RecordHealth& record, json::Writer& json) {
  if (record.reads_fail) {
    write_problem({"record_unreadable", "error"},
                  "D1 cannot be read: the pool works with the keys and settings that it knows, and asks again every "
                  "30 seconds.",
                  json);
  }
  if (record.writes_fail) {
    write_problem({"record_failing", "warning"},
                  "D1 did not take what was last counted: it is kept in the pool object and sent again.", json);
  }
  if (record.dropped != 0) {
    write_problem({"rows_dropped", "warning", record.dropped},
                  "Rows of single calls found no room while D1 did not take them; hourly and daily sums have them.",
                  json);
  }
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

void write_problems(Operation& operation, Step& step, json::Writer& json) {
  const double now_ms = step.event.now_ms;
  const pool::Ledger& ledger = step.pool.ledger();
  const pool::Hindrances found = pool::sum_hindrances(ledger, now_ms, operation.arena);
  json.begin_array();
  write_pool_problems(found, ledger.size(), json);
  if (admits_nobody(operation, step.pool, step.pool.environment())) {
    write_problem({"no_clients", "error"},
                  "There are no client keys, so every request is refused: make one, or set the secret CLIENT_API_KEYS.",
                  json);
  }
  std::size_t told = 0;
  for (const pool::Exhaustion& model : found.exhausted) {
    if (++told > limits::admin_problems) break;
    write_exhausted(ledger.model_text(model.model), ledger.size(), model.soonest_ms, now_ms, json);
  }
  write_record_problems(step.pool.record_health(), json);
  told = 0;
  for (const pool::Hindrance& hindrance : found.list) {
    if (hindrance.cause == Cause::switched_off) continue;
    if (++told > limits::admin_problems) break;
    write_hindered(hindrance, ledger.model_text(hindrance.model), now_ms, json);
  }
  json.end_array();
}

}  // namespace rota::admin
