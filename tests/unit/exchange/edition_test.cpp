// Editions: which settings are in effect, and that whoever holds older ones keeps them whole.
#include "exchange/edition.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;
using exchange::Edition;
using exchange::Editions;

namespace {

std::string snapshot(int version, const std::string& settings = "", const std::string& models = "") {
  return R"({"v":1,"version":)" + std::to_string(version) + R"(,"settings":{)" + settings + R"(},"models":[)" + models +
         R"(],"clients":[]})";
}

}  // namespace

TEST_CASE("before anything is told, the defaults are in effect") {
  Editions editions;
  CHECK(editions.current().settings.pool_name == "default");
  CHECK(editions.current().settings.config.max_attempts == 5);
  CHECK(editions.current().snapshot.version == 0);
  CHECK(editions.current().users == 1);
}

TEST_CASE("E1: a snapshot's settings stand over those of the environment, in whatever order they come") {
  for (const bool snapshot_first : {false, true}) {
    Editions editions;
    const std::string environment = R"({"MAX_ATTEMPTS":"2","HEARTBEAT_MS":"1000","POOL_NAME":"one"})";
    if (snapshot_first) CHECK(editions.set_snapshot(snapshot(3, R"("max_attempts":"7")", R"({"id":"m1"})")));
    editions.set_environment(environment);
    if (!snapshot_first) CHECK(editions.set_snapshot(snapshot(3, R"("max_attempts":"7")", R"({"id":"m1"})")));
    const Edition& current = editions.current();
    CHECK(current.settings.config.max_attempts == 7);
    CHECK(current.settings.config.heartbeat_ms == 1000);
    CHECK(current.settings.pool_name == "one");
    CHECK(current.snapshot.version == 3);
    REQUIRE(current.settings.models.size() == 1);
    CHECK(current.settings.models[0].id == "m1");
  }
}

TEST_CASE("E1: a setting that was taken back has its default again") {
  Editions editions;
  CHECK(editions.set_snapshot(snapshot(3, R"("max_attempts":"7")", R"({"id":"m1"})")));
  CHECK(editions.set_snapshot(snapshot(4)));
  CHECK(editions.current().settings.config.max_attempts == 5);
  CHECK(editions.current().settings.models.empty());
}

TEST_CASE("only a newer snapshot takes effect, and nothing that is none") {
  Editions editions;
  CHECK(editions.set_snapshot(snapshot(5, R"("max_attempts":"7")")));
  const Edition* current = &editions.current();
  for (const std::string& text :
       {snapshot(5, R"("max_attempts":"9")"), snapshot(4), snapshot(0), std::string(), std::string("{"),
        std::string("null"), std::string(R"({"v":2,"version":9})"), std::string(R"({"version":9})")}) {
    INFO(text);
    CHECK(!editions.set_snapshot(text));
    CHECK(&editions.current() == current);
  }
  CHECK(editions.current().settings.config.max_attempts == 7);
}

TEST_CASE("who holds an edition keeps it whole until it drops it") {
  Editions editions;
  {
    std::string environment = R"({"POOL_NAME":"a-name-that-is-long-enough-to-be-elsewhere"})";
    std::string text = snapshot(1, R"("default_model":"gemini-of-long-ago")");
    editions.set_environment(environment);
    CHECK(editions.set_snapshot(text));
    environment.assign(environment.size(), '#');
    text.assign(text.size(), '#');
  }
  Edition* first = editions.hold();
  Edition* again = editions.hold();
  CHECK(first == again);
  CHECK(first->users == 3);
  CHECK(editions.set_snapshot(snapshot(2, R"("default_model":"gemini-of-today")")));
  editions.set_environment(R"({"POOL_NAME":"two"})");
  CHECK(first->users == 2);
  Edition* second = editions.hold();
  CHECK(second != first);
  editions.drop(first);
  CHECK(again->settings.pool_name == "a-name-that-is-long-enough-to-be-elsewhere");
  CHECK(again->settings.config.default_model == "gemini-of-long-ago");
  CHECK(again->snapshot.version == 1);
  CHECK(second->settings.pool_name == "two");
  CHECK(second->settings.config.default_model == "gemini-of-today");
  editions.drop(again);
  editions.drop(second);
  CHECK(editions.current().users == 1);
}

TEST_CASE("a thousand changes under a held edition leave no memory behind") {
  Editions editions;  // the sanitizer counts
  Edition* held = editions.hold();
  for (int version = 1; version <= 1000; ++version) {
    Edition* request = editions.hold();
    REQUIRE(editions.set_snapshot(snapshot(version, R"("max_attempts":")" + std::to_string(version % 9 + 1) + '"')));
    editions.set_environment(R"({"POOL_NAME":"p)" + std::to_string(version) + R"("})");
    editions.drop(request);
  }
  CHECK(editions.current().settings.pool_name == "p1000");
  CHECK(held->settings.pool_name == "default");
  editions.drop(held);
}
