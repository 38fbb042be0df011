// The summary; see reasoning_item.h.
#include "dialect/openai/responses/reasoning_item.h"

namespace rota::openai::responses {

namespace {

json::Raw write_summary(json::Escaped text, Arena& arena) {
  json::Composed part;
  json::Writer& writer = part.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("summary_text");
  writer.key("text");
  writer.escaped(text);
  writer.end_object();
  return part.keep(arena);
}

/// `summary` is empty when there is none.
json::Raw write_reasoning(json::Escaped id, json::Raw summary, json::Escaped sealed, const Makings& makings) {
  json::Composed item;
  json::Writer& writer = item.writer();
  writer.begin_object();
  writer.key("id");
  writer.escaped(id);
  writer.key("type");
  writer.escaped("reasoning");
  if (!sealed.empty()) {
    writer.key("encrypted_content");
    writer.escaped(sealed);
  }
  writer.key("summary");
  writer.begin_array();
  if (!summary.empty()) writer.raw(summary);
  writer.end_array();
  writer.end_object();
  return item.keep(*makings.arena);
}

}  // namespace

void ReasoningItem::begin(std::uint32_t output, const Makings& makings) {
  *this = {};
  place_.item_id = makings.make_id("rs_");
  place_.output = output;
  place_.inner_name = "summary_index";
  if (!makings.events.on()) return;
  makings.events.item("response.output_item.added", output, write_reasoning(place_.item_id, {}, {}, makings));
}

void ReasoningItem::add(json::Escaped text, const Makings& makings) {
  if (pieces_.empty() && makings.events.on()) {
    makings.events.part("response.reasoning_summary_part.added", place_, write_summary({}, *makings.arena));
  }
  pieces_.push(*makings.arena, json::copy(*makings.arena, text));
  makings.events.text("response.reasoning_summary_text.delta", place_, "delta", text);
}

json::Raw ReasoningItem::end(const Makings& makings) {
  json::Raw summary;
  if (!pieces_.empty()) {
    const json::Escaped text = join_pieces(pieces_, *makings.arena);
    summary = write_summary(text, *makings.arena);
    makings.events.text("response.reasoning_summary_text.done", place_, "text", text);
    makings.events.part("response.reasoning_summary_part.done", place_, summary);
  }
  const json::Raw item = write_reasoning(place_.item_id, summary, sealed_, makings);
  makings.events.item("response.output_item.done", place_.output, item);
  return item;
}

}  // namespace rota::openai::responses
