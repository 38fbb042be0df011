// A pool with its whole world in memory, host/cloud_object.h, and what tests of loading and recording do with it.
#pragma once

#include <functional>

#include "host/cloud_object.h"
#include "pool/pool_testing.h"
#include "store/client_rows.h"
#include "store/config_rows.h"
#include "store/key_rows.h"

namespace pool_testing {

inline std::string hex_of(std::size_t number) {
  return std::string(text::hex_id(id_of(number)).view());
}
using host::json_text;
using host::seal_of;

class World : public host::CloudObject {
 public:
  /// `api_keys`: of the environment. `settings`: further members of the configure event, with a comma in front.
  explicit World(std::string api_keys = "", std::string settings = "", std::string bindings = "DB,CONFIG_KV")
      : CloudObject([this] {
          auto made = std::make_unique<PoolObject>(7, open_idle_desk);
          pool = made.get();
          return made;
        }),
        api_keys_(std::move(api_keys)),
        settings_(std::move(settings)),
        bindings_(std::move(bindings)) {
    now_ms = summer_noon_ms;
  }

  PoolObject* pool = nullptr;
  std::string emitted;  ///< all that left the pool but for the replies

  void start() { CloudObject::start(settings()); }
  /// start(), and everything that it asks for is answered.
  void open() {
    start();
    pump();
  }
  void configure(std::string api_keys) {
    api_keys_ = std::move(api_keys);
    tell(event::configure(settings()));
    pump();
  }

  /// The reply as it was sent, and nothing that the call made the pool ask for is answered.
  const std::string& ask_raw(const Call& asked) {
    Buffer body;
    encode(asked, body);
    last_reply.clear();
    tell(event::pool_call(1, body.view()));
    REQUIRE_FALSE(last_reply.empty());
    return last_reply;
  }
  /// The reply's views live as long as the world.
  const Reply& call(const Call& asked) {
    auto reply = decode_reply(arena_.copy(ask_raw(asked)), reader_, arena_);
    INFO(last_reply);
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
    stamped.ended_ms = asked.now_ms = now_ms;
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

  /// What a desk does in a step of its own.
  void step(const std::function<void(PoolObject&, Actions&)>& act) {
    Arena arena;
    Actions actions(arena);
    act(*pool, actions);
    take(actions);
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
         {"api_keys", "client_keys", "models", "pool_config", "api_key_usage", "usage_hourly", "usage_daily", "writes"}) {
      db->script(std::string("DROP TABLE ") + table);
    }
  }
  [[nodiscard]] const Ledger& ledger() const { return pool->parts().lender.ledger(); }
  [[nodiscard]] const store::Config& config() const { return pool->parts().configuration.config(); }
  [[nodiscard]] std::int64_t version() const { return pool->parts().configuration.version(); }
  /// As an administrator's change does, and everything that it asks for is answered.
  void reload() {
    step([this](PoolObject& machine, Actions& out) { machine.parts().loader.load(now_ms, out); });
    pump();
  }
  void flush() {
    step([this](PoolObject& machine, Actions& out) { machine.parts().recorder.flush_everything(now_ms, out); });
    pump();
  }
  [[nodiscard]] std::string metrics() {
    Buffer out;
    Arena arena;
    pool->parts().recorder.write_metrics(tally_keys(ledger(), now_ms), tally_health(ledger(), now_ms, arena), out);
    return std::string(out.view());
  }

 private:
  void perform(const host::Message& asked) override {
    if (asked.kind != Kind::reply) emitted.append(asked.head).append("\n").append(asked.body).append("\n");
    CloudObject::perform(asked);
  }
  [[nodiscard]] std::string settings() const {
    return "{\"bindings\":\"" + bindings_ + "\",\"API_KEYS\":" + json_text(api_keys_) + settings_ + "}";
  }

  std::string api_keys_, settings_, bindings_;
  json::Reader reader_;
  Arena arena_;
};

}  // namespace pool_testing
