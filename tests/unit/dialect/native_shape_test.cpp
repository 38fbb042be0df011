// Native shapes: what of a request that passes as it is sets it apart, in each dialect that upstreams speak.
#include "dialect/dialect_support.h"
#include "dialect/table.h"

namespace {

using namespace rota;

struct Shaped {
  Shaped(Bytes upstream, const std::string& body, Bytes path = "/v1beta/models/m:generateContent") {
    http::RequestHead head;
    head.path = path;
    const auto root = reader.read(body, arena);
    dialect::upstream_dialect(upstream, {}).read_shape(head, root.ok() ? root.value() : json::Value(), shape);
    kind = chat::kind_of(shape, arena);
  }
  Arena arena;
  json::Reader reader;
  chat::RequestShape shape;
  Bytes kind;
};

}  // namespace

TEST_CASE("F6: a native request's tools, media and modalities, in both cases and however they are escaped") {
  CHECK(Shaped("gemini", R"({"contents":[{"parts":[{"text":"Hi"}]}]})").kind.empty());
  CHECK(Shaped("gemini", R"({"tools":[{"google_search":{}}]})").kind == "tools");
  CHECK(Shaped("gemini", R"({"tools":[{"google_se\u0061rch":{}}]})").kind == "tools");
  CHECK(Shaped("gemini", R"({"tools":[{"functionDeclarations":[]},{"codeExecution":{}}]})").kind == "tools");
  CHECK(Shaped("gemini", R"({"tools":[{"function_declarations":[{"name":"google_search"}]}]})").kind.empty());
  CHECK(Shaped("gemini", R"({"tools":[{"type":"function","name":"f"}]})").kind.empty());
  CHECK(Shaped("gemini", R"({"tools":[{"type":"google_search"}]})").kind == "tools");
  CHECK(Shaped("gemini", R"({"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}]})").kind ==
        "images");
  CHECK(Shaped("gemini", R"({"contents":[{"parts":[{"file_data":{"mime_type":"video/mp4"}}]}]})").kind == "video");
  CHECK(Shaped("gemini", R"({"generationConfig":{"responseModalities":["TEXT","AUDIO"]}})").kind == "audio");
  CHECK(Shaped("gemini", "nonsense").kind.empty());
  CHECK(Shaped("gemini", "{}", "/v1beta/models/m:streamGenerateContent").shape.streams);
  CHECK_FALSE(Shaped("gemini", "{}").shape.streams);
}

TEST_CASE("F6: the same of OpenAI's") {
  CHECK(Shaped("openai", R"({"messages":[{"role":"user","content":"Hi"}]})").kind.empty());
  CHECK(Shaped("openai", R"({"web_search_options":{}})").kind == "tools");
  CHECK(Shaped("openai", R"({"plugins":[{"id":"web"}]})").kind == "tools");
  CHECK(Shaped("openai", R"({"tools":[{"type":"function"}]})").kind.empty());
  CHECK(Shaped("openai", R"({"tools":[{"type":"web_search"}]})").kind == "tools");
  CHECK(Shaped("openai", R"({"messages":[{"content":[{"type":"image_url"},{"type":"file"}]}]})").kind == "images+documents");
  CHECK(Shaped("openai", R"({"input":[{"content":[{"type":"input_audio"}]}]})").kind == "audio");
  CHECK(Shaped("openai", R"({"stream":true})").shape.streams);
}

TEST_CASE("F6: texts count, names and the data of media do not") {
  CHECK(Shaped("gemini", R"({"contents":[{"role":"user","parts":[{"text":"12345"}]}]})").shape.text_bytes == 9);
  CHECK(Shaped("gemini", R"({"contents":[{"parts":[{"inlineData":{"mimeType":"a/b","data":"AAAAAAAA"}}]}]})").shape
            .text_bytes == 3);
  CHECK(Shaped("openai", R"({"messages":[{"content":[{"type":"x","image_url":{"url":"data:image/png;base64,AAAA"}}]}]})")
            .shape.text_bytes == 1);
}
