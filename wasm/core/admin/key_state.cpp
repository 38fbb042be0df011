// Words and members; see key_state.h.
#include "admin/key_state.h"

#include "pool/fields.h"

namespace rota::admin {

namespace {

using pool::Cause;
using pool::Ledger;

constexpr Bytes words[] = {"ready", "limited", "resting", "disabled", "off", "unreadable"};

/// Whether the model cannot have the key for a reason of the model's own.
bool is_limited(const Ledger& ledger, std::uint32_t at, pool::Name model, double now_ms) {
  const pool::Standing standing = ledger.standing(at, model, now_ms);
  return standing.serves == pool::Serves::no && !pool::concerns_key(standing.cause);
}

bool any_limited(const Ledger& ledger, std::uint32_t at, double now_ms) {
  for (const std::uint32_t whose : {at, ledger.owner(at)}) {
    for (std::uint32_t state = ledger.key(whose).first_model; state != pool::nowhere;
         state = ledger.states()[state].next) {
      if (is_limited(ledger, at, ledger.states()[state].model, now_ms)) return true;
    }
  }
  return false;
}

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

/// One model of a key. Rests are the project's and stand with its first key, usage is the key's own.
void write_model(const Ledger& ledger, std::uint32_t at, KeyWord of_key, pool::Name model, double now_ms,
                 json::Writer& json) {
  const std::uint32_t rest = ledger.states().find(ledger.key(ledger.owner(at)).first_model, model);
  const pool::Standing standing = ledger.standing(at, model, now_ms);
  const bool limited = standing.serves == pool::Serves::no && !pool::concerns_key(standing.cause);
  const bool told = rest != pool::nowhere && ledger.states()[rest].cause == standing.cause;
  const Bytes reason = told ? ledger.reason_text(ledger.states()[rest].reason) : Bytes{};
  const Bytes name = ledger.model_text(model);
  const pool::Usage usage = ledger.usage(at, name, now_ms);
  json.begin_object();
  json.key("model");
  json.string(name);
  json.key("state");
  json.string(text_of(limited ? KeyWord::limited : of_key));
  write_why(json, limited ? standing.cause : Cause::ok, reason, limited ? standing.until_ms : 0, now_ms);
  json.key("requests_today");
  json.integer(usage.requests);
  json.key("errors_today");
  json.integer(usage.errors);
  json.key("tokens_today");
  json.integer(pool::add_counts(pool::add_counts(usage.prompt_tokens, usage.completion_tokens), usage.thinking_tokens));
  json.end_object();
}

void write_models(const Ledger& ledger, std::uint32_t at, KeyWord word, double now_ms, json::Writer& json) {
  const KeyWord of_key =
      word == KeyWord::limited ? KeyWord::ready : word;  // that some model is limited limits no other
  json.key("models");
  json.begin_array();
  const pool::ModelStates& states = ledger.states();
  const std::uint32_t own = ledger.key(at).first_model;
  for (std::uint32_t state = own; state != pool::nowhere; state = states[state].next) {
    write_model(ledger, at, of_key, states[state].model, now_ms, json);
  }
  if (const std::uint32_t owner = ledger.owner(at); owner != at) {
    for (std::uint32_t state = ledger.key(owner).first_model; state != pool::nowhere; state = states[state].next) {
      const pool::Name model = states[state].model;
      if (states.find(own, model) == pool::nowhere && is_limited(ledger, at, model, now_ms)) {
        write_model(ledger, at, of_key, model, now_ms, json);
      }
    }
  }
  json.end_array();
}

}  // namespace

Bytes text_of(KeyWord word) { return words[static_cast<std::size_t>(word)]; }

bool parse_key_word(Bytes text, KeyWord& out) {
  for (std::size_t at = 0; at < std::size(words); ++at) {
    if (words[at] != text) continue;
    out = static_cast<KeyWord>(at);
    return true;
  }
  return false;
}

KeyWord key_word(const Ledger& ledger, std::uint32_t at, double now_ms) {
  const pool::KeyState& key = ledger.key(at);
  if (key.barred != Cause::ok) return key.barred == Cause::unreadable ? KeyWord::unreadable : KeyWord::off;
  if (pool::is_dead(key.cause)) return KeyWord::disabled;
  if (key.cause != Cause::ok) return KeyWord::resting;
  return any_limited(ledger, at, now_ms) ? KeyWord::limited : KeyWord::ready;
}

void write_key_state(const Ledger& ledger, std::uint32_t at, double now_ms, json::Writer& json) {
  json.key("state");
  if (at == pool::nowhere) {
    json.string(text_of(KeyWord::unreadable));
    write_why(json, Cause::unreadable, "This pool does not hold the key.", 0, now_ms);
    json.key("models");
    json.begin_array();
    json.end_array();
    return;
  }
  const pool::KeyState& key = ledger.key(at);
  const KeyWord word = key_word(ledger, at, now_ms);
  json.string(text_of(word));
  if (key.barred != Cause::ok) {
    write_why(json, key.barred, {}, 0, now_ms);
  } else {
    write_why(json, key.cause, ledger.reason_text(key.reason), key.until_ms, now_ms);
  }
  write_models(ledger, at, word, now_ms, json);
}

}  // namespace rota::admin
