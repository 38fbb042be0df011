// Media written as content parts.
#include "dialect/openai/upstream/media.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// Empty where the data is no base64.
std::string part(json::Escaped mime, json::Escaped data, chat::Detail detail = chat::Detail::unset) {
  chat::Part media;
  media.kind = chat::Part::Kind::media;
  media.mime = mime;
  media.data = data;
  media.detail = detail;
  Buffer out;
  json::Writer writer(out);
  return openai::write_medium(media, writer) ? test::str(out.view()) : std::string();
}
std::string linked(Bytes url, json::Escaped mime = {}) {
  chat::Part media;
  media.kind = chat::Part::Kind::media;
  media.url = url;
  media.mime = mime;
  Buffer out;
  json::Writer writer(out);
  REQUIRE(openai::write_medium(media, writer));
  return test::str(out.view());
}
std::string file(const std::string& name, const std::string& data) {
  return R"({"type":"file","file":{"filename":")" + name + R"(","file_data":")" + data + "\"}}";
}

}  // namespace

TEST_CASE("H7: pictures, sounds, films and documents each have a part of their own") {
  CHECK(part("image/png", "AAAA") == R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}})");
  CHECK(part("image/png", "AAAA", chat::Detail::low) ==
        R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}})");
  CHECK(part("audio/wav", "AAAA") == R"({"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}})");
  CHECK(part("audio/mp3", "AAAA") == R"({"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}})");
  CHECK(part("audio/L16;rate=24000", "AAAA") == R"({"type":"input_audio","input_audio":{"data":"AAAA","format":"pcm16"}})");
  CHECK(part("video/mp4", "AAAA") == R"({"type":"video_url","video_url":{"url":"data:video/mp4;base64,AAAA"}})");
  CHECK(part("application/pdf", "JVBERi0=") == file("document.pdf", "data:application/pdf;base64,JVBERi0="));
  CHECK(part("application/zip", "UEsDBAA=") == file("document", "data:application/zip;base64,UEsDBAA="));
}

TEST_CASE("H7: a text in a file is told as text") {
  const std::string text = R"({"type":"text","text":"a \"b\"\n"})";
  CHECK(part("text/plain", "YSAiYiIK") == text);
  CHECK(part("application/json", "YSAiYiIK") == text);
  CHECK(part("image/svg+xml", "YSAiYiIK") == text);
  CHECK(part("text/plain", "//79") == file("document", "data:text/plain;base64,//79"));  // no UTF-8
}

TEST_CASE("H7: base64 goes up in the standard alphabet, padded, without what stood between") {
  const auto data = [](json::Escaped sent) {
    const std::string all = part("image/png", sent);
    const std::string before = R"({"type":"image_url","image_url":{"url":"data:image/png;base64,)";
    return all.empty() ? all : all.substr(before.size(), all.size() - before.size() - 3);
  };
  CHECK(data("-_-_") == "+/+/");
  CHECK(data("AAA") == "AAA=");
  CHECK(data("AA") == "AA==");
  CHECK(data("AAAA\\nAA_A\\r\\n") == "AAAAAA/A");
  CHECK(data("AA\\/A") == "AA/A");
  CHECK(data("AA==") == "AA==");
  for (const json::Escaped bad : {json::Escaped("A"), json::Escaped("AA=A"), json::Escaped("AAA?"), json::Escaped(""), json::Escaped("A===")}) {
    CHECK(data(bad).empty());
  }
}

TEST_CASE("H7: the upstream fetches pictures, and nothing that may be something else") {
  CHECK(openai::reads_url("https://h.test/a.png"));
  CHECK(openai::reads_url("http://h.test/a.jpeg?x=1"));
  for (const Bytes url : {Bytes("https://h.test/a"), Bytes("https://h.test/a.pdf"), Bytes("files/abc.png"), Bytes("gs://b/a.png")}) {
    CHECK_FALSE(openai::reads_url(url));
  }
  CHECK(linked("https://h.test/a.png?\"") == R"({"type":"image_url","image_url":{"url":"https://h.test/a.png?\""}})");
}
