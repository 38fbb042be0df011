// Counting and refusing; see upstream.h.
#include "upstream.h"

#include <algorithm>
#include <cstdlib>

#include "base/limits.h"
#include "error_bodies.h"
#include "pool/pacific_day.h"

namespace rota::simulation {

namespace {

constexpr std::int64_t cached_least_tokens = 2048;
constexpr double cached_ms = 5 * minute_ms;
constexpr int one_project = -1;  // which has no limits and answers all

constexpr int oversized_limit = 16000;  // tokens a minute, where the hostile client sends more at once

struct Death {
  const char* body;
  int status;
  pool::Cause cause;
};
constexpr Death deaths[] = {
    {"report.400-api-key-expired", 400, pool::Cause::key_invalid},
    {"report.403-api-key-leaked", 403, pool::Cause::key_blocked},
    {"report.403-consumer-suspended", 403, pool::Cause::key_blocked},
    {"report.403-service-disabled", 403, pool::Cause::service_disabled},
    {"report.429-prepayment-depleted", 429, pool::Cause::billing},
};

void refuse(Answer& answer, int status, std::string body, pool::Cause cause) {
  answer.status = status;
  answer.body = std::move(body);
  answer.cause = cause;
}

/// Pool and upstream must agree on what "retry in" means: at least 5 s, and a second for the clocks (base/limits.h).
double cooldown_for(double named_ms) {
  return (named_ms < limits::minute_cooldown_min_ms ? limits::minute_cooldown_min_ms : named_ms) +
         limits::minute_cooldown_margin_ms;
}

std::string answer_body(const Answer& answer, bool streams) {
  const std::string json = R"({"candidates":[{"content":{"role":"model","parts":[{"text":"Hello."}]},"finishReason":)"
                           R"("STOP","index":0}],"usageMetadata":{"promptTokenCount":)" +
                           std::to_string(answer.prompt_tokens) + R"(,"candidatesTokenCount":)" +
                           std::to_string(answer.completion_tokens) +
                           (answer.cached_tokens > 0 ? R"(,"cachedContentTokenCount":)" + std::to_string(answer.cached_tokens) : "") +
                           R"(,"totalTokenCount":)" +
                           std::to_string(answer.prompt_tokens + answer.completion_tokens) +
                           R"(},"modelVersion":"m","responseId":"r"})";
  return streams ? "data: " + json + "\r\n\r\n" : json;
}

}  // namespace

const ModelPlan& model_named(const Plan& plan, const std::string& name) {
  for (const ModelPlan& model : plan.models) {
    if (model.name == name) return model;
  }
  std::abort();
}

Upstream::Upstream(const Plan& plan, Dice& dice) : plan_(plan), dice_(dice) {
  for (std::size_t i = 0; i < plan.keys.size(); ++i) {
    Life life;
    life.kind = dice.whole(0, 4);
    if (dice.chance(plan.key_dies)) life.dies_ms = plan.begin_ms + dice.between(-0.5, 1) * plan.length_ms;
    if (dice.chance(plan.key_revives)) life.revives_ms = life.dies_ms + dice.between(0, 0.5) * plan.length_ms;
    lives_.push_back(life);
  }
}

Upstream::Counted& Upstream::counted(int project, const ModelPlan& model) {
  const auto name = std::make_pair(project, model.name);
  const auto found = counted_.find(name);
  if (found != counted_.end()) return found->second;
  Counted fresh;
  fresh.no_tier = dice_.chance(plan_.tier_without_model);
  fresh.closed = dice_.chance(plan_.closed_to_project);
  return counted_[name] = fresh;
}

bool Upstream::dead(std::size_t key, double now_ms, Answer& answer) const {
  const Life& life = lives_[key];
  if (life.dies_ms <= 0 || now_ms < life.dies_ms) return false;
  if (life.revives_ms > 0 && now_ms >= life.revives_ms) return false;
  const Death& death = deaths[life.kind];
  refuse(answer, death.status, recorded(death.body), death.cause);
  return true;
}

bool Upstream::faulty(Answer& answer) {
  if (dice_.chance(plan_.busy)) {
    refuse(answer, 429, recorded("report.429-bare-resource-exhausted"), pool::Cause::busy_limit);
  } else if (dice_.chance(plan_.fails)) {
    const int kind = dice_.whole(0, 3);
    const char* const bodies[] = {"report.503-overloaded", "report.503-high-demand", "report.500-internal",
                                  "report.504-deadline"};
    refuse(answer, kind < 2 ? 503 : kind == 2 ? 500 : 504, recorded(bodies[kind]), pool::Cause::server_error);
  } else if (dice_.chance(plan_.wrong_place)) {
    refuse(answer, 400, recorded("report.400-user-location"), pool::Cause::location);
  } else {
    return false;
  }
  return true;
}

/// When so few of the counted requests are left in the window that `kept` of them remain.
double Upstream::opens_ms(const Counted& counted, std::size_t kept, double now_ms) const {
  if (!plan_.rolling_minute) return minute_ms - std::fmod(now_ms, minute_ms);
  const std::size_t leaving = counted.minute.size() - kept;
  return leaving == 0 ? 0 : counted.minute[leaving - 1].first + minute_ms - now_ms;
}

bool Upstream::over_limit(Counted& counted, const ModelPlan& model, std::int64_t tokens, double now_ms,
                          Answer& answer) {
  const std::int32_t today = pool::pacific_day(now_ms);
  if (counted.day != today) counted.day_requests = 0;
  counted.day = today;
  const double minute_begin_ms = now_ms - (plan_.rolling_minute ? minute_ms : std::fmod(now_ms, minute_ms));
  while (!counted.minute.empty() && counted.minute.front().first <= minute_begin_ms) counted.minute.pop_front();
  std::int64_t minute_tokens = 0;
  for (const auto& request : counted.minute) minute_tokens += request.second;

  const auto requests = counted.minute.size();
  const auto most = static_cast<std::size_t>(model.requests_per_minute);
  Refusal refusal{model.name, model.requests_per_minute, 0};
  if (counted.day_requests >= model.requests_per_day) {
    refusal.limit = model.requests_per_day;
    refusal.retry_ms = dice_.between(1000, 59000);
    refuse(answer, 429, requests_per_day_body(refusal), pool::Cause::day_limit);
  } else if (requests >= most) {
    refusal.retry_ms = opens_ms(counted, most - 1, now_ms);
    if (dice_.chance(0.8)) {
      refuse(answer, 429, requests_per_minute_body(refusal), pool::Cause::minute_limit);
      answer.cooldown_ms = cooldown_for(std::floor(refusal.retry_ms / 1000) * 1000);
    } else {
      refuse(answer, 429, requests_per_minute_body_in_text(refusal), pool::Cause::minute_limit);
      answer.cooldown_ms = cooldown_for(refusal.retry_ms);
    }
  } else if (model.tokens_per_minute != 0 && minute_tokens + tokens > model.tokens_per_minute) {
    refusal.limit = model.tokens_per_minute;
    refusal.retry_ms = requests == 0 ? 0 : opens_ms(counted, 0, now_ms);
    refuse(answer, 429, tokens_per_minute_body(refusal), pool::Cause::minute_limit);
    answer.cooldown_ms = cooldown_for(std::floor(refusal.retry_ms / 1000) * 1000);
  } else {
    return false;
  }
  return true;
}

/// How much of the turn's prompt the project has read lately; it has read all of it from now on.
std::int64_t Upstream::cached(int project, const Spoken& spoken, double now_ms) {
  auto& [tokens, read_ms] = prefixes_[{project, spoken.conversation}];
  const bool warm = tokens >= cached_least_tokens && now_ms - read_ms <= cached_ms;
  const std::int64_t hit = warm ? std::min(tokens, spoken.prompt_tokens) : 0;
  tokens = spoken.prompt_tokens;
  read_ms = now_ms;
  return hit;
}

Answer Upstream::call(std::size_t key, const std::string& name, bool streams, double now_ms, const Spoken& spoken) {
  const ModelPlan& model = model_named(plan_, name);
  Answer answer;
  ++calls_;
  answer.head_ms = dice_.between(30, plan_.slowest_ms);
  answer.body_ms = dice_.between(0, plan_.slowest_ms);
  if (dice_.chance(plan_.unreachable)) {
    answer.way = Answer::Way::unreachable;
    answer.cause = pool::Cause::unreachable;
    return answer;
  }
  Counted& window = counted(plan_.keys[key].project, model);
  const std::int64_t tokens = spoken.prompt_tokens > 0 ? spoken.prompt_tokens : dice_.whole(10, 2000);
  bool refused = dead(key, now_ms, answer) || faulty(answer);
  if (!refused && window.no_tier) {
    refuse(answer, 429, recorded("report.429-free-tier-limit-0-three-violations"), pool::Cause::model_not_in_tier);
    refused = true;
  } else if (!refused && window.closed) {
    refuse(answer, 404, recorded("report.404-model-new-users"), pool::Cause::model_denied);
    refused = true;
  }
  const bool limited = !refused && over_limit(window, model, tokens, now_ms, answer);
  if (limited ? plan_.refusals_count : !refused) {
    window.minute.emplace_back(now_ms, limited ? 0 : tokens);
    ++window.day_requests;
  }
  if (dice_.chance(plan_.hangs)) answer.way = Answer::Way::hangs;
  if (refused || limited) {
    ++refused_;
    return answer;
  }
  answer.status = 200;
  answer.prompt_tokens = tokens;
  answer.completion_tokens = calls_;
  if (spoken.prompt_tokens > 0) {
    answer.cached_tokens = cached(plan_.keys[key].project, spoken, now_ms);
    caching_.cached_tokens += answer.cached_tokens;
    caching_.of_one_key += cached(one_project, spoken, now_ms);
    caching_.prompt_tokens += tokens;
    ++caching_.served[key];
  }
  answer.body = answer_body(answer, streams);
  if (answer.way == Answer::Way::whole && dice_.chance(plan_.breaks_off)) answer.way = Answer::Way::breaks_off;
  return answer;
}

Answer Upstream::refuse_poison(Poison poison, std::size_t key, double now_ms) {
  Answer answer;
  ++calls_;
  ++refused_;
  answer.head_ms = dice_.between(30, plan_.slowest_ms);
  answer.body_ms = dice_.between(0, plan_.slowest_ms);
  if (dead(key, now_ms, answer)) return answer;
  switch (poison) {
    case Poison::keyless_resource:
      refuse(answer, 401,
             R"({"error":{"code":401,"status":"UNAUTHENTICATED","message":"API keys are not supported by this API."}})",
             pool::Cause::client_error);
      break;
    case Poison::unknown:
      refuse(answer, 401, R"({"error":{"code":401,"status":"UNAUTHENTICATED","message":"Nobody knows why."}})",
             pool::Cause::key_invalid);
      break;
    case Poison::account:
      refuse(answer, 402, R"({"error":{"code":402,"status":"FAILED","message":"Not so much."}})", pool::Cause::billing);
      break;
    case Poison::grounded:
      refuse(answer, 429, recorded("report.429-bare-resource-exhausted"), pool::Cause::busy_limit);
      answer.of_kind = true;
      break;
    default: {
      Refusal refusal{"gemma", oversized_limit, 37000};
      refuse(answer, 429, tokens_per_minute_body(refusal), pool::Cause::too_large);
      break;
    }
  }
  return answer;
}

}  // namespace rota::simulation
