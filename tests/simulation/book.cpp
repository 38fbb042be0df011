// What must balance; see book.h.
#include "book.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"

namespace rota::simulation {

namespace {

std::string of_key(std::size_t key, const std::string& model) { return "key " + std::to_string(key) + " for " + model; }

bool same_call(const pool::Report& report, std::size_t key, const Outcome& outcome) {
  constexpr double rounding_ms = 2;
  if (outcome.key != key || outcome.model != report.model || outcome.cause != report.verdict.cause) return false;
  if (outcome.status != report.status || outcome.test != report.test) return false;
  return outcome.cause != pool::Cause::minute_limit ||
         std::abs(report.verdict.cool_ms - outcome.cooldown_ms) < rounding_ms;
}

bool same_cost(const pool::Report& report, const Outcome& outcome) {
  return report.prompt_tokens == outcome.prompt_tokens && report.completion_tokens == outcome.completion_tokens;
}

}  // namespace

Held Book::use(std::size_t key, const std::string& model, double now_ms, double stepped_ms) {
  const auto found = std::find_if(held_.begin(), held_.end(), [&](const Held& held) {
    const bool lasts = now_ms - held.came_ms <= limits::lease_ms + stepped_ms - held.stepped_ms;
    return held.key == key && held.model == model && lasts;
  });
  if (found == held_.end()) throw Broken("a pick was used that was not lent, or not so lately: " + of_key(key, model));
  const Held pick = *found;
  held_.erase(found);
  return pick;
}

bool Book::holds(std::size_t key, const std::string& model, double now_ms, double stepped_ms) const {
  return std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
    const bool lasts = now_ms - held.came_ms <= limits::lease_ms + stepped_ms - held.stepped_ms;
    return held.key == key && held.model == model && lasts;
  });
}

void Book::tell_taken(std::size_t key, const std::string& model) {
  const auto found = std::find_if(taken_.begin(), taken_.end(),
                                  [&](const Held& taken) { return taken.key == key && taken.model == model; });
  if (found != taken_.end()) {
    taken_.erase(found);
    return;
  }
  const auto used = std::find_if(doubted_.begin(), doubted_.end(),
                                 [&](const Held& pick) { return pick.key == key && pick.model == model; });
  if (used == doubted_.end()) throw Broken("the pool was told of a key that nobody took: " + of_key(key, model));
  held_.push_back(*used);
  doubted_.erase(used);
}

void Book::give_back(std::size_t key, const std::string& model) {
  const auto found = std::find_if(held_.begin(), held_.end(),
                                  [&](const Held& held) { return held.key == key && held.model == model; });
  if (found != held_.end()) {
    held_.erase(found);
    return;
  }
  // It was not this pick that a conversation was called with: its key was taken, and of two that were the other was told.
  const auto used = std::find_if(doubted_.begin(), doubted_.end(),
                                 [&](const Held& pick) { return pick.key == key && pick.model == model; });
  if (used == doubted_.end()) throw Broken("a pick came back that nobody had: " + of_key(key, model));
  doubted_.erase(used);
  take(key, model);
}

Outcome Book::tell(const pool::Report& report, std::size_t key) {
  auto found = std::find_if(untold_.begin(), untold_.end(), [&](const Outcome& outcome) {
    return same_call(report, key, outcome) && outcome.tokens_known && same_cost(report, outcome);
  });
  if (found == untold_.end()) {
    found = std::find_if(untold_.begin(), untold_.end(), [&](const Outcome& outcome) {
      return same_call(report, key, outcome) && !outcome.tokens_known;
    });
  }
  if (found == untold_.end()) {
    throw Broken("the pool was told what the upstream never said, or said once only: " +
                 of_key(key, std::string(report.model)) + " " + std::string(pool::name_of(report.verdict.cause)) +
                 ", status " + std::to_string(report.status) + ", " + std::to_string(report.verdict.cool_ms) + " ms");
  }
  const Outcome outcome = *found;
  untold_.erase(found);
  return outcome;
}

void Book::check_closed() const {
  if (!held_.empty()) throw Broken("a pick was lost: " + of_key(held_[0].key, held_[0].model));
  if (!taken_.empty()) throw Broken("a key was taken and never told: " + of_key(taken_[0].key, taken_[0].model));
  if (untold_.empty()) return;
  throw Broken("an outcome was never told: " + of_key(untold_[0].key, untold_[0].model) + " " +
               std::string(pool::name_of(untold_[0].cause)));
}

}  // namespace rota::simulation
