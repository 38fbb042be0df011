// The clients of an isolate: what they send, that each gets exactly one answer, and that no failure is without a
// reason. See isolate.h.
#include "base/limits.h"
#include "host/event.h"
#include "isolate.h"

namespace rota::simulation {

namespace {

constexpr std::size_t oversized_bytes = 100'000;  // more tokens than oversized_limit of upstream.cpp, whatever the text
constexpr const char* chat_head = "POST https://rota.test/v1/chat/completions\ncontent-type: application/json\n";

/// The head of an answer says which model of the chain serves, unless it has gone out for a heartbeat.
void check_model(const std::string& model, const host::Message& action) {
  const bool told = action.head.find("x-rota-model: ") != std::string::npos;
  const bool right = action.head.find("x-rota-model: " + model + "\n") != std::string::npos;
  if (told ? !right : action.kind == Kind::answer) throw Broken("an answer does not say which model of the chain gave it");
}

}  // namespace

void Isolate::request(const std::string& model, const Spoken& spoken) {
  Dice& dice = platform_.dice;
  const std::uint64_t number = open_talk();
  Talk& talk = talks_[number];
  const bool talks = spoken.conversation != 0;
  talk.chained = !talks && platform_.plan.chained > 0 && dice.chance(platform_.plan.chained);
  talk.model = talk.chained ? platform_.plan.models[0].name : model;
  talk.spoken = spoken;
  const std::string named = talk.chained ? "smart" : model;
  talk.streams = dice.chance(0.3);
  ++platform_.tally.requests;
  const bool native = talks ? spoken.conversation % 4 == 0 : dice.chance(0.25);
  const bool leaves = !platform_.calm && dice.chance(platform_.plan.client_leaves);
  if (leaves) {
    later(dice.between(0, 3 * platform_.plan.slowest_ms), number, [this, number](Talk& own) {
      if (own.ended || own.client_gone) return;
      own.client_gone = true;
      if (own.fetch.token != 0) {
        const bool well = own.fetch.head_came && own.fetch.answer.status == 200;
        settle_fetch(own, own.fetch, well ? pool::Cause::ok : pool::Cause::abandoned, false);
      }
      tell(number, own, event::client_gone());
    });
  }
  const std::string body = talks && native ? Talks::gemini_body(spoken)
                           : talks         ? Talks::openai_body(spoken, model, talk.streams)
                           : native ? R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}]})"
                                  : R"({"model":")" + named + R"(",)" + (talk.streams ? R"("stream":true,)" : "") +
                                        R"("messages":[{"role":"user","content":"Hi"}]})";
  const std::string verb = talk.streams ? ":streamGenerateContent?alt=sse" : ":generateContent";
  const std::string head =
      native ? "POST https://rota.test/v1beta/models/" + named + verb + "\ncontent-type: application/json\n"
             : chat_head;
  send(number, talk, talks ? head + Talks::headers(spoken) : head, body);
}

/// With its length declared, a body needs no end. Each event may be the exchange's last.
void Isolate::send(std::uint64_t number, Talk& talk, const std::string& head, const std::string& body) {
  tell(number, talk, event::request(static_cast<double>(body.size()), head));
  if (!body.empty() && talks_.count(number) != 0) tell(number, talk, event::request_body(body));
}

void Isolate::hostile_request(const std::string& model) {
  Dice& dice = platform_.dice;
  const std::uint64_t number = open_talk();
  Talk& talk = talks_[number];
  talk.poison = static_cast<Poison>(dice.whole(1, 5));
  const bool keyless = talk.poison == Poison::keyless_resource;
  talk.model = keyless ? "" : model;
  ++platform_.tally.requests;
  std::string body = R"({"contents":[{"role":"user","parts":[{"text":")";
  body += talk.poison == Poison::oversized ? std::string(oversized_bytes, 'a') : "Hi";
  body += R"("}]}])";
  if (talk.poison == Poison::grounded) body += R"(,"tools":[{"google_se\u0061rch":{}}])";
  body += "}";
  const std::string path = keyless ? "/v1beta/corpora" : "/v1beta/models/" + model + ":generateContent";
  const std::string head = std::string(keyless ? "GET" : "POST") + " https://rota.test" + path +
                           "?$key=bogus&k%65y=bogus&access_token=bogus\ncontent-type: application/json\n"
                           "x-goog-user-project: bogus\nauthorization: bogus\n";
  if (keyless) body.clear();
  send(number, talk, head, body);
}

/// The exchange wants no more of its call: its time is up. When the client has left, that is settled already.
void Isolate::cancelled(Talk& talk, std::uint32_t token) {
  if (Fetch* fetch = fetch_of(talk, token)) settle_fetch(talk, *fetch, pool::Cause::timeout, false);
}

void Isolate::give_answer(Talk& talk, const host::Message& action) {
  switch (action.kind) {
    case Kind::answer:
    case Kind::stream:
      if (talk.answered) throw Broken("a client got a second answer");
      talk.answered = true;
      talk.ended = action.kind == Kind::answer;
      talk.status = static_cast<int>(action.number);
      if (talk.chained && talk.status < 400) check_model(talk.model, action);
      if (talk.status >= 429 && !talk.client_gone) explain(talk);
      return;
    case Kind::send:
    case Kind::echo:
      if (!talk.answered || talk.ended) throw Broken("a client got a piece of no answer");
      return;
    case Kind::finish:
    case Kind::abort:
      if (!talk.answered || talk.ended) throw Broken("an answer ended that had not begun");
      talk.ended = true;
      return;
    default:
      throw Broken("an action that no exchange asks for: " + std::to_string(static_cast<int>(action.kind)));
  }
}

