// Deltas into items; see output.h.
#include "dialect/openai/responses/output.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/chat/audio.h"
#include "dialect/openai/google/google.h"
#include "dialect/openai/responses/seal.h"

namespace rota::openai::responses {

using chat::Delta;

void Output::begin(Arena& memory) {
  makings_.arena = &memory;
  open_ = Open::nothing;
  items_ = {};
  sources_ = {};
  summary_ = {};
  queries_ = {};
  urls_ = {};
  calls_ = 0;
  dropped_ = false;
  answered_ = false;
  finish_ = chat::Finish::none;
  usage_ = {};
}

void Output::write(const chat::Fragment& fragment) {
  usage_.merge(fragment.usage);
  for (const Delta& delta : fragment.deltas) {
    if (delta.candidate != 0) continue;
    form().compacts ? sum_up(delta) : write_delta(delta);
  }
}

void Output::write_delta(const Delta& delta) {
  switch (delta.kind) {
    case Delta::Kind::text:
    case Delta::Kind::refusal:
      if (!delta.text.empty()) say(delta);
      break;
    case Delta::Kind::thought:
      think(delta);
      break;
    case Delta::Kind::tool_call:
      call(delta);
      break;
    case Delta::Kind::media:
      if (!delta.data.empty() && !is_audio(delta)) show(delta);
      break;
    case Delta::Kind::end:
      if (open_ == Open::call) close(true);
      break;
    case Delta::Kind::logprobs:
      if (form().logprobs && open_ == Open::message) message_.add_logprobs(delta.logprobs, makings_);
      break;
    case Delta::Kind::citations:
    case Delta::Kind::note:
      note_search(delta);
      break;
    case Delta::Kind::finish:
      finish_ = delta.finish;
      break;
    case Delta::Kind::part:
      break;
  }
}

void Output::close(bool whole) {
  switch (std::exchange(open_, Open::nothing)) {
    case Open::message:
      return keep(message_.end(sources_, whole, makings_));
    case Open::reasoning:
      return keep(reasoning_.end(makings_));
    case Open::call:
      return keep(call_.end(whole, makings_));
    case Open::nothing:
      break;
  }
}

void Output::make_way_for(const Delta& delta) {
  const bool seals = form().seals && !delta.signature.empty();
  const bool carried = delta.kind == Delta::Kind::tool_call && id_carries_signature(delta);
  if (seals && open_ != Open::reasoning && !carried) {
    close(true);
    reasoning_.begin(next(), makings_);
    open_ = Open::reasoning;
  }
  if (seals && open_ == Open::reasoning) reasoning_.seal_with(seal(delta.signature, delta.owner, *makings_.arena));
  close(true);
}

void Output::say(const Delta& delta) {
  if (open_ != Open::message) {
    make_way_for(delta);
    message_.begin(next(), makings_);
    open_ = Open::message;
  }
  answered_ = true;
  const json::Escaped said = makings_.keep(delta.text);
  message_.add(said, delta.kind == Delta::Kind::refusal, makings_);
  if (delta.kind == Delta::Kind::text && sources_.text.size_bytes() < limits::cited_text_bytes) {
    sources_.text.add(said, delta.inserted, *makings_.arena);
  }
}

/// A signature without a thought belongs to one that nobody is shown.
void Output::think(const Delta& delta) {
  if (!delta.text.empty()) {
    if (open_ != Open::reasoning) {
      close(true);
      reasoning_.begin(next(), makings_);
      open_ = Open::reasoning;
    }
    reasoning_.add(delta.text, makings_);
  }
  if (open_ != Open::reasoning || delta.signature.empty() || !form().seals) return;
  reasoning_.seal_with(seal(delta.signature, delta.owner, *makings_.arena));
}

/// A client that wants one call at most hears of the first.
void Output::call(const Delta& delta) {
  if (delta.begins) {
    dropped_ = calls_ != 0 && !makings_.events.envelope().asked->parallel_tool_calls;
    if (dropped_) return close(true);
    make_way_for(delta);
    call_.begin(delta, next(), makings_);
    open_ = Open::call;
    answered_ = true;
    ++calls_;
  }
  if (!dropped_) call_.add(delta.arguments, makings_);
}

void Output::show(const Delta& media) {
  Arena& arena = *makings_.arena;
  make_way_for(media);
  answered_ = true;
  const Place place = makings_.make_place("ig_", next());
  const json::Escaped picture = makings_.keep(media.data);
  const auto write = [&](json::Escaped status, bool result) {
    json::PieceWriter item(arena);
    json::Writer& writer = item.writer();
    begin_item(place.item_id, "image_generation_call", status, writer);
    const Bytes mime = media.mime;
    if (result && text::starts_with(mime, "image/")) {
      writer.key("output_format");
      writer.string(mime.substr(mime.find('/') + 1));
    }
    writer.key("result");
    result ? item.escaped(picture) : writer.null();
    writer.end_object();
    return item.keep();
  };
  if (makings_.events.on()) {
    makings_.events.item("response.output_item.added", place.output, write("in_progress", false));
    makings_.events.note("response.image_generation_call.in_progress", place);
    makings_.events.note("response.image_generation_call.generating", place);
    makings_.events.note("response.image_generation_call.completed", place);
  }
  const json::Pieces item = write("completed", true);
  makings_.events.item("response.output_item.done", place.output, item);
  keep(item);
}

namespace {

json::Pieces write_compaction(json::Escaped id, json::Escaped content, Arena& arena) {
  json::PieceWriter item(arena);
  begin_item(id, "compaction", {}, item.writer());
  item.writer().key("encrypted_content");
  item.escaped(content);
  item.writer().end_object();
  return item.keep();
}

}  // namespace

/// A client that wants a summary takes one item and no other.
void Output::sum_up(const Delta& delta) {
  Arena& arena = *makings_.arena;
  if (delta.kind == Delta::Kind::finish) finish_ = delta.finish;
  if (delta.kind != Delta::Kind::text || delta.text.empty()) return;
  if (summary_.empty()) {
    summary_id_ = makings_.make_id("cmp_");
    makings_.events.item("response.output_item.added", 0, write_compaction(summary_id_, {}, arena));
  }
  answered_ = true;
  summary_.push(arena, makings_.keep(delta.text));
}

/// Half a summary would be taken for all of the conversation.
void Output::add_summary(bool whole) {
  if (summary_.empty() || !whole) return;
  Arena& arena = *makings_.arena;
  const json::Pieces item = write_compaction(summary_id_, seal_summary(json::join(arena, summary_), arena), arena);
  makings_.events.item("response.output_item.done", 0, item);
  keep(item);
}

/// Where the text relies on something, and where the search has looked. What is remembered is copied.
void Output::note_search(const Delta& delta) {
  Arena& arena = *makings_.arena;
  for (const chat::Citation& citation : delta.citations) {
    chat::Citation& kept = sources_.citations.push(arena, citation);
    kept.quote = arena.copy(citation.quote);
    kept.url = json::copy(arena, citation.url);
    kept.title = json::copy(arena, citation.title);
    urls_.push(arena, kept.url);
  }
  if (delta.kind != Delta::Kind::note) return;
  const List<json::Escaped> queries = google::read_search_queries(delta, arena);
  if (!queries.empty()) queries_ = queries;
}

/// What the upstream has searched for is known only at its end.
void Output::add_search() {
  if (!form().searches || (queries_.empty() && urls_.empty())) return;
  const Place place = makings_.make_place("ws_", next());
  const auto write = [&](json::Escaped status) {
    json::PieceWriter item(*makings_.arena);
    json::Writer& writer = item.writer();
    begin_item(place.item_id, "web_search_call", status, writer);
    writer.key("action");
    writer.begin_object();
    writer.key("type");
    writer.escaped("search");
    writer.key("query");
    writer.escaped(queries_.empty() ? json::Escaped() : queries_[0]);
    writer.key("queries");
    writer.begin_array();
    for (const json::Escaped query : queries_) writer.escaped(query);
    writer.end_array();
    if (form().sources) {
      writer.key("sources");
      writer.begin_array();
      for (const json::Escaped url : urls_) {
        writer.begin_object();
        writer.key("type");
        writer.escaped("url");
        writer.key("url");
        writer.escaped(url);
        writer.end_object();
      }
      writer.end_array();
    }
    writer.end_object();
    writer.end_object();
    return item.keep();
  };
  if (makings_.events.on()) {
    makings_.events.item("response.output_item.added", place.output, write("in_progress"));
    makings_.events.note("response.web_search_call.in_progress", place);
    makings_.events.note("response.web_search_call.searching", place);
    makings_.events.note("response.web_search_call.completed", place);
  }
  const json::Pieces item = write("completed");
  makings_.events.item("response.output_item.done", place.output, item);
  keep(item);
}

State Output::end() {
  State state;
  state.why_incomplete = why_incomplete(finish_, answered_);
  const bool whole = state.why_incomplete.empty();
  state.stage = whole ? Stage::completed : Stage::incomplete;
  close(whole);
  add_summary(whole);
  add_search();
  state.items = items_;
  state.usage = &usage_;
  return state;
}

}  // namespace rota::openai::responses
