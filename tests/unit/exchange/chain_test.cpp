// Chain: what leads on to the next model, and what the client hears when all were given up.
#include "exchange/chain.h"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace rota;
using exchange::Chain;
using pool::Cause;
using pool::Shortage;

bool verdict_leads_on(Cause cause, Fault fault = Fault::rate_limited) {
  pool::Verdict verdict;
  verdict.cause = cause;
  Failure failure;
  failure.fault = fault;
  return exchange::leads_on(verdict, failure);
}

Failure failing(Fault fault, double retry_after_ms, Bytes message) {
  return {Blame::key, fault, 429, message, {}, retry_after_ms};
}

struct Smart {
  Smart() {
    for (const Bytes model : {"a", "b", "c"}) models.push(arena, model);
    chain.set("smart", models);
  }
  Arena arena;
  List<Bytes> models;
  Chain chain;
};

}  // namespace

TEST_CASE("H9: spent, cooling, closed and failing models lead on; the client's mistakes and a wrong place do not") {
  for (const Cause cause : {Cause::minute_limit, Cause::day_limit, Cause::busy_limit, Cause::model_not_in_tier,
                            Cause::model_denied, Cause::own_quota, Cause::too_large, Cause::server_error,
                            Cause::unreachable, Cause::timeout, Cause::key_invalid, Cause::billing}) {
    INFO(pool::name_of(cause));
    CHECK(verdict_leads_on(cause));
  }
  for (const Cause cause : {Cause::ok, Cause::abandoned, Cause::location, Cause::refused, Cause::client_error}) {
    INFO(pool::name_of(cause));
    CHECK_FALSE(verdict_leads_on(cause));
  }
  CHECK(verdict_leads_on(Cause::client_error, Fault::model_not_found));
}

TEST_CASE("H9: a pool without a key for the model leads on, one without living keys does not") {
  for (const Shortage shortage : {Shortage::cooling, Shortage::exhausted, Shortage::unavailable, Shortage::too_large}) {
    CHECK(exchange::leads_on(shortage));
  }
  for (const Shortage shortage : {Shortage::none, Shortage::no_keys, Shortage::tried}) {
    CHECK_FALSE(exchange::leads_on(shortage));
  }
}

TEST_CASE("H9: models are asked in their order, while the client has patience") {
  Smart smart;
  CHECK(smart.chain.any());
  CHECK(smart.chain.alias() == "smart");
  CHECK(smart.chain.model() == "a");
  CHECK(smart.chain.later() == 2);
  CHECK_FALSE(smart.chain.has_gone_on());
  CHECK(smart.chain.may_go_on(limits::chain_patience_ms - 1));
  CHECK_FALSE(smart.chain.may_go_on(limits::chain_patience_ms));
  CHECK_FALSE(smart.chain.may_go_on(limits::chain_patience_ms + 1));
  smart.chain.go_on({});
  CHECK(smart.chain.model() == "b");
  smart.chain.go_on({});
  CHECK(smart.chain.model() == "c");
  CHECK(smart.chain.later() == 0);
  CHECK_FALSE(smart.chain.may_go_on(0));
  smart.chain.set("other", smart.models);  // read again for the next model
  CHECK(smart.chain.alias() == "smart");
  CHECK(smart.chain.model() == "c");
}

TEST_CASE("H9: what is no chain never goes on") {
  Chain chain;
  CHECK_FALSE(chain.any());
  CHECK_FALSE(chain.may_go_on(0));
  chain.set("alias", {});
  CHECK_FALSE(chain.any());
  CHECK(chain.alias().empty());
}

TEST_CASE("D3 H9: a client's key allows some models, or all") {
  Arena arena;
  List<Bytes> allowed;
  CHECK(Chain().allows("a"));
  CHECK(Chain(&allowed).allows("a"));
  allowed.push(arena, "b");
  CHECK(Chain(&allowed).allows("b"));
  CHECK_FALSE(Chain(&allowed).allows("a"));
}

TEST_CASE("A5 H9: when all were given up the client is told of the soonest wait") {
  const auto last_word = [](const Failure& first, const Failure& second, const Failure& third) {
    Smart smart;
    smart.chain.go_on(first);
    smart.chain.go_on(second);
    const Failure told = smart.chain.last_word(third, smart.arena);
    return std::string(told.message) + " " + std::to_string(static_cast<int>(told.retry_after_ms));
  };
  const Failure minute = failing(Fault::rate_limited, 40000, "A minute.");
  const Failure sooner = failing(Fault::rate_limited, 7000, "Soon.");
  const Failure day = failing(Fault::quota_exhausted, 0, "A day.");
  const Failure unknown = failing(Fault::model_not_found, 0, "No such model.");
  CHECK(last_word(minute, sooner, day) == "No model of smart can serve now. Soon. 7000");
  CHECK(last_word(minute, day, sooner) == "No model of smart can serve now. Soon. 7000");
  CHECK(last_word(sooner, minute, unknown) == "No model of smart can serve now. Soon. 7000");
  CHECK(last_word(unknown, day, unknown) == "No model of smart can serve now. A day. 0");
  CHECK(last_word(day, unknown, unknown) == "No model of smart can serve now. A day. 0");
}

TEST_CASE("H9: a header has a model's name as it is, unless no header could") {
  Arena arena;
  CHECK(exchange::header_text("google/gemini-3.1-pro:free", arena) == "google/gemini-3.1-pro:free");
  CHECK(exchange::header_text("mod\xC3\xA8le", arena) == "mod%C3%A8le");
}
