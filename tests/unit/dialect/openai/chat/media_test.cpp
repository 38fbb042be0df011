// Images, audio, files and videos: by data URL, by URL, by id; what their types are; what is spliced and what is
// copied.
#include "base/limits.h"
#include "chat/media_type.h"
#include "dialect/reading/data_url.h"
#include "dialect/dialect_support.h"

using namespace rota;
using rota::test::translate;

namespace {

std::string sent(const std::string& part, const std::string& model = "gemini-2.5-flash") {
  const std::string all =
      translate(R"({"model":")" + model + R"(","messages":[{"role":"user","content":[)" + part + "]}]}");
  const std::string before = R"({"contents":[{"role":"user","parts":[)";
  if (all.rfind(before, 0) != 0) return all;
  return all.substr(before.size(), all.size() - before.size() - 4);
}
std::string image(const std::string& url) {
  return sent(R"({"type":"image_url","image_url":{"url":")" + url + R"("}})");
}
std::string inlined(const std::string& mime, const std::string& data) {
  return R"({"inlineData":{"mimeType":")" + mime + R"(","data":")" + data + R"("}})";
}
const std::string png = "iVBORw0KGgoAAAANSUhEUg==";

}  // namespace

TEST_CASE("F3: data URLs, as clients bend them") {
  const std::string plain = inlined("image/png", png);
  CHECK(image("data:image/png;base64," + png) == plain);
  CHECK(image("DATA:image/png;BASE64," + png) == plain);
  CHECK(image("data:image/png;charset=utf-8;base64," + png) == plain);
  CHECK(image("data:;base64," + png) == plain);
  CHECK(image("data:application/octet-stream;base64," + png) == plain);
  CHECK(image("data:image/png," + png) == plain);
  CHECK(image("data:image/png;base64, iVBORw0KGgoAAAAN\\r\\nSUhEUg%3D%3D\\n") == plain);
  CHECK(image("data:image\\/png;base64," + png) == plain);
  CHECK(image("data:image/jpg;base64,/9j/4AAQ") == inlined("image/jpeg", "/9j/4AAQ"));
  CHECK(image("data:image/png;base64,iVBOR_-w") == inlined("image/png", "iVBOR_-w"));
  CHECK(sent(R"({"type":"image_url","image_url":"data:image/png;base64,)" + png + R"("})") == plain);
  CHECK(sent(R"({"type":"input_image","image_url":"data:image/png;base64,)" + png + R"("})") == plain);
  CHECK(sent(R"({"type":"file","file":{"file_data":"data:text/plain,a%20b"}})") == inlined("text/plain", "YSBi"));
}

TEST_CASE("F9: data is spliced where it stands, not copied") {
  Arena arena;
  const std::string url = "data:image/png;base64," + std::string(100000, 'A');
  const reading::DataUrl read = reading::read_data_url(json::trust_escaped(url), arena);
  CHECK(read.valid);
  CHECK(Bytes(read.data).data() == url.data() + 22);
  CHECK(read.data.size() == 100000);
  CHECK(arena.reserved_bytes() < 50000);
}

TEST_CASE("F3: types are told by the first bytes") {
  const std::pair<const char*, const char*> cases[] = {
      {"iVBORw0KGgo=", "image/png"},
      {"/9j/4AAQSkZJRg==", "image/jpeg"},
      {"\\/9j\\/4AAQSkZJRg==", "image/jpeg"},
      {"_9j_4AAQSkZJRg==", "image/jpeg"},
      {"R0lGODlhAQABAA==", "image/gif"},
      {"UklGRiQAAABXRUJQVlA4", "image/webp"},
      {"UklGRiQAAABXQVZFZm10", "audio/wav"},
      {"JVBERi0xLjQK", "application/pdf"},
      {"SUQzBAAAAAA=", "audio/mp3"},
      {"//t0xAAD", "audio/mp3"},
      {"T2dnUwAC", "audio/ogg"},
      {"ZkxhQwAA", "audio/flac"},
      {"AAAAGGZ0eXBoZWljAAAA", "image/heic"},
      {"AAAAIGZ0eXBpc29tAAAA", "video/mp4"},
      {"AAAAIGZ0eXBNNEEgAAAA", "audio/mp4"},
      {"GkXfo59C", "video/webm"},
      {"aGVsbG8gd29ybGQh", ""},
      {"", ""},
  };
  for (const auto& [data, mime] : cases) {
    INFO(data);
    CHECK(chat::sniff_media_type(data) == mime);
  }
  CHECK(chat::media_type_of_name("Report.PDF") == "application/pdf");
  CHECK(chat::media_type_of_name("https://a/b.jpg?x=.png#y") == "image/jpeg");
  CHECK(chat::media_type_of_name("https://a.png/b").empty());
  CHECK(chat::media_type_of_name("README").empty());
}

