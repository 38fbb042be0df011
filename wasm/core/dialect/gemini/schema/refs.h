// Definitions: every schema that some $ref of a schema names, wherever it stands, and which $ref names which.
// Knows JSON pointers, anchors, $id and the bounds of a schema; refuses to know what keywords mean beyond where schemas
// stand in them.
#pragma once

#include "base/result.h"
#include "dialect/gemini/schema/children.h"
#include "dialect/gemini/schema/model.h"
#include "dialect/gemini/schema/schema.h"
#include "dialect/gemini/schema/table.h"

namespace rota::gemini::schema {

/// Filled once, by collect(); the schema's text must live as long.
class Definitions {
 public:
  explicit Definitions(Arena& arena) : arena_(arena) {}

  /// Walks the whole schema. 400 too_large past limits::schema_depth, schema_nodes or schema_items, and for more schemas
  /// than `budget` has left.
  [[nodiscard]] Status collect(json::Value root, Bytes param, SchemaBudget& budget);

  /// What the $ref inside `schema` names; null when it names nothing, or is none.
  [[nodiscard]] Definition* named_by(json::Value schema) const { return look_up(targets_, schema); }
  /// The definition whose body `schema` is; null when it is none. Never the root.
  [[nodiscard]] Definition* at(json::Value schema) const { return look_up(bodies_, schema); }

  [[nodiscard]] Definition& root() { return root_; }
  [[nodiscard]] bool root_is_named() const { return root_is_named_; }
  /// In the order in which they are to be written: $defs, definitions, then what references found elsewhere.
  [[nodiscard]] const List<Definition*>& list() const { return list_; }

 private:
  struct Pending {
    json::Value schema;
    json::Value base;
    json::Value ref;
  };
  struct Anchor {
    Bytes name;  ///< "#name", or an $id
    json::Value schema;
    json::Value base;
  };
  [[nodiscard]] Definition* look_up(const Table<Definition*>& table, json::Value schema) const;
  void walk(json::Value schema, json::Value base, std::size_t depth);
  void walk_keyword(Keyword keyword, json::Value value, json::Value base, std::size_t depth);
  void note(const json::Member& member, Keyword keyword, json::Value schema, json::Value base);
  void list_children(Bytes name);
  void resolve(const Pending& pending);
  [[nodiscard]] json::Value find(Bytes ref, json::Value base);
  void add_anchor(const Anchor& anchor);
  [[nodiscard]] Bytes placed_anchor(Bytes name, json::Value base) const;
  [[nodiscard]] json::Value find_anchor(Bytes name, json::Value base) const;
  [[nodiscard]] json::Value find_by_last_name(Bytes ref);
  [[nodiscard]] json::Value point(json::Value from, Bytes pointer);
  Definition* define(json::Value source, Bytes name);
  [[nodiscard]] Bytes free_name(Bytes wanted);

  Arena& arena_;
  json::Value schema_;
  Definition root_;
  List<Definition*> list_;
  List<Pending> pending_;
  List<Anchor> anchors_;
  Names anchors_by_name_;   // the first of each
  Names anchors_by_place_;  // the first of each in its document: placed_anchor()
  Children children_;
  Table<bool> seen_;            // by place in the text
  Table<Definition*> targets_;  // by the place of the schema that holds the $ref
  Table<Definition*> bodies_;   // by the place of the schema named
  Names names_;                 // of the definitions, as written
  Bytes last_name_;             // of the pointer last followed
  std::size_t nodes_ = 0;
  std::size_t items_ = 0;  // names required and values allowed
  bool too_deep_ = false;
  bool root_is_named_ = false;  // by some $ref
};

}  // namespace rota::gemini::schema
