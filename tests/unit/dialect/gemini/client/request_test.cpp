// Requests of Gemini's own clients: what they say, in either spelling, and how a mistake is named.
#include "client_testing.h"

using namespace rota;
using test::asked_again;

namespace {

/// The request with one content and these members beside it.
std::string with(const std::string& members) {
  return asked_again(R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],)" + members + "}");
}
std::string said(const std::string& contents) { return asked_again(R"({"contents":)" + contents + "}"); }
bool starts(const std::string& text, const std::string& beginning) { return text.rfind(beginning, 0) == 0; }

}  // namespace

TEST_CASE("C4: what a conversation of Google's clients says comes out again") {
  CHECK(
      said(
          R"([{"role":"user","parts":[{"text":"a\"b"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]}])") ==
      R"({"contents":[{"role":"user","parts":[{"text":"a\"b"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]}]})");
  CHECK(
      said(
          R"([{"parts":[{"text":"Go"}]},{"role":"model","parts":[{"thought":true,"text":"hm"},{"functionCall":{"id":"c1",)"
          R"("name":"f","args":{"a":1}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g"}}]},{"role":"user","parts":[)"
          R"({"functionResponse":{"id":"c1","name":"f","response":{"output":"ok"}}},{"functionResponse":{"name":"g",)"
          R"("response":{"b":[2]}}}]}])") ==
      R"({"contents":[{"role":"user","parts":[{"text":"Go"}]},{"role":"model","parts":[{"functionCall":{"id":"c1","name":"f",)"
      R"("args":{"a":1}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g","args":{}}}]},{"role":"user","parts":[)"
      R"({"functionResponse":{"id":"c1","name":"f","response":{"output":"ok"}}},{"functionResponse":{"name":"g",)"
      R"("response":{"b":[2]}}}]}]})");
}

TEST_CASE("C4: snake case, one object for a list, and a system text are read like all else") {
  CHECK(asked_again(
            R"({"system_instruction":{"parts":{"text":"Be brief."}},"contents":{"parts":{"inline_data":{"mime_type":)"
            R"("image/png","data":"iVBORw0KGgo="}}},"generation_config":{"max_output_tokens":7}})") ==
        R"({"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]}],)"
        R"("systemInstruction":{"parts":[{"text":"Be brief."}]},"generationConfig":{"maxOutputTokens":7}})");
  CHECK(asked_again(R"({"systemInstruction":"Be brief.","contents":[{"parts":[{"text":"Hi"}]}]})")
            .find(R"("systemInstruction":{"parts":[{"text":"Be brief."}]})") != std::string::npos);
}

TEST_CASE("C4: a result that failed, media beside a result, files by URL, and a video's range") {
  const std::string call =
      R"({"parts":[{"text":"Go"}]},{"role":"model","parts":[{"functionCall":{"name":"f"},"thoughtSignature":"c2ln"}]},)";
  CHECK(said("[" + call + R"({"parts":[{"functionResponse":{"name":"f","response":{"error":"no"}}}]}])")
            .find(R"("response":{"error":"no"})") != std::string::npos);
  CHECK(said("[" + call +
             R"({"parts":[{"functionResponse":{"name":"f","response":{},"parts":[{"inlineData":{"mimeType":)"
             R"("image/png","data":"iVBORw0KGgo="}}]}}]}])")
            .find(R"("response":{},"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}])") !=
        std::string::npos);
  CHECK(said(R"([{"parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://a.test/v"},"videoMetadata":{"fps":2,)"
             R"("startOffset":"1.5s","endOffset":"9s"}}]}])") ==
        R"({"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://a.test/v"},)"
        R"("videoMetadata":{"fps":2,"startOffset":"1.5s","endOffset":"9s"}}]}]})");
}

