// The isolate's platform; see isolate.h. What clients get and why stands in clients.cpp.
#include "isolate.h"

#include <cstring>

#include "base/limits.h"
#include "settings.h"

namespace rota::simulation {

namespace {

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t from = text.find(before);
  if (from == std::string::npos) return "";
  const std::size_t begin = from + before.size();
  return text.substr(begin, text.find_first_of(after, begin) - begin);
}

}  // namespace

Isolate::Isolate(Platform& platform, std::size_t number)
    : platform_(platform), number_(number), gateway_(platform.dice.seed()) {
  Arena arena;
  Actions actions(arena);
  Event event;
  event.kind = Kind::configure;
  const std::string settings = settings_of(platform.plan);
  event.body = settings;
  event.now_ms = now_ms();
  gateway_.step(event, actions);
}

Isolate::~Isolate() {
  *alive_ = false;
  for (const auto& [number, talk] : talks_) platform_.tally.left += talk.is_cron || talk.answered ? 0 : 1;
}

void Isolate::step_clock(double skew_ms) {
  if (skew_ms < skew_ms_) stepped_ms_ += skew_ms_ - skew_ms;
  skew_ms_ = skew_ms;
}

void Isolate::later(double wait_ms, std::uint64_t number, std::function<void(Talk&)> what) {
  platform_.timeline.after(wait_ms, [this, alive = alive_, number, what = std::move(what)] {
    if (!*alive) return;
    const auto found = talks_.find(number);
    if (found != talks_.end()) what(found->second);
  });
}

std::uint64_t Isolate::open_talk() {
  const std::uint64_t number = ++last_talk_;
  talks_[number].machine = std::make_unique<exchange::Exchange>(gateway_, platform_.dice.seed());
  return number;
}

void Isolate::cron(double scheduled_ms) {
  const std::uint64_t number = open_talk();
  Talk& talk = talks_[number];
  talk.is_cron = true;
  tell(number, talk, Kind::cron, 0, scheduled_ms);
}

void Isolate::tell(std::uint64_t number, Talk& talk, Kind kind, std::uint32_t token, double value,
                   const std::string& head, const std::string& body) {
  Event event;
  event.kind = kind;
  event.token = token;
  event.number = value;
  event.now_ms = now_ms();
  if (head.size() + body.size() > 0) {
    char* space = talk.machine->reserve(head.size() + body.size());
    std::memcpy(space, head.data(), head.size());
    std::memcpy(space + head.size(), body.data(), body.size());
    event.head = {space, head.size()};
    event.body = {space + head.size(), body.size()};
  }
  Arena arena;
  Actions actions(arena);
  talk.machine->step(event, actions);
  for (const Action& action : actions.list()) {
    if (action.kind == Kind::done) return close(number, talk);
    perform(number, talk, action);
  }
}

void Isolate::perform(std::uint64_t number, Talk& talk, const Action& action) {
  const std::uint32_t token = action.token;
  switch (action.kind) {
    case Kind::ask_pool:
      return ask_pool(number, talk, action);
    case Kind::fetch:
      return fetch(number, talk, action);
    case Kind::cancel:
      return cancelled(talk);
    case Kind::wake:
      return later(action.number, number, [this, number, token](Talk& own) { tell(number, own, Kind::timer, token); });
    case Kind::wait:
      waits_[token] = number;
      return;
    case Kind::nudge: {
      const auto found = waits_.find(token);
      if (found == waits_.end()) return;
      const std::uint64_t other = found->second;
      waits_.erase(found);
      return later(0, other, [this, other, token](Talk& own) { tell(other, own, Kind::nudged, token); });
    }
    case Kind::log:
      if (action.head.find("AIzaFAKE") != Bytes::npos) throw Broken("a key stands in a log line");
      return;
    default:
      return give_answer(talk, action);
  }
}

void Isolate::ask_pool(std::uint64_t number, Talk& talk, const Action& action) {
  Platform& platform = platform_;
  const std::string name(action.head.substr(0, action.head.find('\n')));
  const std::size_t dash = name.find('-');
  const std::size_t shard = dash == std::string::npos ? 0 : static_cast<std::size_t>(std::stoi(name.substr(dash + 1)));
  const std::uint32_t token = action.token;
  talk.asked[token] = name;
  const double way_ms = platform.dice.between(1, 120);
  const double back_ms = platform.dice.between(1, 120);
  if (!platform.calm && platform.dice.chance(platform.plan.pool_call_fails)) {
    return later(way_ms, number, [this, number, token](Talk& own) { take_reply(number, &own, token, {}); });
  }
  const bool lost = !platform.calm && platform.dice.chance(platform.plan.replies_lost);
  const auto came = [this, alive = alive_, number, token, lost, back_ms, &platform](Replied replied) {
    if (!*alive) return;
    if (replied.body.empty() || lost) {
      for (const Outcome& outcome : replied.told) book_.untell(outcome);
      for (const Held& pick : replied.returned) book_.hold(pick);
      replied = {};
    }
    platform.timeline.after(back_ms, [this, alive, number, token, replied = std::move(replied)]() mutable {
      if (!*alive) return;
      const auto found = talks_.find(number);
      take_reply(number, found == talks_.end() ? nullptr : &found->second, token, std::move(replied));
    });
  };
  platform.timeline.after(way_ms, [&platform, shard, isolate = number_, body = std::string(action.body), came] {
    platform.objects[shard]->call(isolate, body, came);
  });
}

