// The message; see whole.h.
#include "dialect/anthropic/reply/whole.h"

#include "base/text.h"
#include "dialect/anthropic/common/signature.h"
#include "json/reader.h"

namespace rota::anthropic {

namespace {

using Kind = chat::Delta::Kind;

bool is_text(const chat::Delta& delta) { return delta.kind == Kind::text || delta.kind == Kind::refusal; }

/// The arguments as an object; what is none is told as what it is.
void write_input(Bytes arguments, Arena& arena, json::Writer& writer) {
  if (arguments.empty()) return writer.raw("{}");
  json::Reader reader;
  const auto read = reader.read(arguments, arena);
  if (read.ok() && read.value().is_object()) return writer.raw(read.value().raw());
  writer.begin_object();
  writer.key("_raw");
  writer.string(arguments);
  writer.end_object();
}

}  // namespace

void WholeReply::begin(const dialect::ReplyHead& head, Buffer&) { state_.emplace(head, makings_.asked); }

void WholeReply::write(const chat::Fragment& fragment, Buffer&) {
  State& state = *state_;
  state.usage.merge(fragment.usage);
  for (const chat::Delta& delta : fragment.deltas) {
    if (delta.candidate != 0) continue;
    state.findings.add(delta);
    if (delta.kind == Kind::finish) {
      state.outcome.finish = delta.finish;
      state.outcome.stop = delta.stop;
    }
    if (chat::is_in_block(delta.kind) || delta.kind == Kind::citations) state.deltas.push(state.head.memory, &delta);
  }
}

/// What stands for code that was run is no text.
bool WholeReply::says_text(const chat::Delta& delta) const {
  return is_text(delta) && !delta.text.empty() && !state_->code.takes(delta);
}

/// Past the last delta of the block that begins at `first`: blocks come one after the other.
std::size_t WholeReply::end_of_block(std::size_t first) const {
  const List<const chat::Delta*>& deltas = state_->deltas;
  std::size_t past = first + 1;
  while (past < deltas.size() && !(deltas[past]->begins && chat::is_in_block(deltas[past]->kind))) ++past;
  return past;
}

std::size_t WholeReply::past_last_text() const {
  std::size_t past = state_->deltas.size();
  while (past > 0 && !says_text(*state_->deltas[past - 1])) --past;
  return past;
}

void WholeReply::write_citations(json::Writer& writer) const {
  bool any = false;
  for (const chat::Delta* delta : state_->deltas) {
    for (const chat::Citation& citation : delta->citations) {
      if (!any) {
        writer.key("citations");
        writer.begin_array();
      }
      any = true;
      write_citation(citation, writer);
    }
  }
  if (any) writer.end_array();
}

void WholeReply::write_code(const chat::Delta& delta, json::Writer& writer) {
  Arena& arena = state_->head.memory;
  const CodeStep step = CodeRuns::read(delta, arena);
  if (step.is_code) return state_->code.write_code(step, true, makings_, arena, writer);
  state_->code.write_result(step, writer);
}

/// Code that was run, and what came of it, may stand among the texts.
void WholeReply::write_text(std::size_t first, std::size_t past, json::Writer& writer) {
  const List<const chat::Delta*>& deltas = state_->deltas;
  while (first < past) {
    std::size_t end = first;
    while (end < past && !state_->code.takes(*deltas[end])) ++end;
    write_said(first, end, writer);
    if (end < past) write_code(*deltas[end++], writer);
    first = end;
  }
}

void WholeReply::write_said(std::size_t first, std::size_t past, json::Writer& writer) {
  bool said = false;
  for (std::size_t i = first; i < past; ++i) said = said || says_text(*state_->deltas[i]);
  if (!said) return;
  write_findings(writer);
  state_->outcome.answered = true;
  writer.begin_object();
  writer.key("type");
  writer.escaped("text");
  writer.key("text");
  writer.begin_string();
  for (std::size_t i = first; i < past; ++i) {
    if (is_text(*state_->deltas[i])) writer.piece(state_->deltas[i]->text);
  }
  writer.end_string();
  if (state_->findings.wanted() && past >= state_->past_text) write_citations(writer);
  writer.end_object();
}

/// Its signature is its own, or the one of the part behind it, which came of it.
void WholeReply::write_thinking(std::size_t first, std::size_t past, json::Writer& writer) {
  State& state = *state_;
  const chat::Delta* bearer = nullptr;
  for (std::size_t i = first; i < past; ++i) {
    if (state.deltas[i]->kind == Kind::thought && !state.deltas[i]->signature.empty()) bearer = state.deltas[i];
  }
  const std::size_t behind = past < state.deltas.size() ? end_of_block(past) : past;
  for (std::size_t i = past; i < behind && bearer == nullptr; ++i) {
    const Kind kind = state.deltas[i]->kind;
    if ((kind == Kind::text || kind == Kind::tool_call) && !state.deltas[i]->signature.empty()) bearer = state.deltas[i];
  }
  state.adopted = bearer;
  write_thoughts(first, past, writer);
}

/// A block of thinking, with the signature of what has been adopted.
void WholeReply::write_thoughts(std::size_t first, std::size_t past, json::Writer& writer) {
  const State& state = *state_;
  const chat::Delta* bearer = state.adopted;
  writer.begin_object();
  writer.key("type");
  writer.escaped("thinking");
  writer.key("thinking");
  writer.begin_string();
  for (std::size_t i = first; i < past; ++i) {
    if (state.deltas[i]->kind == Kind::thought) writer.piece(state.deltas[i]->text);
  }
  writer.end_string();
  writer.key("signature");
  bearer != nullptr ? write_signature(bearer->owner, bearer->signature, writer) : writer.escaped();
  writer.end_object();
}

void WholeReply::write_call(std::size_t first, std::size_t past, json::Writer& writer) {
  State& state = *state_;
  if (state.outcome.called && makings_.one_call_only()) return;
  const chat::Delta& call = *state.deltas[first];
  if (state.adopted != &call && needs_thinking(call, makings_.asked)) {
    state.adopted = &call;
    write_thoughts(first, first, writer);
  }
  Arena& arena = state.head.memory;
  Buffer arguments;
  for (std::size_t i = first; i < past; ++i) {
    if (state.deltas[i]->kind == Kind::tool_call) arguments.append(state.deltas[i]->arguments);
  }
  writer.begin_object();
  writer.key("type");
  writer.escaped("tool_use");
  writer.key("id");
  writer.escaped(call_id(call, state.adopted == &call, makings_, arena));
  writer.key("name");
  writer.escaped(call.name);
  writer.key("input");
  write_input(arguments.view(), arena, writer);
  writer.end_object();
  state.outcome.called = state.outcome.answered = true;
}

void WholeReply::write_findings(json::Writer& writer) {
  State& state = *state_;
  if (state.findings_written || !state.findings.any()) return;
  state.findings_written = true;
  const json::Escaped id = server_tool_id({}, makings_, state.head.memory);
  state.findings.write_call(id, true, writer);
  state.findings.write_results(id, writer);
}

void WholeReply::write_block(std::size_t first, std::size_t past, json::Writer& writer) {
  switch (state_->deltas[first]->kind) {
    case Kind::text:
    case Kind::refusal:
      return write_text(first, past, writer);
    case Kind::thought:
      return write_thinking(first, past, writer);
    case Kind::tool_call:
      return write_call(first, past, writer);
    default:
      return;  // what this dialect has no place for
  }
}

void WholeReply::end(Buffer& out) {
  State& state = *state_;
  state.past_text = past_last_text();
  json::Writer writer(out);
  writer.begin_object();
  write_message_head(state.head, makings_.random, writer);
  writer.key("content");
  writer.begin_array();
  for (std::size_t first = 0; first < state.deltas.size();) {
    const std::size_t past = end_of_block(first);
    write_block(first, past, writer);
    first = past;
  }
  write_findings(writer);
  writer.end_array();
  write_stop(state.outcome, writer);
  write_usage(state.usage, state.head.tier, state.findings.searches(), writer);
  writer.end_object();
}

}  // namespace rota::anthropic
