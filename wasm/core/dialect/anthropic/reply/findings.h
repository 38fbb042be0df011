// Findings: what a search of the upstream's own has found, as Anthropic tells it of its own search.
// Knows the two blocks, a query and its results, and the citations of a text; refuses to know where they stand.
#pragma once

#include "base/name_tree.h"
#include "chat/answer.h"
#include "chat/conversation.h"
#include "json/writer.h"

namespace rota::anthropic {

class Findings {
 public:
  /// `asked` outlives the answer: without a search among its tools nothing is told. `arena` likewise.
  Findings(const chat::Conversation& asked, Arena& arena);

  /// Notes what `delta` says of sources and queries; copies it.
  void add(const chat::Delta& delta);
  /// Whether citations are to be told: the client asked for a search.
  [[nodiscard]] bool wanted() const { return wanted_; }
  [[nodiscard]] bool any() const { return wanted_ && (!sources_.empty() || !query_.empty()); }
  /// How often the web was searched, as far as one can tell.
  [[nodiscard]] std::size_t searches() const { return any() ? (queries_ == 0 ? 1 : queries_) : 0; }

  /// The block server_tool_use up to its input, which is {} when a stream opens it.
  void write_call(json::Escaped id, bool whole, json::Writer& writer) const;
  /// The input: {"query":...}.
  void write_input(json::Writer& writer) const;
  /// The block web_search_tool_result, whole.
  void write_results(json::Escaped id, json::Writer& writer) const;

 private:
  struct Source {
    json::Escaped url;
    json::Escaped title;
  };
  void add_source(const chat::Citation& citation);
  void read_queries(json::Raw note);

  Arena& arena_;
  bool wanted_ = false;
  json::Escaped name_;  // of the tool, as the client has declared it
  json::Escaped query_;
  std::size_t queries_ = 0;
  List<Source> sources_;  // each once
  NameTree known_;        // of them, by their addresses
};

/// One element of a text's citations.
void write_citation(const chat::Citation& citation, json::Writer& writer);

}  // namespace rota::anthropic
