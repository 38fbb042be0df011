// The chat.completion; see answer.h.
#include "dialect/openai/chat/answer.h"

#include "base/text.h"
#include "dialect/openai/chat/answer_pieces.h"
#include "dialect/openai/chat/audio.h"
#include "dialect/openai/chat/tool_call.h"
#include "dialect/openai/common/usage.h"
#include "dialect/openai/google/extras.h"

namespace rota::openai {

using chat::Delta;

/// What one candidate said, in order.
struct WholeChoice {
  std::uint32_t index = 0;
  List<const Delta*> deltas;  // of the fragments, which live until the end
};

namespace {

bool has(const WholeChoice& choice, Delta::Kind kind) {
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    if (delta.kind == kind && (kind != Delta::Kind::text || !delta.text.empty())) return true;
  }
  return false;
}

/// A string member made of every text of one kind; null or "" by `empty_is_null` where there is none.
void write_texts(json::Escaped name, const WholeChoice& choice, Delta::Kind kind, bool empty_is_null, json::Writer& writer) {
  writer.key(name);
  if (!has(choice, kind) && empty_is_null) return writer.null();
  writer.begin_string();
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    if (delta.kind == kind) writer.piece(delta.text);
  }
  writer.end_string();
}

bool begins_call(const Delta& delta) { return delta.kind == Delta::Kind::tool_call && delta.begins; }

/// The arguments of the call that begins at `first`, all pieces joined.
Bytes arguments_of(const WholeChoice& choice, std::size_t first, Arena& arena) {
  Bytes only = choice.deltas[first]->arguments;
  Buffer joined;
  for (std::size_t i = first + 1; i < choice.deltas.size(); ++i) {
    const Delta& piece = *choice.deltas[i];
    if (chat::is_in_block(piece.kind) && piece.block != choice.deltas[first]->block) break;  // one block after the other
    if (piece.kind != Delta::Kind::tool_call || piece.arguments.empty()) continue;
    if (joined.empty()) joined.append(only);
    joined.append(piece.arguments);
  }
  return joined.empty() ? only : arena.copy(joined.view());
}

void write_calls(const WholeChoice& choice, const AnswerHead& head, json::Writer& writer) {
  if (!has(choice, Delta::Kind::tool_call)) return;
  const bool legacy = head.form.legacy_calls;
  if (!legacy) {
    writer.key("tool_calls");
    writer.begin_array();
  }
  for (std::size_t i = 0; i < choice.deltas.size(); ++i) {
    const Delta& delta = *choice.deltas[i];
    if (!begins_call(delta)) continue;
    const Bytes arguments = arguments_of(choice, i, head.arena);
    const ToolCall call = read_tool_call(delta, head);
    if (legacy) return write_function_call(call, arguments, head.arena, writer);
    write_tool_call(call, arguments, head.arena, writer);
    if (head.one_call_only()) break;
  }
  writer.end_array();
}

void write_media(const WholeChoice& choice, const AnswerHead& head, json::Writer& writer) {
  std::uint32_t images = 0;
  List<const Delta*> spoken;
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    if (delta.kind != Delta::Kind::media) continue;
    if (is_audio(delta)) {
      spoken.push(head.arena, &delta);
      continue;
    }
    if (images == 0) {
      writer.key("images");
      writer.begin_array();
    }
    write_image(delta, images++, writer);
  }
  if (images != 0) writer.end_array();
  if (!spoken.empty()) write_audio(spoken, true, head, writer);
}

void write_citations(const WholeChoice& choice, const AnswerHead& head, json::Writer& writer) {
  List<chat::Citation> citations;
  CitedText cited;
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    if (delta.kind == Delta::Kind::text) cited.add(delta.text, delta.inserted, head.arena);
    for (const chat::Citation& citation : delta.citations) citations.push(head.arena, citation);
  }
  if (!citations.empty()) write_annotations(citations, cited, head.arena, writer);
}

google::Extras extras_of(const WholeChoice& choice, Arena& arena) {
  google::Extras extras;
  CitedText said;
  std::uint32_t calls = 0;
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    extras.add(delta, said, calls, arena);
    if (delta.kind == Delta::Kind::text) said.add(delta.text, delta.inserted, arena);
    if (begins_call(delta)) ++calls;
  }
  return extras;
}

