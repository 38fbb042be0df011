// Formats and forms of answers, and Google's own fields.
#include "dialect/dialect_support.h"

using namespace rota;
using rota::test::translate;

namespace {

/// What follows the contents.
std::string sent(const std::string& fields) {
  const std::string all =
      translate(R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":"q"}],)" + fields + "}");
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]}])";
  if (all.rfind(before, 0) != 0) return all;
  if (all.size() == before.size() + 1) return "";
  return all.substr(before.size() + 1, all.size() - before.size() - 2);
}
std::string config(const std::string& inside) { return R"("generationConfig":{)" + inside + "}"; }

}  // namespace

TEST_CASE("F3: response_format in all three forms") {
  CHECK(sent(R"("response_format":{"type":"text"})").empty());
  CHECK(sent(R"("response_format":{"type":"json_object"})") == config(R"("responseMimeType":"application/json")"));
  const std::string schema = R"({"type":"object","properties":{"b":{"type":"string"},"a":{"type":"integer"}},)"
                             R"("required":["b","a"],"additionalProperties":false})";
  const std::string expected = config(R"("responseMimeType":"application/json","responseJsonSchema":)" + schema);
  CHECK(
      sent(
          R"("response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,)"
          R"("schema":)" +
          schema + "}}") == expected);
  const std::string named = R"("description":"what it \"is\"")";
  const std::string with_description = expected.substr(0, expected.rfind("}}")) + "," + named + "}}";
  CHECK(sent(R"("response_format":{"type":"json_schema","json_schema":{"name":"n",)" + named + R"(,"schema":)" + schema +
             "}}") == with_description);
  CHECK(sent(R"("response_format":{"type":"json_schema","name":"n",)" + named + R"(,"schema":)" + schema + "}") ==
        with_description);
  // A schema's own words win, and nothing is said of nothing.
  const std::string own = R"({"description":"own","type":"object"})";
  CHECK(sent(R"("response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":)" + own +
             "}}") == config(R"("responseMimeType":"application/json","responseJsonSchema":)" + own));
  CHECK(sent(R"("response_format":{"type":"json_schema","json_schema":{"name":"n","description":"","schema":{}}})") ==
        config(R"("responseMimeType":"application/json","responseJsonSchema":{})"));
  CHECK(sent(R"("response_format":{"type":"json_schema","json_schema":{"name":"n","description":5,"schema":{}}})")
            .rfind("400 response_format.json_schema.description: ", 0) == 0);
  CHECK(sent(R"("response_format":{"type":"json_schema","name":"n","schema":)" + schema + "}") == expected);
  CHECK(sent(R"("response_format":{"type":"json_schema","json_schema":{"name":"n"}})") ==
        config(R"("responseMimeType":"application/json")"));
  CHECK(sent(R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":[]}})")
            .rfind("400 response_format.json_schema.schema: ", 0) == 0);
}

TEST_CASE("F3: modalities and voices") {
  CHECK(sent(R"("modalities":["text"])").empty());
  CHECK(sent(R"("modalities":["text","image"])") == config(R"("responseModalities":["TEXT","IMAGE"])"));
  CHECK(sent(R"("modalities":["image"])") == config(R"("responseModalities":["IMAGE"])"));
  CHECK(
      sent(R"("modalities":["text","audio"],"audio":{"voice":"Kore","format":"wav"})") ==
      config(
          R"("responseModalities":["AUDIO"],)"
          R"("speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}})"));
  CHECK(sent(R"("audio":{"voice":"alloy","format":"mp3"})").empty());  // nobody asked to hear it
}

