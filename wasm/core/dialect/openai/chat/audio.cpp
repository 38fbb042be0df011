// Joining base64 and the header; see audio.h.
#include "dialect/openai/chat/audio.h"

#include "base/base64.h"
#include "base/text.h"

namespace rota::openai {

namespace {

constexpr std::int64_t audio_lives_s = 3600;  // OpenAI keeps audio for a later turn; here it is never kept at all
constexpr std::uint32_t usual_rate_hz = 24000;

std::size_t decoded_bytes(Bytes base64) {
  std::size_t characters = 0;
  for (char c : base64) characters += base64_value(c) >= 0 ? 1 : 0;
  return characters * 6 / 8;
}

/// Base64 that may be followed by more: it holds whole groups.
bool is_aligned(Bytes base64) {
  return base64.size() % 4 == 0 && !text::ends_with(base64, "=") && !text::contains(base64, "\\");
}

std::uint32_t rate_of(Bytes mime) {
  const std::size_t at = mime.find("rate=");
  std::uint64_t rate = 0;
  if (at == Bytes::npos) return usual_rate_hz;
  Bytes digits = mime.substr(at + 5);
  const bool said = text::parse_unsigned(text::split(digits, ';'), rate) && rate > 0 && rate < 1000000;
  return said ? static_cast<std::uint32_t>(rate) : usual_rate_hz;
}

void append_little_endian(Buffer& out, std::uint32_t value, int octets) {
  for (int i = 0; i < octets; ++i) out.append(static_cast<char>(value >> (8 * i) & 0xFF));
}

/// A header of 54 bytes: with a chunk of nothing in it, so that its length is a multiple of three and the sound's
/// base64 can follow as it is.
void append_wav_header(Buffer& out, std::uint32_t rate_hz, std::size_t sound_bytes) {
  constexpr std::uint32_t header_bytes = 54;
  const auto bytes = static_cast<std::uint32_t>(sound_bytes);
  out.append("RIFF");
  append_little_endian(out, header_bytes - 8 + bytes, 4);
  out.append("WAVEfmt ");
  append_little_endian(out, 16, 4);
  append_little_endian(out, 1, 2);  // PCM
  append_little_endian(out, 1, 2);  // one channel
  append_little_endian(out, rate_hz, 4);
  append_little_endian(out, rate_hz * 2, 4);
  append_little_endian(out, 2, 2);
  append_little_endian(out, 16, 2);  // bits a sample
  out.append("JUNK");
  append_little_endian(out, 2, 4);
  append_little_endian(out, 0, 2);
  out.append("data");
  append_little_endian(out, bytes, 4);
}

bool is_raw_pcm(Bytes mime) { return text::icontains(mime, "pcm") || text::icontains(mime, "l16"); }

}  // namespace

bool is_audio(const chat::Delta& media) { return text::starts_with(media.mime, "audio"); }

void write_audio(const List<const chat::Delta*>& spoken, bool whole, const AnswerHead& head, json::Writer& writer) {
  bool aligned = true;
  std::size_t sound_bytes = 0;
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    sound_bytes += decoded_bytes(spoken[i]->data);
    if (i + 1 < spoken.size()) aligned = aligned && is_aligned(spoken[i]->data);
  }
  const bool wav = whole && head.asked != nullptr && head.asked->audio_format == chat::AudioFormat::wav &&
                   is_raw_pcm(spoken[0]->mime);
  writer.key("audio");
  writer.begin_object();
  writer.key("id");
  writer.escaped("audio_", head.id);
  writer.key("data");
  writer.begin_string();
  if (wav) {
    Buffer header;
    append_wav_header(header, rate_of(spoken[0]->mime), sound_bytes);
    writer.piece_base64(header.view());
  }
  if (aligned) {
    for (const chat::Delta* piece : spoken) writer.piece(piece->data);
  } else {
    Buffer sound;
    for (const chat::Delta* piece : spoken) append_decoded_base64(sound, piece->data);
    writer.piece_base64(sound.view());
  }
  writer.end_string();
  writer.key("transcript");
  writer.escaped();
  writer.key("expires_at");
  writer.integer(head.created_s + audio_lives_s);
  writer.end_object();
}

}  // namespace rota::openai
