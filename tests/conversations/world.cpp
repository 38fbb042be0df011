// The machines and their surroundings; see world.h.
#include "world.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "base/limits.h"
#include "json/writer.h"
#include "matching.h"

namespace rota::conversations {

namespace {

/// Who says what the gateway says, for Said::exchange.
constexpr std::size_t nobody = static_cast<std::size_t>(-1);

const char* name_of(Kind kind) {
  switch (kind) {
#define ROTA_EVENT(name, number, meaning) \
  case Kind::name:                        \
    return #name;
#define ROTA_ACTION(name, number, meaning) ROTA_EVENT(name, number, meaning)
#include "base/messages.def"
#undef ROTA_EVENT
#undef ROTA_ACTION
    case Kind::none:
      break;
  }
  return "none";
}

Kind kind_of(const std::string& name) {
#define ROTA_EVENT(event, number, meaning) \
  if (name == #event) return Kind::event;
#define ROTA_ACTION(action, number, meaning)
#include "base/messages.def"
#undef ROTA_EVENT
#undef ROTA_ACTION
  return Kind::none;
}

Event make(Kind kind, std::uint32_t token = 0, double number = 0) {
  Event event;
  event.kind = kind;
  event.token = token;
  event.number = number;
  return event;
}

std::string lines(const std::string& head) { return head.empty() ? "" : head + "\n"; }

/// What the host would declare: the Content-Length of the head, or -1.
double declared_bytes(const std::string& head) {
  const std::size_t at = head.find("\ncontent-length: ");
  return at == std::string::npos ? -1 : std::atof(head.c_str() + at + 17);
}

/// What the event answers, in the order in which it was asked for; nullptr: nothing.
const std::vector<std::uint32_t>* asked_for(const Fence& fence, const Talk& talk) {
  if (fence.name == "timer") return &talk.wakes;
  if (fence.name == "digested" || fence.name == "hmac") return &talk.digests;
  if (fence.name == "nudged") return &talk.waits;
  if (fence.name == "failed" && fence.has("ask_pool")) return &talk.calls;
  if (fence.name == "failed" && (fence.has("digest") || fence.has("sign"))) return &talk.digests;
  const bool upstream = fence.name == "failed" || fence.name.rfind("upstream", 0) == 0;
  return upstream ? &talk.fetches : nullptr;
}

template <class T>
std::size_t chosen(const Fence& fence, const std::vector<T>& of) {
  return static_cast<std::size_t>(fence.value("of", static_cast<int>(of.size())));
}

/// What the host tells of one name in KV; an empty value is none.
std::string kv_object(const std::string& name, const std::string& value) {
  Buffer object;
  json::Writer json(object);
  json.begin_object();
  json.key(name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
  json.end_object();
  return std::string(object.view());
}

std::string without_last_break(Bytes head) {
  if (!head.empty() && head.back() == '\n') head.remove_suffix(1);
  return std::string(head);
}

}  // namespace

std::string lend(int number) {
  char text[160];
  std::snprintf(text, sizeof text, R"({"picks":[{"key":"%016x","secret":"AIzaFAKE-key-%d","label":"#%d"}]})",
                static_cast<unsigned>(number), number, number);
  return text;
}

World::World(const Case& story, Cut cut) : cut_(cut), settings_(story.settings), real_pool_(story.real_pool) {
  tell_gateway(make(Kind::configure), settings_, opening_);
  if (real_pool_) open_pool(settings_);
}

void World::tell_gateway(Event event, const std::string& body, std::vector<Said>& said) {
  Actions actions(batch_);
  event.body = body;
  event.now_ms = now_ms_;
  gateway_.step(event, actions);
  for (const Action& action : actions.list()) {
    if (action.kind == Kind::kv_get) kv_gets_.push_back(action.token);
    said.push_back(Said{nobody, name_of(action.kind), 0, false, action.number, without_last_break(action.head),
                        std::string(action.body)});
  }
}

/// The number of the exchange; 0: none waits with that token.
int World::waiting_for(std::uint32_t token) const {
  for (std::size_t i = 0; i < talks_.size(); ++i) {
    const std::vector<std::uint32_t>& waits = talks_[i].waits;
    if (std::find(waits.begin(), waits.end(), token) != waits.end()) return static_cast<int>(i) + 1;
  }
  return 0;
}

void World::open_pool(const std::string& settings) {
  pool_ = std::make_unique<admin::KeyPool>(7);
  tell_pool(make(Kind::configure), "", settings);
  const auto rows = rows_;
  for (const auto& [name, value] : rows) tell_pool(make(Kind::stored), name, value);
  tell_pool(make(Kind::ready), "", "");
}

std::string World::tell_pool(Event event, const std::string& head, const std::string& body) {
  char* space = pool_->reserve(head.size() + body.size() + 1);
  std::memcpy(space, head.data(), head.size());
  std::memcpy(space + head.size(), body.data(), body.size());
  event.head = {space, head.size()};
  event.body = {space + head.size(), body.size()};
  event.now_ms = now_ms_;
  Arena arena;
  Actions actions(arena);
  pool_->step(event, actions);
  std::string reply;
  for (const Action& action : actions.list()) {
    if (action.kind == Kind::store) rows_[std::string(action.head)] = std::string(action.body);
    if (action.kind == Kind::erase) rows_.erase(std::string(action.head));
    if (action.kind == Kind::reply) reply = std::string(action.body);
  }
  return reply;
}

void World::note(Talk& talk, const Action& action, const std::string& echoed, std::vector<Said>& said) {
  Said what{static_cast<std::size_t>(&talk - talks_.data()),
            name_of(action.kind),
            0,
            false,
            action.number,
            without_last_break(action.head),
            std::string(action.body)};
  if (action.kind == Kind::fetch || action.kind == Kind::asset) talk.fetches.push_back(action.token);
  if (action.kind == Kind::wake) {
    talk.wakes.push_back(action.token);
    talk.wake_at_ms.push_back(now_ms_ + action.number);
  }
  if (action.kind == Kind::ask_pool) {
    talk.calls.push_back(action.token);
    talk.replies.push_back(real_pool_ ? tell_pool(make(Kind::pool_call), "", what.body) : "");
  }
  if (action.kind == Kind::digest || action.kind == Kind::sign) talk.digests.push_back(action.token);
  if (action.kind == Kind::wait) talk.waits.push_back(action.token);
  if (action.kind == Kind::nudge) {
    what.of = waiting_for(action.token);
    nudged_.insert(action.token);
  }
  if (action.kind == Kind::cancel) {
    const auto at = std::find(talk.fetches.begin(), talk.fetches.end(), action.token);
    what.of = at == talk.fetches.end() ? 0 : static_cast<int>(at - talk.fetches.begin()) + 1;
    what.latest = what.of != 0 && what.of == static_cast<int>(talk.fetches.size());
  }
  switch (action.kind) {
    case Kind::answer:
    case Kind::stream:
      talk.client += what.name + " " + std::to_string(action.number) + "\n" + what.head + "\n\n" + what.body;
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
      talk.rest += what.name + " " + std::to_string(action.number) + " of=" + std::to_string(what.of) + "\n" +
                   what.head + "\n\n" + what.body + "\n";
  }
  said.push_back(what);
}

void World::tell(Talk& talk, Event event, const std::string& head, const std::string& body, std::vector<Said>& said) {
  if (!talk.machine) return;
  if (head.size() + body.size() > 0) {
    char* space = talk.machine->reserve(head.size() + body.size());
    std::memcpy(space, head.data(), head.size());
    std::memcpy(space + head.size(), body.data(), body.size());
    event.head = {space, head.size()};
    event.body = {space + head.size(), body.size()};
  }
  event.now_ms = now_ms_;
  batch_.reset();
  Actions actions(batch_);
  talk.machine->step(event, actions);
  bool done = false;
  for (const Action& action : actions.list()) {
    note(talk, action, body, said);
    done = done || action.kind == Kind::done;
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
    if (!piece.empty()) tell(talk, make(Kind::upstream_body, token), "", piece, said);
  }
}

std::string World::open(const Fence& fence, std::vector<Said>& said) {
  Talk& talk = talks_.emplace_back();
  talk.machine = std::make_unique<exchange::Exchange>(gateway_, talks_.size());
  const std::string head = lines(fence.head());
  if (fence.name != "request") {
    const double number = fence.name == "cron" ? now_ms_ : fence.number;
    tell(talk, make(kind_of(fence.name), 0, number), head, "", said);
    return "";
  }
  tell(talk, make(Kind::request, 0, declared_bytes(head)), head, "", said);
  const std::string body = fence.body();
  if (fence.has("bytes")) {
    for (const char c : body) tell(talk, make(Kind::request_body), "", std::string(1, c), said);
  } else if (!body.empty()) {
    tell(talk, make(Kind::request_body), "", body, said);
  }
  if (!fence.has("open")) tell(talk, make(Kind::request_end), "", "", said);
  return "";
}

std::string World::answer_pool(const Fence& fence, Talk& talk, std::vector<Said>& said) {
  const std::size_t of = chosen(fence, talk.calls);
  if (of == 0 || of > talk.calls.size()) return "no ask_pool is there to be answered";
  std::string body = fence.has_number ? lend(static_cast<int>(fence.number)) : fence.body();
  if (real_pool_) {
    const std::string& reply = talk.replies[of - 1];
    Bindings bindings;
    if (!body.empty() && !matches(compact(body), compact(reply), bindings)) return "the pool replied " + reply;
    body = reply;
  }
  tell(talk, make(Kind::pool_reply, talk.calls[of - 1]), "", body, said);
  return "";
}

std::string World::deliver(const Fence& fence, std::vector<Said>& said) {
  now_ms_ += fence.value("after", 0);
  const std::string& name = fence.name;
  if (name == "configure" || name == "pool_restart") {
    settings_ = fence.text.empty() ? settings_ : fence.text;
    if (pool_) {
      // A pause first: the pool writes behind, and only then is an object idle enough to be evicted.
      now_ms_ += limits::write_behind_ms;
      tell_pool(make(Kind::timer, 1), "", "");
      open_pool(settings_);
    }
    tell_gateway(make(Kind::configure), settings_, said);
    return "";
  }
  if (name == "kv_value") {
    if (kv_gets_.empty()) return "nothing has been asked for that this could answer";
    tell_gateway(make(Kind::kv_value, kv_gets_.back()), kv_object(fence.head(), fence.body()), said);
    return "";
  }
  if (name == "request" || name == "recover" || name == "cron") return open(fence, said);
  const auto exchange = static_cast<std::size_t>(fence.value("exchange", static_cast<int>(talks_.size())));
  if (exchange == 0 || exchange > talks_.size()) return "no exchange has been opened";
  Talk& talk = talks_[exchange - 1];
  if (name == "pool_reply") return answer_pool(fence, talk, said);
  std::uint32_t token = 0;
  if (name == "failed" && fence.has("fetch") + fence.has("ask_pool") + fence.has("digest") + fence.has("sign") != 1) {
    return "say what failed: fetch, ask_pool, digest or sign";
  }
  if (const auto* tokens = asked_for(fence, talk)) {
    const std::size_t of = chosen(fence, *tokens);
    if (of == 0 || of > tokens->size()) return "nothing has been asked for that this could answer";
    token = (*tokens)[of - 1];
    if (name == "timer") now_ms_ = std::max(now_ms_, talk.wake_at_ms[of - 1]);
    if (name == "nudged" && nudged_.erase(token) == 0) return "nobody has nudged it";
  }
  if (name == "upstream" || name == "upstream_head") {
    tell(talk, make(Kind::upstream_head, token, fence.number), lines(fence.head()), "", said);
  }
  if (name == "upstream" || name == "upstream_body") upstream_body(talk, token, fence.body(), said);
  if (name == "upstream" || name == "upstream_end") tell(talk, make(Kind::upstream_end, token), "", "", said);
  if (name == "upstream" || name.rfind("upstream_", 0) == 0) return "";
  tell(talk, make(kind_of(name), token, fence.number), fence.head(), fence.body(), said);
  return "";
}

}  // namespace rota::conversations
