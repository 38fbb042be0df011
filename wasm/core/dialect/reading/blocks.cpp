// One open block a candidate; see blocks.h.
#include "dialect/reading/blocks.h"

namespace rota::reading {

namespace {

using Kind = chat::Delta::Kind;

bool goes_on(Kind kind) { return kind == Kind::text || kind == Kind::thought || kind == Kind::refusal; }

}  // namespace

Blocks::Candidate& Blocks::find(std::uint32_t index) {
  for (Candidate& known : open_) {
    if (known.index == index) return known;
  }
  Candidate& added = open_.push(memory_, Candidate{});
  added.index = index;
  return added;
}

chat::Delta& Blocks::push(const Candidate& candidate, chat::Fragment& fragment, Arena& arena) {
  chat::Delta& delta = fragment.deltas.push(arena, chat::Delta{});
  delta.kind = candidate.kind;
  delta.candidate = candidate.index;
  delta.block = candidate.next - 1;
  return delta;
}

void Blocks::close(Candidate& candidate, chat::Fragment& fragment, Arena& arena) {
  if (!candidate.open) return;
  push(candidate, fragment, arena).kind = Kind::end;
  candidate.open = false;
}

chat::Delta& Blocks::add(Kind kind, std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  Candidate& said = find(candidate);
  const bool begins = !said.open || said.kind != kind || !goes_on(kind);
  if (begins) {
    close(said, fragment, arena);
    said.open = true;
    said.kind = kind;
    ++said.next;
  }
  chat::Delta& delta = push(said, fragment, arena);
  delta.begins = begins;
  return delta;
}

chat::Delta& Blocks::go_on(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  return push(find(candidate), fragment, arena);
}

void Blocks::end(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  close(find(candidate), fragment, arena);
}

}  // namespace rota::reading
