// Google's own fields: which place wins, what asks for nothing, and what is refused by name.
#include "base/limits.h"
#include "dialect/dialect_support.h"
#include "dialect/openai/google/google.h"

using namespace rota;

namespace {

/// "name=json " of generationConfig, "name:json " of the request, in the order in which they were read, then the tools;
/// or "bad param", "unsupported param".
std::string read(const std::string& fields) {
  test::Document document("{" + fields + "}");
  REQUIRE(document.ok);
  openai::Checks checks(document.arena);
  chat::Conversation asked;
  openai::google::read_fields(openai::RequestMembers(document.root, document.arena), checks, asked);
  if (checks.failed()) {
    return (checks.failure().fault == Fault::unsupported ? "unsupported " : "bad ") + test::str(checks.failure().param);
  }
  std::string all;
  for (const chat::NativeSetting& setting : asked.native) {
    CHECK(setting.owner == "gemini");
    if (!setting.within.empty()) CHECK(setting.within == "generationConfig");
    all += test::str(setting.name) + (setting.within.empty() ? ":" : "=") + test::str(setting.json) + " ";
  }
  for (const chat::Tool& tool : asked.tools) all += tool.kind == chat::Tool::Kind::web_search ? "search " : "tool ";
  return all;
}

}  // namespace

TEST_CASE("F3: the innermost of Google's places is read last, and wins") {
  CHECK(read(R"("safety_settings":[1],"google":{"safetySettings":[2]},)"
             R"("extra_body":{"google":{"safety_settings":[3]}})") ==
        "safetySettings:[1] safetySettings:[2] safetySettings:[3] ");
  CHECK(read(R"("extra_body":{"google":{"cached_content":"c\/3"}},"cachedContent":"c/1","google":null)") ==
        R"(cachedContent:"c/1" cachedContent:"c\/3" )");
  CHECK(read(R"("generationConfig":{"topK":1},"google":{"generation_config":{"top_k":2}})") == "topK=1 top_k=2 ");
}

TEST_CASE("F3: members of generationConfig keep their spelling inside it and get Google's outside") {
  CHECK(read(R"("google":{"image_config":{"aspect_ratio": "1:1"},"mediaResolution":"LOW"})") ==
        R"(imageConfig={"aspect_ratio": "1:1"} mediaResolution="LOW" )");
  CHECK(read(R"("generation_config":{"image_config":{},"seed":null,"top_p":0.50})") == "image_config={} top_p=0.50 ");
  CHECK(read(R"("image_config":{"a":1},"media_resolution":"LOW")").empty());  // only inside google
}

TEST_CASE("F3: thinking_config is left to its own reader") {
  CHECK(read(R"("google":{"thinking_config":{"thinking_budget":1},"thinkingConfig":5})").empty());
  CHECK(read(R"("generation_config":{"thinkingConfig":{"a":1},"topK":1,"thinking_config":{}})") == "topK=1 ");
}

TEST_CASE("F3: tools inside google are tools of the request") {
  CHECK(read(R"("google":{"tools":[{"google_search":{}}]},"extra_body":{"google":{"tools":[]}})") == "search ");
}

TEST_CASE("F9: an unknown wish is refused by name, one that asks for nothing is not") {
  CHECK(read(R"("google":{"a":null,"b":false,"c":{},"d":[]},"extra_body":{"other":{"x":1},"google":{"a":null}})")
            .empty());
  CHECK(read(R"("google":{"frob":true})") == "unsupported google.frob");
  CHECK(read(R"("google":{"frob":0})") == "unsupported google.frob");
  CHECK(read(R"("extra_body":{"google":{"b":false,"fr\u006fb":"x"}})") == "unsupported extra_body.google.frob");
}

TEST_CASE("F9: a wrong type is refused where it stands, in the spelling that was used") {
  CHECK(read(R"("safetySettings":{})") == "bad safetySettings");
  CHECK(read(R"("cached_content":["c"])") == "bad cached_content");
  CHECK(read(R"("generationConfig":false)") == "bad generationConfig");
  CHECK(read(R"("extra_body":[])") == "bad extra_body");
  CHECK(read(R"("google":"x")") == "bad google");
  CHECK(read(R"("google":{"generation_config":"x"})") == "bad google.generation_config");
  CHECK(read(R"("google":{"responseModalities":"TEXT"})") == "bad google.responseModalities");
  CHECK(read(R"("google":{"media_resolution":5})") == "bad google.media_resolution");
  CHECK(read(R"("generation_config":{"a\u0062":1})") == "bad generation_config");
}

TEST_CASE("F3: a member of generationConfig has a name that Google could have given it") {
  const std::string longest(limits::native_name_bytes, 'a');
  CHECK(read(R"("generation_config":{")" + longest + R"(":1})") == longest + "=1 ");
  CHECK(read(R"("generation_config":{"b)" + longest + R"(":1})") == "bad generation_config");
}
