// The isolate's platform; see isolate.h. What clients get and why stands in clients.cpp.
#include "isolate.h"

#include "base/limits.h"
#include "host/event.h"
#include "settings.h"

namespace rota::simulation {

namespace {

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t from = text.find(before);
  if (from == std::string::npos) return "";
  const std::size_t begin = from + before.size();
  return text.substr(begin, text.find_first_of(after, begin) - begin);
}

/// The refusals that cost nothing: retry_policy.h.
bool is_cheap(pool::Cause cause) {
  return cause == pool::Cause::minute_limit || cause == pool::Cause::day_limit || cause == pool::Cause::busy_limit ||
         cause == pool::Cause::model_not_in_tier || cause == pool::Cause::model_denied;
}

}  // namespace

Isolate::Isolate(Platform& platform, std::size_t number)
    : platform_(platform), number_(number), gateway_(platform.dice.seed()) {
  static_cast<void>(host::deliver(gateway_, event::configure(settings_of(platform.plan)), now_ms()));
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
  talks_[number].began_ms = now_ms();
  talks_[number].machine = std::make_unique<exchange::Exchange>(gateway_, platform_.dice.seed());
  return number;
}

void Isolate::cron(double scheduled_ms) {
  const std::uint64_t number = open_talk();
  Talk& talk = talks_[number];
  talk.is_cron = true;
  tell(number, talk, event::cron(scheduled_ms));
}

void Isolate::tell(std::uint64_t number, Talk& talk, const Event& event) {
  for (const host::Message& action : talk.body.deliver(*talk.machine, event, now_ms())) {
    if (action.kind == Kind::done) return close(number, talk);
    perform(number, talk, action);
  }
}

void Isolate::perform(std::uint64_t number, Talk& talk, const host::Message& action) {
  const std::uint32_t token = action.token;
  switch (action.kind) {
    case Kind::ask_pool:
      return ask_pool(number, talk, action);
    case Kind::fetch:
      return fetch(number, talk, action);
    case Kind::cancel:
      return cancelled(talk, token);
    case Kind::wake:
      return later(action.number, number, [this, number, token](Talk& own) { tell(number, own, event::timer(token)); });
    case Kind::wait:
      waits_[token] = number;
      talk.waiting_ms = now_ms();
      return;
    case Kind::nudge: {
      const auto found = waits_.find(token);
      if (found == waits_.end()) return;
      const std::uint64_t other = found->second;
      waits_.erase(found);
      return later(0, other, [this, other, token](Talk& own) { tell(other, own, event::nudged(token)); });
    }
    case Kind::log:
      if (action.head.find("AIzaFAKE") != std::string::npos) throw Broken("a key stands in a log line");
      if (action.head.find(R"("moved":)") != std::string::npos) {
        ++platform_.tally.moves_told;
      } else if (talk.moved) {
        throw Broken("a conversation has moved, and the log does not say why");
      }
      return;
    default:
      return give_answer(talk, action);
  }
}

void Isolate::ask_pool(std::uint64_t number, Talk& talk, const host::Message& action) {
  Platform& platform = platform_;
  const std::string name(action.head.substr(0, action.head.find('\n')));
  const std::size_t dash = name.find('-');
  const std::size_t shard = dash == std::string::npos ? 0 : static_cast<std::size_t>(std::stoi(name.substr(dash + 1)));
  const std::uint32_t token = action.token;
  const std::size_t wanted = action.body.rfind("\"want\":");
  if (talk.chained && wanted != std::string::npos) go_on_to(talk, between(action.body.substr(wanted), "\"model\":\"", "\""));
  talk.asked[token] = name;
  ++platform.tally.pool_calls;
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
      for (const Held& taken : replied.taken) book_.take(taken.key, taken.model);
      replied = {};
    }
    platform.timeline.after(back_ms, [this, alive, number, token, replied = std::move(replied)]() mutable {
      if (!*alive) return;
      const auto found = talks_.find(number);
      take_reply(number, found == talks_.end() ? nullptr : &found->second, token, std::move(replied));
    });
  };
  platform.timeline.after(way_ms, [&platform, shard, isolate = number_, body = action.body, came] {
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
    return tell(number, *talk, event::failed(token, "the object was reset"));
  }
  if (replied.refused) {
    talk->refused_by.insert(talk->asked[token]);
    refusals_[talk->model] = {now_ms(), replied.body.find("\"shortage\":1") != std::string::npos};
  }
  if (!replied.picks.empty()) talk->life = replied.life;
  heard_ = {0, "", replied.given_ms, platform_.timeline.now_ms(), stepped_ms_};
  tell(number, *talk, event::pool_reply(token, replied.body));
}

