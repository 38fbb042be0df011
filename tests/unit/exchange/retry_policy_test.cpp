// Retry policy: what attempts cost, and whose patience they use up.
#include "exchange/retry_policy.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace {

using namespace rota;
using exchange::RetryPolicy;
using pool::Cause;

pool::Verdict verdict_of(Cause cause, bool retry = true) {
  pool::Verdict verdict;
  verdict.cause = cause;
  verdict.retry = retry;
  return verdict;
}

/// Calls until one is followed by no other.
std::uint32_t calls_of(std::uint32_t attempts_max, Cause cause, double since_ms = 0) {
  RetryPolicy policy(attempts_max);
  std::uint32_t calls = 0;
  do {
    policy.count();
    ++calls;
  } while (policy.may_retry(verdict_of(cause), since_ms));
  return calls;
}

}  // namespace

TEST_CASE("A5: so many calls as may have cost an answer, and four times as many refusals that have not") {
  CHECK(calls_of(5, Cause::key_invalid) == 5);
  CHECK(calls_of(5, Cause::minute_limit) == limits::attempts_max);
  CHECK(calls_of(2, Cause::key_invalid) == 2);
  CHECK(calls_of(2, Cause::day_limit) == 8);
  CHECK(calls_of(20, Cause::busy_limit) == limits::attempts_max);
  CHECK(calls_of(1, Cause::busy_limit) == 1);
  CHECK(calls_of(1, Cause::key_invalid) == 1);
}

TEST_CASE("A5: what costs nothing is tried on while the client is not kept waiting for long") {
  CHECK(calls_of(5, Cause::minute_limit, limits::cheap_attempts_ms) == limits::attempts_max);
  CHECK(calls_of(5, Cause::minute_limit, limits::cheap_attempts_ms + 1) == 5);
}

TEST_CASE("D2: what is nobody's fault is tried eight times more, at longer and longer pauses; a wrong location once") {
  CHECK(calls_of(20, Cause::server_error) == 9);
  CHECK(calls_of(20, Cause::unreachable) == 9);
  CHECK(calls_of(20, Cause::location) == 2);
  CHECK(calls_of(5, Cause::server_error) == 9);  // two count as one of max_attempts
  CHECK(calls_of(2, Cause::server_error) == 4);
  CHECK(calls_of(1, Cause::server_error) == 1);
  CHECK(calls_of(5, Cause::server_error, limits::cheap_attempts_ms + 1) == 5);
  RetryPolicy policy(20);
  constexpr double pause = limits::spaced_retry_ms;
  const double pauses_ms[] = {0, 0, pause, 2 * pause, 4 * pause, 8 * pause, 8 * pause, 8 * pause};
  CHECK(8 * pause == limits::spaced_retry_max_ms);
  for (const double pause_ms : pauses_ms) {
    policy.count();
    REQUIRE(policy.may_retry(verdict_of(Cause::server_error), 0));
    CHECK(policy.pause_ms(verdict_of(Cause::server_error)) == pause_ms);
    CHECK(policy.pause_ms(verdict_of(Cause::minute_limit)) == 0);
  }
}

TEST_CASE("D2: after a minute's silence there is one more try, after short ones there are more") {
  CHECK(calls_of(20, Cause::timeout, limits::silence_patience_ms + 1) == 2);
  CHECK(calls_of(20, Cause::timeout, second_ms) == 9);
  CHECK(calls_of(5, Cause::timeout, second_ms) == 5);
  RetryPolicy policy(5);
  policy.count();
  CHECK(policy.may_retry(verdict_of(Cause::timeout), minute_ms));
  policy.count();
  CHECK(policy.may_retry(verdict_of(Cause::server_error), minute_ms));
  policy.count();
  CHECK_FALSE(policy.may_retry(verdict_of(Cause::timeout), 2 * minute_ms));
}

TEST_CASE("D2: refusals that cost nothing do not use up what failures may") {
  RetryPolicy policy(5);
  for (int i = 0; i < 5; ++i) {
    policy.count();
    REQUIRE(policy.may_retry(verdict_of(Cause::minute_limit), 0));
    policy.count();
    REQUIRE(policy.may_retry(verdict_of(Cause::server_error), 0));
  }
}

TEST_CASE("F6: two keys that find a request too large are enough") {
  CHECK(calls_of(5, Cause::too_large) == 2);
  RetryPolicy policy(5);
  policy.count();
  CHECK_FALSE(policy.may_retry(verdict_of(Cause::client_error, false), 0));
}

TEST_CASE("A5 H9: each model of a chain has its own attempts, and calls are kept for those that may follow") {
  const auto calls_of_chain = [](std::uint32_t attempts_max, std::uint32_t models, Cause cause) {
    RetryPolicy policy(attempts_max);
    std::string calls;
    for (std::uint32_t place = 0; place < models; ++place) {
      policy.begin_model(models - place - 1);
      std::uint32_t of_model = 0;
      do {
        policy.count();
        ++of_model;
      } while (policy.may_retry(verdict_of(cause), 0));
      calls += std::to_string(of_model) + " ";
    }
    return calls;
  };
  CHECK(calls_of_chain(5, 1, Cause::minute_limit) == "20 ");
  CHECK(calls_of_chain(5, 2, Cause::minute_limit) == "17 3 ");
  CHECK(calls_of_chain(5, limits::chain_models, Cause::minute_limit) == "8 3 3 3 3 ");
  CHECK(calls_of_chain(2, 2, Cause::minute_limit) == "8 8 ");
  CHECK(calls_of_chain(5, 2, Cause::server_error) == "9 9 ");
  CHECK(calls_of_chain(1, 3, Cause::minute_limit) == "1 1 1 ");
}