void Isolate::take_reply(std::uint64_t number, Talk* talk, std::uint32_t token, Replied replied) {
  for (Held& pick : replied.picks) {
    pick.came_ms = platform_.timeline.now_ms();
    pick.stepped_ms = stepped_ms_;
    if (!pick.model.empty()) book_.hold(pick);
  }
  if (talk == nullptr) {
    if (!replied.picks.empty()) throw Broken("an exchange ended before the picks that it asked for had come");
    return;
  }
  if (replied.body.empty()) {
    talk->pool_failed = true;
    return tell(number, *talk, Kind::failed, token, 0, "the object was reset");
  }
  if (replied.refused) {
    talk->refused_by.insert(talk->asked[token]);
    refused_ms_[talk->model] = now_ms();
  }
  tell(number, *talk, Kind::pool_reply, token, 0, "", replied.body);
}

/// A pick of a key that has begun to rest since it was lent: its lease bounds how long it is called.
void Isolate::check_use(const Held& pick, std::size_t shard) const {
  const double true_ms = platform_.timeline.now_ms();
  const double wrong_ms = stepped_ms_ - pick.stepped_ms;
  Object& object = *platform_.objects[shard];
  const auto since = object.watch().resting_since(pick.key, pick.model, object.now_ms());
  if (!since || *since < pick.lent_ms) return;
  const double way_ms = pick.came_ms - pick.lent_ms;
  if (true_ms - *since > limits::lease_ms + way_ms + wrong_ms) {
    throw Broken("a resting key was called " + std::to_string(true_ms - *since) + " ms after the pool had heard of it");
  }
}

void Isolate::fetch(std::uint64_t number, Talk& talk, const Action& action) {
  if (talk.fetch.token != 0) throw Broken("a call of the upstream began before the last had ended");
  const std::string head(action.head);
  const std::string secret = between(head, "x-goog-api-key: ", "\n");
  const std::string model = between(head, "/models/", ":");
  std::size_t key = 0;
  while (key < platform_.plan.keys.size() && platform_.plan.keys[key].secret != secret) ++key;
  if (key == platform_.plan.keys.size()) throw Broken("a call without a key of the pool");
  if (model != talk.model) throw Broken("a call for another model than the client's");
  for (std::size_t shard = 0; shard < platform_.objects.size(); ++shard) {
    if (!platform_.objects[shard]->watch().owns(key)) continue;
    check_use(book_.use(key, model, platform_.timeline.now_ms(), stepped_ms_), shard);
  }
  ++talk.attempts;
  talk.refused_by.clear();
  talk.fetch = {};
  talk.fetch.token = action.token;
  talk.fetch.outcome.key = key;
  talk.fetch.outcome.model = model;
  const std::uint32_t token = action.token;
  const double way_ms = platform_.dice.between(1, 60);
  const bool streams = talk.streams;
  // The upstream counts what has been sent, whether anybody still listens or not.
  platform_.timeline.after(way_ms, [this, alive = alive_, number, token, key, model, streams, &platform = platform_] {
    Answer answer = platform.upstream.call(key, model, streams, platform.timeline.now_ms());
    if (!*alive || talks_.find(number) == talks_.end()) return;
    Talk& own = talks_[number];
    if (own.fetch.token != token) return;
    own.fetch.answer = std::move(answer);
    if (own.fetch.answer.way == Answer::Way::hangs) return;
    later(own.fetch.answer.head_ms, number, [this, number, token](Talk& then) { answer_head(number, then, token); });
  });
}

void Isolate::answer_head(std::uint64_t number, Talk& talk, std::uint32_t token) {
  if (talk.fetch.token != token) return;
  const Answer& answer = talk.fetch.answer;
  if (answer.way == Answer::Way::unreachable) {
    settle_fetch(talk, pool::Cause::unreachable, false);
    return tell(number, talk, Kind::failed, token, 0, "no route to host");
  }
  talk.fetch.head_came = true;
  talk.fetch.outcome.status = answer.status;
  later(answer.body_ms, number, [this, number, token](Talk& then) { answer_body(number, then, token); });
  tell(number, talk, Kind::upstream_head, token, answer.status, "content-type: application/json\n");
}

void Isolate::answer_body(std::uint64_t number, Talk& talk, std::uint32_t token) {
  if (talk.fetch.token != token) return;
  const Answer answer = talk.fetch.answer;
  if (answer.way == Answer::Way::breaks_off) {
    settle_fetch(talk, pool::Cause::unreachable, false);
    return tell(number, talk, Kind::failed, token, 0, "connection reset");
  }
  tell(number, talk, Kind::upstream_body, token, 0, "", answer.body);
  const auto still = talks_.find(number);
  if (still == talks_.end() || still->second.fetch.token != token) return;
  settle_fetch(still->second, answer.cause, true);
  tell(number, still->second, Kind::upstream_end, token);
}

/// What the call has said is known now: it is to be told to the pool.
void Isolate::settle_fetch(Talk& talk, pool::Cause cause, bool tokens_known) {
  Outcome outcome = talk.fetch.outcome;
  outcome.cause = cause;
  outcome.rest_ms = talk.fetch.answer.rest_ms;
  outcome.prompt_tokens = cause == pool::Cause::ok ? talk.fetch.answer.prompt_tokens : 0;
  outcome.completion_tokens = cause == pool::Cause::ok ? talk.fetch.answer.completion_tokens : 0;
  outcome.tokens_known = tokens_known;
  book_.note(outcome);
  talk.fetch.token = 0;
  const bool costly = cause == pool::Cause::timeout || cause == pool::Cause::location;
  const bool costs = costly || cause == pool::Cause::server_error || cause == pool::Cause::unreachable;
  talk.patience += costly ? 2 : costs ? 1 : 0;
}

}  // namespace rota::simulation
