// The object's life; see object.h.
#include "object.h"

#include "base/text.h"
#include "host/event.h"
#include "pool/roster.h"
#include "settings.h"

namespace rota::simulation {

namespace {

std::set<std::size_t> keys_of(const Plan& plan, int shard) {
  std::set<std::size_t> keys;
  for (std::size_t i = 0; i < plan.keys.size(); ++i) {
    pool::ListedKey key;
    key.id = plan.keys[i].id;
    if (!plan.keys[i].label.empty()) key.project = text::fingerprint(plan.keys[i].label);
    if (static_cast<int>(pool::shard_of(key, static_cast<std::uint32_t>(plan.shards))) == shard) keys.insert(i);
  }
  return keys;
}

/// Administrators have a world of their own: the unit tests of the desk.
struct IdleDesk final : pool::AdminDesk {
  bool recall(Bytes, Bytes) override { return false; }
  void miss_rows(double) override {}
  void join_rows(Actions&) override {}
  void take_permit(const pool::Credentials&, std::uint32_t, double, Actions&) override {}
  void take_call(const pool::AdminCall&, std::uint32_t, double, Actions&) override {}
  void take_answer(const Event&, Actions&) override {}
  void take_load(double, Actions&) override {}
};
Owned<pool::AdminDesk> open_idle_desk(const pool::PoolParts&) { return make_owned<IdleDesk>(); }

}  // namespace

Object::Object(const Plan& plan, int shard, Timeline& timeline, Dice& dice, Database& database,
               std::function<Book*(std::size_t)> book_of)
    : plan_(plan),
      timeline_(timeline),
      dice_(dice),
      database_(database),
      book_of_(std::move(book_of)),
      watch_(plan, keys_of(plan, shard)) {
  for (std::size_t i = 0; i < plan.keys.size(); ++i) keys_[plan.keys[i].id] = i;
}

void Object::start() {
  ++life_;
  timers_ = effects_ = 0;
  ready_ = false;
  pool_ = std::make_unique<pool::PoolObject>(dice_.seed(), open_idle_desk);
  tell(event::configure(settings_of(plan_)));
  const auto rows = rows_;
  for (const auto& [name, value] : rows) tell(event::stored(name, value));
  tell(event::ready({}));
}

void Object::tell(const Event& event) {
  watch_.observe(now_ms(), timeline_.now_ms());
  const pool::Loader& loader = pool_->parts().loader;
  const bool loads = loader.is_loading() || !loader.loaded();
  const std::vector<host::Message> actions = host::deliver(*pool_, event, now_ms());
  const bool has_loaded = loads && loader.loaded() && !loader.is_loading();
  for (const host::Message& action : actions) perform(action);
  if (has_loaded) take_load();
}

void Object::take_load() {
  watch_.switch_keys(off_read_);
  if (ready_) return;
  ready_ = true;
  watch_.started(ledger(), std::exchange(crashed_true_ms_, std::nullopt), now_ms(), timeline_.now_ms());
  for (Waiting& waiting : std::exchange(waiting_, {})) hear(std::move(waiting));
}

void Object::perform(const host::Message& action) {
  const std::string& head = action.head;
  const std::string& body = action.body;
  const std::uint32_t token = action.token;
  switch (action.kind) {
    case Kind::store:
      rows_[head] = body;
      break;
    case Kind::erase:
      rows_.erase(head);
      break;
    case Kind::reply:
      reply_ = body;
      break;
    case Kind::wake:
      ++timers_;
      timeline_.after(action.number, [this, token, life = life_] {
        if (life != life_ || !pool_) return;
        --timers_;
        tell(event::timer(token));
      });
      break;
    case Kind::alarm_in: {
      const double due_ms = timeline_.now_ms() + action.number;
      if (alarm_true_ms_ > timeline_.now_ms() && alarm_true_ms_ <= due_ms) break;
      alarm_true_ms_ = due_ms;
      timeline_.after(action.number, [this, due_ms] {
        if (alarm_true_ms_ == due_ms) alarm();
      });
      break;
    }
    case Kind::query:
    case Kind::unseal:
      ++effects_;
      timeline_.after(dice_.between(1, 80), [this, token, body, seals = action.kind == Kind::unseal, life = life_] {
        if (life != life_ || !pool_) return;
        --effects_;
        if (seals) return tell(event::sealed(token, database_.unseal(body)));
        answer_query(token, body);
      });
      break;
    case Kind::log:
      if (head.find("AIzaFAKE") != std::string::npos) throw Broken("a key stands in the pool's log: " + head);
      if (head.find("cannot be read") != std::string::npos) throw Broken("the pool complains: " + head);
      break;
    default:
      throw Broken("an action that no pool asks for: " + std::to_string(static_cast<int>(action.kind)));
  }
}

void Object::answer_query(std::uint32_t token, const std::string& body) {
  if (ready_ && !calm_ && dice_.chance(plan_.database_fails)) {
    if (dice_.chance(0.5)) static_cast<void>(database_.run(body));  // it does what it is asked, and its answer is lost
    return tell(event::failed(token, "D1 is overloaded"));
  }
  const std::string answer = database_.run(body);
  if (body.find("SELECT id, api_key") != std::string::npos) off_read_ = database_.switched_off();
  tell(event::queried(token, answer));
}

void Object::alarm() {
  alarm_true_ms_ = 0;
  if (!pool_) start();
  tell(event::alarm());
}

void Object::call(std::size_t isolate, std::string body, std::function<void(Replied)> reply) {
  if (!pool_) start();
  Waiting waiting{isolate, std::move(body), std::move(reply)};
  if (ready_) return hear(std::move(waiting));
  waiting_.push_back(std::move(waiting));
}

void Object::before(const pool::Call& asked, Book* book, Replied& replied) {
  const double true_ms = timeline_.now_ms();
  for (const pool::Report& report : asked.reports) {
    if (report.key == 0) continue;
    const std::size_t key = keys_.at(report.key);
    Outcome outcome;
    if (book != nullptr) {
      outcome = book->tell(report, key);
    } else {  // its isolate has died meanwhile: what it says is all there is
      outcome = {key,
                 std::string(report.model),
                 report.status,
                 report.verdict.cause,
                 report.verdict.cool_ms,
                 report.prompt_tokens,
                 report.completion_tokens,
                 !report.kind.empty(),
                 report.test,
                 false};
    }
    outcome.prompt_tokens = report.prompt_tokens;
    outcome.completion_tokens = report.completion_tokens;
    outcome.tokens_known = true;
    replied.told.push_back(outcome);
    watch_.hear(outcome, now_ms(), true_ms);
    const bool answered = report.verdict.cause == pool::Cause::ok || report.verdict.cause == pool::Cause::abandoned;
    if (report.conversation != 0 && answered) places_[report.conversation] = key;
  }
  for (const pool::Returned& taken : asked.taken) {
    const std::size_t key = keys_.at(taken.key);
    if (book != nullptr) book->tell_taken(key, std::string(taken.model));
    replied.taken.push_back({key, std::string(taken.model), 0, 0, 0});
    watch_.taken(key, std::string(taken.model), now_ms());
  }
  for (const pool::Returned& returned : asked.returned) {
    const std::size_t key = keys_.at(returned.key);
    if (book != nullptr) book->give_back(key, std::string(returned.model));
    replied.returned.push_back({key, std::string(returned.model), 0, 0, 0});
    watch_.take_back(key, std::string(returned.model), now_ms(), true_ms);
  }
  if (asked.reset) watch_.reset(now_ms(), true_ms);
}

void Object::after(const pool::Call& asked, Replied& replied) {
  json::Reader reader;
  Arena arena;
  const auto decoded = pool::decode_reply(replied.body, reader, arena);
  if (!decoded.ok()) throw Broken("the pool refuses a call: " + std::string(decoded.failure().message));
  const pool::Reply& reply = **decoded;
  const std::string model(asked.model);
  std::set<std::size_t> avoided;
  for (const std::uint64_t id : asked.avoid) {
    if (const auto found = keys_.find(id); found != keys_.end()) avoided.insert(found->second);
  }
  if (reply.picks.size() > asked.want) throw Broken("more picks than were wanted");
  std::vector<std::size_t> picks;
  for (const pool::Pick& pick : reply.picks) {
    const std::size_t key = keys_.at(pick.key);
    if (plan_.keys[key].secret != pick.secret.reveal()) throw Broken("a pick with the secret of another key");
    picks.push_back(key);
    replied.picks.push_back({key, model, timeline_.now_ms(), 0, 0});
  }
  const pool::Need need = pool::need_of(ledger(), asked.model, asked.kind, asked.text_bytes, arena);
  const bool warm = check_place(asked, reply, picks);
  if (!picks.empty()) return watch_.lent(ledger(), picks, {model, need, avoided, warm}, now_ms());
  if (asked.want == 0) return;
  replied.refused = true;
  // What is held against requests of one kind or size is no excuse for a plain one.
  if (asked.kind.empty() && asked.text_bytes == 0) watch_.refused(model, avoided, now_ms());
}

/// A conversation moves only for a reason that is told. True when its first pick is of the key that it was on.
bool Object::check_place(const pool::Call& asked, const pool::Reply& reply, const std::vector<std::size_t>& picks) {
  if (asked.conversation == 0 || picks.empty()) return false;
  const auto found = places_.find(asked.conversation);
  const bool known = found != places_.end() && !asked.begins;
  const bool stays = known && found->second == picks[0];
  // What a request has met with itself, its verdicts tell.
  if (known && !stays && reply.moved.empty() && asked.avoid.empty()) throw Broken("a conversation has moved, and no reason is told");
  if (known && !stays) ++moves_;
  places_[asked.conversation] = picks[0];
  return stays;
}

void Object::hear(Waiting waiting) {
  json::Reader reader;
  Arena arena;
  const auto decoded = pool::decode_call(waiting.body, reader, arena);
  if (!decoded.ok()) throw Broken("an isolate sent no proper call");
  const pool::Call& asked = **decoded;
  Replied replied;
  watch_.observe(now_ms(), timeline_.now_ms());
  before(asked, book_of_(waiting.isolate), replied);
  reply_.clear();
  tell(event::pool_call(1, waiting.body));
  if (reply_.empty()) throw Broken("the pool did not reply in the same step");
  replied.body = reply_;
  replied.given_ms = timeline_.now_ms();
  replied.life = life_;
  after(asked, replied);
  waiting.reply(std::move(replied));
}

void Object::evict_if_idle() {
  if (!pool_ || !ready_ || !idle()) return;
  ++evictions_;
  places_.clear();
  pool_.reset();
  ready_ = false;
}

void Object::crash() {
  if (!pool_) return;
  places_.clear();
  pool_.reset();
  ready_ = false;
  if (!crashed_true_ms_) crashed_true_ms_ = timeline_.now_ms();
  for (Waiting& waiting : std::exchange(waiting_, {})) waiting.reply({});
}

void Object::reload() {
  if (!pool_ || !ready_) return;
  Arena arena;
  Actions actions(arena);
  pool_->parts().loader.load(now_ms(), actions);
  for (const host::Message& action : host::copies(actions)) perform(action);
}

void Object::check_stored() {
  if (!pool_) start();
  if (!ready_) return;
  watch_.check_counters(ledger(), now_ms());
  if (!idle()) throw Broken("the object never becomes idle");
  evict_if_idle();
  start();
}

}  // namespace rota::simulation
