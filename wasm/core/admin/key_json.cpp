// See key_json.h.
#include "admin/key_json.h"

#include "base/text.h"
#include "store/model_rows.h"

namespace rota::admin {

namespace {

using pool::Cause;
using pool::Ledger;

/// The members that say why; `reason` may be empty, `until_ms` 0.
void write_why(json::Writer& json, Cause cause, Bytes reason, double until_ms, double now_ms) {
  json.key("cause");
  json.string(cause == Cause::ok ? Bytes{} : pool::name_of(cause));
  json.key("reason");
  json.string(cause == Cause::ok ? Bytes{} : reason);
  json.key("until");
  if (until_ms > now_ms) {
    json.integer(static_cast<std::int64_t>(until_ms));
  } else {
    json.null();
  }
}

void write_quota(json::Writer& json, json::Escaped name, std::uint32_t quota) {
  json.key(name);
  if (quota != 0) {
    json.integer(quota);
  } else {
    json.null();
  }
}

/// The minute's window of the key's project, and the limits of the day.
void write_window(const Ledger& ledger, std::uint32_t state, pool::Name model, double now_ms, json::Writer& json) {
  const pool::Window window = state == pool::nowhere ? pool::Window{} : ledger.states()[state].window;
  const bool now = window.minute == minute_of(now_ms);
  json.key("attempts_minute");
  json.integer(now ? window.minute_requests : 0);
  json.key("tokens_minute");
  json.integer(now ? window.minute_tokens : 0);
  write_quota(json, "quota", ledger.words().rule_of(model).quota);
  write_quota(json, "learned_day_limit", window.limit_day_requests);
}

/// One model of a key: usage is the key's own.
void write_model(const Ledger& ledger, std::uint32_t at, pool::Name model, double now_ms, json::Writer& json) {
  const pool::Usage usage = ledger.usage(at, model, now_ms);
  json.begin_object();
  json.key("model");
  json.string(ledger.words().model_text(model));
  json.key("family");
  json.string(store::family_text(ledger.words().rule_of(model).family));
  write_model_state(ledger, at, model, now_ms, json);
  json.key("attempts_today");
  json.integer(usage.requests);
  json.key("errors_today");
  json.integer(usage.errors);
  json.key("tokens_today");
  json.integer(pool::tokens_of(usage));
  write_window(ledger, ledger.states().find(ledger.key(ledger.owner(at)).first_model, model), model, now_ms, json);
  json.end_object();
}

void write_models(const Ledger& ledger, std::uint32_t at, double now_ms, json::Writer& json) {
  json.key("models");
  json.begin_array();
  const pool::ModelStates& states = ledger.states();
  const std::uint32_t own = ledger.key(at).first_model;
  for (std::uint32_t state = own; state != pool::nowhere; state = states[state].next) {
    write_model(ledger, at, states[state].model, now_ms, json);
  }
  if (const std::uint32_t owner = ledger.owner(at); owner != at) {
    for (std::uint32_t state = ledger.key(owner).first_model; state != pool::nowhere; state = states[state].next) {
      const pool::Name model = states[state].model;
      if (states.find(own, model) == pool::nowhere && pool::is_limited(ledger.standing(at, model, now_ms))) {
        write_model(ledger, at, model, now_ms, json);
      }
    }
  }
  json.end_array();
}

void write_families(const Ledger& ledger, std::uint32_t at, double now_ms, json::Writer& json) {
  json.key("families");
  json.begin_array();
  for (const store::Family family : {store::Family::pro, store::Family::flash}) {
    json.begin_object();
    json.key("family");
    json.string(store::family_text(family));
    json.key("attempts_today");
    json.integer(at == pool::nowhere ? 0 : ledger.family_requests(ledger.owner(at), family, now_ms));
    write_quota(json, "quota", ledger.words().rules().family_quota(family));
    json.end_object();
  }
  json.end_array();
}

/// A share from 0 to 1 in thousandths.
void write_share(float share, json::Writer& json) {
  const auto thousandths = static_cast<std::int64_t>(share * 1000 + 0.5F);
  if (thousandths >= 1000) return json.raw("1");
  Buffer digits;
  digits.append("0.");
  if (thousandths < 100) digits.append('0');
  if (thousandths < 10) digits.append('0');
  text::append_decimal(digits, thousandths);
  json.raw(json::trust_raw(digits.view()));
}

/// The moving averages, once there is something to average.
void write_averages(const pool::PoolKey& key, json::Writer& json) {
  const bool succeeded = key.first_byte_ms > 0;
  json.key("latency_ms");
  if (succeeded) {
    json.integer(static_cast<std::int64_t>(key.first_byte_ms + 0.5F));
  } else {
    json.null();
  }
  json.key("success_rate");
  if (succeeded || key.success < 1) {
    write_share(key.success, json);
  } else {
    json.null();
  }
}

void write_health(const Ledger& ledger, std::uint32_t at, double now_ms, Arena& arena, json::Writer& json) {
  List<pool::Lack> lacks;
  const pool::KeyHealth health =
      at == pool::nowhere ? pool::KeyHealth::unknown : pool::health_of(ledger, at, now_ms, &lacks, arena);
  json.key("health");
  json.escaped(pool::name_of(health));
  json.key("health_with");
  json.begin_array();
  if (health == pool::KeyHealth::degraded) {
    for (const pool::Lack& lack : lacks) {
      json.begin_object();
      json.key("model");
      json.string(ledger.words().model_text(lack.model));
      json.key("cause");
      json.string(lack.cause);
      json.end_object();
    }
  }
  json.end_array();
}

}  // namespace

void write_model_state(const Ledger& ledger, std::uint32_t at, pool::Name model, double now_ms, json::Writer& json) {
  const std::uint32_t state = ledger.states().find(ledger.key(ledger.owner(at)).first_model, model);
  const pool::Standing standing = ledger.standing(at, model, now_ms);
  const bool limited = pool::is_limited(standing);
  const bool explained = state != pool::nowhere && ledger.states()[state].cause == standing.cause;
  json.key("state");
  json.escaped(pool::name_of(pool::state_for(ledger, at, model, now_ms)));
  const Bytes reason = explained ? ledger.words().reason_text(ledger.states()[state].reason) : Bytes{};
  write_why(json, limited ? standing.cause : Cause::ok, reason, limited ? standing.until_ms : 0, now_ms);
}

void write_key_state(const Ledger& ledger, std::uint32_t at, double now_ms, Arena& arena, json::Writer& json) {
  write_health(ledger, at, now_ms, arena, json);
  json.key("state");
  if (at == pool::nowhere) {
    json.escaped(pool::name_of(pool::KeyState::unreadable));
    write_why(json, Cause::unreadable, "This pool does not hold the key.", 0, now_ms);
    write_averages({}, json);
    write_families(ledger, at, now_ms, json);
    json.key("models");
    json.begin_array();
    json.end_array();
    return;
  }
  const pool::PoolKey& key = ledger.key(at);
  json.escaped(pool::name_of(pool::state_of(ledger, at, now_ms)));
  if (key.barred != Cause::ok) {
    write_why(json, key.barred, {}, 0, now_ms);
  } else {
    write_why(json, key.cause, ledger.words().reason_text(key.reason), key.until_ms, now_ms);
  }
  write_averages(key, json);
  write_families(ledger, at, now_ms, json);
  write_models(ledger, at, now_ms, json);
}

}  // namespace rota::admin
