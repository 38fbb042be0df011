// The chunks; see stream.h. Chunks are spliced from literals, because a stream has thousands of them.
#include "dialect/openai/stream.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/audio.h"
#include "dialect/openai/error.h"
#include "dialect/openai/tool_call.h"
#include "dialect/openai/usage.h"

namespace rota::openai {

namespace {

Bytes chunk_prefix(const AnswerHead& head) {
  Buffer out;
  out.append("data: ");
  json::Writer writer(out);
  writer.begin_object();
  writer.key("id");
  writer.escaped(head.id);
  writer.key("object");
  writer.escaped("chat.completion.chunk");
  writer.key("created");
  writer.integer(head.created_s);
  write_service_tier(head.tier, writer);
  writer.key("model");
  writer.string(head.model);
  writer.key("choices");
  writer.begin_array();
  return head.arena.copy(out.view());
}

void write_signature(Bytes signature, Buffer& out) {
  Extras extras;
  extras.signature = signature;
  json::Writer writer(out);
  write_extra_content(extras, writer);
}

}  // namespace

StreamWriter::StreamWriter(const AnswerHead& head, bool include_usage)
    : head_(head), include_usage_(include_usage), prefix_(chunk_prefix(head)) {}

void StreamWriter::open_chunk(std::uint32_t index, Buffer& out) {
  out.append(prefix_);
  out.append("{\"index\":");
  text::append_decimal(out, index);
  out.append(",\"delta\":{");
}

void StreamWriter::end_chunk(Buffer& out) {
  out.append(include_usage_ ? Bytes("}],\"usage\":null}\n\n") : Bytes("}]}\n\n"));
}

void StreamWriter::close_chunk(Buffer& out) {
  out.append("},\"logprobs\":null,\"finish_reason\":null");
  end_chunk(out);
}

StreamWriter::Choice& StreamWriter::choice(std::uint32_t index, Buffer& out) {
  for (Choice& known : choices_) {
    if (known.index == index) return known;
  }
  open_chunk(index, out);
  out.append("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null");
  close_chunk(out);
  Choice& added = choices_.push(head_.arena, Choice{});
  added.index = index;
  return added;
}

void StreamWriter::begin(Buffer& out) { choice(0, out); }

void StreamWriter::write(const chat::Fragment& fragment, Buffer& out) {
  usage_.merge(fragment.usage);
  for (const chat::Delta& delta : fragment.deltas) {
    Choice& spoken = choice(delta.candidate, out);
    if (hold(delta, spoken)) continue;
    spoken.spoke = true;
    write_delta(delta, spoken, out);
  }
}

/// Whether the delta is for the end. What is remembered of it is copied.
bool StreamWriter::hold(const chat::Delta& delta, Choice& choice) {
  using Kind = chat::Delta::Kind;
  Arena& arena = head_.arena;
  if (signs_message(delta)) choice.extras.signature = arena.copy(delta.signature);
  if (has_server_part(delta)) {
    choice.extras.add_part(delta, choice.cited, choice.calls, arena);
    choice.extras.parts.back().json = arena.copy(delta.json);
  }
  switch (delta.kind) {
    case Kind::finish:
      hold_finish(delta, choice);
      return true;
    case Kind::citations:
      hold_citations(delta.citations, choice);
      return true;
    case Kind::part:
      choice.spoke = true;
      return true;
    case Kind::note:
      choice.extras.set_note(arena.copy(delta.name), arena.copy(delta.json), arena);
      return true;
    case Kind::text:
      if (!delta.text.empty() && choice.cited.size_bytes() < limits::cited_text_bytes) {
        choice.cited.add(arena.copy(delta.text), delta.inserted, arena);
      }
      return false;
    case Kind::tool_call:
      return choice.calls != 0 && head_.one_call_only();
    default:
      return false;
  }
}

void StreamWriter::hold_finish(const chat::Delta& delta, Choice& choice) {
  choice.finish = delta.finish;
  Bytes& message = choice.extras.finish_message;
  if (choice.native != delta.native) choice.native = head_.arena.copy(delta.native);
  if (message != delta.text) message = head_.arena.copy(delta.text);
}

void StreamWriter::hold_citations(const List<chat::Citation>& citations, Choice& choice) {
  Arena& arena = head_.arena;
  for (const chat::Citation& citation : citations) {
    chat::Citation& kept = choice.citations.push(arena, citation);
    kept.quote = arena.copy(citation.quote);
    kept.url = arena.copy(citation.url);
    kept.title = arena.copy(citation.title);
  }
}

void StreamWriter::write_delta(const chat::Delta& delta, Choice& choice, Buffer& out) {
  using Kind = chat::Delta::Kind;
  const bool only_signature = delta.kind == Kind::text && delta.text.empty();
  if (delta.kind != Kind::thought && delta.kind != Kind::logprobs && !only_signature) choice.answered = true;
  if (delta.kind == Kind::logprobs) return write_logprobs(delta, out);
  open_chunk(choice.index, out);
  switch (delta.kind) {
    case Kind::text:
      write_text("\"content\":\"", delta, out);
      break;
    case Kind::thought:
      write_text("\"reasoning_content\":\"", delta, out);
      break;
    case Kind::refusal:
      write_text("\"refusal\":\"", delta, out);
      break;
    case Kind::tool_call:
      write_call(delta, choice, out);
      break;
    case Kind::media:
      write_media(delta, choice, out);
      break;
    default:
      break;
  }
  close_chunk(out);
}

/// A text that is empty only carries a signature, and an empty content would be noise.
void StreamWriter::write_text(Bytes member, const chat::Delta& delta, Buffer& out) {
  if (!delta.text.empty()) {
    out.append(member);
    out.append(delta.text);
    out.append('"');
  }
  if (delta.signature.empty()) return;
  if (!delta.text.empty()) out.append(',');
  write_signature(delta.signature, out);
}

/// Two chunks, as OpenAI sends them: who is called, then with what. The second is left open.
void StreamWriter::write_call(const chat::Delta& delta, Choice& choice, Buffer& out) {
  const std::uint32_t index = choice.calls++;
  const ToolCall call = read_tool_call(delta, head_);
  json::Writer opening(out);
  write_call_opening(call, index, head_, opening);
  close_chunk(out);
  open_chunk(choice.index, out);
  json::Writer arguments(out);
  write_call_arguments(call, index, head_, arguments);
}

void StreamWriter::write_media(const chat::Delta& delta, Choice& choice, Buffer& out) {
  json::Writer writer(out);
  if (is_audio(delta)) {
    List<const chat::Delta*> spoken;
    spoken.push(head_.arena, &delta);
    write_audio(spoken, false, head_, writer);
  } else {
    writer.key("images");
    writer.begin_array();
    write_image(delta, choice.images++, writer);
    writer.end_array();
  }
  if (!signs_message(delta)) return;
  out.append(',');
  write_signature(delta.signature, out);
}

void StreamWriter::write_logprobs(const chat::Delta& delta, Buffer& out) {
  open_chunk(delta.candidate, out);
  out.append("},\"logprobs\":");
  json::Writer writer(out);
  openai::write_logprobs(&delta.logprobs, 1, writer);
  out.append(",\"finish_reason\":null");
  end_chunk(out);
}

/// Clients that gather a stream let a later extra_content replace an earlier one: the last one says it all.
void StreamWriter::write_closing(Choice& choice, Buffer& out) {
  if (choice.citations.empty() && !choice.extras.any()) return;
  open_chunk(choice.index, out);
  json::Writer writer(out);
  if (!choice.citations.empty()) write_annotations(choice.citations, choice.cited, head_.arena, writer);
  if (choice.extras.any()) write_extra_content(choice.extras, writer);
  close_chunk(out);
}

void StreamWriter::end(Buffer& out) {
  choice(0, out);
  for (Choice& ended : choices_) {
    write_closing(ended, out);
    open_chunk(ended.index, out);
    out.append("},\"logprobs\":null,\"finish_reason\":\"");
    out.append(finish_reason(ended.finish, ended.calls != 0, ended.answered, head_));
    out.append('"');
    if (!ended.native.empty()) {
      out.append(",\"native_finish_reason\":\"");
      out.append(ended.native);
      out.append('"');
    }
    end_chunk(out);
  }
  if (include_usage_) {
    out.append(prefix_);
    out.append("],\"usage\":");
    json::Writer writer(out);
    write_usage(usage_, writer);
    out.append("}\n\n");
  }
  out.append("data: [DONE]\n\n");
}

void StreamWriter::fail(const Failure& failure, Buffer& out) { write_error_event(failure, out); }

bool StreamWriter::finished() const {
  bool any = false;
  for (const Choice& known : choices_) {
    if (known.finish != chat::Finish::none) {
      any = true;
    } else if (known.spoke) {
      return false;
    }
  }
  return any;
}

}  // namespace rota::openai
