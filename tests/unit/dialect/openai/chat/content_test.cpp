// Content: who may say which parts, what is dropped, and where a complaint points.
#include "dialect/openai/chat/content.h"

#include "dialect/dialect_support.h"

using namespace rota;
using openai::Speaker;

namespace {

/// The parts, "text|" or "<mime>|" each, or "param: message" of the complaint.
std::string read(Speaker speaker, const std::string& content) {
  test::Document document(content);
  REQUIRE(document.ok);
  openai::Checks checks(document.arena);
  List<chat::Part> parts;
  openai::read_content(document.root, openai::Path{nullptr, "content"}, speaker, checks, parts);
  if (checks.failed()) {
    CHECK(checks.failure().status == 400);
    return test::str(checks.failure().param) + ": " + test::str(checks.failure().message);
  }
  std::string all;
  for (const chat::Part& part : parts) {
    all += part.kind == chat::Part::Kind::media ? "<" + test::str(part.mime) + ">" : test::str(part.text);
    all += "|";
  }
  return all;
}

std::string place(Speaker speaker, const std::string& content) {
  const std::string answer = read(speaker, content);
  return answer.substr(0, answer.find(": "));
}

const std::string image = R"({"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}})";

}  // namespace

TEST_CASE("openai content: texts of every spelling, as they were written, without the empty ones") {
  CHECK(read(Speaker::user, R"("a\n\u00e9")") == R"(a\n\u00e9|)");
  CHECK(read(Speaker::user, R"("")").empty());
  CHECK(read(Speaker::tool, "[]").empty());
  CHECK(read(Speaker::system,
             R"([{"type":"text","text":"a"},{"text":"","type":"text"},{"type":"input_text","text":"b"},)"
             R"({"type":"output_text","text":"c"}])") == "a|b|c|");
}

TEST_CASE("openai content: an assistant's refusal counts as said, its thoughts do not") {
  CHECK(read(Speaker::assistant,
             R"([{"type":"thinking","thinking":"t","signature":"s"},{"type":"redacted_thinking","data":"x"},)"
             R"({"type":"reasoning"},{"type":"refusal","refusal":"no"},{"type":"text","text":"a"}])") == "no|a|");
  for (const Speaker speaker : {Speaker::system, Speaker::user, Speaker::tool}) {
    CHECK(place(speaker, R"([{"type":"refusal","refusal":"no"}])") == "content[0].type");
    CHECK(place(speaker, R"([{"type":"thinking","thinking":"t"}])") == "content[0].type");
  }
}

TEST_CASE("openai content: everybody but the system shows pictures, and a complaint lists who may say what") {
  for (const Speaker speaker : {Speaker::user, Speaker::assistant, Speaker::tool}) {
    CHECK(read(speaker, R"([{"type":"text","text":"a"},)" + image + "]") == "a|<image/png>|");
  }
  const std::string refused = read(Speaker::system, "[" + image + "]");
  CHECK(refused.rfind("content[0].type: ", 0) == 0);
  CHECK(refused.find("'text'") != std::string::npos);
  CHECK(refused.find("input_audio") == std::string::npos);
  CHECK(read(Speaker::assistant, R"([{"type":"x"}])").find("'text', 'refusal', and 'image_url'") != std::string::npos);
  CHECK(read(Speaker::tool, R"([{"type":"x"}])").find("'video_url'") != std::string::npos);
}

TEST_CASE("F9: bad content is a complaint that names its place, the first one") {
  const std::pair<const char*, const char*> cases[] = {
      {"5", "content"},
      {"null", "content"},
      {R"({"type":"text","text":"a"})", "content"},
      {R"(["a"])", "content[0]"},
      {R"([{"text":"a"}])", "content[0].type"},
      {R"([{"type":1,"text":"a"}])", "content[0].type"},
      {R"([{"type":"text","text":"a"},{"type":"text"}])", "content[1].text"},
      {R"([{"type":"text","text":null}])", "content[0].text"},
      {R"([{"type":"text","text":["a"]},5])", "content[0].text"},
  };
  for (const auto& [content, expected] : cases) {
    INFO(content);
    CHECK(place(Speaker::user, content) == expected);
  }
  CHECK(place(Speaker::assistant, R"([{"type":"refusal","text":"no"}])") == "content[0].refusal");
}
