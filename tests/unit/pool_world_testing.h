// A pool with its whole world in memory: the object's rows, timers and alarm, D1 as SQLite, KV as a map, and a seal
// that a test can see through. Any part of it can be made to fail.
#pragma once

#include <deque>
#include <functional>

#include "d1_testing.h"
#include "pool_testing.h"
#include "store/client_rows.h"
#include "store/config_rows.h"
#include "store/key_rows.h"

namespace pool_testing {

inline std::string hex_of(std::size_t number) {
  return std::string(text::hex_id(id_of(number)).view());
}
inline std::string json_text(Bytes text) {
  Buffer out;
  json::Writer writer(out);
  writer.string(text);
  return std::string(out.view());
}

/// Not encryption, but no clear text either: what should have been sealed and was not, shows.
inline std::string turned(Bytes text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(c ^ 1);
  return out;
}
inline std::string seal_of(Bytes text) { return "v1." + turned(text); }
inline std::string open_seal(Bytes sealed) { return turned(sealed.substr(3)); }

/// What a derived class may do, for everybody. Never made: the core has no RTTI to derive from.
struct Derived : Pool {
  static Ledger& ledger_of(Pool& pool) { return (pool.*&Derived::ledger)(); }
  static const store::Config& config_of(const Pool& pool) { return (pool.*&Derived::config)(); }
  static std::int64_t version_of(const Pool& pool) { return (pool.*&Derived::config_version)(); }
  static void reload_of(Pool& pool, double now_ms, Actions& out) { (pool.*&Derived::reload)(now_ms, out); }
  static void flush_of(Pool& pool, double now_ms, Actions& out) { (pool.*&Derived::flush)(now_ms, out); }
  static void write_metrics_of(Pool& pool, double now_ms, Buffer& out) { (pool.*&Derived::write_metrics)(now_ms, out); }
};

class World {
 public:
  /// `api_keys`: of the environment. `settings`: further members of the configure event, with a comma in front.
  explicit World(std::string api_keys = "", std::string settings = "", std::string bindings = "DB,CONFIG_KV")
      : api_keys_(std::move(api_keys)), settings_(std::move(settings)), bindings_(std::move(bindings)) {}

  double now_ms = summer_noon_ms;
  std::unique_ptr<Pool> pool;
  test::Database own_db;
  test::Database* db = &own_db;  ///< another world's, when they share one
  std::map<std::string, std::string> kv;
  std::map<std::string, std::string> rows;  ///< of the object
  std::vector<std::string> log;
  std::string emitted;                                ///< all that left the pool but for the replies
  std::string fail_d1, fail_kv, fail_seal, fail_put;  ///< when set, that is what the world says
  bool secret_set_anew = false;                       ///< what was sealed before cannot be opened: null for each
  bool lose_answer = false;                           ///< D1 does what it is asked and the answer never comes
  std::deque<Event> questions;
  double alarm_ms = -1;  ///< when it is due
  std::size_t stores = 0, erases = 0, alarms = 0, queries = 0, schemas = 0, kv_reads = 0, kv_writes = 0;

  void start() {
    pool = std::make_unique<Pool>(7);
    timers_.clear();
    questions.clear();
    configure();
    const auto told = rows;
    for (const auto& [name, value] : told) tell(Kind::stored, 0, name, value);
    tell(Kind::ready);
  }
  /// start(), and everything that it asks for is answered.
  void open() {
    start();
    pump();
  }
  void configure() {
    tell(Kind::configure, 0, {},
         "{\"bindings\":\"" + bindings_ + "\",\"API_KEYS\":" + json_text(api_keys_) + settings_ + "}");
  }
  void configure(std::string api_keys) {
    api_keys_ = std::move(api_keys);
    configure();
    pump();
  }

