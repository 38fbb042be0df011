// Every recorded request of a client of Anthropic's becomes a request of Gemini's, and every recorded answer of Gemini's a
// message, in one piece and as a stream alike.
#include <set>

#include "dialect/anthropic/anthropic_support.h"

using namespace rota;

namespace {

/// The recorded requests of real agents to this dialect, without what the client was refused for.
std::vector<std::string> agents() {
  std::istringstream index(test::read_file(test::fixture_dir() + "agents/INDEX.tsv"));
  std::vector<std::string> found;
  for (std::string line; std::getline(index, line);) {
    if (line.find("\tanthropic\tPOST /v1/messages") == std::string::npos) continue;
    const std::string path = "agents/" + line.substr(0, line.find('\t')) + ".req.json";
    if (std::ifstream(test::fixture_dir() + path).good()) found.push_back(path);
  }
  return found;
}

/// A request that Anthropic alone can serve: its files, tools that it has defined; and one that it refused itself.
bool is_anthropics_alone(const std::string& answer) {
  for (const char* words : {"Input tag 'advisor_", "Input tag 'memory_", "Input tag 'container_upload'", "no file is stored here",
                            "Invalid type for 'messages.0': expected an object, but got a string"}) {
    if (answer.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("G1: the agents' recorded requests become Gemini's") {
  if (!test::have_fixtures()) return;
  const std::vector<std::string> paths = agents();
  REQUIRE(paths.size() > 100);
  for (const std::string& path : paths) {
    INFO(path);
    const std::string answer = test::from_anthropic(test::read_file(test::fixture_dir() + path));
    CHECK(answer.substr(0, 13) == R"({"contents":[)");
    CHECK(answer.find("x-anthropic-billing-header") == std::string::npos);
  }
}

TEST_CASE("G1: recorded requests of other clients become Gemini's, but for what Anthropic alone has") {
  if (!test::have_fixtures()) return;
  std::size_t served = 0;
  for (const test::Fixture& fixture : test::fixtures("anthropic.messages.req")) {
    INFO(fixture.path);
    const std::string answer = test::from_anthropic(test::read_file(test::fixture_dir() + fixture.path));
    if (is_anthropics_alone(answer)) continue;
    CHECK(answer.substr(0, 13) == R"({"contents":[)");
    ++served;
  }
  CHECK(served > 75);
}

TEST_CASE("G1 F4: Gemini's recorded answers become messages in Anthropic's order") {
  if (!test::have_fixtures()) return;
  const std::string request = R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search"}])";
  const std::set<std::string> reasons = {"end_turn", "max_tokens", "tool_use", "refusal"};
  std::size_t told = 0;
  for (const char* kind : {"gemini.stream.sse", "gemini.generate.res"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      INFO(fixture.path);
      std::vector<std::string> events = test::messages_of(fixture);
      bool is_answer = !events.empty();
      for (const std::string& event : events) {
        test::Document document(event);
        is_answer = is_answer && document.ok && document.root.is_object() && document.root["candidates"].is_array();
      }
      if (!is_answer) continue;
      const test::MessageJudge streamed(test::to_anthropic(request + R"(,"stream":true})", events));
      test::Document whole(test::to_anthropic(request + "}", events));
      REQUIRE(whole.ok);
      Arena arena;
      CHECK(reasons.count(streamed.reason()) == 1);
      CHECK(test::str(whole.root["stop_reason"].text(arena)) == streamed.reason());
      std::string text;
      std::size_t calls = 0;
      for (json::Value block : whole.root["content"].elements()) {
        if (block["type"].equals("text")) text += test::str(block["text"].text(arena));
        calls += block["type"].equals("tool_use") ? 1 : 0;
      }
      for (const test::MessageJudge::Block& block : streamed.blocks()) {
        if (block.type == "text") {
          CHECK(text.rfind(block.said, 0) == 0);
          text.erase(0, block.said.size());
        }
        if (block.type != "tool_use") continue;
        CHECK(test::is_json(block.said));
        --calls;
      }
      CHECK(text.empty());
      CHECK(calls == 0);
      ++told;
    }
  }
  CHECK(told > 100);
}
