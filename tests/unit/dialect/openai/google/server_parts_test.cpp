// Parts of Google's own tools that come back in extra_content: where they go, when they stay behind, what is refused.
#include "dialect/dialect_support.h"

using rota::test::translate;

namespace {

const char* const code_part = R"({"executableCode":{"language":"PYTHON","code":"1"},"thoughtSignature":"c2ln"})";
const char* const shown_code = R"(\n```python\n1\n```\n)";  // 17 characters
const std::string search_parts = R"({"toolCall":{"id":"1"},"thoughtSignature":"c2ln"},{"toolResponse":{"id":"1"}})";

/// The model's turn of a request whose assistant says `message`, or the refusal.
std::string said(const std::string& message, const std::string& tools = R"({"type":"code_interpreter"})",
                 const std::string& model = "gemini-3-flash-preview") {
  const std::string all = translate(R"({"model":")" + model + R"(","tools":[)" + tools +
                                    R"(],"messages":[{"role":"user","content":"q"},{"role":"assistant",)" + message +
                                    R"(},{"role":"user","content":"r"}]})");
  const std::string before = R"({"role":"model","parts":[)";
  const std::size_t from = all.find(before);
  const std::size_t to = all.find(R"(]},{"role":"user")", from);
  if (from == std::string::npos || to == std::string::npos) return all;
  return all.substr(from + before.size(), to - from - before.size());
}
std::string google(const std::string& members) { return R"("extra_content":{"google":{)" + members + "}}"; }
std::string back(const std::string& content, const std::string& parts, const std::string& places) {
  return R"("content":")" + content + "\"," +
         google(R"("server_tool_parts":[)" + parts + R"(],"server_tool_places":[)" + places + "]");
}
std::string text(const std::string& escaped) { return R"({"text":")" + escaped + "\"}"; }
const std::string search = R"({"type":"web_search"})";

}  // namespace

TEST_CASE("F3: code that Gemini ran stands where it stood, and its text goes") {
  const std::string place = R"({"text":3,"shown":17,"calls":0})";
  const std::string content = std::string(R"(\u00e9\n😀)") + shown_code + "b";
  CHECK(said(back(content, code_part, place)) == text(R"(é\n😀)") + "," + code_part + "," + text("b"));
  CHECK(said(back(std::string(R"(é\n\ud83d\ude00)") + shown_code, code_part, place)) ==
        text(R"(é\n😀)") + "," + code_part);
  // Alone, or with more of it right behind.
  CHECK(said(back(shown_code, code_part, R"({"shown":17})")) == code_part);
  const std::string two = std::string(code_part) + "," + code_part;
  CHECK(said(back(std::string(shown_code) + shown_code, two, R"({"text":0,"shown":17},{"text":17,"shown":17})")) ==
        two);
}

