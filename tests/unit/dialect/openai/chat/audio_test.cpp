// Spoken answers: how pieces of sound are joined, when a header is put before them, and which rate it tells.
#include "dialect/openai/chat/audio.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

struct Spoken {
  std::vector<std::string> pieces;
  std::string mime = "audio/L16;codec=pcm;rate=24000";
  bool whole = true;
  chat::AudioFormat format = chat::AudioFormat::unset;
};

std::string written(const Spoken& spoken) {
  test::Head head;
  chat::Conversation asked;
  asked.audio_format = spoken.format;
  head.head.asked = &asked;
  std::vector<chat::Delta> deltas(spoken.pieces.size());
  List<const chat::Delta*> sounds;
  for (std::size_t i = 0; i < deltas.size(); ++i) {
    deltas[i].mime = json::trust_escaped(spoken.mime);
    deltas[i].data = json::trust_escaped(spoken.pieces[i]);
    sounds.push(head.arena, &deltas[i]);
  }
  Buffer out;
  json::Writer writer(out);
  writer.begin_object();
  openai::write_audio(sounds, spoken.whole, head.head, writer);
  writer.end_object();
  return test::str(out.view());
}

std::string data(const Spoken& spoken) {
  test::Document document(written(spoken));
  REQUIRE(document.ok);
  return test::str(document.root["audio"]["data"].escaped());
}

/// The low three bytes of the header's rate, as base64.
std::string rate(const std::string& mime) {
  const std::string all = data({{"AQID"}, mime, true, chat::AudioFormat::wav});
  REQUIRE(all.size() == 76);
  return all.substr(32, 4);
}

}  // namespace

TEST_CASE("F4: sound is told with an id, an end of life and no transcript") {
  CHECK(written({{"AQID"}}) ==
        R"({"audio":{"id":"audio_chatcmpl-1","data":"AQID","transcript":"","expires_at":1700003600}})");
}

TEST_CASE("F4: pieces of sound are joined by their bytes, in either alphabet") {
  CHECK(data({{"AQID", "BAUG", "Bw=="}}) == "AQIDBAUGBw==");
  CHECK(data({{"AQ==", "Ag==", "Aw=="}}) == "AQID");
  CHECK(data({{"AQ", "AgM"}}) == "AQID");
  CHECK(data({{R"(\/w==)", "-_8="}}) == "//v/");
  CHECK(data({{R"(\/w==)"}}) == R"(\/w==)");  // alone it stays as it came
}

TEST_CASE("F4: a header stands before whole raw sound that was asked for as WAV, never else") {
  constexpr auto wav = chat::AudioFormat::wav;
  CHECK(data({{"AQ=="}, "audio/pcm", true, wav}) ==
        "UklGRi8AAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAASlVOSwIAAAAAAGRhdGEBAAAAAQ==");
  CHECK(data({{"AQID"}, "audio/pcm", false, wav}) == "AQID");
  CHECK(data({{"AQID"}, "audio/mpeg", true, wav}) == "AQID");
  CHECK(data({{"AQID"}, "audio/pcm", true, chat::AudioFormat::pcm16}) == "AQID");
}

TEST_CASE("F4: the header's rate is the one said, or Gemini's usual one") {
  CHECK(rate("audio/l16;rate=8000;channels=1") == "QB8A");
  CHECK(rate("audio/L16;rate=999999") == "P0IP");
  for (const char* mime : {"audio/PCM", "audio/L16;rate=0", "audio/L16;rate=x", "audio/L16;rate=1000000",
                           "audio/L16;rate=", "audio/L16;rate=99999999999999999999999"}) {
    INFO(mime);
    CHECK(rate(mime) == "wF0A");
  }
}

TEST_CASE("openai audio: sound is told from pictures by its type") {
  chat::Delta media;
  CHECK(!openai::is_audio(media));
  media.mime = "image/png";
  CHECK(!openai::is_audio(media));
  media.mime = "audio/wav";
  CHECK(openai::is_audio(media));
}
