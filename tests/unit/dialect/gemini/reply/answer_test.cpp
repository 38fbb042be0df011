// Candidates, parts, endings and blocked prompts, by themselves and in every recorded answer.
#include "base/limits.h"
#include "dialect/dialect_support.h"
#include "dialect/gemini/reply/answer.h"
#include "dialect/reading/error_body.h"

using namespace rota;
using chat::Delta;
using chat::Finish;

namespace {

struct Read {
  explicit Read(const std::string& json) : document(json) {
    REQUIRE(document.ok);
    Result<chat::Fragment> read = gemini::read_answer(document.root, document.arena);
    REQUIRE(read.ok());
    fragment = test::without_ends(read.value(), document.arena);
  }
  test::Document document;
  chat::Fragment fragment;
};

std::string candidate(const std::string& members) { return R"({"candidates":[{)" + members + "}]}"; }
std::string part(const std::string& members) { return candidate(R"("content":{"parts":[{)" + members + "}]}"); }

}  // namespace

TEST_CASE("gemini answer: the tier is told where it is a known one") {
  const auto tier_of = [](const std::string& members) { return Read("{" + members + "}").fragment.tier; };
  CHECK(tier_of(R"("usageMetadata":{"serviceTier":"standard"})") == chat::ServiceTier::standard);
  CHECK(tier_of(R"("usageMetadata":{"serviceTier":"FLEX"})") == chat::ServiceTier::flex);
  CHECK(tier_of(R"("usageMetadata":{"serviceTier":"priority"})") == chat::ServiceTier::priority);
  for (const char* unset : {R"("usageMetadata":{"serviceTier":"unspecified"})", R"("usageMetadata":{"serviceTier":1})",
                            R"("usageMetadata":{})", R"("serviceTier":"flex")"}) {
    INFO(unset);
    CHECK(tier_of(unset) == chat::ServiceTier::unset);
  }
}

TEST_CASE("gemini answer: parts become deltas") {
  {
    Read read(part(R"("text":"a\n\u00e9")"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].kind == Delta::Kind::text);
    CHECK(read.fragment.deltas[0].text == R"(a\n\u00e9)");
  }
  {
    Read read(part(R"("text":"hm","thought":true,"thoughtSignature":"c2ln")"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].kind == Delta::Kind::thought);
    CHECK(read.fragment.deltas[0].signature == "c2ln");
  }
  {
    Read read(part(R"("text":"","thoughtSignature":"c2ln")"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].kind == Delta::Kind::text);
    CHECK(read.fragment.deltas[0].text.empty());
    CHECK(read.fragment.deltas[0].signature == "c2ln");
  }
  {
    Read read(part(R"("functionCall":{"name":"default_api:f","args":{"a": 1.0},"id":"x1"},"thoughtSignature":"s")"));
    REQUIRE(read.fragment.deltas.size() == 1);
    const Delta& call = read.fragment.deltas[0];
    CHECK(call.kind == Delta::Kind::tool_call);
    CHECK(call.name == "f");
    CHECK(call.id == "x1");
    CHECK(call.arguments == R"({"a": 1.0})");
    CHECK(call.signature == "s");
  }
  for (const char* args : {R"("name":"f")", R"("name":"f","args":null)", R"("name":"f","args":[])"}) {
    Read read(part(std::string(R"("functionCall":{)") + args + "}"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].arguments == "{}");
  }
  {
    Read read(part(R"("inlineData":{"mimeType":"image/png","data":"QUJD"})"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].kind == Delta::Kind::media);
    CHECK(read.fragment.deltas[0].mime == "image/png");
    CHECK(read.fragment.deltas[0].data == "QUJD");
  }
  {
    // Its signature goes along inside the part and signs no text.
    const std::string code = R"("executableCode":{"language":"PYTHON","code":"print(1)\n"},"thoughtSignature":"c2ln")";
    Read read(part(code));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].json == "{" + code + "}");
    CHECK(read.fragment.deltas[0].signature.empty());
    CHECK(read.fragment.deltas[0].text == R"(\n```python\nprint(1)\n\n```\n)");
  }
  {
    Read read(part(R"("codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1\n"})"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].text == R"(\n```output\n1\n\n```\n)");
  }
  {
    Read read(part(R"("codeExecutionResult":{"outcome":"OUTCOME_DEADLINE_EXCEEDED"})"));
    REQUIRE(read.fragment.deltas.size() == 1);
    CHECK(read.fragment.deltas[0].text == R"(\n```output\nOUTCOME_DEADLINE_EXCEEDED\n```\n)");
  }
  for (const char* nothing : {R"("text":"")", "", R"("inlineData":{"mimeType":"image/png","data":"x"},"thought":true)",
                              R"("somethingNew":{"a":1})", R"("text":5)", R"("functionCall":"f")"}) {
    INFO(nothing);
    CHECK(Read(part(nothing)).fragment.deltas.empty());
  }
}

