// Chunks, then supports; see grounding.h.
#include "dialect/gemini/client/grounding.h"

#include "base/name_tree.h"

namespace rota::gemini::clients {

namespace {

/// The sources, each under a number.
class Sources {
 public:
  explicit Sources(const List<chat::Citation>& citations) {
    for (const chat::Citation& citation : citations) {
      const auto next = static_cast<std::uint32_t>(first_.size());
      const std::uint32_t known =
          tree_.find_or_add(arena_, citation.url, next, [this](std::uint32_t at) { return Bytes(first_[at]->url); });
      number_.push(arena_, known == no_place ? next : known);
      if (known == no_place) first_.push(arena_, &citation);
    }
  }
  /// The first citation of each.
  [[nodiscard]] const List<const chat::Citation*>& all() const { return first_; }
  /// Of the citation at that place in the list.
  [[nodiscard]] std::uint32_t number_of(std::size_t citation) const { return number_[citation]; }

 private:
  Arena arena_;
  NameTree tree_;
  List<const chat::Citation*> first_;
  List<std::uint32_t> number_;
};

void write_chunks(const Sources& sources, json::Writer& writer) {
  writer.key("groundingChunks");
  writer.begin_array();
  for (const chat::Citation* citation : sources.all()) {
    writer.begin_object();
    writer.key("web");
    writer.begin_object();
    writer.key("uri");
    writer.escaped(citation->url);
    if (!citation->title.empty()) {
      writer.key("title");
      writer.escaped(citation->title);
    }
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

void write_segment(const chat::Citation& citation, json::Writer& writer) {
  writer.key("segment");
  writer.begin_object();
  writer.key("startIndex");
  writer.integer(citation.first_byte);
  writer.key("endIndex");
  writer.integer(citation.past_byte);
  if (!citation.quote.empty()) {
    writer.key("text");
    writer.string(citation.quote);
  }
  writer.end_object();
}

bool has_place(const chat::Citation& citation) {
  return citation.first_byte >= 0 && citation.past_byte > citation.first_byte;
}

/// Sources of one stretch that follow each other support it together.
void write_supports(const List<chat::Citation>& citations, const Sources& sources, json::Writer& writer) {
  writer.key("groundingSupports");
  writer.begin_array();
  for (std::size_t i = 0; i < citations.size(); ++i) {
    const chat::Citation& citation = citations[i];
    if (!has_place(citation)) continue;
    writer.begin_object();
    write_segment(citation, writer);
    writer.key("groundingChunkIndices");
    writer.begin_array();
    writer.integer(sources.number_of(i));
    while (i + 1 < citations.size() && citations[i + 1].first_byte == citation.first_byte &&
           citations[i + 1].past_byte == citation.past_byte) {
      writer.integer(sources.number_of(++i));
    }
    writer.end_array();
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

void write_grounding(const List<chat::Citation>& citations, json::Writer& writer) {
  if (citations.empty()) return;
  const Sources sources(citations);
  bool placed = false;
  for (const chat::Citation& citation : citations) placed = placed || has_place(citation);
  writer.key("groundingMetadata");
  writer.begin_object();
  write_chunks(sources, writer);
  if (placed) write_supports(citations, sources, writer);
  writer.end_object();
}

}  // namespace rota::gemini::clients