TEST_CASE("C4: what Google's own tools did is Google's, and shown to others") {
  test::Document document(
      R"({"contents":[{"role":"model","parts":[{"executableCode":{"language":"PYTHON","code":"1+1"}},)"
      R"({"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"2"}}]}]})");
  Random random{1};
  const auto read =
      gemini::clients::read_request({.document = document.root, .model = "m", .random = random}, document.arena);
  REQUIRE(read.ok());
  REQUIRE((*read)->turns.size() == 1);
  const List<chat::Part>& parts = (*read)->turns[0].parts;
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].kind == chat::Part::Kind::native);
  CHECK(parts[0].owner == "gemini");
  CHECK(parts[0].text == "\\n```python\\n1+1\\n```\\n");
  CHECK(parts[1].name == "codeExecutionResult");
  CHECK(parts[1].text == "\\n```output\\n2\\n```\\n");
}

TEST_CASE("C4: the path says whether the answer is a stream") {
  const auto streams = [](Bytes path) {
    test::Document document(R"({"contents":[{"parts":[{"text":"Hi"}]}]})");
    Random random{1};
    const auto read =
        gemini::clients::read_request({.document = document.root, .random = random, .tail = path}, document.arena);
    REQUIRE(read.ok());
    return (*read)->stream;
  };
  CHECK(streams("/models/x:streamGenerateContent"));
  CHECK_FALSE(streams("/models/x:generateContent"));
}

TEST_CASE("C4: Google's settings, those of its own among them") {
  CHECK(
      with(
          R"("generationConfig":{"temperature":0.5,"topP":1,"topK":40.0,"maxOutputTokens":9,"stopSequences":["x"],"seed":3,)"
          R"("responseLogprobs":true,"logprobs":2,"mediaResolution":"MEDIA_RESOLUTION_LOW",)"
          R"("thinkingConfig":{"includeThoughts":true,"thinkingLevel":"HIGH"}},"safetySettings":[{"category":"C",)"
          R"("threshold":"OFF"}],"labels":{"a":"b"})") ==
      R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"safetySettings":[{"category":"C","threshold":"OFF"}],)"
      R"("generationConfig":{"temperature":0.5,"topP":1,"topK":40,"maxOutputTokens":9,"seed":3,"responseLogprobs":true,)"
      R"("logprobs":2,"stopSequences":["x"],"thinkingConfig":{"thinkingLevel":"HIGH","includeThoughts":true},)"
      R"("mediaResolution":"MEDIA_RESOLUTION_LOW"}})");
  CHECK(
      with(R"("generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":)"
           R"({"voiceName":"Kore"}}}})")
          .find(
              R"("responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}})") !=
      std::string::npos);
  CHECK(with(R"("generationConfig":{"candidateCount":1,"presencePenalty":0,"maxOutputTokens":0})")
            .find("generationConfig") == std::string::npos);
}

TEST_CASE("C4: a schema of Google's becomes JSON Schema, and JSON Schema stays") {
  CHECK(
      with(
          R"("generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{)"
          R"("type":{"type":"STRING","nullable":true}},"propertyOrdering":["type"]}})")
          .find(
              R"("responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"type":{"type":)"
              R"(["string","null"]}}})") != std::string::npos);
  CHECK(with(R"("generationConfig":{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a"]}})")
            .find(R"("responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a"]})") !=
        std::string::npos);
}

TEST_CASE("C4: tools, Google's own and declared, and the choice among them") {
  CHECK(
      with(
          R"("tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{)"
          R"("a":{"type":"INTEGER"}}}},{"name":"g","parametersJsonSchema":{"type":"object"}}]},{"google_search":{}},)"
          R"({"googleMaps":{"x":1}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g"]}})") ==
      R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d",)"
      R"("parametersJsonSchema":{"type":"object","properties":{"a":{"type":"integer"}}}},{"name":"g","description":"",)"
      R"("parametersJsonSchema":{"type":"object"}}]},{"googleSearch":{}},{"googleMaps":{"x":1}}],"toolConfig":{)"
      R"("functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g"]},"includeServerSideToolInvocations":true}})");
  CHECK(with(R"("tools":{"codeExecution":{}},"toolConfig":{"functionCallingConfig":{"mode":"NONE"}})").find("tools") ==
        std::string::npos);
  // With settings it is Google's own; others hear of a search all the same.
  CHECK(with(R"("tools":[{"googleSearch":{"timeRangeFilter":{}}}])")
            .find(R"("tools":[{"googleSearch":{"timeRangeFilter":{}}}])") != std::string::npos);
}

