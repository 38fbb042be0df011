// Input items: what each becomes, which are left out, and which are refused by name.
#include "responses_support.h"

using rota::test::responses_translate;

namespace {

std::string sent(const std::string& input, const std::string& more = "") {
  return responses_translate(R"({"model":"gemini-2.5-flash","input":)" + input + more + "}");
}

const std::string hi = R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}])";
const std::string png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

}  // namespace

TEST_CASE("G1: input is a text or a list of messages") {
  CHECK(sent(R"("Hi")") == hi + "}");
  CHECK(sent(R"([{"role":"user","content":"Hi"}])") == hi + "}");
  CHECK(sent(R"([{"role":"user","content":"Hi"},{"role":"assistant","content":null}])") == hi + "}");
  CHECK(sent(R"([{"type":"message","id":"msg_1","role":"user","content":[{"type":"input_text","text":"Hi"}]}])") == hi + "}");
  CHECK(sent(R"([{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"output_text","text":"Yo",)"
             R"("annotations":[],"logprobs":[]},{"type":"refusal","refusal":"No"}]},{"role":"user","content":"So?"}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Yo"},{"text":"No"}]},)"
        R"({"role":"user","parts":[{"text":"So?"}]}]})");
}

TEST_CASE("G1: instructions, system and developer messages are told to the system, in order") {
  CHECK(sent(R"([{"role":"developer","content":"b"},{"role":"user","content":"Hi"},{"role":"system","content":"c"}])",
             R"(,"instructions":"a")") ==
        hi + R"(,"systemInstruction":{"parts":[{"text":"a"},{"text":"b"},{"text":"c"}]}})");
}

TEST_CASE("G1: images, files and sounds in a message") {
  CHECK(sent(R"([{"role":"user","content":[{"type":"input_image","detail":"auto","image_url":"data:image/png;base64,)" + png +
             R"("},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0x"}]}])") ==
        R"({"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":")" + png +
            R"("}},{"inlineData":{"mimeType":"application/pdf","data":"JVBERi0x"}}]}]})");
  CHECK(sent(R"([{"role":"user","content":[{"type":"input_image","file_id":"file-abc"}]}])").rfind("400 input[0].content[0].file_id", 0) == 0);
}

TEST_CASE("G1: calls and outputs of every type") {
  const std::string results =
      R"([{"role":"user","content":"Hi"},)"
      R"({"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\":1}","status":"completed"},)"
      R"({"type":"custom_tool_call","call_id":"c2","name":"patch","input":"*** Begin\n"},)"
      R"({"type":"local_shell_call","call_id":"c3","action":{"type":"exec","command":["ls"],"env":{}}},)"
      R"({"type":"function_call","call_id":"c4","name":"spawn","namespace":"agents","arguments":"{}"},)"
      R"({"type":"function_call_output","call_id":"c1","output":"done"},)"
      R"({"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"ok"}]},)"
      R"({"type":"local_shell_call_output","id":"c3","output":"a.txt"},)"
      R"({"type":"function_call_output","call_id":"c4","output":"{\"b\":2}"}])";
  CHECK(sent(results) ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[)"
        R"({"functionCall":{"id":"c1","name":"f","args":{"a":1}}},)"
        R"({"functionCall":{"id":"c2","name":"patch","args":{"input":"*** Begin\n"}}},)"
        R"({"functionCall":{"id":"c3","name":"local_shell","args":{"type":"exec","command":["ls"],"env":{}}}},)"
        R"({"functionCall":{"id":"c4","name":"agents__spawn","args":{}}}]},{"role":"user","parts":[)"
        R"({"functionResponse":{"id":"c1","name":"f","response":{"output":"done"}}},)"
        R"({"functionResponse":{"id":"c2","name":"patch","response":{"output":"ok"}}},)"
        R"({"functionResponse":{"id":"c3","name":"local_shell","response":{"output":"a.txt"}}},)"
        R"({"functionResponse":{"id":"c4","name":"agents__spawn","response":{"b":2}}}]}]})");
}

TEST_CASE("G1: an image that a tool has given goes with its result") {
  CHECK(responses_translate(R"({"model":"gemini-3-flash","input":[{"role":"user","content":"Hi"},)"
                            R"({"type":"function_call","call_id":"c1__thought__c2ln","name":"view","arguments":"{}"},)"
                            R"({"type":"function_call_output","call_id":"c1__thought__c2ln","output":[{"type":"input_image",)"
                            R"("image_url":"data:image/png;base64,)" + png + R"("}]}]})") ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"functionCall":{"id":"c1",)"
        R"("name":"view","args":{}},"thoughtSignature":"c2ln"}]},{"role":"user","parts":[{"functionResponse":{"id":"c1",)"
        R"("name":"view","response":{"output":""},"parts":[{"inlineData":{"mimeType":"image/png","data":")" + png +
            R"("}}]}}]}]})");
}

TEST_CASE("G1: a reasoning item's own signature goes back with what followed it, a foreign one is ignored") {
  const auto with = [](const std::string& content) {
    return responses_translate(
        R"({"model":"gemini-3-flash","input":[{"role":"user","content":"Hi"},{"type":"reasoning","id":"rs_1",)"
        R"("summary":[{"type":"summary_text","text":"hm"}],"content":null,"encrypted_content":)" + content +
        R"(},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},)"
        R"({"type":"function_call_output","call_id":"c1","output":"x"}]})");
  };
  CHECK(with(R"("rota.gemini.c2ln")").find(R"("thoughtSignature":"c2ln")") != std::string::npos);
  const std::string unsigned_call = R"("thoughtSignature":"skip_thought_signature_validator")";
  for (const char* foreign : {R"("gAAAAABo")", R"("rota.gemini.")", R"("rota.gemini.no base64")", R"("rota.other.c2ln")", "null"}) {
    CHECK(with(foreign).find(unsigned_call) != std::string::npos);
  }
}

