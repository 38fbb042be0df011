// See day.h.
#include "admin/day.h"

#include <algorithm>

#include "admin/key_json.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"
#include "store/key_choice.h"

namespace rota::admin {

namespace {

/// A key that has served a model today, or cannot serve it now.
struct DayKey {
  std::uint32_t at = 0;
  std::uint32_t requests = 0;
  std::int64_t tokens = 0;
  bool exhausted = false;
};

struct DayModel {
  pool::Name model = pool::no_text;
  std::int64_t requests = 0;
  std::int64_t tokens = 0;
  std::uint32_t exhausted = 0;
  List<DayKey> keys;
};

/// All models by their name, in an arena.
struct Day {
  List<DayModel> models;
};

void add_key(const pool::Ledger& ledger, std::uint32_t at, pool::Name model, const pool::Usage& usage, double now_ms,
              DayModel& day, Arena& arena) {
  const bool exhausted = pool::is_limited(ledger.standing(at, model, now_ms));
  if (usage.requests == 0 && !exhausted) return;
  const std::int64_t tokens = pool::tokens_of(usage);
  day.keys.push(arena, {at, usage.requests, tokens, exhausted});
  day.requests += usage.requests;
  day.tokens = capped_sum(day.tokens, tokens);
  if (exhausted) ++day.exhausted;
}

/// The key's own models, and those for which its project cools down.
void add_models(const pool::Ledger& ledger, std::uint32_t at, double now_ms, Day& day, Arena& arena) {
  const pool::ModelStates& states = ledger.states();
  const std::int32_t today = ledger.today(now_ms);
  const std::uint32_t own = ledger.key(at).first_model;
  for (std::uint32_t state = own; state != pool::nowhere; state = states[state].next) {
    const pool::Usage usage = states[state].day == today ? states[state].usage : pool::Usage{};
    add_key(ledger, at, states[state].model, usage, now_ms, day.models[states[state].model], arena);
  }
  const std::uint32_t owner = ledger.owner(at);
  if (owner == at) return;
  for (std::uint32_t state = ledger.key(owner).first_model; state != pool::nowhere; state = states[state].next) {
    const pool::Name model = states[state].model;
    if (states.find(own, model) == pool::nowhere) add_key(ledger, at, model, {}, now_ms, day.models[model], arena);
  }
}

void cut_keys(DayModel& model) {
  std::sort(model.keys.begin(), model.keys.end(), [](const DayKey& a, const DayKey& b) {
    if (a.exhausted != b.exhausted) return a.exhausted;
    return a.requests != b.requests ? a.requests > b.requests : a.at < b.at;
  });
}

Day* read_day(const pool::Ledger& ledger, double now_ms, Arena& arena) {
  auto* day = arena.make<Day>();
  for (std::size_t name = 0; name < ledger.words().models(); ++name) {
    DayModel model;
    model.model = static_cast<pool::Name>(name);
    day->models.push(arena, model);
  }
  for (std::uint32_t at = 0; at < ledger.size(); ++at) add_models(ledger, at, now_ms, *day, arena);
  std::sort(day->models.begin(), day->models.end(), [](const DayModel& a, const DayModel& b) {
    return a.requests != b.requests ? a.requests > b.requests : a.keys.size() > b.keys.size();
  });
  for (DayModel& model : day->models) cut_keys(model);
  return day;
}

std::size_t least(std::size_t a, std::size_t b) { return a < b ? a : b; }

/// `names` is null for a guest.
void write_day_key(const pool::Ledger& ledger, const DayModel& model, const DayKey& key, Arena& arena,
                   const List<store::KeyName>* names, double now_ms, json::Writer& json) {
  json.begin_object();
  if (names != nullptr) {
    json.key("id");
    pool::write_id(json, ledger.key(key.at).id);
    json.key("name");
    json.string(store::name_in(*names, ledger.key(key.at).id));
  }
  json.key("masked");
  json.string(text::mask(arena, ledger.secret(key.at)));
  json.key("attempts_today");
  json.integer(key.requests);
  json.key("tokens_today");
  json.integer(key.tokens);
  write_model_state(ledger, key.at, model.model, now_ms, json);
  json.end_object();
}

void write_day_model(const pool::Ledger& ledger, const DayModel& model, Arena& arena,
                     const List<store::KeyName>* names, double now_ms, json::Writer& json) {
  const pool::ModelRule& rule = ledger.words().rule_of(model.model);
  json.begin_object();
  json.key("model");
  json.string(ledger.words().model_text(model.model));
  json.key("family");
  json.string(store::family_text(rule.family));
  json.key("attempts_today");
  json.integer(model.requests);
  json.key("tokens_today");
  json.integer(model.tokens);
  json.key("quota");
  if (rule.quota != 0) {
    json.integer(rule.quota);
  } else {
    json.null();
  }
  json.key("keys_total");
  json.integer(static_cast<std::int64_t>(model.keys.size()));
  json.key("exhausted");
  json.integer(model.exhausted);
  json.key("keys");
  json.begin_array();
  for (std::size_t i = 0; i < least(model.keys.size(), limits::stat_keys); ++i) {
    write_day_key(ledger, model, model.keys[i], arena, names, now_ms, json);
  }
  json.end_array();
  json.end_object();
}

/// `names` is null for a guest.
void write_day(const Day& day, const List<store::KeyName>* names, const Step& step, Arena& arena, Buffer& body) {
  const double now_ms = step.now_ms;
  json::Writer json(body);
  json.begin_object();
  json.key("now_ms");
  json.integer(static_cast<std::int64_t>(now_ms));
  json.key("next_reset_ms");
  json.integer(static_cast<std::int64_t>(pool::next_pacific_midnight_ms(now_ms)));
  json.key("models");
  json.begin_array();
  std::size_t shown = 0;
  for (const DayModel& model : day.models) {
    if (model.keys.empty() || ++shown > limits::stat_models) continue;
    write_day_model(step.pool.lender.ledger(), model, arena, names, now_ms, json);
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void ShowDay::begin(Step& step) {
  const pool::Ledger& ledger = step.pool.lender.ledger();
  const Day* day = read_day(ledger, step.now_ms, arena());
  if (request().guest) {
    Buffer body;
    write_day(*day, nullptr, step, arena(), body);
    return answer_json(200, body.view(), step);
  }
  List<std::uint64_t> ids;
  for (const DayModel& model : day->models) {
    for (std::size_t i = 0; i < least(model.keys.size(), limits::stat_keys); ++i) {
      ids.push(arena(), ledger.key(model.keys[i].at).id);
    }
  }
  store::Query query = new_query();
  store::list_key_names(query, ids);
  ask_rows(query, step);
}

/// Here are the names. Meanwhile the ledger may have changed, so the day is read anew.
void ShowDay::take_rows(const store::Results& results, Step& step) {
  const List<store::KeyName> names = store::read_key_names(results.rows(0), arena());
  const Day* day = read_day(step.pool.lender.ledger(), step.now_ms, arena());
  Buffer body;
  write_day(*day, &names, step, arena(), body);
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
