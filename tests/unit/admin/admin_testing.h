// What the admin desk's tests share: a pool object and its desk with their world in memory, host/cloud_object.h, and
// how it is asked.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "admin/desk.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "host/cloud_object.h"
#include "pool/fields.h"
#include "pool/pool_object.h"

namespace admin_testing {

using namespace rota;

constexpr double noon_ms = 1782932400000;  // of a Pacific summer day in 2026

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
using host::digest_of;
using host::seal_of;
inline std::string quoted(Bytes text) { return host::json_text(text); }

struct Answer {
  int status = 0;
  std::string type;
  std::string allow;
  std::string body;
  std::string headers;
};

class World : public host::CloudObject {
 public:
  /// `settings`: further members of the configure event, with a comma in front.
  explicit World(std::string settings = "", std::string bindings = "DB, CONFIG_KV")
      : CloudObject([this] {
          auto made = std::make_unique<pool::PoolObject>(7, admin::open_desk);
          pool = made.get();
          return made;
        }),
        settings_("{\"bindings\":\"" + bindings + "\"" + settings + "}") {
    now_ms = noon_ms;
    start();
  }
  /// The object starts anew from its rows, as after an eviction: what it wanted to write behind is written.
  void restart() {
    pass(limits::write_behind_ms);
    start();
  }
  /// The key lent for the model, or "" and why not in `why`.
  std::string lend(Bytes model) {
    pool::Call call;
    call.want = 1;
    call.model = model;
    Buffer text;
    pool::encode(call, text);
    tell(event::pool_call(++calls_, text.view()));
    pump();
    Arena arena;
    json::Reader reader;
    const auto reply = pool::decode_reply(last_reply, reader, arena);
    REQUIRE(reply.ok());
    why = std::string((*reply)->reason);
    return (*reply)->picks.empty() ? "" : std::string((*reply)->picks[0].secret.reveal());
  }

  [[nodiscard]] pool::Ledger& ledger() { return pool->parts().lender.ledger(); }
  [[nodiscard]] const store::Config& config() { return pool->parts().configuration.config(); }
  [[nodiscard]] std::int64_t version() { return pool->parts().configuration.version(); }

  pool::PoolObject* pool = nullptr;
  pool::AdminCall caller;                   ///< what the isolate says of who asks; the rest is not looked at
  std::map<std::uint32_t, Answer> answers;  ///< by the call's token
  std::string emitted;                      ///< all that left the pool, but what is to be sealed or digested
  std::string why;
  Answer refusal;
  bool permitted = false;  ///< says the last reply

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
  /// Whether the caller may go on; when not, `refusal` is what the sender gets.
  bool permits(const pool::Credentials& sender) {
    pool::Call call;
    call.permit = sender;
    Buffer text;
    pool::encode(call, text);
    tell(event::pool_call(++calls_, text.view()));
    refusal = answers[calls_];
    return permitted;
  }
  std::uint32_t begin(const pool::AdminCall& admin) {
    pool::Call call;
    call.admin = admin;
    Buffer text;
    pool::encode(call, text);
    tell(event::pool_call(++calls_, text.view()));
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
    report.test = pool::concerns_key(cause);  // a client's request condemns no key
    report.ended_ms = call.now_ms = now_ms;
    report.prompt_tokens = 7;
    report.completion_tokens = 5;
    report.endpoint = "chat";
    report.dialect = "openai";
    report.attempt = 1;
    call.reports.push(arena, report);
    Buffer text;
    pool::encode(call, text);
    tell(event::pool_call(++calls_, text.view()));
    pump();
  }
  [[nodiscard]] bool has_emitted(Bytes text) const { return emitted.find(text) != std::string::npos; }

 private:
  void start() {
    CloudObject::start(settings_);
    pump();
  }
  void perform(const host::Message& asked) override {
    const bool secret = asked.kind == Kind::seal || asked.kind == Kind::digest || asked.kind == Kind::sign;
    if (!secret) emitted.append(asked.head).append("\n").append(asked.body).append("\n");
    CloudObject::perform(asked);
    if (asked.kind == Kind::reply) take_reply(asked);
  }
  void take_reply(const host::Message& action) {
    Arena arena;
    json::Reader reader;
    const auto reply = pool::decode_reply(action.body, reader, arena);
    INFO(action.body);
    REQUIRE(reply.ok());
    permitted = (*reply)->permitted;
    const pool::AdminAnswer& told = (*reply)->admin;
    REQUIRE(answers.count(action.token) == 0);  // once, and no more
    answers[action.token] = {told.status, std::string(told.content_type), std::string(told.allow),
                             std::string(told.body), std::string(told.headers)};
  }

  std::string settings_;
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
