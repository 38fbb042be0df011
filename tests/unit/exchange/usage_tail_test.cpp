// Usage in passing: found behind streams, arrays and documents, however they were cut; never in a text.
#include "exchange/usage_tail.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"
#include "base/random.h"

using namespace rota;
using exchange::UsageTail;

namespace {

chat::Usage read(const std::string& text, const dialect::UpstreamDialect& dialect, std::size_t piece = 1 << 30) {
  UsageTail tail;
  for (std::size_t at = 0; at < text.size(); at += piece) tail.feed(Bytes(text).substr(at, piece));
  json::Reader reader;
  Arena arena;
  return tail.read(dialect, reader, arena);
}

const std::string gemini_usage =
    R"("usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 4, "totalTokenCount": 7})";

}  // namespace

TEST_CASE("F7: Gemini's usage, in one piece and in any other") {
  const std::string text = "{\"candidates\": [{\"content\": {}}],\r\n  " + gemini_usage + ",\r\n \"modelVersion\": \"m\"}";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const chat::Usage usage = read(text, gemini::upstream, piece);
    REQUIRE(usage.prompt_tokens == 3);
    REQUIRE(usage.completion_tokens == 4);
    REQUIRE(usage.total_tokens == 7);
  }
}

TEST_CASE("F7: the last usage counts") {
  const std::string event = "data: {\"usageMetadata\": {\"promptTokenCount\": 1}}\r\n\r\n";
  CHECK(read(event + "data: {" + gemini_usage + "}\r\n\r\n", gemini::upstream).prompt_tokens == 3);
  CHECK(read("data: {" + gemini_usage + "}\r\n\r\n" + event, gemini::upstream).prompt_tokens == 1);
  CHECK(read("[{" + gemini_usage + "}\n,\r\n" + "{\"x\":1}]", gemini::upstream).prompt_tokens == 3);
}

TEST_CASE("F7: OpenAI's usage, with thinking where only the total knows of it") {
  const std::string usage = R"("usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":9})";
  const chat::Usage counted = read("data: {\"choices\":[]," + usage + "}\n\ndata: [DONE]\n\n", openai::upstream);
  CHECK(counted.prompt_tokens == 1);
  CHECK(counted.completion_tokens == 8);
  const std::string null_last = "data: {" + usage + "}\n\ndata: {\"usage\":null}\n\n";
  CHECK(read(null_last, openai::upstream).prompt_tokens == 1);
  CHECK(!read(usage, gemini::upstream).known());
  CHECK(!read("{" + gemini_usage + "}", openai::upstream).known());
}

TEST_CASE("F7: a broken end leaves what came before it") {
  const std::string whole = "data: {" + gemini_usage + "}\r\n\r\n";
  for (const char* end : {"data: {\"usageMetadata\"", "data: {\"usageMetadata\": {\"promptTok", "\"usageMetadata\":",
                          "\"usageMetadata\": 7", "\"usageMetadata\": {\"a\": }", "\"usageMetadata\": {\"x\":\"\\"}) {
    INFO(end);
    CHECK(read(whole + end, gemini::upstream).prompt_tokens == 3);
  }
  CHECK(!read("", gemini::upstream).known());
  CHECK(!read("\"usageMetadata\"", gemini::upstream).known());
}

TEST_CASE("F7: a text that speaks of usage is not usage") {
  const std::string text = R"({"text": "\"usageMetadata\": {\"promptTokenCount\": 99}"})";
  CHECK(!read(text, gemini::upstream).known());
  CHECK(read("{" + gemini_usage + ", \"modelVersion\": \"{}\\\"}\"}", gemini::upstream).prompt_tokens == 3);
  CHECK(read("{\"usageMetadata\": {\"note\": \"}{\", \"promptTokenCount\": 5}}", gemini::upstream).prompt_tokens == 5);
}

TEST_CASE("F7: usage behind more than is kept, in pieces of every size") {
  Random random(7);
  std::string text(limits::usage_tail_bytes * 3 + 17, 'x');
  text += "{" + gemini_usage + "}";
  for (std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, limits::usage_tail_bytes - 1,
                            limits::usage_tail_bytes, limits::usage_tail_bytes + 1, text.size()}) {
    INFO(piece);
    CHECK(read(text, gemini::upstream, piece).prompt_tokens == 3);
  }
  for (int round = 0; round < 200; ++round) {
    UsageTail tail;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = random.below(3 * static_cast<std::uint32_t>(limits::usage_tail_bytes));
      tail.feed(Bytes(text).substr(at, length));
      at += length;
    }
    json::Reader reader;
    Arena arena;
    REQUIRE(tail.read(gemini::upstream, reader, arena).prompt_tokens == 3);
  }
}

TEST_CASE("what has been cleared is forgotten") {
  UsageTail tail;
  tail.feed("{" + gemini_usage + "}");
  tail.clear();
  json::Reader reader;
  Arena arena;
  CHECK(!tail.read(gemini::upstream, reader, arena).known());
}
