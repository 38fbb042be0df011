// See schema_openapi.h. Sources: the fields of Google's Schema message (SDK of Aug 2026) and its recorded refusals:
// "only 'enum' and 'date-time' are supported for STRING type", "enum: only allowed for STRING type", "items: missing
// field", "should be non-empty for OBJECT type", "property is not defined", "Proto field is not repeating" (of type).
#include "dialect/gemini/schema/openapi.h"

#include "base/text.h"

namespace rota::gemini::schema {

namespace {

/// Keywords that only one type may have. Kind::null stands for "any type".
Kind owner_of(Keyword keyword) {
  switch (keyword) {
    case Keyword::properties:
    case Keyword::required:
    case Keyword::property_ordering:
    case Keyword::min_properties:
    case Keyword::max_properties:
    case Keyword::additional_properties:
      return Kind::object;
    case Keyword::items:
    case Keyword::prefix_items:
    case Keyword::min_items:
    case Keyword::max_items:
    case Keyword::unique_items:
      return Kind::array;
    case Keyword::minimum:
    case Keyword::maximum:
      return Kind::number;
    case Keyword::min_length:
    case Keyword::max_length:
    case Keyword::pattern:
    case Keyword::format:
      return Kind::string;
    default:
      return Kind::null;
  }
}

bool constrains(Keyword keyword) {
  return !explains(keyword) && keyword != Keyword::any_of && keyword != Keyword::nullable && keyword != Keyword::defs;
}

bool format_fits(Kind kind, Bytes format) {
  if (kind == Kind::string) return format == "\"date-time\"";
  if (kind == Kind::integer) return format == "\"int32\"" || format == "\"int64\"";
  return kind == Kind::number && (format == "\"float\"" || format == "\"double\"");
}

class OpenApi {
 public:
  OpenApi(Normalizer& normalizer, Arena& arena) : normalizer_(normalizer), arena_(arena) {
    for (std::size_t i = 0; i <= normalizer.definitions().list().size(); ++i) open_.push(arena, std::uint8_t{0});
  }

  [[nodiscard]] Node* convert(Node& node) {
    if (node.never) return null_only();
    if (depth_ >= limits::schema_depth || written_ > limits::schema_unrolled_bytes) return stub(node);
    ++depth_;
    Node* converted = nullptr;
    if (Definition* definition = reference_of(node)) {
      converted = unroll(*definition);
    } else {
      converted = has(node, Keyword::any_of) ? convert_union(node) : convert_types(node);
    }
    --depth_;
    weigh(*converted);
    written_ += least_bytes;
    return converted;
  }

 private:
  static constexpr std::size_t least_bytes = 2;  // of any schema, so that those that say nothing count too

  /// The body of a definition in the place of a reference, unless it is in itself too often already.
  Node* unroll(Definition& definition) {
    if (open_[definition.number] >= limits::schema_unrolled) return stub(*definition.node);
    ++open_[definition.number];
    Node* node = convert(*definition.node);
    --open_[definition.number];
    return node;
  }

  /// What is left of a schema that is not written out: its type.
  Node* stub(const Node& node) {
    const Entry* type = find(node, Keyword::type);
    Kind kind = Kind::object;
    if (type != nullptr) {
      kind = type->kinds.list[0];
      for (std::size_t i = 0; i < type->kinds.count && kind == Kind::null; ++i) kind = type->kinds.list[i];
    }
    Node* made = make_typed(arena_, kind == Kind::null ? Kind::string : kind);
    if (kind == Kind::array) put(arena_, *made, Keyword::items).items.push(arena_, Item{{}, {}, anything()});
    weigh(*made);
    return made;
  }

  Node* null_only() {
    Node* node = make_typed(arena_, Kind::string);
    make_nullable(*node);
    describe(arena_, *node, "Always null.");
    weigh(*node);
    return node;
  }

  /// Every schema needs a type: what takes anything is a union of what needs no further schema.
  Node* anything() {
    Node* node = make_node(arena_);
    Entry& branches = put(arena_, *node, Keyword::any_of);
    for (const Kind kind : {Kind::string, Kind::number, Kind::boolean}) {
      branches.items.push(arena_, Item{{}, {}, make_typed(arena_, kind)});
    }
    make_nullable(*node);
    weigh(*node);
    return node;
  }

  void make_nullable(Node& node) { put(arena_, node, Keyword::nullable).text = "true"; }

  static bool is_null(const Node& node) {
    const Entry* type = find(node, Keyword::type);
    return type != nullptr && type->kinds.count == 1 && type->kinds.list[0] == Kind::null;
  }

  /// A union may have explanations beside it, but no constraints: those go into each branch.
  Node* convert_union(Node& node) {
    const Entry* type = find(node, Keyword::type);
    bool nullable = false;
    Node* beside = make_node(arena_);
    Node* made = make_node(arena_);
    for (const Entry& entry : node.entries) {
      if (constrains(entry.keyword)) beside->entries.push(arena_, entry).items = copy_items(arena_, entry.items);
      if (explains(entry.keyword)) made->entries.push(arena_, entry);
    }
    normalizer_.settle(*beside);
    List<Item> branches;
    for (const Item& item : find(node, Keyword::any_of)->items) {
      Node* branch = item.node;
      if (is_null(*branch)) {
        nullable = type == nullptr || type->kinds.has(Kind::null);
        continue;
      }
      if (!takes_anything(*beside)) branch = normalizer_.both(branch, beside);
      if (!branch->never) branches.push(arena_, Item{{}, {}, convert(*branch)});
    }
    if (branches.empty()) made = null_only();
    if (branches.size() == 1) {
      Node* only = copy_node(arena_, *branches[0].node);
      merge_explanations(*only, *made);
      made = only;
    } else if (!branches.empty()) {
      put(arena_, *made, Keyword::any_of).items = branches;
    }
    if (nullable) make_nullable(*made);
    return made;
  }

