// Spending: what is charged to a client when the upstream does not say what an answer cost.
#include "exchange/spending.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;

TEST_CASE("H2 spending: four bytes are a token, an event of a stream is one") {
  exchange::Spending spending;
  CHECK(exchange::estimate_tokens(spending) == 0);
  spending.asked_bytes = 9;
  CHECK(exchange::estimate_tokens(spending) == 3);
  spending.take("12345678");
  spending.take("9");
  CHECK(exchange::estimate_tokens(spending) == 6);

  exchange::Spending stream;
  stream.take("data: {\"a\":\"data:\"}\n\ndata: {}\r\n\r\n");
  stream.take("data: {}\n\n: data:\n\n");
  CHECK(stream.events == 3);
  CHECK(exchange::estimate_tokens(stream) == 3);
}
