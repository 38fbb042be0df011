// Supports, chunks and recited texts; see grounding.h.
#include "dialect/gemini/reply/grounding.h"

#include "dialect/labels.h"

namespace rota::gemini {

namespace {

using chat::Citation;
using chat::Delta;

constexpr Bytes source_kinds[] = {"web", "retrievedContext", "maps"};

/// A grounding chunk that has an address. Others (passages of an uploaded file) stay in the note alone.
struct Source {
  json::Escaped url;
  json::Escaped title;
  bool supports = false;
};

List<Source> read_sources(json::Value chunks, Arena& arena) {
  List<Source> sources;
  for (json::Value chunk : chunks.elements()) {
    Source& source = sources.push(arena, Source{});
    for (Bytes kind : source_kinds) {
      json::Value said = chunk[kind];
      if (!said.is_object()) continue;
      source.url = said["uri"].escaped();
      source.title = said["title"].escaped();
    }
  }
  return sources;
}

/// Proto leaves a start of 0 out.
Citation read_stretch(json::Value segment) {
  Citation citation;
  if (!segment["endIndex"].integer(citation.past_byte)) return citation;
  if (!segment["startIndex"].integer(citation.first_byte)) citation.first_byte = 0;
  return citation;
}

void read_supports(json::Value metadata, List<Citation>& citations, Arena& arena) {
  List<Source> sources = read_sources(metadata["groundingChunks"], arena);
  for (json::Value support : metadata["groundingSupports"].elements()) {
    json::Value segment = support["segment"];
    Citation citation = read_stretch(segment);
    citation.quote = segment["text"].text(arena);
    for (json::Value place : support["groundingChunkIndices"].elements()) {
      std::int64_t at = 0;
      if (!place.integer(at) || at < 0 || static_cast<std::size_t>(at) >= sources.size()) continue;
      Source& source = sources[static_cast<std::size_t>(at)];
      source.supports = true;
      citation.url = source.url;
      citation.title = source.title;
      if (!source.url.empty()) citations.push(arena, citation);
    }
  }
  for (const Source& source : sources) {
    if (source.supports || source.url.empty()) continue;
    Citation citation;
    citation.url = source.url;
    citation.title = source.title;
    citations.push(arena, citation);
  }
}

void read_recited(json::Value sources, List<Citation>& citations, Arena& arena) {
  for (json::Value source : sources.elements()) {
    Citation citation = read_stretch(source);
    citation.url = source["uri"].escaped();
    citation.title = source["title"].escaped();
    if (!citation.url.empty()) citations.push(arena, citation);
  }
}

}  // namespace

void read_grounding(json::Value candidate, std::uint32_t index, chat::Fragment& fragment, Arena& arena) {
  struct Metadata {
    json::Escaped name;
    json::Value value;
  };
  json::Value grounding = candidate["groundingMetadata"];
  json::Value recited = candidate["citationMetadata"];
  List<Citation> citations;
  read_supports(grounding, citations, arena);
  read_recited(recited["citationSources"], citations, arena);  // the Gemini API's name
  read_recited(recited["citations"], citations, arena);        // Vertex's
  const auto add = [&](Delta::Kind kind) -> Delta& {
    Delta& delta = fragment.deltas.push(arena, Delta{});
    delta.kind = kind;
    delta.candidate = index;
    delta.owner = dialect::labels::gemini;
    return delta;
  };
  if (!citations.empty()) add(Delta::Kind::citations).citations = citations;
  for (const Metadata& metadata :
       {Metadata{"grounding_metadata", grounding}, {"url_context_metadata", candidate["urlContextMetadata"]}}) {
    if (metadata.value.count() == 0) continue;
    Delta& note = add(Delta::Kind::note);
    note.name = metadata.name;
    note.json = metadata.value.raw();
  }
}

}  // namespace rota::gemini