  /// The reply as it was sent, and nothing that the call made the pool ask for is answered.
  const std::string& ask_raw(const Call& asked) {
    Buffer body;
    encode(asked, body);
    last_reply_.clear();
    tell(Kind::pool_call, 1, {}, body.view());
    REQUIRE_FALSE(last_reply_.empty());
    return last_reply_;
  }
  /// The reply's views live as long as the world.
  const Reply& call(const Call& asked) {
    auto reply = decode_reply(arena_.copy(ask_raw(asked)), reader_, arena_);
    INFO(last_reply_);
    REQUIRE(reply.ok());
    pump();
    return **reply;
  }
  /// One pick: the number of the key, or 0.
  std::size_t pick(Bytes model = flash) {
    Call asked;
    asked.want = 1;
    asked.model = model;
    const Reply& reply = call(asked);
    if (reply.picks.empty()) return 0;
    CHECK(text::fingerprint(reply.picks[0].secret) == reply.picks[0].key);
    return Bench::number_of(reply.picks[0].key);
  }
  void report(const Report& told) {
    Call asked;
    Report stamped = told;
    stamped.told_ms = asked.now_ms = now_ms;
    asked.reports.push(arena_, stamped);
    static_cast<void>(call(asked));
  }
  void reset() {
    Call asked;
    asked.reset = true;
    static_cast<void>(call(asked));
  }
  Census census() {
    Call asked;
    asked.census = true;
    return call(asked).census;
  }

  /// Lets time pass; timers and the alarm fire when they are due, and questions are answered at once.
  void pass(double ms) {
    const double end_ms = now_ms + ms;
    for (;;) {
      std::size_t due = timers_.size();
      double at_ms = alarm_ms >= 0 && alarm_ms <= end_ms ? alarm_ms : end_ms + 1;
      for (std::size_t i = 0; i < timers_.size(); ++i) {
        if (timers_[i].at_ms > end_ms || timers_[i].at_ms >= at_ms) continue;
        due = i;
        at_ms = timers_[i].at_ms;
      }
      if (at_ms > end_ms) break;
      now_ms = at_ms;
      if (due == timers_.size()) {
        alarm_ms = -1;
        tell(Kind::alarm);
      } else {
        const std::uint32_t token = timers_[due].token;
        timers_.erase(timers_.begin() + static_cast<std::ptrdiff_t>(due));
        tell(Kind::timer, token);
      }
      pump();
    }
    now_ms = end_ms;
  }
  [[nodiscard]] std::size_t timers() const { return timers_.size(); }

  void pump() {
    while (!questions.empty()) answer_one();
  }
  void answer_one() {
    const Event asked = questions.front();
    questions.pop_front();
    switch (asked.kind) {
      case Kind::query:
        return answer_query(asked);
      case Kind::unseal:
        return answer_unseal(asked);
      case Kind::kv_get:
        return answer_kv(asked);
      case Kind::kv_put:
        return tell(Kind::failed, asked.token, fail_put);
      default:
        FAIL("a question that no pool asks");
    }
  }
  void tell(Kind kind, std::uint32_t token = 0, Bytes head = {}, Bytes body = {}) {
    const std::string own_head(head);
    const std::string own_body(body);
    Event event;
    event.kind = kind;
    event.token = token;
    event.head = own_head;
    event.body = own_body;
    event.now_ms = now_ms;
    step([&event](Pool& machine, Actions& out) { machine.step(event, out); });
  }
  /// What a derived class does in a step of its own.
  void step(const std::function<void(Pool&, Actions&)>& act) {
    Arena arena;
    Actions actions(arena);
    act(*pool, actions);
    for (const Action& action : actions.list()) take(action);
  }