TEST_CASE("F3: images by URL keep it, and the detail is told to Gemini 3") {
  CHECK(image("https://a/b.png?x=1") == R"({"fileData":{"mimeType":"image/png","fileUri":"https://a/b.png?x=1"}})");
  CHECK(image("https:\\/\\/a\\/b") == R"({"fileData":{"fileUri":"https://a/b"}})");
  CHECK(image("gs://bucket/a.png") == R"({"fileData":{"mimeType":"image/png","fileUri":"gs://bucket/a.png"}})");
  CHECK(image("https://www.youtube.com/watch?v=1") ==
        R"({"fileData":{"fileUri":"https://www.youtube.com/watch?v=1"}})");
  const std::string high =
      R"({"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K","detail":"high"}})";
  CHECK(sent(high) == inlined("image/png", "iVBORw0K"));
  CHECK(sent(high, "gemini-3-flash") == R"({"inlineData":{"mimeType":"image/png","data":"iVBORw0K"},)"
                                        R"("mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"}})");
  CHECK(sent(R"({"type":"input_image","image_url":"data:image/png;base64,iVBORw0K",)"
  R"("detail":"low"})", "gemini-3-flash")
            .find("MEDIA_RESOLUTION_LOW") != std::string::npos);
  CHECK(sent(R"({"type":"input_image","file_id":"files/abc"})") ==
        R"({"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc"}})");
}

TEST_CASE("F3: audio, files, videos") {
  CHECK(sent(R"({"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}})") ==
        inlined("audio/wav", "UklGRg=="));
  CHECK(sent(R"({"type":"input_audio","input_audio":{"data":"AAAA","format":"pcm16"}})") ==
        inlined("audio/L16;rate=24000", "AAAA"));
  CHECK(sent(R"({"type":"input_audio","input_audio":{"data":"data:audio/mpeg;base64,SUQz","format":"mp3"}})") ==
        inlined("audio/mpeg", "SUQz"));
  CHECK(sent(R"({"type":"input_audio","input_audio":{"data":"SUQzBAAA"}})") == inlined("audio/mp3", "SUQzBAAA"));
  CHECK(sent(R"({"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0=","filename":"a.pdf"}})") ==
        inlined("application/pdf", "JVBERi0="));
  CHECK(sent(R"({"type":"file","file":{"file_data":"YSxi","filename":"a.CSV"}})") == inlined("text/plain", "YSxi"));
  CHECK(sent(R"({"type":"input_file","file_data":"JVBERi0xLjQK"})") == inlined("application/pdf", "JVBERi0xLjQK"));
  CHECK(sent(R"({"type":"input_file","file_url":"https://a/b.pdf"})") ==
        R"({"fileData":{"mimeType":"application/pdf","fileUri":"https://a/b.pdf"}})");
  CHECK(
      sent(R"({"type":"video_url","video_url":{"url":"https://youtu.be/1"},"video_metadata":{"fps":2,)"
           R"("start_offset":"10.5s","end_offset":20}})") ==
      R"({"fileData":{"fileUri":"https://youtu.be/1"},"videoMetadata":{"fps":2,"startOffset":"10.5s",)"
      R"("endOffset":"20s"}})");
  CHECK(sent(R"({"type":"input_video","video_url":"data:video/mp4;base64,AAAA"})") == inlined("video/mp4", "AAAA"));
}

TEST_CASE("F3: an assistant's images go back with their signatures") {
  CHECK(translate(R"({"model":"gemini-3-pro-image-preview","messages":[{"role":"user","content":"draw"},)"
                  R"({"role":"assistant","content":"Here.","images":[{"type":"image_url","image_url":{"url":)"
                  R"("data:image/png;base64,iVBORw0K"},"extra_content":{"google":{"thought_signature":"QUFB"}}}]},)"
                  R"({"role":"user","content":"bluer"}]})")
            .find(R"({"role":"model","parts":[{"text":"Here."},{"inlineData":{"mimeType":"image/png",)"
                  R"("data":"iVBORw0K"},"thoughtSignature":"QUFB"}]})") != std::string::npos);
}

TEST_CASE("F3: linked media are listed with the field that named them") {
  test::Document document(
      R"({"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/1"}},)"
      R"({"type":"image_url","image_url":"data:image/png;base64,iVBORw0K"}]},{"role":"assistant","tool_calls":[)"
      R"({"id":"1","function":{"name":"f"}}]},{"role":"tool","tool_call_id":"1","content":[{"type":"input_image",)"
      R"("image_url":"https://a/2"}]}]})");
  const auto read = openai::read_chat_request(document.root, document.arena);
  REQUIRE(read.ok());
  const List<chat::Part*> linked = chat::linked_media(*read->conversation, document.arena);
  REQUIRE(linked.size() == 2);
  CHECK(linked[0]->url == "https://a/1");
  CHECK(linked[0]->param == "messages[0].content[0].image_url.url");
  CHECK(linked[1]->url == "https://a/2");
  CHECK(linked[1]->param == "messages[2].content[0].image_url");
  linked[0]->mime = "image/png";
  linked[0]->data = "iVBORw0K";
  linked[0]->url = {};
  Buffer out;
  gemini::FunctionNames names(document.arena);
  REQUIRE(gemini::write_generate_request(*read->conversation, names, out).ok());
  CHECK(test::str(out.view()).find(R"([{"inlineData":{"mimeType":"image/png","data":"iVBORw0K"}},)") !=
        std::string::npos);
}

TEST_CASE("F9: bad media are a 400 that names its place") {
  const std::pair<std::string, const char*> cases[] = {
      {R"({"type":"image_url"})", "image_url"},
      {R"({"type":"image_url","image_url":5})", "image_url"},
      {R"({"type":"image_url","image_url":{}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"ftp://a/b"}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"javascript:alert"}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"data:image/png;base64"}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"data:image/png;base64,"}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"data:im\"age;base64,AAAA"}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"data:;base64,AAAA"}})", "image_url.url"},
      {R"({"type":"image_url","image_url":{"url":"https://a/b","detail":"tiny"}})", "image_url.detail"},
      {R"({"type":"image_url","image_url":{"url":"https://)" + std::string(limits::url_bytes, 'a') + R"("}})",
       "image_url.url"},
      {R"({"type":"input_audio"})", "input_audio"},
      {R"({"type":"input_audio","input_audio":{"format":"wav"}})", "input_audio.data"},
      {R"({"type":"input_audio","input_audio":{"data":"AAAA","format":"g711"}})", "input_audio.format"},
      {R"({"type":"file","file":{}})", "file.file_data"},
      {R"({"type":"file","file":{"file_id":"file-abc123"}})", "file.file_id"},
      {R"({"type":"file","file":{"file_data":"AAAA"}})", "file.file_data"},
      {R"({"type":"video_url","video_url":{"url":"x"}})", "video_url.url"},
      {R"({"type":"video_url","video_url":{"url":"https://youtu.be/1"},"video_metadata":{"start_offset":"soon"}})",
       "video_metadata.start_offset"},
      {R"({"type":"video_url","video_url":{"url":"https://youtu.be/1"},"video_metadata":{"fps":-1}})",
       "video_metadata.fps"},
      {R"({"type":"hologram"})", "type"},
  };
  for (const auto& [part, param] : cases) {
    INFO(part.substr(0, 200));
    const std::string answer = sent(part);
    CHECK(answer.substr(0, answer.find(": ")) == std::string("400 messages[0].content[0].") + param);
  }
}