TEST_CASE("F5: what is wrong is refused, and the field is named") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"contents":1})", "400 contents: "},
      {R"({"contents":[1]})", "400 contents[0]: "},
      {R"({"contents":[]})", "400 contents: "},
      {R"({})", "400 contents: "},
      {R"({"contents":[{"role":1,"parts":[]}]})", "400 contents[0].role: "},
      {R"({"contents":[{"parts":"x"}]})", "400 contents[0].parts: "},
      {R"({"contents":[{"parts":[{"text":1}]}]})", "400 contents[0].parts[0].text: "},
      {R"({"contents":[{"parts":[{"text":"a","thought":1}]}]})", "400 contents[0].parts[0].thought: "},
      {R"({"contents":[{"parts":[{"inlineData":1}]}]})", "400 contents[0].parts[0].inlineData: "},
      {R"({"contents":[{"parts":[{"inlineData":{"mimeType":"image/png"}}]}]})",
       "400 contents[0].parts[0].inlineData.data: "},
      {R"({"contents":[{"parts":[{"fileData":{"fileUri":""}}]}]})", "400 contents[0].parts[0].fileData.fileUri: "},
      {R"({"contents":[{"parts":[{"functionCall":{"name":"f","args":[]}}]}]})",
       "400 contents[0].parts[0].functionCall.args: "},
      {R"({"contents":[{"parts":[{"functionResponse":{"name":"f","response":"x"}}]}]})",
       "400 contents[0].parts[0].functionResponse.response: "},
      {R"({"contents":[{"parts":[{"future":{}}]}]})", "400 contents[0].parts[0]: "},
      {R"({"systemInstruction":1,"contents":[]})", "400 systemInstruction: "},
      {R"({"systemInstruction":{"parts":[{"inlineData":{}}]},"contents":[]})", "400 systemInstruction.parts[0].text: "},
  };
  for (const auto& [body, beginning] : cases) {
    INFO(body << " -> " << asked_again(body));
    CHECK(starts(asked_again(body), beginning));
  }
  const std::pair<const char*, const char*> beside[] = {
      {R"("cachedContent":"cachedContents/a")", "400 cachedContent: "},
      {R"("tools":1)", "400 tools: "},
      {R"("tools":[{"functionDeclarations":[{"description":"d"}]}])", "400 tools[0].functionDeclarations[0].name: "},
      {R"("tools":[{"functionDeclarations":[{"name":"f","parameters":1}]}])",
       "400 tools[0].functionDeclarations[0].parameters: "},
      {R"("tools":[{"googleSearch":1}])", "400 tools[0].googleSearch: "},
      {R"("toolConfig":{"functionCallingConfig":{"mode":"MAYBE"}})", "400 toolConfig.functionCallingConfig.mode: "},
      {R"("toolConfig":{"functionCallingConfig":{"allowedFunctionNames":[1]}})",
       "400 toolConfig.functionCallingConfig.allowedFunctionNames[0]: "},
      {R"("generationConfig":[])", "400 generationConfig: "},
      {R"("generationConfig":{"topP":2})", "400 generationConfig.topP: "},
      {R"("generationConfig":{"maxOutputTokens":1.5})", "400 generationConfig.maxOutputTokens: "},
      {R"("generationConfig":{"stopSequences":["a",1]})", "400 generationConfig.stopSequences[1]: "},
      {R"("generationConfig":{"logprobs":3})", "400 generationConfig.logprobs: "},
      {R"("generationConfig":{"responseMimeType":1})", "400 generationConfig.responseMimeType: "},
      {R"("generationConfig":{"responseSchema":"x"})", "400 generationConfig.responseSchema: "},
      {R"("generationConfig":{"thinkingConfig":{"thinkingLevel":"SOME"}})",
       "400 generationConfig.thinkingConfig.thinkingLevel: "},
      {R"("generationConfig":{"responseModalities":["SMELL"]})", "400 generationConfig.responseModalities[0]: "},
      {R"("safetySettings":{})", "400 safetySettings: "},
      {R"("labels":[])", "400 labels: "},
  };
  for (const auto& [members, beginning] : beside) {
    INFO(members << " -> " << with(members));
    CHECK(starts(with(members), beginning));
  }
}
