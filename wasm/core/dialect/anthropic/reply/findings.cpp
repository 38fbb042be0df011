// Sources, queries, citations; see findings.h.
#include "dialect/anthropic/reply/findings.h"

#include "base/text.h"
#include "dialect/labels.h"
#include "json/reader.h"

namespace rota::anthropic {

namespace {

constexpr std::size_t quote_bytes = 150;  // as much as Anthropic's own citations quote

json::Escaped title_of(json::Escaped title, json::Escaped url) { return title.empty() ? url : title; }

}  // namespace

Findings::Findings(const chat::Conversation& asked, Arena& arena) : arena_(arena) {
  for (const chat::Tool& tool : asked.tools) {
    if (tool.kind != chat::Tool::Kind::web_search) continue;
    wanted_ = true;
    name_ = tool.name;
  }
  if (name_.empty()) name_ = "web_search";
}

void Findings::add(const chat::Delta& delta) {
  if (!wanted_) return;
  for (const chat::Citation& citation : delta.citations) add_source(citation);
  // What was searched for is said in Gemini's note on its sources alone.
  const bool note = delta.kind == chat::Delta::Kind::note && delta.owner == dialect::labels::gemini;
  if (note && delta.name == "grounding_metadata") read_queries(delta.json);
}

void Findings::add_source(const chat::Citation& citation) {
  if (citation.url.empty()) return;
  const auto next = static_cast<std::uint32_t>(sources_.size());
  const json::Escaped url = json::copy(arena_, citation.url);
  const auto url_of = [this](std::uint32_t place) { return Bytes(sources_[place].url); };
  if (known_.find_or_add(arena_, url, next, url_of) != no_place) return;
  sources_.push(arena_, {url, json::copy(arena_, citation.title)});
}

/// A stream repeats the note: the last one counts.
void Findings::read_queries(json::Raw note) {
  json::Reader reader;
  Arena scratch;
  const auto read = reader.read(note, scratch);
  if (!read.ok()) return;
  const json::Value queries = read.value()["webSearchQueries"];
  if (queries.count() == 0) return;
  queries_ = queries.count();
  query_ = json::copy(arena_, queries.at(0).escaped());
}

void Findings::write_call(json::Escaped id, bool whole, json::Writer& writer) const {
  writer.begin_object();
  writer.key("type");
  writer.escaped("server_tool_use");
  writer.key("id");
  writer.escaped(id);
  writer.key("name");
  writer.escaped(name_);
  writer.key("input");
  if (whole) {
    write_input(writer);
  } else {
    writer.raw("{}");
  }
  writer.end_object();
}

void Findings::write_input(json::Writer& writer) const {
  writer.begin_object();
  writer.key("query");
  writer.escaped(query_);
  writer.end_object();
}

void Findings::write_results(json::Escaped id, json::Writer& writer) const {
  writer.begin_object();
  writer.key("type");
  writer.escaped("web_search_tool_result");
  writer.key("tool_use_id");
  writer.escaped(id);
  writer.key("content");
  writer.begin_array();
  for (const Source& source : sources_) {
    writer.begin_object();
    writer.key("type");
    writer.escaped("web_search_result");
    writer.key("url");
    writer.escaped(source.url);
    writer.key("title");
    writer.escaped(title_of(source.title, source.url));
    writer.key("encrypted_content");
    writer.escaped();
    writer.key("page_age");
    writer.null();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

void write_citation(const chat::Citation& citation, json::Writer& writer) {
  writer.begin_object();
  writer.key("type");
  writer.escaped("web_search_result_location");
  writer.key("url");
  writer.escaped(citation.url);
  writer.key("title");
  writer.escaped(title_of(citation.title, citation.url));
  writer.key("encrypted_index");
  writer.escaped();
  writer.key("cited_text");
  writer.string(text::cut_utf8(citation.quote, quote_bytes));
  writer.end_object();
}

}  // namespace rota::anthropic
