// What the admin desk's tests share: a KeyPool whose world is in memory: D1 is SQLite, KV a map, cryptography a
// stand-in that a test can see through.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "admin/key_pool.h"
#include "base/limits.h"
#include "base/text.h"
#include "d1_testing.h"
#include "pool/fields.h"

namespace admin_testing {

using namespace rota;

constexpr double noon_ms = 1782932400000;  // of a Pacific summer day in 2026
constexpr double hour_ms = 60 * 60 * 1000.0;

inline std::string fake_key(std::size_t number) {
  const std::string digits = std::to_string(number);
  return "AIzaFAKE-canary-" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}
inline std::string id_of(const std::string& key) {
  Buffer out;
  json::Writer writer(out);
  pool::write_id(writer, text::fingerprint(key));
  return std::string(out.view().substr(1, 16));
}
inline std::string quoted(Bytes text) {
  Buffer out;
  json::Writer writer(out);
  writer.string(text);
  return std::string(out.view());
}

struct Answer {
  int status = 0;
  std::string type;
  std::string allow;
  std::string body;
  std::string headers;
};

/// Not encryption, but not clear text either: so a key that should have been sealed shows.
inline std::string seal_of(Bytes text) {
  std::string sealed = "v1.";
  for (const char c : text) {
    sealed += static_cast<char>('a' + (static_cast<unsigned char>(c) >> 4));
    sealed += static_cast<char>('a' + (c & 15));
  }
  return sealed;
}
inline std::string unseal(Bytes sealed) {
  std::string text;
  for (std::size_t i = 3; i + 1 < sealed.size(); i += 2) {
    text += static_cast<char>((sealed[i] - 'a') << 4 | (sealed[i + 1] - 'a'));
  }
  return text;
}

/// 32 bytes that depend on all of the text.
inline std::string digest_of(Bytes text) {
  std::string digest;
  for (char round = '0'; round < '4'; ++round) {
    const std::uint64_t part = text::fingerprint(std::string(text) + round);
    for (int shift = 0; shift < 64; shift += 8) digest += static_cast<char>(part >> shift & 0xFF);
  }
  return digest;
}

class World {
 public:
  /// `settings`: further members of the configure event, with a comma in front.
  explicit World(std::string settings = "", std::string bindings = "DB, CONFIG_KV")
      : settings_("{\"bindings\":\"" + bindings + "\"" + settings + "}") {
    start();
  }
  /// The object starts anew from its rows, as after an eviction: what it wanted to write behind is written.
  void restart() {
    pass(limits::write_behind_ms);
    start();
  }
  /// Lets time pass, firing the timers that are due.
  void pass(double ms) {
    const double end_ms = now_ms + ms;
    for (auto due = timers.begin(); due != timers.end() && due->first <= end_ms; due = timers.begin()) {
      now_ms = due->first;
      const std::uint32_t token = due->second;
      timers.erase(due);
      tell(Kind::timer, token);
      pump();
    }
    now_ms = end_ms;
  }
  /// The key lent for the model, or "" and why not in `why`.
  std::string lend(Bytes model) {
    pool::Call call;
    call.want = 1;
    call.model = model;
    Buffer text;
    pool::encode(call, text);
    tell(Kind::pool_call, ++calls_, {}, text.view());
    pump();
    Arena arena;
    json::Reader reader;
    const auto reply = pool::decode_reply(last_reply, reader, arena);
    REQUIRE(reply.ok());
    why = std::string((*reply)->reason);
    return (*reply)->picks.empty() ? "" : std::string((*reply)->picks[0].secret);
  }

  double now_ms = noon_ms;
  pool::AdminCall caller;  ///< what the isolate says of who asks; the rest is not looked at
  test::Database db;
  std::unique_ptr<admin::KeyPool> pool;
  std::map<std::string, std::string> kv;
  std::map<std::uint32_t, Answer> answers;  ///< by the call's token
  std::deque<Event> questions;              ///< of the pool, in their order; the texts are kept
  std::string emitted;                      ///< all that left the pool, but what is to be sealed or digested
  std::string fail;                         ///< when set, every question fails with this
  bool secret_set = true;
  std::string why;
  std::string last_reply;
  std::string logs;
  std::map<std::string, std::string> rows;       ///< of the object
  std::multimap<double, std::uint32_t> timers;   ///< token, by when it is due
  std::string published = "{}";                  ///< what CONFIG_KV answers
  double alarm_ms = 0;                           ///< when it is due
  std::size_t stores = 0;
  std::size_t queries = 0;

