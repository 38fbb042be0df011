// Spent limits: the platform's words for them, and when the account's next day begins.
#include "store/spent_limit.h"

#include <catch2/catch_all.hpp>

#include "base/time.h"

using namespace rota;
using store::SpentLimit;

TEST_CASE("F6: a spent limit of the free plan is known by its words, and nothing else is") {
  const struct {
    Bytes said;
    SpentLimit limit;
  } cases[] = {
      {"Exceeded allowed rows written in Durable Objects free tier.", SpentLimit::object_rows_written},
      {"Exceeded allowed rows read in Durable Objects free tier.", SpentLimit::object_rows_read},
      {"Error: Exceeded allowed duration in Durable Objects free tier.", SpentLimit::object_duration},
      {"Exceeded allowed volume of requests in Durable Objects free tier.", SpentLimit::object_requests},
      {"D1_ERROR: Your account has exceeded D1's free tier daily row read limit", SpentLimit::d1_rows_read},
      {"D1_ERROR: Your account has exceeded D1's free tier daily row write limit", SpentLimit::d1_rows_written},
      {"You have exceeded the daily D1 free tier limit of 100000 rows written", SpentLimit::d1_rows_written},
      {"KV put() limit exceeded for the day.", SpentLimit::kv_writes},
      {"KV get() limit exceeded for the day.", SpentLimit::kv_reads},
      {"KV PUT failed: 429 Too Many Requests", SpentLimit::none},
      {"D1_ERROR: D1 DB is overloaded. Requests queued for too long.", SpentLimit::none},
      {"no answer within 5000 ms", SpentLimit::none},
      {"", SpentLimit::none},
  };
  for (const auto& test : cases) {
    CAPTURE(test.said);
    CHECK(store::spent_limit_of(test.said) == test.limit);
    CHECK(store::describe(test.limit).empty() == (test.limit == SpentLimit::none));
  }
}

TEST_CASE("F6: the account's day ends at 00:00 UTC") {
  CHECK(store::ms_to_next_utc_day(0) == day_ms);
  CHECK(store::ms_to_next_utc_day(day_ms - 1) == 1);
  CHECK(store::ms_to_next_utc_day(20'000 * day_ms + 6 * hour_ms) == 18 * hour_ms);
}
