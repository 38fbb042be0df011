// Messages to turns: roles, merging, empties, refusals of what cannot be told yet.
#include "base/limits.h"
#include "dialect/dialect_support.h"

using rota::test::translate;

namespace {

std::string contents(const std::string& messages) { return translate(R"({"model":"gemini-2.5-flash","messages":)" + messages + "}"); }

struct Case {
  const char* messages;
  const char* expected;
};

}  // namespace

TEST_CASE("openai messages: text turns become contents") {
  const Case cases[] = {
      {R"([{"role":"user","content":"hi"}])", R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}]})"},
      {R"([{"role":"system","content":"be brief"},{"role":"user","content":"hi"}])",
       R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}],"systemInstruction":{"parts":[{"text":"be brief"}]}})"},
      // Every system and developer message counts, wherever it stands (the last one must not replace the others).
      {R"([{"role":"system","content":"a"},{"role":"user","content":"hi"},{"role":"developer","content":"b"},)"
       R"({"role":"system","content":[{"type":"text","text":"c"},{"type":"text","text":""}]}])",
       R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}],)"
       R"("systemInstruction":{"parts":[{"text":"a"},{"text":"b"},{"text":"c"}]}})"},
      // Neighbours of one role share a content, their parts stay apart.
      {R"([{"role":"user","content":"a"},)"
       R"({"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]},)"
       R"({"role":"assistant","content":"d"},{"role":"assistant","content":"e"},{"role":"user","content":"f"}])",
       R"({"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"},{"text":"c"}]},)"
       R"({"role":"model","parts":[{"text":"d"},{"text":"e"}]},{"role":"user","parts":[{"text":"f"}]}]})"},
      // A prefill at the end stays.
      {R"([{"role":"user","content":"a"},{"role":"assistant","content":"Sure:"}])",
       R"({"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"Sure:"}]}]})"},
      // Only system messages: they are the question.
      {R"([{"role":"system","content":"say hi"},{"role":"developer","content":"now"}])",
       R"({"contents":[{"role":"user","parts":[{"text":"say hi"},{"text":"now"}]}]})"},
      // Refusals were said too.
      {R"([{"role":"user","content":"a"},{"role":"assistant","content":null,"refusal":"no"},)"
       R"({"role":"user","content":"b"}])",
       R"({"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"no"}]},)"
       R"({"role":"user","parts":[{"text":"b"}]}]})"},
      {R"([{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"refusal","refusal":"never"}]}])",
       R"({"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"never"}]}]})"},
      // Thoughts are not told again.
      {R"([{"role":"user","content":"a"},{"role":"assistant","content":"4","reasoning_content":"2+2"}])",
       R"({"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"4"}]}]})"},
  };
  for (const Case& c : cases) {
    INFO(c.messages);
    CHECK(contents(c.messages) == c.expected);
  }
}

TEST_CASE("openai messages: empty texts are dropped, an empty question is a space") {
  CHECK(contents(R"([{"role":"user","content":""}])") == R"({"contents":[{"role":"user","parts":[{"text":" "}]}]})");
  CHECK(contents(R"([{"role":"user","content":[]}])") == R"({"contents":[{"role":"user","parts":[{"text":" "}]}]})");
  CHECK(contents(R"([{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"x"}]}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})");
  // An assistant that said nothing does not part two questions.
  for (const char* said : {R"("")", "null", "[]", R"([{"type":"text","text":""}])"}) {
    CHECK(contents(std::string(R"([{"role":"user","content":"a"},{"role":"assistant","content":)") + said +
                   R"(},{"role":"user","content":"b"}])") ==
          R"({"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"}]}]})");
  }
  CHECK(contents(R"([{"role":"user","content":"a"},{"role":"assistant"},{"role":"user","content":""}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":"a"}]}]})");
}

TEST_CASE("F4: texts are spliced as they were written, escapes and all") {
  const std::string text = R"(q\" b\\ n\n u\u00e9 p\ud83d\ude00 z\u0000 l\u2028 /\/ é 😀 )";
  CHECK(contents(R"([{"role":"user","content":")" + text + R"("}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":")" + text + R"("}]}]})");
}

TEST_CASE("F3: a text's thought signature goes back with the text") {
  CHECK(contents(R"([{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"b"},)"
                 R"({"type":"text","text":"c"}],"extra_content":{"google":{"thought_signature":"U2ln+/=="}}}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":"a"}]},)"
        R"({"role":"model","parts":[{"text":"b"},{"text":"c","thoughtSignature":"U2ln+/=="}]}]})");
}