  Answer ask(Bytes method, Bytes path, Bytes body = {}, Bytes query = {}) {
    const std::uint32_t token = begin(method, path, body, query);
    pump();
    REQUIRE(answers.count(token) == 1);
    return answers[token];
  }
  /// The call's token; pump() brings its answer.
  std::uint32_t begin(Bytes method, Bytes path, Bytes body = {}, Bytes query = {}) {
    pool::AdminCall call = caller;
    call.method = method;
    call.path = path;
    call.query = query;
    call.body = body;
    return begin(call);
  }
  std::uint32_t begin(const pool::AdminCall& admin) {
    pool::Call call;
    call.admin = admin;
    Buffer text;
    pool::encode(call, text);
    tell(Kind::pool_call, ++calls_, {}, text.view());
    return calls_;
  }
  void report(const std::string& key, Bytes model, pool::Cause cause, Bytes reason = {}) {
    Arena arena;
    pool::Call call;
    pool::Report report;
    report.key = text::fingerprint(key);
    report.model = model;
    report.verdict.cause = cause;
    report.verdict.reason = reason;
    report.told_ms = call.now_ms = now_ms;
    report.prompt_tokens = 7;
    report.completion_tokens = 5;
    report.endpoint = "chat";
    report.dialect = "openai";
    report.attempt = 1;
    call.reports.push(arena, report);
    Buffer text;
    pool::encode(call, text);
    tell(Kind::pool_call, ++calls_, {}, text.view());
    pump();
  }
  /// Answers questions until there are none.
  void pump() {
    while (!questions.empty()) answer_one();
  }
  void answer_one() {
    const Event asked = questions.front();
    questions.pop_front();
    if (!fail.empty()) return tell(Kind::failed, asked.token, fail);
    switch (asked.kind) {
      case Kind::query:
        return answer_query(asked);
      case Kind::seal:
      case Kind::unseal:
        return answer_cryptography(asked);
      case Kind::digest:
        return tell(Kind::digested, asked.token, {}, digest_of(asked.body));
      case Kind::sign:
        if (!secret_set) return tell(Kind::failed, asked.token, "SESSION_SECRET_KEY is not set");
        return tell(Kind::hmac, asked.token, {}, digest_of(asked.body));
      case Kind::draw:
        return tell(Kind::drawn, asked.token, {}, std::string(static_cast<std::size_t>(asked.number), '\x5A'));
      case Kind::kv_get:
        return tell(Kind::kv_value, asked.token, {}, published);
      default:
        FAIL("a question that no pool asks");
    }
  }
  void tell(Kind kind, std::uint32_t token = 0, Bytes head = {}, Bytes body = {}) {
    Arena arena;
    Actions actions(arena);
    const std::string own_head(head);
    const std::string own_body(body);
    Event event;
    event.kind = kind;
    event.token = token;
    event.head = own_head;
    event.body = own_body;
    event.now_ms = now_ms;
    pool->step(event, actions);
    for (const Action& action : actions.list()) take(action);
  }
  [[nodiscard]] bool has_emitted(Bytes text) const { return emitted.find(text) != std::string::npos; }

