// Sentences with numbers in them.
#include "base/sentence.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;

TEST_CASE("texts and numbers follow one another, thousands apart") {
  CHECK(sentence<"At most "_s, 20971520U, " bytes."_s> == "At most 20,971,520 bytes.");
  CHECK(sentence<0U> == "0");
  CHECK(sentence<7U, "/"_s, 999U, "/"_s, 1000U, "/"_s, 123456U, "/"_s, 1000000U> == "7/999/1,000/123,456/1,000,000");
  CHECK(sentence<18446744073709551615ULL> == "18,446,744,073,709,551,615");
  CHECK(sentence<""_s, "x"_s> == "x");
}
