// The chunks; see stream.h. Chunks are spliced from literals, because a stream has thousands of them.
#include "dialect/openai/chat/stream.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/chat/audio.h"
#include "dialect/openai/chat/tool_call.h"
#include "dialect/openai/common/error.h"
#include "dialect/openai/common/usage.h"

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

}  // namespace

StreamWriter::StreamWriter(const AnswerHead& head) : head_(head), prefix_(chunk_prefix(head)) {}

void StreamWriter::open_chunk(std::uint32_t index, Buffer& out) {
  out.append(prefix_);
  out.append("{\"index\":");
  text::append_decimal(out, index);
  out.append(",\"delta\":{");
}

void StreamWriter::end_chunk(Buffer& out) {
  out.append(head_.form.include_usage ? Bytes("}],\"usage\":null}\n\n") : Bytes("}]}\n\n"));
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
    if (delta.kind == chat::Delta::Kind::end) {
      end_block(spoken, out);
      continue;
    }
    spoken.spoke = true;
    write_delta(delta, spoken, out);
    spoken.in_call = delta.kind == chat::Delta::Kind::tool_call;
  }
}

/// Whether the delta is for the end. What is remembered of it is copied.
bool StreamWriter::hold(const chat::Delta& delta, Choice& choice) {
  using Kind = chat::Delta::Kind;
  Arena& arena = head_.arena;
  choice.extras.add(delta, choice.cited, choice.calls, arena);
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
      return true;
    case Kind::text:
      if (!delta.text.empty() && choice.cited.size_bytes() < limits::cited_text_bytes) {
        choice.cited.add(arena.copy(delta.text), delta.inserted, arena);
      }
      [[fallthrough]];
    case Kind::thought:
    case Kind::refusal:
      return delta.text.empty() && google::signature_of(delta).empty();
    case Kind::tool_call:
      return drops(delta, choice);
    default:
      return false;
  }
}

/// Whether the delta belongs to a call that a client who wants one at most does not hear of.
bool StreamWriter::drops(const chat::Delta& delta, Choice& choice) const {
  if (delta.begins) choice.dropped = choice.calls != 0 && head_.one_call_only();
  return choice.dropped;
}

void StreamWriter::hold_finish(const chat::Delta& delta, Choice& choice) {
  choice.finish = delta.finish;
  if (choice.native != delta.native) choice.native = json::copy(head_.arena, delta.native);
}

void StreamWriter::hold_citations(const List<chat::Citation>& citations, Choice& choice) {
  Arena& arena = head_.arena;
  for (const chat::Citation& citation : citations) {
    chat::Citation& kept = choice.citations.push(arena, citation);
    kept.quote = arena.copy(citation.quote);
    kept.url = json::copy(arena, citation.url);
    kept.title = json::copy(arena, citation.title);
  }
}

void StreamWriter::write_delta(const chat::Delta& delta, Choice& choice, Buffer& out) {
  using Kind = chat::Delta::Kind;
  const bool only_signature = delta.kind == Kind::text && delta.text.empty();
  if (delta.kind != Kind::thought && delta.kind != Kind::logprobs && !only_signature) choice.answered = true;
  if (delta.kind == Kind::logprobs) return write_logprobs(delta, out);
  if (delta.kind == Kind::tool_call) return write_call(delta, choice, out);
  open_chunk(choice.index, out);
  switch (delta.kind) {
    case Kind::text:
      write_text("content", delta, out);
      break;
    case Kind::thought:
      write_text("reasoning_content", delta, out);
      break;
    case Kind::refusal:
      write_text("refusal", delta, out);
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
void StreamWriter::write_text(json::Escaped member, const chat::Delta& delta, Buffer& out) {
  json::Writer writer(out);
  if (!delta.text.empty()) {
    writer.key(member);
    writer.escaped(delta.text);
  }
  google::write_signature(google::signature_of(delta), writer);
}

/// A chunk that says who is called, then one for every piece of the arguments, as OpenAI sends them. The input of a
/// custom tool is known only when all of them are there.
void StreamWriter::write_call(const chat::Delta& delta, Choice& choice, Buffer& out) {
  if (delta.begins) {
    const ToolCall call = read_tool_call(delta, head_);
    choice.arguments = {};
    choice.custom = call.custom;
    choice.input.clear();
    open_chunk(choice.index, out);
    json::Writer opening(out);
    write_call_opening(call, choice.calls++, head_, opening);
    close_chunk(out);
  }
  if (delta.arguments.empty()) return;
  if (choice.custom) {
    choice.input.push(head_.arena, head_.arena.copy(delta.arguments));
  } else {
    write_call_piece(delta.arguments, choice, out);
  }
}

void StreamWriter::write_call_piece(Bytes arguments, Choice& choice, Buffer& out) {
  open_chunk(choice.index, out);
  json::Writer writer(out);
  begin_call_piece(false, choice.calls - 1, head_, writer);
  choice.arguments.append(writer.inside(), arguments);
  end_call_piece(head_, writer);
  close_chunk(out);
}

void StreamWriter::write_input(json::Escaped input, Choice& choice, Buffer& out) {
  open_chunk(choice.index, out);
  json::Writer writer(out);
  begin_call_piece(true, choice.calls - 1, head_, writer);
  writer.piece(input);
  end_call_piece(head_, writer);
  close_chunk(out);
}

/// Only a call has something left to say when its block ends.
void StreamWriter::end_block(Choice& choice, Buffer& out) {
  if (choice.in_call) end_call(choice, out);
  choice.in_call = false;
}

void StreamWriter::end_call(Choice& choice, Buffer& out) {
  if (!choice.custom) {
    if (choice.arguments.empty()) write_call_piece("{}", choice, out);
    return;
  }
  Buffer all;
  for (Bytes piece : choice.input) all.append(piece);
  write_input(read_custom_input(all.view(), head_.arena), choice, out);
}

void StreamWriter::write_media(const chat::Delta& delta, Choice& choice, Buffer& out) {
  json::Writer writer(out);
  if (!is_audio(delta)) {
    writer.key("images");
    writer.begin_array();
    write_image(delta, choice.images++, writer);
    writer.end_array();
    return;
  }
  List<const chat::Delta*> spoken;
  spoken.push(head_.arena, &delta);
  write_audio(spoken, false, head_, writer);
  google::write_signature(google::signature_of(delta), writer);
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
  if (choice.extras.any()) choice.extras.write(writer);
  close_chunk(out);
}

void StreamWriter::end(Buffer& out) {
  choice(0, out);
  for (Choice& ended : choices_) {
    write_closing(ended, out);
    open_chunk(ended.index, out);
    out.append("},\"logprobs\":null,");
    json::Writer ending(out);
    ending.key("finish_reason");
    ending.escaped(finish_reason(ended.finish, ended.calls != 0, ended.answered, head_));
    if (!ended.native.empty()) {
      ending.key("native_finish_reason");
      ending.escaped(ended.native);
    }
    end_chunk(out);
  }
  if (head_.form.include_usage) {
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
