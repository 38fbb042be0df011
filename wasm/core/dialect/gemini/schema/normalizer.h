// Normalizer: reads a schema into the model and says with Google's keywords what the client said with others.
// Knows what every keyword of JSON Schema means; refuses to know how a node is written.
//
// Its parts: schema_read.cpp (keywords), schema_root.cpp (what is asked of the whole), schema_bounds.cpp (numbers),
// schema_settle.cpp (what must agree within a node), schema_enum.cpp (values), schema_merge.cpp (allOf, and siblings of
// $ref), schema_loops.cpp (cycles).
#pragma once

#include "base/limits.h"
#include "dialect/gemini/schema/schema.h"
#include "dialect/gemini/schema/merging.h"
#include "dialect/gemini/schema/model.h"
#include "dialect/gemini/schema/refs.h"

namespace rota::gemini::schema {

class Normalizer {
 public:
  Normalizer(Arena& arena, SchemaBudget& budget)
      : arena_(arena), passing_(arena.account()), budget_(budget), definitions_(arena) {}

  /// The root, complete: every definition is read, no cycle is left that Google refuses. Once only.
  [[nodiscard]] Result<Node*> read(json::Value root, SchemaUse use, Bytes param);
  [[nodiscard]] const Definitions& definitions() const { return definitions_; }

  /// What both take, as far as that can be said; where it cannot, or not within the bounds, what `a` takes. May be one
  /// of the two, which are not changed.
  [[nodiscard]] Node* both(Node* a, Node* b);
  /// Makes the parts of `node` agree, and weighs it. Any change by hand must end with this.
  void settle(Node& node);

 private:
  /// A keyword as the client wrote it; the last of several with one name.
  struct Word {
    Keyword keyword = Keyword::unknown;
    json::Value value;
  };
  using Words = List<Word>;

  // schema_read.cpp
  [[nodiscard]] Words words_of(json::Value schema);
  [[nodiscard]] static json::Value value_of(const Words& words, Keyword keyword);
  [[nodiscard]] Node* read_schema(json::Value schema);
  void read_definition(Definition& definition);
  [[nodiscard]] Node* read_body(json::Value schema);
  void take(Node& node, const Word& word, const Words& words);
  void take_special(Node& node, const Word& word, const Words& words);
  void take_entry(Node& node, const Entry& entry);
  void take_values(Node& node, json::Value value);
  void take_value(Node& node, json::Value value);
  void take_union(Node& node, json::Value value);
  void take_properties(Node& node, json::Value value);
  void take_names(Node& node, Keyword keyword, json::Value value);
  void take_additional(Node& node, json::Value value);
  void take_items(Node& node, const Word& word, const Words& words);
  void take_prefix(Node& node, json::Value value);
  void take_patterns(Node& node, const Words& words);
  void take_members(Merging& merging, json::Value all_of);
  void take_reference(Merging& merging, json::Value schema);
  void make_nullable(Node& node);

  // schema_root.cpp
  [[nodiscard]] Result<Node*> finish_root(Node* root, json::Value schema, SchemaUse use, Bytes param);
  void finish_parameters(Node& root);
  void place_definitions(Node& root, const Words& words);

  // schema_bounds.cpp
  void take_bound(Node& node, Keyword keyword, json::Value value, const Words& words);
  void take_count(Node& node, Keyword keyword, json::Value value);
  void tighten(Node& node, Keyword keyword, Bytes number);

  // schema_settle.cpp
  void settle_union(Node& node);
  void settle_properties(Node& node);
  void settle_items(Node& node);

  // schema_enum.cpp
  void settle_values(Node& node);
  void split_values(Node& node, Entry values);

  // schema_merge.cpp
  /// Whether the lists of what is merged may become those of what it is merged into: nobody else has them.
  enum class Lists : std::uint8_t { shared, given };
  [[nodiscard]] bool afford(std::size_t bytes);
  [[nodiscard]] Node* expand(Definition& definition);
  void absorb_one(Node& into, Node& from);
  void absorb(Merging& merging, Node& from, Lists lists, bool inline_references);
  void absorb_reference(Merging& merging, Definition& definition, bool inline_references);
  void absorb_entry(Merging& merging, const Entry& theirs, Lists lists);
  void merge_kinds(Node& into, Entry& mine, const Entry& theirs);
  void merge_values(Merging& merging, Entry& mine, const Entry& theirs);
  void merge_unions(Entry& mine, const Entry& theirs);
  void merge_properties(Merging& merging, Entry& mine, const Entry& theirs);
  void merge_names(Merging& merging, Entry& mine, const Entry& theirs);
  void merge_schemas(Entry& mine, const Entry& theirs);

  // schema_loops.cpp
  void cut_loops();

  Arena& arena_;
  Arena passing_;  // for what is looked up while a node is settled
  SchemaBudget& budget_;
  Definitions definitions_;
  std::size_t depth_ = 0;        // of schemas being read within one another
  std::size_t all_of_depth_ = 0;  // of members of allOf that are themselves made of members, and so on
  bool reads_member_ = false;     // the next schema is a member of allOf
  bool nested_too_deep_ = false;
  std::size_t merge_depth_ = 0;  // of merges within merges
  std::size_t inlined_ = 0;      // bytes that merging has added to this schema so far
};

}  // namespace rota::gemini::schema
