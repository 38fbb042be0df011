// Media types: magic bytes in boxes and forms, heads cut short, extensions, audio formats and usual spellings.
#include <catch2/catch_all.hpp>
#include <utility>

#include "chat/media_type.h"

using namespace rota;
using namespace rota::chat;

TEST_CASE("F3: files in boxes and forms are told by what the box says") {
  const std::pair<Bytes, Bytes> cases[] = {
      {"AAAAGGZ0eXBtaWYx", "image/heif"},
      {"AAAAGGZ0eXBxdCAg", "video/quicktime"},
      {"AAAAGGZ0eXBpc29t", "video/mp4"},
      {"Rk9STQAAAABBSUZD", "audio/aiff"},
      {"Rk9STQAAAABJTEJN", ""},
      {"UklGRgAAAABBQ0lE", ""},
      {"UklGRgAAAABXQVZF", "audio/wav"},
      {"UklGRgAAAABBVkkg", "video/avi"},
      {"//FQ", "audio/aac"},
      {"__FQ", "audio/aac"},
      {"\\/\\/uQ", "audio/mp3"},
  };
  for (const auto& [data, type] : cases) {
    INFO(data);
    CHECK(sniff_media_type(data) == type);
  }
}

TEST_CASE("F3: a head that is cut short or padded early is not guessed") {
  CHECK(sniff_media_type("UklGRgAAAABXRUI=").empty());
  CHECK(sniff_media_type("AAAAGGZ0eXA=").empty());
  CHECK(sniff_media_type("/9g=").empty());
  CHECK(sniff_media_type("/9j/") == "image/jpeg");
  CHECK(sniff_media_type("=iVBORw0KGgo").empty());
}

TEST_CASE("F3: the extension is the last one of the path, in any case") {
  CHECK(media_type_of_name("archive.PNG.Txt") == "text/plain");
  CHECK(media_type_of_name("https://a.test/v1.2/clip.MOV#t=3") == "video/quicktime");
  CHECK(media_type_of_name("https://a.test/get?file=a.png").empty());
  CHECK(media_type_of_name("v1.png/file").empty());
  CHECK(media_type_of_name("a.").empty());
  CHECK(media_type_of_name("a.zip").empty());
  CHECK(media_type_of_name("png").empty());
  CHECK(media_type_of_name("").empty());
  CHECK(media_type_of_name(".md") == "text/markdown");
}

TEST_CASE("F3: audio formats are not extensions") {
  CHECK(media_type_of_audio("MP3") == "audio/mp3");
  CHECK(media_type_of_audio("webm") == "audio/webm");
  CHECK(media_type_of_audio("pcm") == "audio/L16;rate=24000");
  CHECK(media_type_of_audio("png").empty());
  CHECK(media_type_of_audio("").empty());
}

TEST_CASE("F3: a type loses its parameters and its odd spelling, raw audio keeps its rate") {
  CHECK(usual_media_type("IMAGE/JPG") == "image/jpeg");
  CHECK(usual_media_type("audio/x-wav ; codec=1") == "audio/wav");
  CHECK(usual_media_type(" text/html; charset=utf-8 ") == "text/html");
  CHECK(usual_media_type("application/json") == "text/plain");
  CHECK(usual_media_type("video/unknown") == "video/unknown");
  CHECK(usual_media_type(" audio/L16;rate=16000 ") == "audio/L16;rate=16000");
  CHECK(usual_media_type("audio/PCM; rate=8000") == "audio/PCM; rate=8000");
  CHECK(usual_media_type("audio/l16") == "audio/l16");
  CHECK(usual_media_type(";x=1").empty());
  CHECK(usual_media_type("").empty());
}

TEST_CASE("F3: sources, configuration and markup are texts by their names") {
  for (const Bytes name : {"a.ts", "b.yaml", "c.TeX", "d.json", "e.rs", "f.svg", "x/g.toml", "h.d.ts", ".env"}) {
    INFO(name);
    CHECK(media_type_of_name(name) == "text/plain");
  }
}

TEST_CASE("F3: what begins as a text is one, what has control characters is none") {
  for (const Bytes text : {"YTogYgo=", "w6k=", "G1szMW0=", "eyJhIjoxfQ", "DQoJ"}) {
    INFO(text);
    CHECK(looks_like_text(text));
  }
  for (const Bytes other : {"", "AAAA", "iVBORw0KGgo=", "6Q==", "YQB=", "UEsDBBQ=", "f39/"}) {
    INFO(other);
    CHECK_FALSE(looks_like_text(other));
  }
  // 512 octets are looked at: a character that is cut there is none that is broken.
  std::string long_text = "YWHDqcOp";  // "aaéé"
  while (long_text.size() < 1000) long_text += "w6nDqcOp";
  CHECK(looks_like_text(long_text));
}