  /// Rows of D1, as the panel writes them.
  template <class Build>
  void write_d1(Build build) {
    Buffer body;
    store::Query query(body);
    build(query);
    query.end();
    const std::string answer = db->run(std::string(body.view()));
    INFO(db->error());
    REQUIRE_FALSE(answer.empty());
  }
  void add_key(std::size_t number, Bytes project = {}) {
    store::KeyRow row;
    const std::string sealed = seal_of(fake_key(number));
    row.id = id_of(number);
    row.sealed = sealed;
    row.masked = "masked";
    row.source = "panel";
    row.project = project;
    List<store::KeyRow> list;
    list.push(arena_, row);
    write_d1([&](store::Query& query) { store::insert_keys(query, list, now_ms); });
  }
  /// With a new version, as every change of settings.
  void set(Bytes name, Bytes value) {
    write_d1([&](store::Query& query) {
      store::put_setting(query, name, value);
      store::bump_version(query, now_ms);
    });
  }
  void drop_tables() {
    for (const char* table :
         {"api_keys", "client_keys", "models", "pool_config", "api_key_usage", "usage_hourly", "usage_daily"}) {
      db->script(std::string("DROP TABLE ") + table);
    }
  }
  [[nodiscard]] std::size_t logged(Bytes part) const {
    std::size_t count = 0;
    for (const std::string& line : log) count += line.find(part) != std::string::npos ? 1 : 0;
    return count;
  }
  [[nodiscard]] const Ledger& ledger() const { return Derived::ledger_of(*pool); }
  [[nodiscard]] const store::Config& config() const { return Derived::config_of(*pool); }
  [[nodiscard]] std::int64_t version() const { return Derived::version_of(*pool); }
  /// As an administrator's change does, and everything that it asks for is answered.
  void reload() {
    step([this](Pool& machine, Actions& out) { Derived::reload_of(machine, now_ms, out); });
    pump();
  }
  void flush() {
    step([this](Pool& machine, Actions& out) { Derived::flush_of(machine, now_ms, out); });
    pump();
  }
  [[nodiscard]] std::string metrics() {
    Buffer out;
    Derived::write_metrics_of(*pool, now_ms, out);
    return std::string(out.view());
  }

 private:
  struct Timer {
    double at_ms;
    std::uint32_t token;
  };
  void answer_query(const Event& asked) {
    ++queries;
    if (!fail_d1.empty()) return tell(Kind::failed, asked.token, fail_d1);
    if (asked.head == "schema") {
      ++schemas;
      db->apply_schema();
    }
    const std::string body = db->run(std::string(asked.body));
    if (body.empty()) return tell(Kind::failed, asked.token, "D1_ERROR: " + db->error());
    if (!lose_answer) tell(Kind::queried, asked.token, {}, body);
  }
  void answer_unseal(const Event& asked) {
    if (!fail_seal.empty()) return tell(Kind::failed, asked.token, fail_seal);
    Arena arena;
    json::Reader reader;
    const auto list = reader.read(asked.body, arena);
    REQUIRE(list.ok());
    Buffer out;
    json::Writer writer(out);
    writer.begin_array();
    for (const json::Value text : list->elements()) {
      if (secret_set_anew) {
        writer.null();
      } else {
        writer.string(open_seal(text.text(arena)));
      }
    }
    writer.end_array();
    tell(Kind::sealed, asked.token, {}, out.view());
  }
  void answer_kv(const Event& asked) {
    ++kv_reads;
    if (!fail_kv.empty()) return tell(Kind::failed, asked.token, fail_kv);
    std::string body = "{";
    Bytes names = asked.head;
    while (!names.empty()) {
      const std::string name(text::split(names, '\n'));
      body += (body.size() > 1 ? "," : "") + json_text(name) + ":";
      body += kv.count(name) != 0 ? json_text(kv[name]) : "null";
    }
    tell(Kind::kv_value, asked.token, {}, body + "}");
  }
  void take(const Action& action) {
    if (action.kind == Kind::reply) {
      last_reply_ = std::string(action.body);
      return;
    }
    emitted.append(action.head).append("\n").append(action.body).append("\n");
    switch (action.kind) {
      case Kind::store:
        rows[std::string(action.head)] = std::string(action.body);
        ++stores;
        return;
      case Kind::erase:
        rows.erase(std::string(action.head));
        ++erases;
        return;
      case Kind::log:
        log.emplace_back(action.head);
        return;
      case Kind::wake:
        timers_.push_back({now_ms + action.number, action.token});
        return;
      case Kind::alarm_in:
        alarm_ms = now_ms + action.number;
        ++alarms;
        return;
      case Kind::kv_put:
        ++kv_writes;
        if (fail_put.empty()) {
          kv[std::string(action.head)] = std::string(action.body);
          return;
        }
        [[fallthrough]];  // only a failure is told
      default: {
        Event asked;
        asked.kind = action.kind;
        asked.token = action.token;
        asked.head = arena_.copy(action.head);
        asked.body = arena_.copy(action.body);
        questions.push_back(asked);
      }
    }
  }

  std::string api_keys_, settings_, bindings_;
  std::vector<Timer> timers_;
  std::string last_reply_;
  json::Reader reader_;
  Arena arena_;
};

}  // namespace pool_testing