/// No further call for this model: its attempts or its patience with failures that are nobody's are used up, or the pool
/// had no key for it: all shards (each of which was checked when it said so), or, remembered for a moment, the only one.
bool Isolate::is_given_up(const Talk& talk) const {
  const Plan& plan = platform_.plan;
  if (talk.waited_for_whole) return true;
  const std::size_t later = talk.chained ? plan.models.size() - talk.place - 1 : 0;
  const int kept = static_cast<int>(later * limits::chain_calls);
  const bool used_up = talk.spent >= plan.attempts * static_cast<int>(limits::cheap_attempts) ||
                       talk.calls + kept >= static_cast<int>(limits::attempts_max) ||
                       (plan.attempts == 1 && talk.attempts == 1);
  const bool late = talk.attempts >= plan.attempts && now_ms() - talk.began_ms > limits::cheap_attempts_ms;
  if (used_up || late || talk.patience > limits::upstream_patience) return true;
  if (talk.refused_by.size() == static_cast<std::size_t>(plan.shards)) return true;
  const double decided_ms = talk.waiting_ms > 0 ? talk.waiting_ms : now_ms();
  return talk.attempts == 0 && remembered(talk.model, decided_ms) != nullptr;
}

/// What the only object has said of a model a moment before, for which nobody asks it again.
const Isolate::Refusal* Isolate::remembered(const std::string& model, double at_ms) const {
  const auto found = refusals_.find(model);
  const bool recent = found != refusals_.end() && at_ms - found->second.at_ms < limits::shortage_ms;
  return recent && platform_.plan.shards == 1 ? &found->second : nullptr;
}

/// Whether a chain may end with this model: it has taken long, every model would be refused likewise, or those behind
/// are remembered to be spent.
bool Isolate::may_end_here(const Talk& talk) const {
  if (now_ms() - talk.began_ms >= limits::chain_patience_ms || talk.last == pool::Cause::location) return true;
  const auto found = refusals_.find(talk.model);
  if (found != refusals_.end() && found->second.dead) return true;
  const std::vector<ModelPlan>& models = platform_.plan.models;
  for (std::size_t place = talk.place + 1; place < models.size(); ++place) {
    const Refusal* refusal = remembered(models[place].name, now_ms());
    if (refusal == nullptr && talk.waiting_ms > 0) refusal = remembered(models[place].name, talk.waiting_ms);
    if (refusal == nullptr) return false;
    if (refusal->dead) return true;
  }
  return true;
}

/// A later model of a chain is asked only when those before were given up. A request that has called nobody yet may begin
/// anew, under newer settings.
void Isolate::go_on_to(Talk& talk, const std::string& model) const {
  const std::vector<ModelPlan>& models = platform_.plan.models;
  for (std::size_t place = 0; place < talk.place && talk.calls == 0; ++place) {
    if (models[place].name != model) continue;
    talk.place = 0;
    talk.model = models[0].name;
  }
  while (talk.model != model) {
    if (!is_given_up(talk)) {
      throw Broken("a chain went on to " + model + " after " + std::to_string(talk.attempts) + " attempts of " + talk.model +
                   ", which a key could have served");
    }
    if (++talk.place == models.size()) throw Broken("a chain went back to " + model);
    talk.model = models[talk.place].name;
    talk.attempts = talk.spent = talk.patience = 0;
    talk.waited_for_whole = false;
    talk.refused_by.clear();
  }
  talk.waiting_ms = 0;
}

/// A request has failed. It may, when its model was given up, or the last one of its chain; when the pool could not be
/// reached; and before the chain's last when it has taken long, or every model would be refused likewise.
void Isolate::explain(const Talk& talk) const {
  if (talk.poison != Poison::none || talk.pool_failed) return;
  if (is_given_up(talk) && (!talk.chained || may_end_here(talk))) return;
  throw Broken("a request failed with " + std::to_string(talk.status) + " after " + std::to_string(talk.attempts) +
               " attempts of " + talk.model + ", and nothing explains it");
}

void Isolate::close(std::uint64_t number, Talk& talk) {
  if (talk.fetch.token != 0 || talk.probe.token != 0) throw Broken("an exchange ended while its call was under way");
  if (!talk.is_cron && !talk.client_gone && !talk.ended) throw Broken("an exchange ended and its client got no answer");
  Tally& tally = platform_.tally;
  if (!talk.is_cron) ++(talk.client_gone ? tally.left : talk.status < 400 ? tally.served : tally.failed);
  if (talk.spoken.conversation != 0) {
    const bool well = !talk.client_gone && talk.status < 400;
    const Answered answered{talk.key, number_, talk.life};
    platform_.talks.end(talk.spoken, well ? &answered : nullptr, platform_.timeline.now_ms());
  }
  talks_.erase(number);
}

}  // namespace rota::simulation
