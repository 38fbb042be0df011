// Calls, logprobs, media, extras; see answer_pieces.h.
#include "dialect/openai/answer_pieces.h"

#include "base/text.h"

namespace rota::openai {

namespace {

constexpr std::int64_t audio_lives_s = 3600;  // OpenAI keeps audio for a later turn; here it is never kept at all

void write_token(const chat::TokenLogprob& token, json::Writer& writer) {
  writer.key("token");
  writer.string(token.token);
  writer.key("logprob");
  writer.raw(token.logprob);
  writer.key("bytes");
  writer.begin_array();
  for (char c : token.token) writer.integer(static_cast<unsigned char>(c));
  writer.end_array();
}

}  // namespace

void append_arguments(Buffer& out, Bytes json) {
  bool in_string = false;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    const bool special = c == '"' || c == '\\';
    if (!special && (in_string || !text::is_space(c))) continue;
    out.append(json.substr(kept, at - kept));
    kept = at + 1;
    if (!special) continue;
    out.append('\\');
    out.append(c);
    if (c == '"') in_string = !in_string;
    if (c == '\\' && at + 1 < json.size()) {  // an escape's second octet never ends the string
      ++at;
      if (json[at] == '"' || json[at] == '\\') out.append('\\');
      out.append(json[at]);
      kept = at + 1;
    }
  }
  out.append(json.substr(kept));
}

void write_logprobs(const List<chat::TokenChoice>* lists, std::size_t count, json::Writer& writer) {
  writer.begin_object();
  writer.key("content");
  writer.begin_array();
  for (std::size_t i = 0; i < count; ++i) {
    for (const chat::TokenChoice& choice : lists[i]) {
      writer.begin_object();
      write_token(choice.chosen, writer);
      writer.key("top_logprobs");
      writer.begin_array();
      for (const chat::TokenLogprob& token : choice.top) {
        writer.begin_object();
        write_token(token, writer);
        writer.end_object();
      }
      writer.end_array();
      writer.end_object();
    }
  }
  writer.end_array();
  writer.key("refusal");
  writer.null();
  writer.end_object();
}

void write_extra_content(Bytes signature, Bytes finish_message, json::Writer& writer) {
  if (signature.empty() && finish_message.empty()) return;
  writer.key("extra_content");
  writer.begin_object();
  writer.key("google");
  writer.begin_object();
  if (!signature.empty()) {
    writer.key("thought_signature");
    writer.escaped(signature);
  }
  if (!finish_message.empty()) {
    writer.key("finish_message");
    writer.escaped(finish_message);
  }
  writer.end_object();
  writer.end_object();
}

void write_image(const chat::Delta& media, std::uint32_t index, json::Writer& writer) {
  writer.begin_object();
  writer.key("type");
  writer.escaped("image_url");
  writer.key("image_url");
  writer.begin_object();
  writer.key("url");
  writer.escaped("data:", media.mime, ";base64,", media.data);
  writer.end_object();
  writer.key("index");
  writer.integer(index);
  writer.end_object();
}

bool is_audio(const chat::Delta& media) { return text::starts_with(media.mime, "audio"); }

void write_audio(const chat::Delta& media, const AnswerHead& head, json::Writer& writer) {
  writer.key("audio");
  writer.begin_object();
  writer.key("id");
  writer.escaped("audio_", head.id);
  writer.key("data");
  writer.escaped(media.data);
  writer.key("transcript");
  writer.escaped();
  writer.key("expires_at");
  writer.integer(head.created_s + audio_lives_s);
  writer.end_object();
}

}  // namespace rota::openai