/// A pick of a key that has begun to cool down since it was lent: its lease bounds how long it is called.
void Isolate::check_use(const Held& pick, std::size_t shard) const {
  const double true_ms = platform_.timeline.now_ms();
  const double wrong_ms = stepped_ms_ - pick.stepped_ms;
  Object& object = *platform_.objects[shard];
  const auto since = object.watch().cooling_since(pick.key, pick.model, object.now_ms());
  if (!since || *since < pick.lent_ms) return;
  const double way_ms = pick.came_ms - pick.lent_ms;
  if (true_ms - *since > limits::lease_ms + way_ms + wrong_ms) {
    throw Broken("a key that cools down was called " + std::to_string(true_ms - *since) +
                 " ms after the pool had heard of it");
  }
}

/// The first call of a turn goes where the one before it was answered, or the log says why not; unless who knew of that is
/// gone: the object has begun anew, or the isolate died, or a call of the pool was lost.
void Isolate::check_move(Talk& talk, std::size_t key) const {
  const Plan& plan = platform_.plan;
  const Answered* last = platform_.talks.answered(talk.spoken.conversation);
  if (last == nullptr || last->key == key || talk.attempts != 0 || !plan.affinity || plan.shards != 1) return;
  if (plan.pool_call_fails > 0 || plan.replies_lost > 0 || last->life != platform_.objects[0]->life()) return;
  talk.moved = plan.isolate_dies <= 0 || last->isolate == number_;
}

/// A call for a conversation, of a key that the isolate holds no pick of: it has heard of the pool lately.
Held Isolate::take_warm(const Talk& talk, const Outcome& outcome) {
  const double true_ms = platform_.timeline.now_ms();
  if (talk.attempts != 0 || true_ms - heard_.came_ms > limits::lease_ms + stepped_ms_ - heard_.stepped_ms) {
    throw Broken("a key was called that was not lent, by who had not heard of the pool: key " + std::to_string(outcome.key));
  }
  book_.take(outcome.key, outcome.model);
  Held pick = heard_;
  pick.key = outcome.key;
  pick.model = outcome.model;
  return pick;
}

Isolate::Fetch* Isolate::fetch_of(Talk& talk, std::uint32_t token) {
  if (token == 0) return nullptr;
  return talk.fetch.token == token ? &talk.fetch : talk.probe.token == token ? &talk.probe : nullptr;
}

void Isolate::fetch(std::uint64_t number, Talk& talk, const host::Message& action) {
  const std::string& head = action.head;
  Outcome outcome;
  outcome.test = action.body.find("\"maxOutputTokens\":16") != std::string::npos;
  outcome.model = between(head, "/models/", ":");
  const std::string secret = between(head, "x-goog-api-key: ", "\n");
  while (outcome.key < platform_.plan.keys.size() && platform_.plan.keys[outcome.key].secret != secret) ++outcome.key;
  if (outcome.key == platform_.plan.keys.size()) throw Broken("a call without a key of the pool");
  if (head.find("bogus") != std::string::npos) throw Broken("what only the client has went up: " + head);
  Fetch& fetch = outcome.test ? talk.probe : talk.fetch;
  if (fetch.token != 0) throw Broken("a call of the upstream began before the last had ended");
  if (outcome.test) return begin_fetch(number, fetch, outcome, action.token);
  if (talk.chained) go_on_to(talk, outcome.model);
  if (outcome.model != talk.model) throw Broken("a call for another model than the client's");
  for (std::size_t shard = 0; shard < platform_.objects.size() && !outcome.model.empty(); ++shard) {
    if (!platform_.objects[shard]->watch().owns(outcome.key)) continue;
    const bool held = book_.holds(outcome.key, outcome.model, platform_.timeline.now_ms(), stepped_ms_);
    const bool instead = !held && talk.spoken.conversation != 0 && platform_.plan.shards == 1 && platform_.plan.affinity;
    const Held pick = instead ? take_warm(talk, outcome)
                              : book_.use(outcome.key, outcome.model, platform_.timeline.now_ms(), stepped_ms_);
    if (!instead && talk.spoken.conversation != 0) book_.doubt(pick);
    check_use(pick, shard);
  }
  check_move(talk, outcome.key);
  if (talk.asked.empty()) talk.life = platform_.objects[0]->life();
  ++talk.attempts;
  if (++talk.calls > static_cast<int>(limits::attempts_max)) throw Broken("a request takes more calls than any may");
  talk.refused_by.clear();
  begin_fetch(number, fetch, outcome, action.token);
}

