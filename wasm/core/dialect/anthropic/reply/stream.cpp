// The events; see stream.h. Those of pieces are spliced from literals, because a stream has thousands of them.
#include "dialect/anthropic/reply/stream.h"

#include "base/text.h"
#include "dialect/anthropic/common/signature.h"

namespace rota::anthropic {

namespace {

using Kind = chat::Delta::Kind;

/// Up to the members behind the index.
void begin_event(Bytes type, std::uint32_t index, Buffer& out) {
  out.append("event: ");
  out.append(type);
  out.append("\ndata: {\"type\":\"");
  out.append(type);
  out.append("\",\"index\":");
  text::append_decimal(out, index);
}

void end_event(Buffer& out) { out.append("}\n\n"); }

/// Up to the inside of the string that the delta brings.
void begin_piece(Bytes type, Bytes member, std::uint32_t index, Buffer& out) {
  begin_event("content_block_delta", index, out);
  out.append(",\"delta\":{\"type\":\"");
  out.append(type);
  out.append("\",\"");
  out.append(member);
  out.append("\":\"");
}

void end_piece(Buffer& out) {
  out.append("\"}");
  end_event(out);
}

void write_piece(Bytes type, Bytes member, json::Escaped piece, std::uint32_t index, Buffer& out) {
  begin_piece(type, member, index, out);
  out.append(piece);
  end_piece(out);
}

}  // namespace

void StreamReply::begin(const dialect::ReplyHead& head, Buffer&) { state_.emplace(head, makings_.asked); }

/// The first event counts the input, so it waits for the first fragment.
void StreamReply::start(Buffer& out) {
  if (state_->started) return;
  state_->started = true;
  out.append("event: message_start\ndata: ");
  json::Writer writer(out);
  writer.begin_object();
  writer.key("type");
  writer.escaped("message_start");
  writer.key("message");
  writer.begin_object();
  write_message_head(state_->head, makings_.random, writer);
  writer.key("content");
  writer.raw("[]");
  writer.key("stop_reason");
  writer.null();
  writer.key("stop_sequence");
  writer.null();
  write_usage(state_->usage, state_->head.tier, 0, writer);
  writer.end_object();
  writer.end_object();
  out.append("\n\n");
}

void StreamReply::keep_alive(Buffer& out) { out.append("event: ping\ndata: {\"type\":\"ping\"}\n\n"); }

void StreamReply::write(const chat::Fragment& fragment, Buffer& out) {
  state_->usage.merge(fragment.usage);
  start(out);
  for (const chat::Delta& delta : fragment.deltas) {
    if (delta.candidate == 0) write_delta(delta, out);
  }
}

void StreamReply::write_delta(const chat::Delta& delta, Buffer& out) {
  state_->findings.add(delta);
  switch (delta.kind) {
    case Kind::text:
    case Kind::refusal:
      return write_text(delta, out);
    case Kind::thought:
      return write_thought(delta, out);
    case Kind::tool_call:
      return write_call(delta, out);
    case Kind::citations:
      return write_citations(delta, out);
    case Kind::end:
      return end_block(out);
    case Kind::finish:
      state_->outcome.finish = delta.finish;
      state_->outcome.stop = json::copy(state_->head.memory, delta.stop);
      return;
    case Kind::media:
    case Kind::part:
    case Kind::logprobs:
    case Kind::note:
      return;  // what this dialect has no place for
  }
}

/// A thinking block waits for the signature of what came of it, which stands on the part behind it.
bool StreamReply::adopt(const chat::Delta& delta) {
  State& state = *state_;
  if (state.open != Block::thinking || delta.signature.empty() || !state.signature.empty()) return false;
  state.signature = json::copy(state.head.memory, delta.signature);
  state.owner = delta.owner;
  return true;
}

void StreamReply::open(Block block, Buffer& out) {
  close(out);
  state_->open = block;
  begin_event("content_block_start", state_->next, out);
}

void StreamReply::close(Buffer& out) {
  State& state = *state_;
  if (state.open == Block::none) return;
  if (state.open == Block::thinking && !state.signature.empty()) {
    begin_event("content_block_delta", state.next, out);
    out.append(",\"delta\":{\"type\":\"signature_delta\",");
    json::Writer writer(out);
    writer.key("signature");
    write_signature(state.owner, state.signature, writer);
    out.append('}');
    end_event(out);
  }
  begin_event("content_block_stop", state.next++, out);
  end_event(out);
  state.open = Block::none;
  state.signature = {};
}

void StreamReply::write_text(const chat::Delta& delta, Buffer& out) {
  State& state = *state_;
  static_cast<void>(adopt(delta));
  if (state.code.takes(delta)) return write_code(delta, out);
  if (delta.text.empty()) return;
  if (state.open != Block::text) {
    open(Block::text, out);
    out.append(",\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    end_event(out);
  }
  state.outcome.answered = true;
  write_piece("text_delta", "text", delta.text, state.next, out);
}

void StreamReply::write_thought(const chat::Delta& delta, Buffer& out) {
  State& state = *state_;
  const bool another = state.open != Block::thinking || (delta.begins && !state.signature.empty());
  if (another && !(delta.text.empty() && delta.signature.empty())) {
    open(Block::thinking, out);
    out.append(",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
    end_event(out);
  }
  if (!delta.text.empty()) write_piece("thinking_delta", "thinking", delta.text, state.next, out);
  static_cast<void>(adopt(delta));
}

void StreamReply::write_call(const chat::Delta& delta, Buffer& out) {
  State& state = *state_;
  if (delta.begins) state.dropped = state.outcome.called && makings_.one_call_only();
  if (state.dropped) return;
  if (delta.begins) {
    bool elsewhere = adopt(delta);
    if (!elsewhere && needs_thinking(delta, makings_.asked)) {
      write_thought(delta, out);
      elsewhere = true;
    }
    const json::Escaped id = call_id(delta, elsewhere, makings_, state.head.memory);
    open(Block::call, out);
    out.append(",");
    json::Writer writer(out);
    writer.key("content_block");
    writer.begin_object();
    writer.key("type");
    writer.escaped("tool_use");
    writer.key("id");
    writer.escaped(id);
    writer.key("name");
    writer.escaped(delta.name);
    writer.key("input");
    writer.raw("{}");
    writer.end_object();
    end_event(out);
    state.arguments = {};
    state.outcome.called = state.outcome.answered = true;
  }
  if (delta.arguments.empty()) return;
  begin_piece("input_json_delta", "partial_json", state.next, out);
  state.arguments.append(out, delta.arguments);
  end_piece(out);
}

/// The text that they are about is still open, or they have come too late for it.
void StreamReply::write_citations(const chat::Delta& delta, Buffer& out) {
  if (state_->open != Block::text || !state_->findings.wanted()) return;
  for (const chat::Citation& citation : delta.citations) {
    begin_event("content_block_delta", state_->next, out);
    out.append(",\"delta\":{\"type\":\"citations_delta\",\"citation\":");
    json::Writer writer(out);
    write_citation(citation, writer);
    out.append('}');
    end_event(out);
  }
}

/// A call without arguments is one with none; a thinking block stays open for its signature.
void StreamReply::end_block(Buffer& out) {
  State& state = *state_;
  if (state.open == Block::call && state.arguments.empty()) {
    write_piece("input_json_delta", "partial_json", "{}", state.next, out);
  }
  if (state.open != Block::thinking) close(out);
}

/// The input of the server's tool whose block is open, a whole object.
void StreamReply::write_server_input(Bytes input, Buffer& out) {
  begin_piece("input_json_delta", "partial_json", state_->next, out);
  reading::ArgumentsText text;
  text.append(out, input);
  end_piece(out);
}

/// Half of a run is a block of its own.
void StreamReply::write_code(const chat::Delta& delta, Buffer& out) {
  State& state = *state_;
  const CodeStep step = CodeRuns::read(delta, state.head.memory);
  open(Block::call, out);
  out.append(",\"content_block\":");
  json::Writer block(out);
  if (step.is_code) {
    state.code.write_code(step, false, makings_, state.head.memory, block);
    end_event(out);
    Buffer input;
    json::Writer input_writer(input);
    CodeRuns::write_input(step, input_writer);
    write_server_input(input.view(), out);
  } else {
    state.code.write_result(step, block);
    end_event(out);
  }
  close(out);
}

/// An upstream that searches says what it has found at the end.
void StreamReply::write_findings(Buffer& out) {
  State& state = *state_;
  if (!state.findings.any()) return;
  const json::Escaped id = server_tool_id({}, makings_, state.head.memory);
  open(Block::call, out);
  out.append(",\"content_block\":");
  json::Writer call(out);
  state.findings.write_call(id, false, call);
  end_event(out);
  Buffer input;
  json::Writer input_writer(input);
  state.findings.write_input(input_writer);
  write_server_input(input.view(), out);
  open(Block::call, out);
  out.append(",\"content_block\":");
  json::Writer results(out);
  state.findings.write_results(id, results);
  end_event(out);
}

void StreamReply::end(Buffer& out) {
  start(out);
  write_findings(out);
  close(out);
  out.append("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":");
  json::Writer writer(out);
  writer.begin_object();
  write_stop(state_->outcome, writer);
  writer.end_object();
  write_usage(state_->usage, chat::ServiceTier::unset, state_->findings.searches(), writer);
  out.append("}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}

}  // namespace rota::anthropic