void write_choice_logprobs(const WholeChoice& choice, const AnswerHead& head, json::Writer& writer) {
  writer.key("logprobs");
  List<List<chat::TokenChoice>> lists;
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    if (delta.kind == Delta::Kind::logprobs) lists.push(head.arena, delta.logprobs);
  }
  if (lists.empty()) return writer.null();
  write_logprobs(lists.begin(), lists.size(), writer);
}

void write_choice(const WholeChoice& choice, const AnswerHead& head, json::Writer& writer) {
  const bool calls = has(choice, Delta::Kind::tool_call);
  const bool refused = has(choice, Delta::Kind::refusal);
  const bool media = has(choice, Delta::Kind::media);
  Delta finish;
  for (const Delta* each : choice.deltas) {
    const Delta& delta = *each;
    if (delta.kind == Delta::Kind::finish) finish = delta;
  }
  writer.begin_object();
  writer.key("index");
  writer.integer(choice.index);
  writer.key("message");
  writer.begin_object();
  writer.key("role");
  writer.escaped("assistant");
  write_texts("content", choice, Delta::Kind::text, calls || refused || media, writer);
  write_texts("refusal", choice, Delta::Kind::refusal, true, writer);
  if (has(choice, Delta::Kind::thought)) {
    write_texts("reasoning_content", choice, Delta::Kind::thought, true, writer);
  }
  write_calls(choice, head, writer);
  write_media(choice, head, writer);
  write_citations(choice, head, writer);
  extras_of(choice, head.arena).write(writer);
  writer.end_object();
  write_choice_logprobs(choice, head, writer);
  writer.key("finish_reason");
  writer.escaped(finish_reason(finish.finish, calls, has(choice, Delta::Kind::text) || refused || media, head));
  if (!finish.native.empty()) {
    writer.key("native_finish_reason");
    writer.escaped(finish.native);
  }
  writer.end_object();
}

bool is_url_safe(Bytes id) {
  for (char c : id) {
    const char letter = text::lower(c);
    if (!(letter >= 'a' && letter <= 'z') && !text::is_digit(c) && c != '-' && c != '_') return false;
  }
  return !id.empty();
}

}  // namespace

json::Escaped answer_id(json::Escaped upstream_id, Random& random, Arena& arena) {
  constexpr json::Escaped prefix = "chatcmpl-";
  if (is_url_safe(upstream_id)) return json::join(arena, prefix, upstream_id);
  return json::escape(arena, random.id(arena, prefix, 24));
}

json::Escaped finish_reason(chat::Finish finish, bool made_calls, bool answered, const AnswerHead& head) {
  switch (finish) {
    case chat::Finish::length:
    case chat::Finish::paused:
      return "length";
    case chat::Finish::content_filter:
      return "content_filter";
    case chat::Finish::other:
      if (!made_calls && !answered) return "content_filter";
      break;
    case chat::Finish::none:
    case chat::Finish::stop:
    case chat::Finish::tool_calls:
      break;
  }
  if (!made_calls) return "stop";
  return head.form.legacy_calls ? json::Escaped("function_call") : json::Escaped("tool_calls");
}

WholeChoice& AnswerWriter::choice(std::uint32_t index) {
  for (WholeChoice* known : choices_) {
    if (known->index == index) return *known;
  }
  auto* added = head_.arena.make<WholeChoice>();
  added->index = index;
  return *choices_.push(head_.arena, added);
}

void AnswerWriter::add(const chat::Fragment& fragment) {
  usage_.merge(fragment.usage);
  for (const Delta& delta : fragment.deltas) choice(delta.candidate).deltas.push(head_.arena, &delta);
}

void AnswerWriter::write(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("id");
  writer.escaped(head_.id);
  writer.key("object");
  writer.escaped("chat.completion");
  writer.key("created");
  writer.integer(head_.created_s);
  write_service_tier(head_.tier, writer);
  writer.key("model");
  writer.string(head_.model);
  writer.key("choices");
  writer.begin_array();
  if (choices_.empty()) write_choice(WholeChoice{}, head_, writer);
  for (const WholeChoice* said : choices_) write_choice(*said, head_, writer);
  writer.end_array();
  writer.key("usage");
  write_usage(usage_, writer);
  writer.end_object();
}

}  // namespace rota::openai