TEST_CASE("F5: every way to end") {
  struct {
    const char* reason;
    Finish finish;
  } const cases[] = {
      {"STOP", Finish::stop},
      {"MAX_TOKENS", Finish::length},
      {"SAFETY", Finish::content_filter},
      {"RECITATION", Finish::content_filter},
      {"BLOCKLIST", Finish::content_filter},
      {"PROHIBITED_CONTENT", Finish::content_filter},
      {"SPII", Finish::content_filter},
      {"LANGUAGE", Finish::content_filter},
      {"IMAGE_SAFETY", Finish::content_filter},
      {"IMAGE_PROHIBITED_CONTENT", Finish::content_filter},
      {"IMAGE_RECITATION", Finish::content_filter},
      {"MODEL_ARMOR", Finish::content_filter},
      {"MALFORMED_FUNCTION_CALL", Finish::stop},
      {"MALFORMED_RESPONSE", Finish::stop},
      {"MISSING_THOUGHT_SIGNATURE", Finish::stop},
      {"UNEXPECTED_TOOL_CALL", Finish::stop},
      {"TOO_MANY_TOOL_CALLS", Finish::stop},
      {"OTHER", Finish::other},
      {"NO_IMAGE", Finish::stop},
      {"IMAGE_OTHER", Finish::other},
      {"JAILBREAK", Finish::content_filter},
      {"ESCALATION", Finish::content_filter},
      {"CONTINUATION", Finish::paused},
      {"SOMETHING_OF_2030", Finish::stop},
  };
  for (const auto& c : cases) {
    INFO(c.reason);
    Read read(candidate(std::string(R"("index":2,"finishReason":")") + c.reason + R"(","finishMessage":"w\"y")"));
    REQUIRE(read.fragment.deltas.size() == 1);
    const Delta& end = read.fragment.deltas[0];
    CHECK(end.kind == Delta::Kind::finish);
    CHECK(end.candidate == 2);
    CHECK(end.finish == c.finish);
    CHECK(end.native == c.reason);
    CHECK(end.text == R"(w\"y)");
    CHECK(!read.fragment.blocked);
  }
}

TEST_CASE("F5: an answer with a token and no reason to end is paused, one that ends is not") {
  Read unsaid(candidate(R"("continuationToken":"t1")"));
  REQUIRE(unsaid.fragment.deltas.size() == 1);
  CHECK(unsaid.fragment.deltas[0].finish == Finish::paused);
  CHECK(unsaid.fragment.deltas[0].native == "CONTINUATION");
  CHECK(unsaid.fragment.continuation == "t1");
  Read proto(candidate(R"("continuationToken":"t1","finishReason":"FINISH_REASON_UNSPECIFIED")"));
  CHECK(proto.fragment.deltas[0].finish == Finish::paused);
  Read ended(candidate(R"("continuationToken":"t1","finishReason":"STOP")"));
  CHECK(ended.fragment.deltas[0].finish == Finish::stop);
  Read none(candidate(R"("continuationToken":"")"));
  CHECK(none.fragment.deltas.empty());
}

TEST_CASE("F5: a blocked prompt is a refusal and a content_filter") {
  for (const char* reason : {"SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "JAILBREAK",
                             "MODEL_ARMOR"}) {
    Read read(std::string(R"({"promptFeedback":{"blockReason":")") + reason +
              R"("},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}})");
    CHECK(read.fragment.blocked);
    REQUIRE(read.fragment.deltas.size() == 2);
    CHECK(read.fragment.deltas[0].kind == Delta::Kind::refusal);
    CHECK(test::str(read.fragment.deltas[0].text) == std::string("Prompt blocked: ") + reason);
    CHECK(read.fragment.deltas[1].finish == Finish::content_filter);
    CHECK(read.fragment.usage.prompt_tokens == 7);
  }
}

TEST_CASE("F5: messages that say nothing, or nothing sensible") {
  for (const char* empty :
       {"{}", R"({"candidates":[]})", R"({"candidates":null})", R"({"candidates":[{}]})", R"({"candidates":[null,5]})",
        R"({"candidates":[{"content":{}}]})", R"({"candidates":[{"content":{"role":"model"}}]})",
        R"({"candidates":[{"content":{"parts":[null,1,"x"]}}]})", R"({"promptFeedback":{}})",
        R"({"usageMetadata":5,"promptFeedback":"x"})"}) {
    INFO(empty);
    Read read(empty);
    CHECK(read.fragment.deltas.empty());
    CHECK(!read.fragment.blocked);
    CHECK(!read.fragment.usage.known());
  }
  for (const char* nonsense : {"null", "5", R"("x")", "[]", "[{},{}]", R"({"candidates":{}})",
                               R"({"candidates":[{"content":{"parts":{}}}]})"}) {
    INFO(nonsense);
    test::Document document(nonsense);
    Result<chat::Fragment> read = gemini::read_answer(document.root, document.arena);
    REQUIRE(!read.ok());
    CHECK(read.failure().blame == Blame::upstream);
    CHECK(read.failure().status == 502);
  }
}