TEST_CASE("G1: what a server has stored or run is left out") {
  for (const char* item : {R"({"type":"item_reference","id":"msg_1"})", R"({"type":"compaction","encrypted_content":"x"})",
                           R"({"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search"}})",
                           R"({"type":"mcp_list_tools","id":"m","server_label":"s","tools":[]})",
                           R"({"type":"image_generation_call","id":"ig_1"})"}) {
    INFO(item);
    CHECK(sent("[" + std::string(item) + R"(,{"role":"user","content":"Hi"}])") == hi + "}");
  }
  CHECK(sent(R"([{"role":"user","content":"Hi"},{"type":"image_generation_call","id":"ig_1","result":")" + png +
             R"("},{"role":"user","content":"More"}])") ==
        hi.substr(0, hi.size() - 1) + R"(,{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":")" + png +
            R"("}}]},{"role":"user","parts":[{"text":"More"}]}]})");
}

TEST_CASE("G1: tools that items bring are declared from then on") {
  CHECK(sent(R"([{"type":"additional_tools","role":"developer","tools":[{"type":"namespace","name":"fs","description":"d",)"
             R"("tools":[{"type":"function","name":"read","description":"r","parameters":{"type":"object"}}]}]},)"
             R"({"role":"user","content":"Hi"}])") ==
        hi + R"(,"tools":[{"functionDeclarations":[{"name":"fs__read","description":"r","parametersJsonSchema":{"type":"object"}}]}]})");
  CHECK(sent(R"([{"role":"user","content":"Hi"},{"type":"tool_search_call","call_id":"t1","execution":"client","status":"completed",)"
             R"("arguments":{"query":"pdf"}},{"type":"tool_search_output","call_id":"t1","execution":"client","tools":[)"
             R"({"type":"function","name":"pdf","description":"p"}]}])",
             R"(,"tools":[{"type":"tool_search","execution":"client","description":"s","parameters":{"type":"object"}}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"functionCall":{"id":"t1",)"
        R"("name":"tool_search","args":{"query":"pdf"}}}]},{"role":"user","parts":[{"functionResponse":{"id":"t1",)"
        R"("name":"tool_search","response":{"found":["pdf"]}}}]}],"tools":[{"functionDeclarations":[{"name":"tool_search",)"
        R"("description":"s","parametersJsonSchema":{"type":"object"}},{"name":"pdf","description":"p"}]}]})");
}

TEST_CASE("G1: a summary that was made here stands for what was said before it") {
  CHECK(sent(R"([{"type":"compaction","id":"cmp_1","encrypted_content":"rota.summary.All \"done\"."},{"role":"user","content":"Hi"}])") ==
        R"({"contents":[{"role":"user","parts":[{"text":"A summary of the conversation so far:\n\nAll \"done\"."},{"text":"Hi"}]}]})");
  const std::string wish = sent(R"([{"role":"user","content":"Hi"},{"type":"compaction_trigger"}])",
                                R"(,"tool_choice":"required","text":{"format":{"type":"json_object"}},)"
                                R"("tools":[{"type":"function","name":"f","description":"d"}])");
  CHECK(wish.find(R"({"text":"Hi"},{"text":"Write a summary of this conversation)") != std::string::npos);
  CHECK(wish.find(R"("mode":"NONE")") != std::string::npos);
  CHECK(wish.find("responseMimeType") == std::string::npos);
}

TEST_CASE("F9: items of a wrong form are refused by their place") {
  struct {
    const char* input;
    const char* refusal;
  } cases[] = {
      {"7", "400 input: "},
      {"[7]", "400 input[0]: "},
      {"[{}]", "400 input[0].type: "},
      {R"([{"type":7}])", "400 input[0].type: "},
      {R"([{"type":"computer_call"}])", "400 input[0].type: "},
      {R"([{"role":"tool","content":"x"}])", "400 input[0].role: "},
      {R"([{"role":"user"}])", "400 input[0].content: "},
      {R"([{"role":"user","content":{}}])", "400 input[0].content: "},
      {R"([{"role":"user","content":[{"type":"thing"}]}])", "400 input[0].content[0].type: "},
      {R"([{"type":"function_call","name":"f","arguments":"{}"}])", "400 input[0].call_id: "},
      {R"([{"type":"function_call","call_id":"c","arguments":"{}"}])", "400 input[0].name: "},
      {R"([{"type":"custom_tool_call","call_id":"c","name":"f","input":{}}])", "400 input[0].input: "},
      {R"([{"type":"local_shell_call","call_id":"c","action":[]}])", "400 input[0].action: "},
      {R"([{"type":"function_call_output","call_id":"c"}])", "400 input[0].output: "},
      {R"([{"type":"function_call_output","call_id":"c","output":7}])", "400 input[0].output: "},
      {R"([{"type":"reasoning","summary":[7]}])", "400 input[0].summary[0]: "},
      {R"([{"type":"reasoning","encrypted_content":7}])", "400 input[0].encrypted_content: "},
      {R"([{"type":"compaction","encrypted_content":7}])", "400 input[0].encrypted_content: "},
      {R"([{"type":"additional_tools"}])", "400 input[0].tools: "},
      {"[]", "400 input: "},
      {R"([{"type":"item_reference","id":"x"}])", "400 input: "},
  };
  for (const auto& one : cases) {
    INFO(one.input);
    CHECK(sent(one.input).substr(0, std::string(one.refusal).size()) == one.refusal);
  }
}
