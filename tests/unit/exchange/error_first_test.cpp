// Error first: the first bytes of a passing answer tell an error from an answer, however they are cut.
#include "exchange/error_first.h"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace rota;
using exchange::Beginning;
using exchange::ErrorFirst;

Beginning beginning_of(Bytes text) {
  ErrorFirst first;
  return first.take(text);
}
Beginning beginning_in_octets(Bytes text) {
  ErrorFirst first;
  for (std::size_t i = 0; i < text.size(); ++i) static_cast<void>(first.take(text.substr(i, 1)));
  return first.what();
}

}  // namespace

TEST_CASE("F1: an error in a 200 is known by its first member, alone, in a list and in a stream") {
  for (const Bytes text : {Bytes(R"({"error":{"code":403}})"), Bytes(" [ { \"error\" : {"), Bytes("data: {\"error\":\"x\"}"),
                           Bytes("data:{\"error\":{")}) {
    INFO(text);
    CHECK(beginning_of(text) == Beginning::error);
    CHECK(beginning_in_octets(text) == Beginning::error);
    const std::size_t decisive = text.find('{', text.find("error"));
    for (std::size_t size = 0; size < text.size() && size < (decisive == Bytes::npos ? text.find("\"x") : decisive); ++size) {
      INFO(size);
      CHECK(beginning_of(text.substr(0, size)) == Beginning::unknown);
    }
  }
}

TEST_CASE("F1: everything else is an answer") {
  for (const Bytes text : {Bytes("{\"candidates\":[]}"), Bytes("{\"error\":null,\"id\":1}"), Bytes("data: [DONE]"), Bytes("[]"),
                           Bytes("[[1]]"), Bytes("{}"), Bytes("event: x"), Bytes("\"error\""), Bytes("PK"), Bytes("datum"),
                           Bytes("{\"errors\":{}}")}) {
    INFO(text);
    CHECK(beginning_of(text) == Beginning::answer);
    CHECK(beginning_in_octets(text) == Beginning::answer);
  }
}