 private:
  void start() {
    pool = std::make_unique<admin::KeyPool>(7);
    questions.clear();
    timers.clear();
    tell(Kind::configure, 0, {}, settings_);
    const auto stored = rows;
    for (const auto& [name, value] : stored) tell(Kind::stored, 0, name, value);
    tell(Kind::ready);
    pump();
  }
  void answer_query(const Event& asked) {
    ++queries;
    const std::string body = db.run(std::string(asked.body));
    if (body.empty()) return tell(Kind::failed, asked.token, "D1_ERROR: " + db.error());
    tell(Kind::queried, asked.token, {}, body);
  }
  void answer_cryptography(const Event& asked) {
    if (!secret_set) return tell(Kind::failed, asked.token, "SESSION_SECRET_KEY is not set");
    Arena arena;
    json::Reader reader;
    const auto list = reader.read(asked.body, arena);
    REQUIRE(list.ok());
    Buffer out;
    json::Writer writer(out);
    writer.begin_array();
    for (const json::Value text : list->elements()) {
      writer.string(asked.kind == Kind::seal ? seal_of(text.text(arena)) : unseal(text.text(arena)));
    }
    writer.end_array();
    tell(Kind::sealed, asked.token, {}, out.view());
  }
  void take(const Action& action) {
    const bool secret = action.kind == Kind::seal || action.kind == Kind::digest || action.kind == Kind::sign;
    if (!secret) emitted.append(action.head).append("\n").append(action.body).append("\n");
    switch (action.kind) {
      case Kind::reply:
        return take_reply(action);
      case Kind::query:
      case Kind::seal:
      case Kind::unseal:
      case Kind::digest:
      case Kind::sign:
      case Kind::draw:
      case Kind::kv_get: {
        Event asked;
        asked.kind = action.kind;
        asked.token = action.token;
        asked.number = action.number;
        asked.body = kept_.copy(action.body);
        questions.push_back(asked);
        return;
      }
      case Kind::kv_put:
        kv[std::string(action.head)] = std::string(action.body);
        return;
      case Kind::store:
        rows[std::string(action.head)] = std::string(action.body);
        ++stores;
        return;
      case Kind::erase:
        rows.erase(std::string(action.head));
        return;
      case Kind::wake:
        timers.emplace(now_ms + action.number, action.token);
        return;
      case Kind::alarm_in:
        alarm_ms = now_ms + action.number;
        return;
      case Kind::log:
        logs.append(action.head).append("\n");
        return;
      default:
        FAIL("an action that no pool asks for");
    }
  }
  void take_reply(const Action& action) {
    last_reply = std::string(action.body);
    Arena arena;
    json::Reader reader;
    const auto reply = pool::decode_reply(action.body, reader, arena);
    INFO(action.body);
    REQUIRE(reply.ok());
    const pool::AdminAnswer& told = (*reply)->admin;
    REQUIRE(answers.count(action.token) == 0);  // once, and no more
    answers[action.token] = {told.status, std::string(told.content_type), std::string(told.allow),
                             std::string(told.body), std::string(told.headers)};
  }

  std::string settings_;
  Arena kept_;
  std::uint32_t calls_ = 0;
};

/// A JSON answer, to be looked into.
class Json {
 public:
  explicit Json(std::string text) : text_(std::move(text)) {
    const auto read = reader_.read(text_, arena_);
    INFO(text_);
    REQUIRE(read.ok());
    root = *read;
  }
  Json(const Json&) = delete;
  Json& operator=(const Json&) = delete;

  json::Value root;
  json::Value operator[](Bytes name) const { return root[name]; }
  std::string text(json::Value value) { return std::string(value.text(arena_)); }
  std::int64_t number(json::Value value) const {
    std::int64_t number = -1;
    CHECK(value.integer(number));
    return number;
  }
  /// The element of a list whose member has that text.
  json::Value with(json::Value list, Bytes member, Bytes wanted) const {
    for (const json::Value element : list.elements()) {
      if (element[member].equals(wanted)) return element;
    }
    FAIL("no such element: " << wanted);
    return {};
  }

 private:
  std::string text_;
  json::Reader reader_;
  Arena arena_;
};

/// The answer has the envelope of errors.
inline void check_error(const Answer& answer, int status, Bytes param = {}) {
  INFO(answer.body);
  CHECK(answer.status == status);
  CHECK(answer.type == "application/json; charset=utf-8");
  Json body(answer.body);
  CHECK(!body.text(body["error"]["message"]).empty());
  CHECK(!body.text(body["error"]["type"]).empty());
  CHECK(body.text(body["error"]["param"]) == param);
}

}  // namespace admin_testing
