// What DEBUG_ERRORS adds: the place that made an error, and what the platform said with its own stack.
#include "exchange/debug.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "dialect/gemini/error/error.h"
#include "dialect/openai/common/error.h"

using namespace rota;

namespace {

Failure refuse_something() { return client_failure(Fault::bad_value, 400, "No."); }
Failure fail_somewhere() { return Failure{Blame::rota, Fault::internal, 500, "Oh.", {}, 0}; }

std::string stack_of(const Failure& failure) {
  Arena arena;
  return std::string(exchange::with_place(failure, arena).stack);
}

}  // namespace

TEST_CASE("F1 H19: an error knows the function, the file and the line that made it") {
  CHECK(stack_of(refuse_something()).starts_with("at refuse_something ("));
  CHECK(stack_of(fail_somewhere()).starts_with("at fail_somewhere ("));
  CHECK(stack_of(fail_somewhere()).find("debug_test.cpp:") != std::string::npos);
  Failure within;
  within.made = {"f", "/home/somebody/rota/wasm/core/exchange/x.cpp", 12};
  CHECK(stack_of(within) == "at f (core/exchange/x.cpp:12)");
}

TEST_CASE("F1 H19: of what the platform said one line is for people, the rest is its stack; keys are masked") {
  Arena arena;
  const Failure told = exchange::with_platform_words(
      fail_somewhere(), "Error: no AIzaSyA1234567890abcdefghijklmnopqrstuv\n    at call (effects.js:9)\n    at AIzaSyA1234567890abcdefghijklmnopqrstuv",
      arena);
  CHECK(told.message == "Oh. Error: no [key]");
  CHECK(told.stack == "    at call (effects.js:9)\n    at [key]");
}

TEST_CASE("F1 H19: each dialect has a place for a stack, and says nothing of it without one") {
  Failure failure = fail_somewhere();
  Buffer plain;
  gemini::write_error(failure, plain);
  CHECK(plain.view().find("DebugInfo") == Bytes::npos);
  failure.stack = "at f (x.cpp:1)\n    at g (y.js:2)";
  Buffer openai_error;
  openai::write_error(failure, openai_error);
  CHECK(openai_error.view() ==
        R"({"error":{"message":"Oh.","type":"server_error","param":null,"code":"internal_error",)"
        R"x("stack":["at f (x.cpp:1)","at g (y.js:2)"]}})x");
  Buffer gemini_error;
  gemini::write_error(failure, gemini_error);
  CHECK(gemini_error.view() ==
        R"({"error":{"code":500,"message":"Oh.","status":"INTERNAL","details":[)"
        R"x({"@type":"type.googleapis.com/google.rpc.DebugInfo","stackEntries":["at f (x.cpp:1)","at g (y.js:2)"]}]}})x");
}