TEST_CASE("gemini answer: an array around a message is taken off") {
  Read read("[" + part(R"("text":"a")") + "]");
  CHECK(read.fragment.deltas.size() == 1);
}

TEST_CASE("gemini answer: logprobs") {
  Read read(candidate(
      R"("logprobsResult":{"topCandidates":[{"candidates":[{"token":"Hi","logProbability":-0.1},{"token":"Ho"}]}],)"
      R"("chosenCandidates":[{"token":"Hi","tokenId":5,"logProbability":-0.1},{"token":"\u00e9"}]})"));
  REQUIRE(read.fragment.deltas.size() == 1);
  const List<chat::TokenChoice>& tokens = read.fragment.deltas[0].logprobs;
  REQUIRE(tokens.size() == 2);
  CHECK(tokens[0].chosen.token == "Hi");
  CHECK(tokens[0].chosen.logprob == "-0.1");
  REQUIRE(tokens[0].top.size() == 2);
  CHECK(tokens[0].top[1].logprob == "0");
  CHECK(tokens[1].chosen.token == "é");
  CHECK(tokens[1].top.empty());
}

TEST_CASE("F5: every recorded Gemini message can be read, and every text part arrives") {
  if (!test::have_fixtures()) return;
  std::size_t messages = 0;
  for (const char* kind : {"gemini.generate.res", "gemini.stream.sse", "vertex.generate", "vertex.stream.sse"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      if (fixture.kind.find(".req") != std::string::npos) continue;
      INFO(fixture.path);
      for (const std::string& message : test::messages_of(fixture)) {
        test::Document document(message);
        if (!document.ok || !reading::unwrap(document.root).is_object()) continue;  // recordings of broken bodies
        ++messages;
        Result<chat::Fragment> read = gemini::read_answer(document.root, document.arena);
        REQUIRE(read.ok());
        std::string source;
        for (json::Value said : reading::unwrap(document.root)["candidates"].elements()) {
          for (json::Value text : said["content"]["parts"].elements()) source += test::str(text["text"].escaped());
        }
        std::string told;
        std::size_t endings = 0;
        for (const Delta& delta : read.value().deltas) {
          const bool fenced = Bytes(delta.text).substr(0, 5) == "\\n```";  // code, not a text part
          const bool text = delta.kind == Delta::Kind::text || delta.kind == Delta::Kind::thought;
          if (text && !fenced) told += test::str(delta.text);
          if (delta.kind == Delta::Kind::finish) ++endings;
        }
        CHECK(told == source);
        CHECK((endings == 0 || !read.value().deltas.empty()));
      }
    }
  }
  CHECK(messages > 500);
}

TEST_CASE("G1: a call of a namespaced tool names both") {
  Arena arena;
  gemini::FunctionNames names(arena);
  names.add("open", "files");
  test::Document document(part(R"("functionCall":{"name":"files__open"})"));
  const auto read = gemini::read_answer(document.root, document.arena, &names);
  REQUIRE(read.ok());
  CHECK(read->deltas[0].name == "open");
  CHECK(read->deltas[0].name_space == "files");
}

TEST_CASE("gemini answer: how many parts a message may have, and how many candidates") {
  const auto read = [](std::size_t count) {
    std::string parts;
    for (std::size_t i = 0; i < count; ++i) parts += (i == 0 ? "" : ",") + std::string(R"({"text":"a"})");
    test::Document document(R"({"candidates":[{"content":{"parts":[)" + parts + "]}}]}");
    const auto fragment = gemini::read_answer(document.root, document.arena);
    return fragment.ok() ? std::string("ok") : test::str(fragment.failure().message);
  };
  CHECK(read(limits::answer_parts - 1) == "ok");
  CHECK(read(limits::answer_parts) == "ok");
  CHECK(read(limits::answer_parts + 1) == "The upstream's answer has more than 16,384 parts.");
  const auto candidate = [](std::size_t index) {
    test::Document document(R"({"candidates":[{"index":)" + std::to_string(index) + R"(,"content":{"parts":[{"text":"a"}]}}]})");
    const auto fragment = gemini::read_answer(document.root, document.arena);
    REQUIRE(fragment.ok());
    return fragment->deltas[0].candidate;
  };
  CHECK(candidate(limits::candidates - 1) == limits::candidates - 1);
  CHECK(candidate(limits::candidates) == 0);
}
