// When to come back, in every spelling of upstreams.
#include "dialect/reading/waits.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

namespace {

/// The delay that a refusal with these headers names, and the moment of its reset where it names one.
struct Refused {
  Refused(std::uint16_t status, std::initializer_list<http::Header> said, Bytes message = {}) {
    http::Headers headers;
    for (const http::Header& header : said) headers.push(arena, header);
    error.http_status = status;
    error.message = message;
    reading::read_wait(headers, error);
  }
  Arena arena;
  chat::UpstreamError error;
};

double delay_of(std::initializer_list<http::Header> said, Bytes message = {}) {
  return Refused(429, said, message).error.retry_delay_ms;
}

}  // namespace

TEST_CASE("F6 H9: durations as upstreams spell them") {
  const std::pair<const char*, double> spellings[] = {
      {"48s", 48000},      {"34.4s", 34400},        {"1.5s", 1500},          {"1s", 1000},      {"6ms", 6},
      {"350ms", 350},      {"7m12s", 432000},       {"1m30s", 90000},        {"2m59.56s", 179560}, {"1h0m0s", 3600000},
      {"2h30m", 9000000},  {"1d2h", 93600000},      {"20 seconds", 20000},   {"1 second", 1000}, {"5 minutes", 300000},
      {"2 hours", 7200000}, {"20s.", 20000},        {"20s to go on", 20000}, {"0s", 0},         {"3 days", 259200000},
      {"", -1},            {"soon", -1},            {"20", -1},              {"20 messages", -1}, {"-5s", -1},
      {"5x", -1},
  };
  for (const auto& [text, ms] : spellings) {
    INFO(text);
    CHECK(reading::duration_ms(text) == ms);
  }
}

TEST_CASE("F6 H9: waits that a sentence announces") {
  const std::pair<const char*, double> sentences[] = {
      {"Please retry in 48.5s.", 48500},
      {"Rate limit reached for gpt-5 in organization org-x on tokens per min. Please try again in 7m12s. Visit x.", 432000},
      {"Please try again in 20s.", 20000},
      {"Please try again in 1.5s", 1500},
      {"Try again in 6ms.", 6},
      {"Requests have exceeded the call rate limit. Please retry after 20 seconds.", 20000},
      {"Retry after 2s", 2000},
      {"Your limit resets in 1h0m0s.", 3600000},
      {"Try again in a moment.", -1},
      {"Slow down.", -1},
  };
  for (const auto& [text, ms] : sentences) {
    INFO(text);
    CHECK(reading::announced_ms(text) == ms);
  }
}

TEST_CASE("F6 H9: the headers of a refusal, the more precise first, the sentence before those of windows") {
  CHECK(delay_of({{"retry-after", "7"}}) == 7000);
  CHECK(delay_of({{"retry-after", " 1.5 "}}) == 1500);
  CHECK(delay_of({{"retry-after", "7"}, {"retry-after-ms", "6850"}}) == 6850);
  CHECK(delay_of({{"retry-after", "7"}}, "Please try again in 9s.") == 7000);
  CHECK(delay_of({{"x-ratelimit-reset-requests", "1s"}}, "Please try again in 9s.") == 9000);
  CHECK(delay_of({{"retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"}}) == -1);
  CHECK(delay_of({}) == -1);
}

TEST_CASE("F6 H9: of the windows of requests and tokens, the spent one counts, else the shorter") {
  const auto windows = [](Bytes requests_left, Bytes requests, Bytes tokens_left, Bytes tokens) {
    return delay_of({{"x-ratelimit-remaining-requests", requests_left},
                     {"x-ratelimit-reset-requests", requests},
                     {"x-ratelimit-remaining-tokens", tokens_left},
                     {"x-ratelimit-reset-tokens", tokens}});
  };
  CHECK(windows("0", "7m12s", "5000", "6ms") == 432000);
  CHECK(windows("12", "7m12s", "0", "6ms") == 6);
  CHECK(windows("0", "1s", "0", "20s") == 20000);
  CHECK(windows("12", "7m12s", "5000", "6ms") == 6);
  CHECK(windows("", "12.5", "", "") == 12500);
  CHECK(windows("0", "", "0", "") == -1);
  CHECK(Refused(503, {{"x-ratelimit-reset-requests", "7m12s"}}).error.retry_delay_ms == -1);  // every answer has it
}

TEST_CASE("F6 H9: a reset is a moment in seconds or milliseconds, or a wait") {
  const auto reset = [](Bytes value) { return Refused(429, {{"X-RateLimit-Reset", value}}).error; };
  CHECK(reset("1767323045").reset_ms == 1767323045000);
  CHECK(reset("1767323045000").reset_ms == 1767323045000);
  CHECK(reset("1767323045").retry_delay_ms == -1);
  CHECK(reset("30").retry_delay_ms == 30000);
  CHECK(reset("30").reset_ms == 0);
  CHECK(reset("soon").retry_delay_ms == -1);
  CHECK(Refused(503, {{"x-ratelimit-reset", "30"}}).error.retry_delay_ms == -1);
  chat::UpstreamError known;
  known.http_status = 429;
  known.reset_ms = 1;
  reading::read_wait({}, known);
  CHECK(known.reset_ms == 1);
}
