// Usage event: the event of usage alone is taken out, and every other byte passes in its order, however it is cut.
#include "exchange/usage_event.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"
#include "dialect/openai/openai.h"
#include "exchange/passing_events.h"

using namespace rota;

namespace {

constexpr const char* hello = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}],\"usage\":null}";
constexpr const char* usage =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
constexpr const char* done = "data: [DONE]";

/// What is left of the stream when it comes in pieces of so many bytes.
std::string filtered(const std::string& stream, std::size_t piece) {
  exchange::PassingEvents passing;
  exchange::UsageEvents usage_events;
  json::Reader reader;
  std::string out;
  Bytes event;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const std::string part = stream.substr(at, piece);
    passing.feed(part);
    while (passing.next(event)) {
      if (passing.in_parts() || !usage_events.have(event, openai::upstream, reader)) out += event;
    }
  }
  return out + std::string(passing.remainder());
}

}  // namespace

TEST_CASE("H2 usage event: one event goes, all others stay byte for byte, at every cut and with every line end") {
  for (const std::string end : {"\n\n", "\r\n\r\n"}) {
    const std::string kept = std::string(hello) + end + ": a comment\n" + "event: x\n" + hello + end;
    const std::string stream = kept + usage + end + done + end;
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
      INFO(piece);
      CHECK(filtered(stream, piece) == kept + done + end);
    }
  }
}

TEST_CASE("H2 usage event: usage beside a choice, in a text or in another event stays") {
  for (const std::string event :
       {"data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":1}}", "data: {\"usage\":{\"prompt_tokens\":1}}",
        "data: {\"choices\":[],\"usage\":null}", "data: {\"choices\":[],\"text\":\"\\\"usage\\\":{}\"}",
        "event: usage\ndata: {\"choices\":[],\"usage\":{}}", "data: \"usage\"", "data: {\"usage\"", "\"usage\""}) {
    INFO(event);
    const std::string stream = event + "\n\n" + done + "\n\n";
    CHECK(filtered(stream, 7) == stream);
  }
}

TEST_CASE("H2 usage event: an event too large to be one passes, and the next is looked at again") {
  const std::string large = "data: {\"choices\":[],\"usage\":{},\"x\":\"" + std::string(3 * limits::usage_event_bytes, 'x') +
                            "\"}\n\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, limits::usage_event_bytes}) {
    INFO(piece);
    CHECK(filtered(large + usage + "\n\n" + done + "\n\n", piece) == large + done + "\n\n");
  }
}

TEST_CASE("H2 usage event: what has no end passes at the stream's end") {
  CHECK(filtered("data: {\"choi", 5) == "data: {\"choi");
  CHECK(filtered(std::string(hello) + "\n\n" + usage, 5) == std::string(hello) + "\n\n" + usage);
  CHECK(filtered("", 1).empty());
}