  /// Those of the union win over those of its only branch.
  void merge_explanations(Node& branch, const Node& made) {
    for (const Entry& entry : made.entries) put(arena_, branch, entry.keyword).text = entry.text;
  }

  Node* convert_types(Node& node) {
    Kinds kinds;
    if (const Entry* type = find(node, Keyword::type)) {
      kinds = type->kinds;
    } else {
      kinds = kinds_meant(node);
    }
    const bool nullable = kinds.has(Kind::null);
    kinds.remove(Kind::null);
    Node* made = nullptr;
    if (kinds.count == 1) {
      made = convert_type(node, kinds.list[0], true);
    } else {
      made = nullable ? null_only() : anything();
      if (kinds.count > 1) {
        made = make_node(arena_);
        List<Item> branches;
        for (std::size_t i = 0; i < kinds.count; ++i) {
          branches.push(arena_, Item{{}, {}, convert_type(node, kinds.list[i], false)});
        }
        put(arena_, *made, Keyword::any_of).items = branches;
      }
      for (const Entry& entry : node.entries) {
        if (explains(entry.keyword)) put(arena_, *made, entry.keyword).text = entry.text;
      }
    }
    if (nullable) make_nullable(*made);
    return made;
  }

  /// The types whose keywords a schema without a type uses.
  static Kinds kinds_meant(const Node& node) {
    Kinds kinds;
    for (const Entry& entry : node.entries) {
      const Kind kind = owner_of(entry.keyword);
      if (kind != Kind::null) kinds.add(kind);
    }
    return kinds;
  }

  Node* convert_type(const Node& node, Kind kind, bool explained) {
    Node* made = make_typed(arena_, kind);
    for (const Entry& entry : node.entries) {
      const Kind owner = owner_of(entry.keyword);
      const bool fits = owner == kind || (owner == Kind::number && kind == Kind::integer);
      if (explains(entry.keyword)) {
        if (explained) put(arena_, *made, entry.keyword).text = entry.text;
      } else if (entry.keyword == Keyword::format) {
        if (format_fits(kind, entry.text)) put(arena_, *made, Keyword::format).text = entry.text;
      } else if (entry.keyword == Keyword::properties) {
        if (fits) convert_properties(*made, entry);
      } else if (fits && entry.keyword != Keyword::items && entry.keyword != Keyword::prefix_items) {
        made->entries.push(arena_, entry).items = copy_items(arena_, entry.items);
      }
    }
    if (kind == Kind::array) convert_items(*made, node);
    if (const Entry* values = find(node, Keyword::enumeration)) convert_values(*made, kind, *values);
    say_format(*made, node, kind);
    weigh(*made);
    count(*made);
    return made;
  }

  /// What a node takes without those below, which were counted before.
  void count(const Node& made) {
    written_ += made.weight;
    for (const Entry& entry : made.entries) {
      for (const Item& item : entry.items) written_ -= item.node == nullptr ? 0 : item.node->weight;
    }
  }

  /// A format that is refused still says something to the model.
  void say_format(Node& made, const Node& node, Kind kind) {
    const Entry* format = find(node, Keyword::format);
    if (format == nullptr || kind != Kind::string || format_fits(kind, format->text)) return;
    describe(arena_, made, arena_.join("Format: ", format->text.substr(1, format->text.size() - 2)));
  }

  /// Only strings may be enumerated. Numbers as strings would make the model answer with strings.
  void convert_values(Node& made, Kind kind, const Entry& entry) {
    List<Item> strings;
    List<Item> others;
    for (const Item& value : entry.items) (value.name.front() == '"' ? strings : others).push(arena_, value);
    if (kind == Kind::string && !strings.empty()) {
      put(arena_, made, Keyword::format).text = "\"enum\"";
      put(arena_, made, Keyword::enumeration).items = strings;
    } else if ((kind == Kind::integer || kind == Kind::number) && !others.empty()) {
      describe_values(arena_, made, others);
    }
  }

  void convert_properties(Node& made, const Entry& entry) {
    if (entry.items.empty()) return;
    List<Item> properties;
    for (const Item& item : entry.items) properties.push(arena_, Item{item.name, item.plain, convert(*item.node)});
    put(arena_, made, Keyword::properties).items = properties;
  }

  /// A tuple becomes a list of what may stand at any of its places.
  void convert_items(Node& made, const Node& node) {
    List<Item> kinds;
    for (const Keyword keyword : {Keyword::prefix_items, Keyword::items}) {
      const Entry* entry = find(node, keyword);
      if (entry == nullptr) continue;
      for (const Item& item : entry->items) kinds.push(arena_, Item{{}, {}, convert(*item.node)});
    }
    Node* items = anything();
    if (kinds.size() == 1) items = kinds[0].node;
    if (kinds.size() > 1) {
      items = make_node(arena_);
      put(arena_, *items, Keyword::any_of).items = kinds;
      weigh(*items);
    }
    put(arena_, made, Keyword::items).items.push(arena_, Item{{}, {}, items});
  }

  Normalizer& normalizer_;
  Arena& arena_;
  List<std::uint8_t> open_;  // how often each definition is being written
  std::size_t depth_ = 0;
  std::size_t written_ = 0;  // bytes so far
};

}  // namespace

Node* openapi_form(Node& root, Normalizer& normalizer, Arena& arena) {
  return OpenApi(normalizer, arena).convert(root);
}

}  // namespace rota::gemini::schema