TEST_CASE("F9: a bad message is a 400 that names its place") {
  const Case cases[] = {
      {"[]",
       "400 messages: Invalid 'messages': empty array. Expected at least one message, but got an empty array "
       "instead."},
      {"null", "400 messages: Missing required parameter: 'messages'."},
      {R"("hi")", "400 messages: Invalid type for 'messages': expected an array, but got a string instead."},
      {R"({"role":"user"})",
       "400 messages: Invalid type for 'messages': expected an array, but got an object instead."},
      {R"(["hi"])", "400 messages[0]: Invalid type for 'messages[0]': expected an object, but got a string instead."},
      {"[null]", "400 messages[0]: Invalid type for 'messages[0]': expected an object, but got null instead."},
      {"[{}]", "400 messages[0].role: Missing required parameter: 'messages[0].role'."},
      {R"([{"role":1,"content":"x"}])",
       "400 messages[0].role: Invalid type for 'messages[0].role': expected a string, but got an integer instead."},
      {R"([{"role":"user","content":"x"},{"role":"model","content":"x"}])",
       "400 messages[1].role: Invalid value for 'messages[1].role': 'model'. Supported values are: 'system', "
       "'developer', 'user', 'assistant', 'tool', and 'function'."},
      {R"([{"role":"user"}])", "400 messages[0].content: Missing required parameter: 'messages[0].content'."},
      {R"([{"role":"user","content":null}])",
       "400 messages[0].content: Invalid type for 'messages[0].content': expected a string or an array of content "
       "parts, but got null instead."},
      {R"([{"role":"system","content":5}])",
       "400 messages[0].content: Invalid type for 'messages[0].content': expected a string or an array of content "
       "parts, but got an integer instead."},
      {R"([{"role":"assistant","content":{}}])",
       "400 messages[0].content: Invalid type for 'messages[0].content': expected a string or an array of content "
       "parts, but got an object instead."},
      {R"([{"role":"assistant","content":"x","refusal":7}])",
       "400 messages[0].refusal: Invalid type for 'messages[0].refusal': expected a string, but got an integer "
       "instead."},
      {R"([{"role":"user","content":["x"]}])",
       "400 messages[0].content[0]: Invalid type for 'messages[0].content[0]': expected an object, but got a string "
       "instead."},
      {R"([{"role":"user","content":[{"type":"text","text":"x"},{"text":"y"}]}])",
       "400 messages[0].content[1].type: Missing required parameter: 'messages[0].content[1].type'."},
      {R"([{"role":"user","content":[{"type":true}]}])",
       "400 messages[0].content[0].type: Invalid type for 'messages[0].content[0].type': expected a string, but got a "
       "boolean instead."},
      {R"([{"role":"user","content":[{"type":"text"}]}])",
       "400 messages[0].content[0].text: Missing required parameter: 'messages[0].content[0].text'."},
      {R"([{"role":"user","content":[{"type":"text","text":["x"]}]}])",
       "400 messages[0].content[0].text: Invalid type for 'messages[0].content[0].text': expected a string, but got an "
       "array instead."},
      {R"([{"role":"user","content":[{"type":"refusal","refusal":"x"}]}])",
       "400 messages[0].content[0].type: Invalid value for 'messages[0].content[0].type': 'refusal'. Supported values "
       "are: 'text', 'image_url', 'input_audio', 'file', and 'video_url'."},
      {R"([{"role":"system","content":[{"type":"image_url","image_url":"https://a/b.png"}]}])",
       "400 messages[0].content[0].type: Invalid value for 'messages[0].content[0].type': 'image_url'. Supported "
       "values are: 'text'."},
      {R"([{"role":"user","content":"x","name":{}}])",
       "400 messages[0].name: Invalid type for 'messages[0].name': expected a string, but got an object instead."},
      {R"([{"role":"system","content":""},{"role":"assistant","content":""}])",
       "400 messages: Invalid 'messages': there is nothing to answer: all messages are empty."},
  };
  for (const Case& c : cases) {
    INFO(c.messages);
    CHECK(contents(c.messages) == c.expected);
  }
}

TEST_CASE("F9: a long unknown value is quoted in part, on a character's edge") {
  std::string role;
  while (role.size() < 200) role += "é";
  const std::string answer = contents(R"([{"role":")" + role + R"(","content":"x"}])");
  CHECK(answer.find("'" + role.substr(0, 64) + "'") != std::string::npos);
}

TEST_CASE("F9: ten thousand messages, in time that grows with them") {
  std::string messages = "[";
  std::string expected = R"({"contents":[)";
  for (int i = 0; i < 10000; ++i) {
    const bool user = i % 2 == 0;
    const std::string text = "message " + std::to_string(i);
    messages += std::string(i != 0 ? "," : "") + R"({"role":")" + (user ? "user" : "assistant") + R"(","content":")" +
                text + R"("})";
    expected += std::string(i != 0 ? "," : "") + R"({"role":")" + (user ? "user" : "model") +
                R"(","parts":[{"text":")" + text + R"("}]})";
  }
  CHECK((contents(messages + "]") == expected + "]}"));
}

TEST_CASE("openai messages: how many parts a conversation may have") {
  const auto answer = [](std::size_t messages, std::size_t parts) {
    std::string list;
    for (std::size_t i = 0; i < messages; ++i) list += R"({"role":"user","content":"a"},)";
    list += R"({"role":"user","content":[)";
    for (std::size_t i = 0; i < parts; ++i) list += (i == 0 ? "" : ",") + std::string(R"({"type":"text","text":"b"})");
    const std::string sent = contents("[" + list + "]}]");
    return sent.substr(0, sent.find("\"parts\""));
  };
  const std::string good = R"({"contents":[{"role":"user",)";
  const std::size_t most = rota::limits::conversation_parts;
  CHECK(answer(most - 11, 9) == good);
  CHECK(answer(most - 11, 10) == good);
  CHECK(answer(most - 11, 11) == "400 messages: Invalid 'messages': its messages have more than 131,072 parts in all: "
                                 "texts, images, tool calls and results.");
  CHECK(answer(0, most - 1) == good);
  CHECK(answer(0, most).substr(0, 12) == "400 messages");
}
