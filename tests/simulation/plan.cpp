// Drawing what a seed stands for; see plan.h.
#include "plan.h"

#include <cstdio>

#include "base/text.h"
#include "pool/pacific_day.h"

namespace rota::simulation {

namespace {

constexpr double second = 1000;
constexpr double minute = 60 * second;
constexpr double hour = 60 * minute;
constexpr double day = 24 * hour;
constexpr double year_2026 = 1767225600000;
const char* const strategies[] = {"round_robin", "least_used", "random", "adaptive"};
const char* const model_names[] = {"gemini-3.1-flash-lite", "gemini-3.1-pro", "gemini-3.6-flash", "gemma-4-31b-it"};

std::vector<KeyPlan> make_keys(int count, int projects) {
  std::vector<KeyPlan> keys;
  for (int i = 0; i < count; ++i) {
    KeyPlan key;
    char secret[48];
    std::snprintf(secret, sizeof secret, "AIzaFAKE-simulated-%06d", i);
    key.secret = secret;
    key.id = text::fingerprint(key.secret);
    key.project = i % projects;
    keys.push_back(key);
  }
  return keys;
}

/// Any time of the year; often just before a Pacific midnight, and sometimes before the clocks change.
double draw_begin(Dice& dice) {
  const double any = year_2026 + dice.between(0, 365) * day;
  const int kind = dice.whole(0, 9);
  if (kind < 4) return any;
  if (kind < 8) return pool::next_pacific_midnight_ms(any) - dice.between(1, 40) * minute;
  constexpr double clocks_forward = year_2026 + 66 * day;  // 2026-03-08
  constexpr double clocks_back = year_2026 + 304 * day;    // 2026-11-01
  return (kind == 8 ? clocks_forward : clocks_back) + dice.between(-6, 8) * hour;
}

void draw_limits(Plan& plan, Dice& dice) {
  const int models = dice.whole(1, 4);
  const int first = dice.whole(0, 3);
  for (int i = 0; i < models; ++i) {
    ModelPlan model;
    model.name = model_names[(first + i) % 4];
    model.requests_per_minute = dice.whole(2, 15);
    model.tokens_per_minute = dice.chance(0.3) ? dice.whole(4000, 20000) : 0;
    model.requests_per_day = dice.chance(0.7) ? dice.whole(8, 60) : 100000;
    if (plan.database && dice.chance(0.2)) model.own_quota = dice.whole(5, 40);
    plan.models.push_back(model);
  }
  if (plan.database && dice.chance(0.15)) plan.flash_quota = dice.whole(10, 50);
  plan.rolling_minute = dice.chance(0.5);
  plan.refusals_count = dice.chance(0.3);
  plan.tier_without_model = dice.chance(0.3) ? dice.between(0, 0.4) : 0;
  plan.closed_to_project = dice.chance(0.2) ? dice.between(0, 0.3) : 0;
}

void draw_keys(Plan& plan, Dice& dice) {
  const int count = dice.chance(0.1) ? 1 : dice.whole(2, 32);
  plan.projects = dice.chance(0.4) ? count : dice.whole(1, count);
  plan.keys = make_keys(count, plan.projects);
  if (!plan.database) return;
  const double labelled = dice.chance(0.6) ? 1 : dice.unit();
  const bool weighted = dice.chance(0.5);
  for (KeyPlan& key : plan.keys) {
    key.in_environment = dice.chance(0.2);
    if (dice.chance(labelled)) key.label = "project-" + std::to_string(key.project);
    if (weighted) key.weight = dice.whole(1, 10);
  }
}

void draw_faults(Plan& plan, Dice& dice) {
  const auto sometimes = [&dice](double often, double most) { return dice.chance(often) ? dice.between(0, most) : 0; };
  plan.key_dies = sometimes(0.4, 0.5);
  plan.key_revives = dice.unit();
  plan.busy = sometimes(0.3, 0.1);
  plan.fails = sometimes(0.4, 0.1);
  plan.unreachable = sometimes(0.3, 0.05);
  plan.hangs = sometimes(0.2, 0.02);
  plan.breaks_off = sometimes(0.3, 0.05);
  plan.wrong_place = sometimes(0.1, 0.05);
  plan.slowest_ms = dice.between(200, 12000);
  plan.client_leaves = sometimes(0.4, 0.1);
  plan.pool_call_fails = sometimes(0.3, 0.05);
  plan.isolate_dies = sometimes(0.4, 0.03);
  plan.evictions = sometimes(0.7, 400);
  if (dice.chance(0.3)) {
    plan.crashes = dice.between(0, 40);
    plan.replies_lost = sometimes(0.5, 0.03);
  }
  plan.clock_steps = sometimes(0.3, 60);
  if (!plan.database) return;
  plan.database_fails = sometimes(0.3, 0.3);
  plan.edits = sometimes(0.5, 30);
}

}  // namespace

Plan make_plan(std::uint64_t seed) {
  Dice dice(seed ^ 0x51A1);
  Plan plan;
  plan.seed = seed;
  plan.strategy = strategies[dice.index(4)];
  plan.database = dice.chance(0.5);
  plan.shards = dice.chance(0.25) ? dice.whole(2, 4) : 1;
  plan.lease_picks = dice.chance(0.3) ? 1 : dice.chance(0.3) ? 8 : 64;
  plan.attempts = dice.chance(0.6) ? 5 : dice.whole(1, 8);
  plan.timeout_ms = dice.chance(0.5) ? 60000 : dice.whole(5000, 30000);
  plan.answer_timeout_ms = 10 * plan.timeout_ms;
  draw_keys(plan, dice);
  draw_limits(plan, dice);
  plan.begin_ms = draw_begin(dice);
  plan.length_ms = dice.chance(0.5) ? dice.between(10, 120) * minute : dice.between(0.1, 3) * day;
  plan.isolates = dice.whole(1, 6);
  plan.requests = dice.whole(100, 900);
  plan.bursts = dice.whole(2, 25);
  draw_faults(plan, dice);
  plan.hostile = dice.chance(0.5) ? dice.between(0.05, 0.6) : 0;
  if (plan.models.size() > 1 && dice.chance(0.5)) plan.chained = dice.between(0.1, 1);
  plan.talking = dice.chance(0.6) ? dice.between(0.2, 1) : 0;
  plan.affinity = dice.chance(0.9);
  return plan;
}

Plan make_dialogues(std::uint64_t seed, const std::string& strategy, bool affinity, bool busy) {
  Plan plan;
  plan.seed = seed;
  plan.strategy = strategy;
  plan.projects = busy ? 20 : 10;
  plan.keys = make_keys(plan.projects, plan.projects);
  ModelPlan model;
  model.name = model_names[2];
  model.requests_per_minute = busy ? 100'000 : 40;
  model.requests_per_day = 1'000'000;
  plan.models.push_back(model);
  plan.begin_ms = year_2026 + 200 * day + 20 * hour;
  plan.length_ms = 30 * minute;
  plan.isolates = busy ? 1 : 4;
  plan.requests = 9000;
  plan.bursts = 1;
  plan.burst_gap_ms = busy ? 10 : 200;
  plan.talking = 1;
  plan.affinity = affinity;
  plan.caches = true;
  return plan;
}

Plan make_storm(std::uint64_t seed, const std::string& strategy) {
  Plan plan;
  plan.seed = seed;
  plan.strategy = strategy;
  plan.projects = 20;
  plan.keys = make_keys(20, plan.projects);
  ModelPlan model;
  model.name = model_names[2];
  model.requests_per_minute = 10;
  model.requests_per_day = 250;
  plan.models.push_back(model);
  plan.begin_ms = year_2026 + 200 * day + 20 * hour;
  plan.length_ms = 30 * minute;
  plan.isolates = 4;
  plan.requests = 9000;  // 300 a minute, where 200 are allowed and the day has 5,000
  plan.bursts = 1;
  plan.burst_gap_ms = 200;
  return plan;
}

std::string describe(const Plan& plan) {
  char line[240];
  std::snprintf(line, sizeof line,
                "%s, %zu keys in %d projects, %zu models, %d isolates, %d shards%s, %d requests in %.1f h",
                plan.strategy.c_str(), plan.keys.size(), plan.projects, plan.models.size(), plan.isolates, plan.shards,
                plan.database ? ", D1" : "", plan.requests, plan.length_ms / hour);
  return line;
}

}  // namespace rota::simulation
