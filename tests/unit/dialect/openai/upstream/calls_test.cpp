// Calls in the pieces of a stream, as servers cut and count them.
#include "dialect/openai/upstream/upstream_testing.h"

using namespace rota;
using test::chunk;

namespace {

std::string piece(const std::string& members, const std::string& function) {
  return chunk(R"("tool_calls":[{)" + members + R"("function":{)" + function + "}}]");
}
const std::string end = chunk("", R"("tool_calls")");

std::string heard(const std::vector<std::string>& events) { return test::Listener().hear(events); }

}  // namespace

TEST_CASE("F3: a call goes on as it comes, and ends when its arguments are whole") {
  CHECK(heard({piece(R"("index":0,"id":"a","type":"function",)", R"("name":"f","arguments":"")"),
               piece(R"("index":0,)", R"("arguments":"{\"x\":")"), piece(R"("index":0,)", R"("arguments":" [1]}")"),
               piece(R"("index":1,"id":"b","type":"function",)", R"("name":"g","arguments":"{}")"), end}) ==
        R"(|*call0(a f ) call0({"x":) |call0( [1]}) end0 ||*call1(b g ) call1({}) end1 finish(tool_calls) |)");
}

TEST_CASE("F3: servers that say the id and the name with every piece, or the index 0 for every call") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"{\"x\"")"),
               piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":":1}")"),
               piece(R"("index":0,"id":"b",)", R"("name":"f","arguments":"{\"y\":2}")"), end}) ==
        R"(*call0(a f ) call0({"x") |call0(:1}) end0 |*call1(b f ) call1({"y":2}) end1 |finish(tool_calls) |)");
}

TEST_CASE("F3: servers that send calls whole, without indices, without ids, or as objects") {
  CHECK(heard({piece("", R"("name":"f","arguments":"{\"x\":1}")"), piece("", R"("name":"f","arguments":{"x": 2})"),
               piece("", R"("name":"g")"), end}) ==
        R"(*call0( f ) call0({"x":1}) end0 |*call1( f ) call1({"x": 2}) end1 ||*call2( g {}) end2 finish(tool_calls) |)");
  // Ids alone tell them apart.
  CHECK(heard({piece(R"("id":"a",)", R"("name":"f","arguments":"{")"), piece(R"("id":"a",)", R"("arguments":"}")"),
               piece(R"("id":"b",)", R"("name":"g","arguments":"")"), piece("", R"("arguments":"{}")"), end}) ==
        R"(*call0(a f ) call0({) |call0(}) end0 |||*call1(b g ) call1({}) end1 finish(tool_calls) |)");
  CHECK(heard({chunk(R"("function_call":{"name":"f","arguments":""})"), chunk(R"("function_call":{"arguments":"{\"a\":1}"})"),
               chunk("", R"("function_call")")}) == R"(|*call0( f ) call0({"a":1}) end0 |finish(tool_calls) |)");
}

TEST_CASE("F3: of calls whose pieces alternate each comes whole, one behind the other") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"")"),
               piece(R"("index":1,"id":"b",)", R"("name":"g","arguments":"")"), piece(R"("index":0,)", R"("arguments":"{\"x\":")"),
               piece(R"("index":1,)", R"("arguments":"{\"y\":2}")"), piece(R"("index":0,)", R"("arguments":"1}")"), end}) ==
        R"(||*call0(a f ) call0({"x":) ||call0(1}) end0 *call1(b g ) call1({"y":2}) end1 |finish(tool_calls) |)");
}

TEST_CASE("F3: {} before the arguments is none of them, and what follows them neither") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"{}")"), piece(R"("index":0,)", R"("arguments":"{\"x\":1}")"),
               piece(R"("index":0,)", R"("arguments":"{\"x\":1}")"), end}) ==
        R"(|*call0(a f ) call0({"x":1}) end0 ||finish(tool_calls) |)");
  // It is all of them where another call or the end follows.
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"{}")"),
               piece(R"("index":1,"id":"b",)", R"("name":"g","arguments":"{}")"), end}) ==
        R"(|*call0(a f ) call0({}) end0 |*call1(b g ) call1({}) end1 finish(tool_calls) |)");
}

TEST_CASE("F3: arguments that begin no object become the one that they stand for") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"\"{\\\"x\\\"")"),
               piece(R"("index":0,)", R"("arguments":":1}\"")"), end}) == R"(||*call0(a f {"x":1}) end0 finish(tool_calls) |)");
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"rm -rf")"), end}) ==
        R"(|*call0(a f {"_raw":"rm -rf"}) end0 finish(tool_calls) |)");
}

TEST_CASE("F3: white space before the arguments is none of them") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":" \n")"), piece(R"("index":0,)", R"("arguments":" {")"),
               piece(R"("index":0,)", R"("arguments":"} \n")"), end}) == "|*call0(a f ) call0( {) |call0(}) end0 |finish(tool_calls) |");
}

TEST_CASE("F3: braces in strings, and escapes cut in two, end no arguments") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"{\"x\":\"}\\")"),
               piece(R"("index":0,)", R"("arguments":"\"}\"}")"), end}) ==
        R"(*call0(a f ) call0({"x":"}\) |call0("}"}) end0 |finish(tool_calls) |)");
}

TEST_CASE("F3: arguments that are cut off go out as far as they came") {
  CHECK(heard({piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"{\"x\":\"lo")"), chunk("", R"("length")")}) ==
        R"(*call0(a f ) call0({"x":"lo) |end0 finish(length) |)");
}

TEST_CASE("F3: text ends the calls before it, white space does not") {
  CHECK(heard({chunk(R"("content":"Well.")"), piece(R"("index":0,"id":"a",)", R"("name":"f","arguments":"{\"x\":")"),
               chunk(R"("content":"\n")"), piece(R"("index":0,)", R"("arguments":"1}")"), chunk(R"("content":"So")"), end}) ==
        R"(*text0(Well.) |end0 *call1(a f ) call1({"x":) ||call1(1}) end1 |*text2(So) |end2 finish(tool_calls) |)");
}

TEST_CASE("F3: each candidate has calls of its own") {
  const auto both = [](const std::string& first, const std::string& second) {
    return R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,)" + first +
           R"(}]}},{"index":1,"delta":{"tool_calls":[{"index":0,)" + second + "}]}}]}";
  };
  CHECK(heard({both(R"("id":"a","function":{"name":"f","arguments":"{"})", R"("id":"b","function":{"name":"g","arguments":"{\"y\""})"),
               both(R"("function":{"arguments":"}"})", R"("function":{"arguments":":1}"})"),
               R"({"choices":[{"index":1,"delta":{},"finish_reason":"stop"},{"index":0,"delta":{},"finish_reason":"tool_calls"}]})"}) ==
        R"(*call0(a f ) call0({) *1:call0(b g ) 1:call0({"y") |call0(}) end0 1:call0(:1}) 1:end0 |1:finish(tool_calls) finish(tool_calls) |)");
}

TEST_CASE("H1: more calls side by side than any model makes are not kept for ever") {
  test::Listener listener;
  std::string all;
  for (int i = 0; i < 600; ++i) {
    all += listener.hear_one(piece(R"("index":)" + std::to_string(i) + R"(,"id":"i)" + std::to_string(i) + R"(",)",
                                   R"("name":"f","arguments":"{")"));
  }
  all += listener.hear_one(end);
  std::size_t begun = 0;
  for (std::size_t at = all.find('*'); at != std::string::npos; at = all.find('*', at + 1)) ++begun;
  CHECK(begun == 600);
  CHECK(listener.finished());
}
