// Parts, turns, system text; see contents.h.
#include "dialect/gemini/request/contents.h"

#include "base/text.h"
#include "dialect/gemini/request/media_data.h"
#include "dialect/gemini/request/result_json.h"
#include "dialect/labels.h"

namespace rota::gemini {

namespace {

using PartKind = chat::Part::Kind;

/// Google's word for calls that its models did not make, or whose signature is lost: "Thought signatures", Google API
/// docs, Aug 2026.
constexpr json::Escaped unchecked_signature = "skip_thought_signature_validator";
/// What a user says when the model is to go on from its own last words.
constexpr json::Escaped closing_text = "Continue.";
constexpr std::size_t id_bytes = 64;  // Gemini's own are 8 to 36 characters long

class ContentsWriter {
 public:
  ContentsWriter(const ContentsForm& form, FunctionNames& names, json::Writer& writer)
      : form_(form), names_(names), writer_(writer) {}

  void write_turn(const chat::Turn& turn);
  void begin_content(chat::Role role);
  void end_content();
  void write_text(json::Escaped text, json::Escaped end = {});
  void write_system_texts(const List<chat::Part>& system, json::Escaped end);
  [[nodiscard]] Status status() const;

 private:
  [[nodiscard]] bool is_sent_back(const chat::Part& part) const;
  [[nodiscard]] bool is_said(const chat::Part& part) const;
  void write_part(const chat::Part& part, bool first_call);
  void write_media(const chat::Part& part);
  void write_video(const chat::VideoRange& video);
  void write_call(const chat::Part& part);
  void write_result(const chat::Part& part);
  void write_response(const chat::Part& result);
  [[nodiscard]] bool is_inside(const chat::Part& media) const;
  [[nodiscard]] std::size_t count_inside(const chat::Part& result) const;
  void write_attached(const chat::Part& result);
  void write_id(json::Escaped id);
  [[nodiscard]] json::Escaped signature_of(const chat::Part& part) const;
  void write_signature(const chat::Part& part, bool first_call);

