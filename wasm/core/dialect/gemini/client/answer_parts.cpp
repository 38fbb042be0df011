// Texts, calls, media; see answer_parts.h.
#include "dialect/gemini/client/answer_parts.h"

#include "dialect/labels.h"
#include "json/reader.h"

namespace rota::gemini::clients {

namespace {

using DeltaKind = chat::Delta::Kind;

bool is_own(const chat::Delta& delta) { return delta.owner == dialect::labels::gemini; }

/// Signatures of others would come back as Google's.
json::Escaped signature_of(const chat::Delta& delta) { return is_own(delta) ? delta.signature : json::Escaped(); }

}  // namespace

void PartsWriter::write_signature(json::Escaped signature) {
  if (signature.empty()) return;
  writer_.key("thoughtSignature");
  writer_.escaped(signature);
}

void PartsWriter::close() {
  if (!open_) return;
  writer_.end_string();
  write_signature(signature_);
  writer_.end_object();
  open_ = false;
}

void PartsWriter::add(const chat::Delta& delta) {
  switch (delta.kind) {
    case DeltaKind::text:
    case DeltaKind::thought:
    case DeltaKind::refusal:
      return add_text(delta);
    case DeltaKind::tool_call:
      return add_call(delta);
    case DeltaKind::media:
      return add_media(delta);
    case DeltaKind::part:
      close();
      if (!is_own(delta) || delta.json.empty()) return;
      writer_.compact(delta.json);
      any_ = true;
      return;
    case DeltaKind::end:
      close();
      return end_call();
    default:
      return;
  }
}

/// A refusal is what the model says instead of an answer.
void PartsWriter::add_text(const chat::Delta& delta) {
  const json::Escaped signature = signature_of(delta);
  if (delta.text.empty() && signature.empty()) return;
  if (!delta.json.empty() && is_own(delta)) {  // it only stands for a part
    close();
    writer_.compact(delta.json);
    any_ = true;
    return;
  }
  if (open_ && block_ != delta.block) close();
  if (!open_) {
    writer_.begin_object();
    if (delta.kind == DeltaKind::thought) {
      writer_.key("thought");
      writer_.boolean(true);
    }
    writer_.key("text");
    writer_.begin_string();
    open_ = any_ = true;
    block_ = delta.block;
    signature_ = {};
  }
  writer_.piece(delta.text);
  if (!signature.empty()) signature_ = signature;
}

void PartsWriter::add_call(const chat::Delta& delta) {
  close();
  if (delta.begins) {
    candidate_.in_call = true;
    candidate_.call_id = json::copy(memory_, delta.id);
    candidate_.call_name = json::copy(memory_, delta.name);
    candidate_.call_signature = json::copy(memory_, signature_of(delta));
    candidate_.arguments.clear();
  }
  if (!delta.arguments.empty()) candidate_.arguments.push(memory_, memory_.copy(delta.arguments));
}

void PartsWriter::end_call() {
  if (!candidate_.in_call) return;
  candidate_.in_call = false;
  Buffer joined;
  for (const Bytes piece : candidate_.arguments) joined.append(piece);
  if (joined.empty()) joined.append("{}");
  Arena scratch;
  json::Reader reader;
  const auto arguments = reader.read(joined.view(), scratch, json::HalfPairs::replaced);
  if (!arguments.ok() || !arguments->is_object()) {
    candidate_.malformed = true;
    return;
  }
  writer_.begin_object();
  writer_.key("functionCall");
  writer_.begin_object();
  if (!candidate_.call_id.empty()) {
    writer_.key("id");
    writer_.escaped(candidate_.call_id);
  }
  writer_.key("name");
  writer_.escaped(candidate_.call_name);
  writer_.key("args");
  writer_.compact(arguments->raw());
  writer_.end_object();
  write_signature(candidate_.call_signature);
  writer_.end_object();
  any_ = true;
}

void PartsWriter::add_media(const chat::Delta& delta) {
  close();
  writer_.begin_object();
  writer_.key("inlineData");
  writer_.begin_object();
  writer_.key("mimeType");
  writer_.escaped(delta.mime);
  writer_.key("data");
  writer_.escaped(delta.data);
  writer_.end_object();
  write_signature(signature_of(delta));
  writer_.end_object();
  any_ = true;
}

}  // namespace rota::gemini::clients
