// The summary; see reasoning_item.h.
#include "dialect/openai/responses/reasoning_item.h"

namespace rota::openai::responses {

namespace {

json::Pieces write_summary(json::Escaped text, Arena& arena) {
  json::PieceWriter part(arena);
  json::Writer& writer = part.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("summary_text");
  writer.key("text");
  part.escaped(text);
  writer.end_object();
  return part.keep();
}

/// `summary` is null when there is none.
json::Pieces write_reasoning(json::Escaped id, const json::Pieces* summary, json::Escaped sealed, const Makings& makings) {
  json::PieceWriter item(*makings.arena);
  json::Writer& writer = item.writer();
  begin_item(id, "reasoning", {}, writer);
  if (!sealed.empty()) {
    writer.key("encrypted_content");
    item.escaped(sealed);
  }
  writer.key("summary");
  writer.begin_array();
  if (summary != nullptr) item.value(*summary);
  writer.end_array();
  writer.end_object();
  return item.keep();
}

}  // namespace

void ReasoningItem::begin(std::uint32_t output, const Makings& makings) {
  *this = {};
  place_ = makings.make_place("rs_", output, "summary_index");
  if (!makings.events.on()) return;
  makings.events.item("response.output_item.added", output, write_reasoning(place_.item_id, nullptr, {}, makings));
}

void ReasoningItem::add(json::Escaped text, const Makings& makings) {
  if (pieces_.empty() && makings.events.on()) {
    makings.events.part("response.reasoning_summary_part.added", place_, write_summary({}, *makings.arena));
  }
  pieces_.push(*makings.arena, makings.keep(text));
  makings.events.text("response.reasoning_summary_text.delta", place_, "delta", text);
}

json::Pieces ReasoningItem::end(const Makings& makings) {
  json::Pieces summary;
  if (!pieces_.empty()) {
    const json::Escaped text = json::join(*makings.arena, pieces_);
    summary = write_summary(text, *makings.arena);
    makings.events.text("response.reasoning_summary_text.done", place_, "text", text);
    makings.events.part("response.reasoning_summary_part.done", place_, summary);
  }
  const json::Pieces item = write_reasoning(place_.item_id, pieces_.empty() ? nullptr : &summary, sealed_, makings);
  makings.events.item("response.output_item.done", place_.output, item);
  return item;
}

}  // namespace rota::openai::responses
