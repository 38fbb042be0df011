// What an answer says, sent back as the next request's input, is for the upstream what it said itself.
#include "responses_support.h"

using rota::test::member;
using rota::test::responses_answer;
using rota::test::responses_translate;

namespace {

const std::string settings =
    R"({"model":"gemini-3-flash","include":["reasoning.encrypted_content"],"tools":[{"type":"function","name":"f"},)"
    R"({"type":"custom","name":"patch"},{"type":"local_shell"},{"type":"tool_search","execution":"client"},)"
    R"({"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]}],"input":)";

std::string answered(const std::string& parts) {
  return responses_answer(settings + R"("q"})",
                          {R"({"candidates":[{"content":{"parts":[)" + parts + R"(]},"finishReason":"STOP"}]})"});
}

/// The model's turn that goes up when the answer's items come back, with an output for each of the ids.
std::string sent_back(const std::string& answer, const std::vector<std::string>& outputs) {
  std::string input = R"([{"role":"user","content":"q"},)" + member(answer, "output").substr(1);
  input.pop_back();
  for (const std::string& output : outputs) input += "," + output;
  const std::string up = responses_translate(settings + input + R"(,{"role":"user","content":"Go on."}]})");
  const std::string begin = R"({"role":"model","parts":[)";
  const std::size_t at = up.find(begin);
  REQUIRE(at != std::string::npos);
  return up.substr(at + begin.size(), up.find(R"(]},{"role":"user")", at) - at - begin.size());
}

std::string output(const std::string& type, const std::string& id) {
  return R"({"type":")" + type + R"(","call_id":")" + id + R"(","output":"done"})";
}

}  // namespace

TEST_CASE("F3: calls of every type come back with their ids, arguments and signature") {
  const std::string calls =
      R"({"functionCall":{"id":"c1","name":"f","args":{"a":1}},"thoughtSignature":"c2ln"},)"
      R"({"functionCall":{"id":"c2","name":"patch","args":{"input":"x\ny"}}},)"
      R"({"functionCall":{"id":"c3","name":"n__g","args":{"b":[true]}}},)"
      R"({"functionCall":{"id":"c4","name":"tool_search","args":{"query":"pdf"}}})";
  const std::string answer = answered(R"({"text":"hm","thought":true},)" + calls);
  CHECK(sent_back(answer, {output("function_call_output", "c1__thought__c2ln"), output("custom_tool_call_output", "c2"),
                           output("function_call_output", "c3"),
                           R"({"type":"tool_search_output","call_id":"c4","execution":"client","tools":[]})"}) == calls);
}

TEST_CASE("F3: a signature that no id can carry comes back by its reasoning item") {
  const std::string length(6000, 'B');
  const std::string call = R"({"functionCall":{"id":"c1","name":"f","args":{}},"thoughtSignature":")" + length + "\"}";
  CHECK(sent_back(answered(call), {output("function_call_output", "c1")}) == call);
  CHECK(sent_back(answered(R"({"text":"hm","thought":true},)" + call), {output("function_call_output", "c1")}) == call);
}

TEST_CASE("G1: texts and pictures come back, and with them their signatures") {
  const std::string text = R"({"text":"Größe\n\"x\"","thoughtSignature":"c2ln"})";
  CHECK(sent_back(answered(text), {}) == text);
  const std::string picture = R"({"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="},"thoughtSignature":"c2ln"})";
  CHECK(sent_back(answered(picture), {}) == picture);
  CHECK(sent_back(answered(R"({"text":"a"},)" + picture), {}) == R"({"text":"a"},)" + picture);
}