TEST_CASE("F3: a content that the client has changed is told as it is") {
  for (const char* place : {R"({"text":2,"shown":17})", R"({"text":0,"shown":17})", R"({"text":1,"shown":16})",
                            R"({"text":1,"shown":99})", R"({"text":99,"shown":17})", R"({"text":18,"shown":17})"}) {
    INFO(place);
    std::string all;
    const std::string got = said(back(std::string("a") + shown_code, code_part, place));
    CHECK(got.find("executableCode") == std::string::npos);
    for (std::size_t at = 0; (at = got.find(R"({"text":")", at)) != std::string::npos;) {
      at += 9;
      all += got.substr(at, got.find('"', at) - at);
    }
    CHECK(all == std::string("a") + shown_code);
  }
}

TEST_CASE("F3: what is not shown goes by its place among texts and calls") {
  CHECK(said(back("ab", search_parts, R"({"text":0},{"text":1})"), search) ==
        R"({"toolCall":{"id":"1"},"thoughtSignature":"c2ln"},{"text":"a"},{"toolResponse":{"id":"1"}},{"text":"b"})");
  CHECK(said(back("ab", search_parts, ""), search) == search_parts + "," + text("ab"));
  CHECK(said(back("ab", search_parts, R"({"text":2},{"text":1})"), search) == text("ab") + "," + search_parts);
  CHECK(said(R"("content":null,)" + google(R"("server_tool_parts":[)" + search_parts + "]"), search) == search_parts);

  const std::string calls = R"(,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}])";
  const std::string both = R"({"type":"function","function":{"name":"f"}},)" + search;
  const std::string f = R"({"functionCall":{"id":"a","name":"f","args":{}},)"
                        R"("thoughtSignature":"skip_thought_signature_validator"})";
  CHECK(said(back("a", search_parts, R"({"text":1,"calls":0},{"text":1,"calls":1})") + calls, both) ==
        text("a") + R"(,{"toolCall":{"id":"1"},"thoughtSignature":"c2ln"},)" + f + R"(,{"toolResponse":{"id":"1"}})");
}

TEST_CASE("F3: texts in several pieces are counted through") {
  const std::string content = R"([{"type":"text","text":"ab"},{"type":"text","text":"cd"}],)";
  const auto at = [&](const std::string& place) {
    return said(R"("content":)" + content +
                    google(R"("server_tool_parts":[{"toolCall":{}}],"server_tool_places":[)" + place + "]"),
                search);
  };
  CHECK(at(R"({"text":3})") == R"({"text":"ab"},{"text":"c"},{"toolCall":{}},{"text":"d"})");
  CHECK(at(R"({"text":4})") == R"({"text":"ab"},{"text":"cd"},{"toolCall":{}})");
}

TEST_CASE("F3: the message's signature stays with its text") {
  CHECK(said(R"("content":"a",)" + google(R"("thought_signature":"dGV4dA==","server_tool_parts":[{"toolCall":{}}])"),
             search) == R"({"toolCall":{}},{"text":"a","thoughtSignature":"dGV4dA=="})");
}

TEST_CASE("F3: parts of tools that the request or the model does not have stay behind") {
  const std::string shown = back(shown_code, code_part, R"({"shown":17})");
  CHECK(said(shown, search) == text(shown_code));
  CHECK(said(shown, R"({"type":"code_interpreter"})", "gemini-2.5-flash") == code_part);
  CHECK(said(shown, R"({"code_execution":{}})") == code_part);
  const std::string found = back("a", search_parts, "");
  CHECK(said(found, R"({"type":"function","function":{"name":"f"}})") == text("a"));
  CHECK(said(found, search, "gemini-2.5-flash") == text("a"));
  CHECK(said(R"("content":"",)" + google(R"("server_tool_parts":[)" + search_parts + "]"),
             R"({"type":"function","function":{"name":"f"}})") == text(" "));
  CHECK(translate(R"({"model":"gemini-3-flash-preview","tools":[)" + search +
                  R"(],"messages":[{"role":"user","content":"q"},{"role":"assistant",)" + found + "}]}")
            .find(R"("toolConfig":{"includeServerSideToolInvocations":true})") != std::string::npos);
}

TEST_CASE("F3: what is no such part, or no place, is refused by name") {
  const std::string at = "400 messages[1].extra_content.google.";
  const auto refusal = [](const std::string& members) {
    const std::string all = said(R"("content":"a",)" + google(members));
    return all.substr(0, all.find(':'));
  };
  CHECK(refusal(R"("server_tool_parts":{})") == at + "server_tool_parts");
  CHECK(refusal(R"("server_tool_parts":[{"toolCall":{}},7])") == at + "server_tool_parts[1]");
  CHECK(refusal(R"("server_tool_parts":[{"text":"a"}])") == at + "server_tool_parts[0]");
  CHECK(refusal(R"("server_tool_parts":[{"toolCall":"a"}])") == at + "server_tool_parts[0]");
  const std::string part = R"("server_tool_parts":[{"toolCall":{}}],"server_tool_places":)";
  CHECK(refusal(part + "1") == at + "server_tool_places");
  CHECK(refusal(part + "[1]") == at + "server_tool_places[0]");
  CHECK(refusal(part + R"([{"text":-1}])") == at + "server_tool_places[0].text");
  CHECK(refusal(part + R"([{"calls":"1"}])") == at + "server_tool_places[0].calls");
  CHECK(said(R"("content":"a",)" + google(R"("server_tool_parts":null)")) == text("a"));
  CHECK(said(R"("content":"a",)" + google(R"("server_tool_parts":[])")) == text("a"));
  CHECK(said(back("a", R"({"toolCall":{},"thoughtSignature":"?","other":1})", "{},{},{}"), search) ==
        R"({"toolCall":{}},{"text":"a"})");
}