TEST_CASE("F3: Google's fields, in both spellings, wherever clients put them") {
  const char* const safe[] = {
      R"("safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}])",
      R"("safety_settings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}])",
      R"("google":{"safety_settings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}]})",
      R"("extra_body":{"google":{"safetySettings":[ {"category": "HARM_CATEGORY_HARASSMENT", "threshold":"OFF"}]}})",
  };
  for (const char* fields : safe) {
    INFO(fields);
    CHECK(sent(fields) == R"("safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}])");
  }
  CHECK(sent(R"("extra_body":{"google":{"cached_content":"cachedContents/1"}})") ==
        R"("cachedContent":"cachedContents/1")");
  CHECK(sent(R"("cachedContent":"cachedContents/1")") == R"("cachedContent":"cachedContents/1")");
  CHECK(sent(R"("extra_body":{"google":{"image_config":{"aspect_ratio":"16:9","image_size":"2K"},)"
             R"("response_modalities":["IMAGE"]}})") ==
        config(R"("imageConfig":{"aspectRatio":"16:9","imageSize":"2K"},"responseModalities":["IMAGE"])"));
  CHECK(sent(R"("google":{"speech_config":{"voice_config":{"prebuilt_voice_config":{"voice_name":"Puck"}}},)"
             R"("media_resolution":"MEDIA_RESOLUTION_LOW"})") ==
        config(R"("speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Puck"}}},)"
               R"("mediaResolution":"MEDIA_RESOLUTION_LOW")"));
  // Google's words win over OpenAI's, and the last of two over the first.
  CHECK(
      sent(
          R"("temperature":1,"top_p":0.5,"generationConfig":{"top_k":3,"temperature":0,)"
          R"("enable_affective_dialog":true})") ==
      config(R"("topP":0.5,"topK":3,"temperature":0,"enableAffectiveDialog":true)"));
  CHECK(sent(R"("generation_config":{"top_k":1,"topK":2})") == config(R"("topK":2)"));
  CHECK(sent(R"("generation_config":{"thinking_config":{"thinking_budget":512}})") ==
        config(R"("thinkingConfig":{"thinkingBudget":512})"));
  // Names inside schemas are somebody's own.
  CHECK(
      sent(
          R"("google":{"generation_config":{"response_schema":{"type":"OBJECT",)"
          R"("properties":{"first_name":{"type":"STRING"}}}}},)"
          R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}})") ==
      config(R"("responseMimeType":"application/json","responseSchema":)"
             R"({"type":"OBJECT","properties":{"first_name":{"type":"STRING"}}})"));
}

TEST_CASE("F9: cached content beside system text or tools is refused before Google does") {
  const std::string tool = R"("tools":[{"type":"function","function":{"name":"f"}}])";
  const std::string cache = R"("extra_body":{"google":{"cached_content":"cachedContents/1"}})";
  const auto refused = [](const std::string& answer, const std::string& field) {
    return answer.rfind("400 " + field + ": Invalid '" + field + "': Google takes no ", 0) == 0;
  };
  CHECK(refused(sent(cache + "," + tool), "extra_body.google.cached_content"));
  CHECK(refused(sent(tool + R"(,"cachedContent":"cachedContents/1")"), "cachedContent"));
  CHECK(refused(sent(R"("google":{"cached_content":"cachedContents/1","tools":[{"type":"web_search"}]})"),
                "google.cached_content"));
  CHECK(refused(rota::test::translate(R"({"model":"gemini-2.5-flash","messages":[{"role":"system","content":"s"},)"
                                      R"({"role":"user","content":"q"}],)" +
                                      cache + "}"),
                "extra_body.google.cached_content"));
  CHECK(sent(cache + R"(,"tools":[])") == R"("cachedContent":"cachedContents/1")");
}

TEST_CASE("F9: a wrong type in Google's fields is a 400 that names it") {
  const std::pair<const char*, const char*> cases[] = {
      {R"("google":{"safety_settings":{"a":1}})", "400 google.safety_settings"},
      {R"("extra_body":{"google":{"cached_content":5}})", "400 extra_body.google.cached_content"},
      {R"("extra_body":{"google":{"image_config":"16:9"}})", "400 extra_body.google.image_config"},
      {R"("extra_body":{"google":5})", "400 extra_body.google"},
      {R"("generation_config":[1])", "400 generation_config"},
      {R"("google":{"tools":[{"type":"x"}]})", "400 google.tools[0].type"},
  };
  for (const auto& [fields, expected] : cases) {
    INFO(fields);
    const std::string answer = sent(fields);
    CHECK(answer.substr(0, answer.find(": ")) == expected);
  }
  std::string many = R"("generation_config":{"a":1)";
  for (int i = 0; i < 100; ++i) many += R"(,"a)" + std::to_string(i) + R"(":1)";
  CHECK(sent(many + "}").rfind("400 generation_config: ", 0) == 0);
}