  const ContentsForm& form_;
  FunctionNames& names_;
  json::Writer& writer_;
  const chat::Part* bad_media_ = nullptr;  // the first whose data is no base64
  json::Escaped thought_signature_;        // of a thinking part, for the part behind it
};

void ContentsWriter::begin_content(chat::Role role) {
  writer_.begin_object();
  writer_.key("role");
  writer_.escaped(role == chat::Role::user ? json::Escaped("user") : json::Escaped("model"));
  writer_.key("parts");
  writer_.begin_array();
}

void ContentsWriter::end_content() {
  writer_.end_array();
  writer_.end_object();
}

void ContentsWriter::write_text(json::Escaped text, json::Escaped end) {
  writer_.begin_object();
  writer_.key("text");
  writer_.escaped(text, end);
  writer_.end_object();
}

void ContentsWriter::write_system_texts(const List<chat::Part>& system, json::Escaped end) {
  for (const chat::Part& part : system) write_text(part.text, end);
  if (!form_.instruction.empty()) write_text(form_.instruction, end);
}

Status ContentsWriter::status() const {
  if (bad_media_ == nullptr) return Done{};
  return client_failure(Fault::bad_value, 400, "The data of an image, a sound or a file must be base64.",
                        bad_media_->param);
}

json::Escaped ContentsWriter::signature_of(const chat::Part& part) const {
  const bool own = part.owner == dialect::labels::gemini && form_.signatures != dialect::Signatures::replaced;
  return own ? part.signature : json::Escaped();
}

/// Google checks that the first call of each step is signed; its siblings never are.
void ContentsWriter::write_signature(const chat::Part& part, bool first_call) {
  json::Escaped signature = signature_of(part);
  if (signature.empty()) signature = thought_signature_;
  thought_signature_ = {};
  const bool checked = form_.traits.third_generation || form_.signatures != dialect::Signatures::own;
  if (signature.empty() && first_call && checked) signature = unchecked_signature;
  if (signature.empty()) return;
  writer_.key("thoughtSignature");
  writer_.escaped(signature);
}

void ContentsWriter::write_id(json::Escaped id) {
  if (id.empty() || id.size() > id_bytes) return;
  writer_.key("id");
  writer_.escaped(id);
}

void ContentsWriter::write_video(const chat::VideoRange& video) {
  writer_.key("videoMetadata");
  writer_.begin_object();
  if (!video.frames_per_s.empty()) {
    writer_.key("fps");
    writer_.raw(video.frames_per_s);
  }
  if (!video.start_s.empty()) {
    writer_.key("startOffset");
    writer_.escaped(video.start_s, "s");
  }
  if (!video.end_s.empty()) {
    writer_.key("endOffset");
    writer_.escaped(video.end_s, "s");
  }
  writer_.end_object();
}

void ContentsWriter::write_media(const chat::Part& part) {
  const bool linked = part.data.empty();
  writer_.key(linked ? json::Escaped("fileData") : json::Escaped("inlineData"));
  writer_.begin_object();
  if (!part.mime.empty()) {
    writer_.key("mimeType");
    writer_.escaped(linked ? part.mime : type_to_send(part.mime, part.data));
  }
  if (linked) {
    writer_.key("fileUri");
    writer_.begin_string();
    if (text::starts_with(part.url, "files/")) writer_.piece("https://generativelanguage.googleapis.com/v1beta/");
    writer_.piece_text(part.url);
    writer_.end_string();
  } else {
    writer_.key("data");
    if (!write_base64(part.data, writer_) && bad_media_ == nullptr) bad_media_ = &part;
  }
  writer_.end_object();
  if (part.video != nullptr) write_video(*part.video);
  if (form_.traits.third_generation && part.detail != chat::Detail::unset) {
    writer_.key("mediaResolution");
    writer_.raw(part.detail == chat::Detail::low ? json::Raw(R"({"level":"MEDIA_RESOLUTION_LOW"})")
                                                 : json::Raw(R"({"level":"MEDIA_RESOLUTION_HIGH"})"));
  }
}

void ContentsWriter::write_call(const chat::Part& part) {
  writer_.key("functionCall");
  writer_.begin_object();
  write_id(part.id);
  writer_.key("name");
  writer_.escaped(names_.add(part.name, part.name_space));
  writer_.key("args");
  writer_.raw(part.json);
  writer_.end_object();
}

void ContentsWriter::write_result(const chat::Part& part) {
  writer_.key("functionResponse");
  writer_.begin_object();
  write_id(part.id);
  writer_.key("name");
  writer_.escaped(names_.add(part.name, part.name_space));
  writer_.key("response");
  write_response(part);
  if (count_inside(part) != 0) {
    writer_.key("parts");
    writer_.begin_array();
    for (const chat::Part& media : *part.attached) {
      if (!is_inside(media)) continue;
      writer_.begin_object();
      write_media(media);
      writer_.end_object();
    }
    writer_.end_array();
  }
  writer_.end_object();
}

/// An object. JSON in which Google would look for a medium goes up as the text that it is.
void ContentsWriter::write_response(const chat::Part& result) {
  const bool as_json = !result.json.empty() && !has_reference(result.json);
  if (as_json && text::starts_with(result.json, "{") && !result.failed) return writer_.raw(result.json);
  writer_.begin_object();
  writer_.key(result.failed ? json::Escaped("error") : json::Escaped("output"));
  if (as_json) {
    writer_.raw(result.json);
  } else if (result.json.empty()) {
    writer_.escaped(result.text);
  } else {
    writer_.string(Bytes(result.json));
  }
  writer_.end_object();
}

bool ContentsWriter::is_inside(const chat::Part& media) const {
  return form_.traits.third_generation && !media.data.empty() && fits_into_result(type_to_send(media.mime, media.data));
}

std::size_t ContentsWriter::count_inside(const chat::Part& result) const {
  std::size_t inside = 0;
  if (result.attached == nullptr) return inside;
  for (const chat::Part& media : *result.attached) inside += is_inside(media) ? 1 : 0;
  return inside;
}

/// Media that a result may not hold, before Gemini 3 all of them, follow the results, with a word on whose they are.
void ContentsWriter::write_attached(const chat::Part& result) {
  if (result.attached == nullptr || count_inside(result) == result.attached->size()) return;
  writer_.begin_object();
  writer_.key("text");
  writer_.escaped("From the result of ", names_.add(result.name, result.name_space), ":");
  writer_.end_object();
  for (const chat::Part& media : *result.attached) {
    if (!is_inside(media)) write_part(media, false);
  }
}

/// The parts of a tool that this request does not have could be refused; of the older models none runs tools beside
/// functions or knows what the newer ones leave of it.
bool ContentsWriter::is_sent_back(const chat::Part& part) const {
  if (part.owner != dialect::labels::gemini) return false;
  return is_invocation(part) ? form_.server_tools.invocations : form_.server_tools.code;
}

bool ContentsWriter::is_said(const chat::Part& part) const {
  if (part.kind == PartKind::thinking) return false;
  return part.kind != PartKind::native || is_sent_back(part) || !part.text.empty();
}

void ContentsWriter::write_part(const chat::Part& part, bool first_call) {
  if (part.kind == PartKind::native && !is_sent_back(part)) return write_text(part.text);
  writer_.begin_object();
  switch (part.kind) {
    case PartKind::text:
      writer_.key("text");
      writer_.escaped(part.text);
      break;
    case PartKind::media:
      write_media(part);
      break;
    case PartKind::thinking:  // write_turn() leaves it out
      break;
    case PartKind::tool_call:
      write_call(part);
      break;
    case PartKind::tool_result:
      write_result(part);
      break;
    case PartKind::native:
      writer_.key(part.name);
      writer_.raw(part.json);
      break;
  }
  write_signature(part, first_call);
  writer_.end_object();
}

void ContentsWriter::write_turn(const chat::Turn& turn) {
  bool said = false;
  for (const chat::Part& part : turn.parts) said = said || is_said(part);
  // Google refuses a content without parts and one whose only text is empty; a space is the least that it takes.
  if (!said) write_text(" ");
  bool called = false;
  std::size_t results = 0;
  while (results < turn.parts.size() && turn.parts[results].kind == PartKind::tool_result) {
    write_part(turn.parts[results++], false);
  }
  for (std::size_t i = 0; i < results; ++i) write_attached(turn.parts[i]);
  for (std::size_t i = results; i < turn.parts.size(); ++i) {
    const chat::Part& part = turn.parts[i];
    // What was thought is not told again; its signature is the one of the part that came of it.
    if (part.kind == PartKind::thinking) thought_signature_ = signature_of(part);
    if (!is_said(part)) continue;
    const bool first_call = part.kind == PartKind::tool_call && !called;
    called = called || first_call;
    write_part(part, first_call);
  }
  thought_signature_ = {};
}

bool has_call(const chat::Turn& turn) {
  for (const chat::Part& part : turn.parts) {
    if (part.kind == PartKind::tool_call) return true;
  }
  return false;
}

}  // namespace

std::size_t estimate_contents(const chat::Conversation& conversation) {
  std::size_t bytes = 256;
  const auto add = [&bytes](const chat::Part& part) {
    bytes += part.text.size() + part.json.size() + part.data.size() + part.signature.size() + 64;
  };
  for (const chat::Part& part : conversation.system) add(part);
  for (const chat::Turn& turn : conversation.turns) {
    bytes += 32;
    for (const chat::Part& part : turn.parts) {
      add(part);
      if (part.attached == nullptr) continue;
      for (const chat::Part& media : *part.attached) add(media);
    }
  }
  return bytes;
}

Status write_contents(const chat::Conversation& conversation, const ContentsForm& form, FunctionNames& names,
                      json::Writer& writer) {
  ContentsWriter contents(form, names, writer);
  const bool has_system = !conversation.system.empty() || !form.instruction.empty();
  const bool only_system = conversation.turns.empty();
  writer.key("contents");
  writer.begin_array();
  if (only_system) {
    // Contents must not be empty, so the system text is the question.
    contents.begin_content(chat::Role::user);
    contents.write_system_texts(conversation.system, {});
    contents.end_content();
  }
  bool first = true;
  for (const chat::Turn& turn : conversation.turns) {
    const bool lead = first && form.system_first && has_system;
    const bool by_user = turn.role == chat::Role::user;
    if (!by_user && first && (lead || has_call(turn))) {
      // "Please ensure that function call turn comes immediately after a user turn": the client cut its history here.
      contents.begin_content(chat::Role::user);
      if (lead) contents.write_system_texts(conversation.system, "\\n\\n");
      if (!lead) contents.write_text(" ");
      contents.end_content();
    }
    contents.begin_content(turn.role);
    if (lead && by_user) contents.write_system_texts(conversation.system, "\\n\\n");
    contents.write_turn(turn);
    contents.end_content();
    first = false;
  }
  if (form.closing_turn && !conversation.turns.empty() && conversation.turns.back().role == chat::Role::model) {
    contents.begin_content(chat::Role::user);
    contents.write_text(closing_text);
    contents.end_content();
  }
  writer.end_array();
  if (only_system || form.system_first || !has_system) return contents.status();
  writer.key("systemInstruction");
  writer.begin_object();
  writer.key("parts");
  writer.begin_array();
  contents.write_system_texts(conversation.system, {});
  writer.end_array();
  writer.end_object();
  return contents.status();
}

}  // namespace rota::gemini
