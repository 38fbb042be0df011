// Parts and annotations; see message_item.h.
#include "dialect/openai/responses/message_item.h"

#include "dialect/openai/chat/answer_pieces.h"

namespace rota::openai::responses {

namespace {

json::Pieces write_text_part(json::Escaped text, json::Raw annotations, json::Raw logprobs, Arena& arena) {
  json::PieceWriter part(arena);
  json::Writer& writer = part.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("output_text");
  writer.key("annotations");
  writer.raw(annotations);
  writer.key("logprobs");
  writer.raw(logprobs);
  writer.key("text");
  part.escaped(text);
  writer.end_object();
  return part.keep();
}

json::Pieces write_refusal_part(json::Escaped refusal, Arena& arena) {
  json::PieceWriter part(arena);
  json::Writer& writer = part.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("refusal");
  writer.key("refusal");
  part.escaped(refusal);
  writer.end_object();
  return part.keep();
}

json::Pieces write_part(bool refusal, json::Escaped text, json::Raw annotations, json::Raw logprobs, Arena& arena) {
  return refusal ? write_refusal_part(text, arena) : write_text_part(text, annotations, logprobs, arena);
}

json::Pieces write_message(json::Escaped id, json::Escaped status, const List<json::Pieces>& parts, Arena& arena) {
  json::PieceWriter item(arena);
  json::Writer& writer = item.writer();
  begin_item(id, "message", status, writer);
  writer.key("content");
  writer.begin_array();
  for (const json::Pieces& part : parts) item.value(part);
  writer.end_array();
  writer.key("role");
  writer.escaped("assistant");
  writer.end_object();
  return item.keep();
}

json::Raw write_list(const List<json::Raw>& elements, Arena& arena) {
  if (elements.empty()) return "[]";
  json::Composed list;
  list.writer().begin_array();
  for (const json::Raw element : elements) list.writer().raw(element);
  list.writer().end_array();
  return list.keep(arena);
}

/// `first` and `past` count characters of the message's own text.
json::Raw write_annotation(const chat::Citation& citation, std::int64_t first, std::int64_t past, Arena& arena) {
  json::Composed annotation;
  json::Writer& writer = annotation.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("url_citation");
  writer.key("start_index");
  writer.integer(first);
  writer.key("end_index");
  writer.integer(past);
  writer.key("url");
  write_uri(citation.url, arena, writer);
  writer.key("title");
  writer.escaped(citation.title);
  writer.end_object();
  return annotation.keep(arena);
}

}  // namespace

void MessageItem::begin(std::uint32_t output, const Makings& makings) {
  *this = {};
  place_ = makings.make_place("msg_", output, "content_index");
  if (!makings.events.on()) return;
  makings.events.item("response.output_item.added", output,
                      write_message(place_.item_id, "in_progress", {}, *makings.arena));
}

void MessageItem::begin_part(bool refusal, const Makings& makings) {
  if (in_part_) end_part(nullptr, makings);
  place_.inner = static_cast<std::uint32_t>(parts_.size());
  in_part_ = true;
  refusal_ = refusal;
  if (!makings.events.on()) return;
  makings.events.part("response.content_part.added", place_, write_part(refusal, {}, "[]", "[]", *makings.arena));
}

void MessageItem::add(json::Escaped said, bool refusal, const Makings& makings) {
  if (!in_part_ || refusal != refusal_) begin_part(refusal, makings);
  pieces_.push(*makings.arena, said);
  if (refusal) {
    makings.events.text("response.refusal.delta", place_, "delta", said);
  } else {
    makings.events.output_text("response.output_text.delta", place_, "delta", said, "[]");
  }
}

void MessageItem::add_logprobs(const List<chat::TokenChoice>& choices, const Makings& makings) {
  for (const chat::TokenChoice& choice : choices) {
    json::Composed one;
    write_token_choice(choice, one.writer());
    logprobs_.push(*makings.arena, one.keep(*makings.arena));
  }
}

/// What belongs to the text of an earlier message belongs nowhere in particular here.
json::Raw MessageItem::annotate(Sources& sources, const Makings& makings) {
  const std::size_t earlier = std::exchange(sources.earlier, sources.text.pieces());
  if (sources.citations.empty()) return "[]";
  Arena& arena = *makings.arena;
  CitedText text = sources.text;  // once it has been looked into, nothing can be added
  const std::int64_t before = text.characters_before(earlier);
  const std::int64_t all = text.characters();
  List<json::Raw> annotations;
  for (const PlacedCitation& placed : place_citations(sources.citations, text, arena)) {
    const bool here = placed.stretch.first >= before && placed.stretch.past <= all;
    const std::int64_t first = here ? placed.stretch.first - before : 0;
    const std::int64_t past = here ? placed.stretch.past - before : 0;
    const json::Raw annotation = write_annotation(*placed.citation, first, past, arena);
    makings.events.annotation(place_, static_cast<std::uint32_t>(annotations.size()), annotation);
    annotations.push(arena, annotation);
  }
  sources.citations = {};
  return write_list(annotations, arena);
}

/// `sources`, or null: there is a part behind this one.
void MessageItem::end_part(Sources* sources, const Makings& makings) {
  Arena& arena = *makings.arena;
  const json::Escaped text = json::join(arena, pieces_);
  const json::Raw annotations = sources != nullptr && !refusal_ ? annotate(*sources, makings) : json::Raw("[]");
  const json::Raw logprobs = refusal_ ? json::Raw("[]") : write_list(logprobs_, arena);
  if (refusal_) {
    makings.events.text("response.refusal.done", place_, "refusal", text);
  } else {
    makings.events.output_text("response.output_text.done", place_, "text", text, logprobs);
    logprobs_ = {};
  }
  const json::Pieces part = write_part(refusal_, text, annotations, logprobs, arena);
  makings.events.part("response.content_part.done", place_, part);
  parts_.push(arena, part);
  pieces_ = {};
  in_part_ = false;
}

json::Pieces MessageItem::end(Sources& sources, bool whole, const Makings& makings) {
  if (in_part_) end_part(&sources, makings);
  const json::Pieces item = write_message(place_.item_id, status_name(whole), parts_, *makings.arena);
  makings.events.item("response.output_item.done", place_.output, item);
  return item;
}

}  // namespace rota::openai::responses
