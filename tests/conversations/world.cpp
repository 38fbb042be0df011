// The machines and their surroundings; see world.h.
#include "world.h"

#include <algorithm>
#include <cstdio>

#include "admin/desk.h"
#include "base/limits.h"
#include "json/writer.h"
#include "matching.h"
#include "pool/pool_object.h"

namespace rota::conversations {

namespace {

/// Who says what the gateway says, for Said::exchange.
constexpr std::size_t nobody = static_cast<std::size_t>(-1);

std::string lines(const std::string& head) { return head.empty() ? "" : head + "\n"; }

/// What the host would declare: the Content-Length of the head, or -1.
double declared_bytes(const std::string& head) {
  const std::size_t at = head.find("\ncontent-length: ");
  return at == std::string::npos ? -1 : std::atof(head.c_str() + at + 17);
}

/// The kinds of actions that the event may answer; none: it answers nothing.
std::vector<Kind> answered(const Fence& fence) {
  if (fence.name == "upstream") return host::row_of(Kind::upstream_head).token.of;
  if (fence.name != "failed") return fence.word->row->token.of;
  std::vector<Kind> failed;
  for (const std::string& option : fence.options) {
    if (const Word* word = find_failing(option)) failed.push_back(word->row->kind);
  }
  return failed;
}

bool is_one_of(Kind kind, const std::vector<Kind>& kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// Everything of these kinds that has been asked for.
std::vector<const Open*> asked_for(const Talk& talk, const std::vector<Kind>& kinds) {
  std::vector<const Open*> found;
  for (const Open& open : talk.asked) {
    if (is_one_of(open.kind, kinds)) found.push_back(&open);
  }
  return found;
}

/// What the host tells of one name in KV; an empty value is none.
std::string kv_object(const std::string& name, const std::string& value) {
  Buffer object;
  json::Writer json(object);
  json.begin_object();
  json.key(json::trust_escaped(name));
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
  json.end_object();
  return std::string(object.view());
}

std::string without_last_break(std::string head) {
  if (!head.empty() && head.back() == '\n') head.pop_back();
  return head;
}

}  // namespace

std::string lend(int number) {
  char text[160];
  std::snprintf(text, sizeof text, R"({"picks":[{"key":"%016x","secret":"AIzaFAKE-key-%d","label":"#%d"}]})",
                static_cast<unsigned>(number), number, number);
  return text;
}

World::World(const Case& story, Cut cut) : cut_(cut), settings_(story.settings) {
  tell_gateway(event::configure(settings_), opening_);
  if (!story.real_pool) return;
  pool_ = std::make_unique<host::DurableObject>([] { return std::make_unique<pool::PoolObject>(7, admin::open_desk); });
  pool_->now_ms = now_ms_;
  pool_->start(settings_);
}

void World::tell_gateway(const Event& event, std::vector<Said>& said) {
  for (const host::Message& asked : host::deliver(gateway_, event, now_ms_)) {
    if (asked.kind == Kind::kv_get) kv_gets_.push_back(asked.token);
    said.push_back(Said{nobody, host::row_of(asked.kind).name, 0, false, asked.number, without_last_break(asked.head),
                        asked.body});
  }
}

/// The number of the exchange; 0: none waits with that token.
int World::waiting_for(std::uint32_t token) const {
  for (std::size_t i = 0; i < talks_.size(); ++i) {
    for (const Open* wait : asked_for(talks_[i], {Kind::wait})) {
      if (wait->token == token) return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

std::string World::ask_pool(Bytes call) {
  pool_->now_ms = now_ms_;
  pool_->last_reply.clear();
  pool_->tell(event::pool_call(1, call));
  return pool_->last_reply;
}

void World::note(Talk& talk, const host::Message& asked, Bytes echoed, std::vector<Said>& said) {
  const host::Row& row = host::row_of(asked.kind);
  Said what{static_cast<std::size_t>(&talk - talks_.data()),
            row.name,
            0,
            false,
            asked.number,
            without_last_break(asked.head),
            asked.body};
  if (row.token.own) {
    Open open{asked.kind, asked.token, now_ms_ + asked.number, ""};
    if (asked.kind == Kind::ask_pool && pool_) open.reply = ask_pool(asked.body);
    talk.asked.push_back(open);
  }
  if (asked.kind == Kind::nudge) {
    what.of = waiting_for(asked.token);
    nudged_.insert(asked.token);
  }
  if (asked.kind == Kind::cancel) {
    const std::vector<const Open*> begun = asked_for(talk, row.token.of);
    for (std::size_t i = 0; i < begun.size(); ++i) {
      if (begun[i]->token == asked.token) what.of = static_cast<int>(i) + 1;
    }
    what.latest = what.of != 0 && what.of == static_cast<int>(begun.size());
  }
  switch (asked.kind) {
    case Kind::answer:
    case Kind::stream:
      talk.client += what.name + " " + std::to_string(asked.number) + "\n" + what.head + "\n\n" + what.body;
      break;
    case Kind::send:
      talk.client += what.body;
      break;
    case Kind::echo:
      talk.client += echoed;
      break;
    case Kind::finish:
    case Kind::abort:
      talk.client += "\n<" + what.name + ">";
      break;
    default:
      talk.rest += what.name + " " + std::to_string(asked.number) + " of=" + std::to_string(what.of) + "\n" +
                   what.head + "\n\n" + what.body + "\n";
  }
  said.push_back(what);
}

void World::tell(Talk& talk, const Event& event, std::vector<Said>& said) {
  if (!talk.machine) return;
  bool done = false;
  for (const host::Message& asked : talk.body.deliver(*talk.machine, event, now_ms_)) {
    note(talk, asked, event.body, said);
    done = done || asked.kind == Kind::done;
  }
  if (done) talk.machine.reset();
}

void World::upstream_body(Talk& talk, std::uint32_t token, const std::string& body, std::vector<Said>& said) {
  const std::size_t ordinal = bodies_.size();
  bodies_.push_back(body.size());
  std::vector<std::string> pieces;
  if (cut_.way == Cut::Way::bytes) {
    for (const char c : body) pieces.emplace_back(1, c);
  } else if (cut_.way == Cut::Way::at && cut_.body == ordinal) {
    pieces = {body.substr(0, cut_.at), body.substr(cut_.at)};
  } else {
    pieces = {body};
  }
  for (const std::string& piece : pieces) {
    if (!piece.empty()) tell(talk, event::upstream_body(token, piece), said);
  }
}

std::string World::open(const Fence& fence, std::vector<Said>& said) {
  Talk& talk = talks_.emplace_back();
  talk.machine = std::make_unique<exchange::Exchange>(gateway_, talks_.size());
  const std::string head = lines(fence.head());
  if (fence.name == "cron") tell(talk, event::cron(now_ms_), said);
  if (fence.name == "cron") return "";
  if (fence.name == "recover") {
    tell(talk, event::recover(static_cast<int>(fence.number), head), said);
  } else {
    tell(talk, event::request(declared_bytes(head), head), said);
  }
  const std::string body = fence.body();
  if (fence.has("bytes")) {
    for (const char c : body) tell(talk, event::request_body({&c, 1}), said);
  } else if (!body.empty()) {
    tell(talk, event::request_body(body), said);
  }
  if (!fence.has("open")) tell(talk, event::request_end(), said);
  return "";
}

/// Puts the pool's reply into `body`, which holds what the fence says. The text is what is wrong with that, or empty.
std::string World::pool_reply(const Fence& fence, const Open& asked, std::string& body) const {
  if (fence.has_number) body = lend(static_cast<int>(fence.number));
  if (!pool_) return "";
  Bindings bindings;
  if (!body.empty() && !matches(compact(body), compact(asked.reply), bindings)) {
    return "the pool replied " + asked.reply;
  }
  body = asked.reply;
  return "";
}

/// An event that answers what the exchange has asked for, or that just comes to it.
std::string World::answer(const Fence& fence, Talk& talk, std::vector<Said>& said) {
  Open asked{};
  if (fence.name == "timer" && fence.has("body")) {
    if (talk.body.clock() == 0) return "no body is coming";
    asked = {Kind::wake, talk.body.clock(), talk.body.clock_due_ms(), ""};
  } else if (const std::vector<Kind> kinds = answered(fence); !kinds.empty()) {
    const std::vector<const Open*> all = asked_for(talk, kinds);
    const auto of = static_cast<std::size_t>(fence.value("of", static_cast<int>(all.size())));
    if (of == 0 || of > all.size()) return "nothing has been asked for that this could answer";
    asked = *all[of - 1];
  } else if (fence.name == "failed") {
    return "say what failed, as in `failed fetch`";
  }
  const std::string& name = fence.name;
  if (name == "timer") now_ms_ = std::max(now_ms_, asked.due_ms);
  if (name == "nudged" && nudged_.erase(asked.token) == 0) return "nobody has nudged it";
  if (name == "upstream" || name == "upstream_head") {
    tell(talk, event::upstream_head(asked.token, static_cast<int>(fence.number), lines(fence.head())), said);
  }
  if (name == "upstream" || name == "upstream_body") upstream_body(talk, asked.token, fence.body(), said);
  if (name == "upstream" || name == "upstream_end") tell(talk, event::upstream_end(asked.token), said);
  if (name.rfind("upstream", 0) == 0) return "";
  std::string body = fence.body();
  if (name == "pool_reply") {
    const std::string wrong = pool_reply(fence, asked, body);
    if (!wrong.empty()) return wrong;
  }
  tell(talk, {fence.word->row->kind, asked.token, fence.number, fence.head(), body}, said);
  return "";
}

/// New settings; with the real pool, it begins anew.
void World::configure(const Fence& fence, std::vector<Said>& said) {
  if (!fence.text.empty()) settings_ = fence.text;
  if (pool_) {
    // A pause first: the pool writes behind, and only then is an object idle enough to be evicted.
    pool_->now_ms = now_ms_;
    pool_->pass(limits::write_behind_ms);
    now_ms_ = pool_->now_ms;
    pool_->start(settings_);
  }
  tell_gateway(event::configure(settings_), said);
}

std::string World::deliver(const Fence& fence, std::vector<Said>& said) {
  now_ms_ += fence.value("after", 0);
  const std::string& name = fence.name;
  if (name == "configure" || name == "pool_restart") {
    configure(fence, said);
    return "";
  }
  if (name == "kv_value") {
    if (kv_gets_.empty()) return "nothing has been asked for that this could answer";
    tell_gateway(event::kv_value(kv_gets_.back(), kv_object(fence.head(), fence.body())), said);
    return "";
  }
  if (name == "request" || name == "recover" || name == "cron") return open(fence, said);
  const auto exchange = static_cast<std::size_t>(fence.value("exchange", static_cast<int>(talks_.size())));
  if (exchange == 0 || exchange > talks_.size()) return "no exchange has been opened";
  return answer(fence, talks_[exchange - 1], said);
}

}  // namespace rota::conversations