void Isolate::begin_fetch(std::uint64_t number, Fetch& fetch, const Outcome& outcome, std::uint32_t token) {
  fetch = {};
  fetch.token = token;
  fetch.outcome = outcome;
  Talk& talk = talks_[number];
  const double way_ms = platform_.dice.between(1, 60);
  const bool streams = talk.streams && !outcome.test;
  const Spoken spoken = outcome.test ? Spoken{} : talk.spoken;
  const Poison poison = outcome.test ? Poison::none : talk.poison;
  // The upstream counts what has been sent, whether anybody still listens or not.
  platform_.timeline.after(way_ms, [this, alive = alive_, number, token, outcome, streams, poison, spoken,
                                    &platform = platform_] {
    const double true_ms = platform.timeline.now_ms();
    Answer answer = poison != Poison::none ? platform.upstream.refuse_poison(poison, outcome.key, true_ms)
                                           : platform.upstream.call(outcome.key, outcome.model, streams, true_ms, spoken);
    if (!*alive || talks_.find(number) == talks_.end()) return;
    Fetch* own = fetch_of(talks_[number], token);
    if (own == nullptr) return;
    own->answer = std::move(answer);
    if (own->answer.way == Answer::Way::hangs) return;
    later(own->answer.head_ms, number, [this, number, token](Talk& then) { answer_head(number, then, token); });
  });
}

void Isolate::answer_head(std::uint64_t number, Talk& talk, std::uint32_t token) {
  Fetch* fetch = fetch_of(talk, token);
  if (fetch == nullptr) return;
  const Answer& answer = fetch->answer;
  if (answer.way == Answer::Way::unreachable) {
    settle_fetch(talk, *fetch, pool::Cause::unreachable, false);
    return tell(number, talk, event::failed(token, "no route to host"));
  }
  fetch->head_came = true;
  fetch->outcome.status = answer.status;
  later(answer.body_ms, number, [this, number, token](Talk& then) { answer_body(number, then, token); });
  tell(number, talk, event::upstream_head(token, answer.status, "content-type: application/json\n"));
}

void Isolate::answer_body(std::uint64_t number, Talk& talk, std::uint32_t token) {
  Fetch* fetch = fetch_of(talk, token);
  if (fetch == nullptr) return;
  const Answer answer = fetch->answer;
  if (answer.way == Answer::Way::breaks_off) {
    settle_fetch(talk, *fetch, pool::Cause::unreachable, false);
    return tell(number, talk, event::failed(token, "connection reset"));
  }
  tell(number, talk, event::upstream_body(token, answer.body));
  const auto still = talks_.find(number);
  if (still == talks_.end()) return;
  Fetch* own = fetch_of(still->second, token);
  if (own == nullptr) return;
  settle_fetch(still->second, *own, answer.cause, true);
  tell(number, still->second, event::upstream_end(token));
}

/// What the call has said is known now: it is to be told to the pool.
void Isolate::settle_fetch(Talk& talk, Fetch& fetch, pool::Cause cause, bool tokens_known) {
  Outcome outcome = fetch.outcome;
  outcome.cause = cause;
  outcome.of_kind = fetch.answer.of_kind;
  outcome.cooldown_ms = fetch.answer.cooldown_ms;
  outcome.prompt_tokens = cause == pool::Cause::ok ? fetch.answer.prompt_tokens : 0;
  outcome.completion_tokens = cause == pool::Cause::ok ? fetch.answer.completion_tokens : 0;
  outcome.tokens_known = tokens_known;
  book_.note(outcome);
  fetch.token = 0;
  if (outcome.test) return;
  talk.key = outcome.key;
  const bool silent = cause == pool::Cause::timeout;
  const bool failing = cause == pool::Cause::server_error || cause == pool::Cause::unreachable;
  const bool long_silent = silent && now_ms() - talk.began_ms > limits::silence_patience_ms;
  const bool costly = long_silent || cause == pool::Cause::location;
  talk.last = cause;
  talk.patience += costly ? limits::upstream_patience : silent || failing ? 1 : 0;
  constexpr int whole = limits::cheap_attempts;
  talk.spent += is_cheap(cause) ? 1 : failing ? whole / 2 : whole;
  if (silent && !talk.streams) talk.waited_for_whole = true;
}

}  // namespace rota::simulation
