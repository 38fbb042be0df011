// The events; see events.h.
#include "dialect/openai/responses/events.h"

namespace rota::openai::responses {

json::Writer Events::begin(json::Escaped type) {
  out_->append("event: ");
  out_->append(type);
  out_->append("\ndata: ");
  json::Writer writer(*out_);
  writer.begin_object();
  writer.key("type");
  writer.escaped(type);
  writer.key("sequence_number");
  writer.integer(number_++);
  return writer;
}

json::Writer Events::begin_at(json::Escaped type, const Place& place) {
  begin_stream();
  json::Writer writer = begin(type);
  writer.key("item_id");
  writer.escaped(place.item_id);
  writer.key("output_index");
  writer.integer(place.output);
  if (place.inner_name.empty()) return writer;
  writer.key(place.inner_name);
  writer.integer(place.inner);
  return writer;
}

void Events::finish(json::Writer& writer) {
  writer.end_object();
  out_->append("\n\n");
}

void Events::response(json::Escaped type, const State& state) {
  json::Writer writer = begin(type);
  writer.key("response");
  write_response(envelope_, state, writer);
  finish(writer);
}

void Events::begin_stream() {
  if (begun_) return;
  begun_ = true;
  State state;
  state.tier = tier_;
  response("response.created", state);
  response("response.in_progress", state);
}

void Events::item(json::Escaped type, std::uint32_t output, const json::Pieces& item) {
  if (!on_) return;
  begin_stream();
  json::Writer writer = begin(type);
  writer.key("output_index");
  writer.integer(output);
  writer.key("item");
  item.write(writer);
  finish(writer);
}

void Events::part(json::Escaped type, const Place& place, const json::Pieces& part) {
  if (!on_) return;
  json::Writer writer = begin_at(type, place);
  writer.key("part");
  part.write(writer);
  finish(writer);
}

void Events::note(json::Escaped type, const Place& place) {
  if (!on_) return;
  json::Writer writer = begin_at(type, place);
  finish(writer);
}

void Events::text(json::Escaped type, const Place& place, json::Escaped member, json::Escaped text) {
  if (!on_) return;
  json::Writer writer = begin_at(type, place);
  writer.key(member);
  writer.escaped(text);
  finish(writer);
}

void Events::output_text(json::Escaped type, const Place& place, json::Escaped member, json::Escaped text,
                         json::Raw logprobs) {
  if (!on_) return;
  json::Writer writer = begin_at(type, place);
  writer.key(member);
  writer.escaped(text);
  writer.key("logprobs");
  writer.raw(logprobs);
  finish(writer);
}

void Events::arguments_done(const Place& place, json::Escaped name, json::Escaped arguments) {
  if (!on_) return;
  json::Writer writer = begin_at("response.function_call_arguments.done", place);
  writer.key("name");
  writer.escaped(name);
  writer.key("arguments");
  writer.escaped(arguments);
  finish(writer);
}

void Events::annotation(const Place& place, std::uint32_t index, json::Raw annotation) {
  if (!on_) return;
  json::Writer writer = begin_at("response.output_text.annotation.added", place);
  writer.key("annotation_index");
  writer.integer(index);
  writer.key("annotation");
  writer.raw(annotation);
  finish(writer);
}

void Events::keep_alive() {
  if (!on_) return;
  if (!begun_) return begin_stream();
  json::Writer writer = begin("keepalive");
  finish(writer);
}

void Events::end(const State& state) {
  if (!on_) return;
  begin_stream();
  response(state.stage == Stage::completed    ? json::Escaped("response.completed")
           : state.stage == Stage::incomplete ? json::Escaped("response.incomplete")
                                              : json::Escaped("response.failed"),
           state);
}

}  // namespace rota::openai::responses
