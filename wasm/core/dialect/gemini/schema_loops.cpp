// Cycles that could never end. "ref loops are only supported if they include optional or nullable property values, or a
// potentially-zero-length array items" (Google's 400 of May 2026, juspay-mcp pull request 132): where a cycle has none
// of these, its last required property becomes optional. See schema_normalizer.h.
#include "dialect/gemini/schema_normalizer.h"

namespace rota::gemini::schema {

namespace {

/// What makes a value unavoidable: a required property, or a smallest number of items.
struct Demand {
  Node* node = nullptr;
  Bytes property;
  bool items = false;
  bool dropped = false;
};

/// A reference that every value of `from` contains, or may not be able to avoid.
struct Edge {
  std::uint32_t to = 0;
  Demand* demand = nullptr;  ///< the innermost around the reference; null: the definition is the reference
  Node* reference = nullptr;
  bool cut = false;
};

using Edges = List<Edge>;

bool takes_null(const Node& node) {
  const Entry* type = find(node, Keyword::type);
  if (type != nullptr) return type->kinds.has(Kind::null);
  const Entry* branches = find(node, Keyword::any_of);
  if (branches == nullptr) return false;
  for (const Item& item : branches->items) {
    if (reference_of(*item.node) == nullptr && takes_null(*item.node)) return true;
  }
  return false;
}

class Edging {
 public:
  Edging(Arena& arena, Edges& edges) : arena_(arena), edges_(edges) {}

  void follow(Node& node, Demand* demand) {
    if (Definition* definition = reference_of(node)) {
      edges_.push(arena_, Edge{definition->number, demand, &node, false});
      return;
    }
    if (takes_null(node)) return;
    if (const Entry* branches = find(node, Keyword::any_of)) {
      for (const Item& item : branches->items) follow(*item.node, demand);
    }
    follow_properties(node);
    follow_items(node);
  }

 private:
  void follow_properties(Node& node) {
    const Entry* required = find(node, Keyword::required);
    const Entry* properties = find(node, Keyword::properties);
    if (required == nullptr || properties == nullptr) return;
    Names names;
    for (const Item& item : required->items) names.add(arena_, item.plain, 0);
    for (const Item& item : properties->items) {
      if (!names.has(item.plain)) continue;
      follow(*item.node, arena_.make<Demand>(Demand{&node, item.plain, false, false}));
    }
  }
  void follow_items(Node& node) {
    const Entry* least = find(node, Keyword::min_items);
    if (least == nullptr || least->text == "0") return;
    auto* demand = arena_.make<Demand>(Demand{&node, {}, true, false});
    for (const Keyword keyword : {Keyword::prefix_items, Keyword::items}) {
      const Entry* items = find(node, keyword);
      if (items == nullptr) continue;
      for (const Item& item : items->items) follow(*item.node, demand);
    }
  }

  Arena& arena_;
  Edges& edges_;
};

void drop(Demand& demand, Arena& arena) {
  demand.dropped = true;
  if (demand.items) return remove(arena, *demand.node, Keyword::min_items);
  Entry* required = find(*demand.node, Keyword::required);
  if (required == nullptr) return;
  List<Item> kept;
  for (const Item& item : required->items) {
    if (item.plain != demand.property) kept.push(arena, item);
  }
  required->items = kept;
  if (kept.empty()) remove(arena, *demand.node, Keyword::required);
}

/// A depth-first search with its own stack: definitions may form chains of any length.
class Search {
 public:
  Search(Arena& arena, List<Edges>& edges) : arena_(arena), edges_(edges) {
    for (std::size_t i = 0; i < edges.size(); ++i) marks_.push(arena, Mark::fresh);
  }
  /// Whether a cycle was cut.
  bool run() {
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
      if (marks_[i] == Mark::fresh) visit(i);
    }
    return cut_;
  }

 private:
  enum class Mark : std::uint8_t { fresh, open, done };
  struct Frame {
    std::uint32_t definition = 0;
    std::size_t next = 0;
  };

  void visit(std::uint32_t start) {
    List<Frame> stack;
    stack.push(arena_, Frame{start, 0});
    std::size_t depth = 1;
    marks_[start] = Mark::open;
    while (depth > 0) {
      Frame& frame = stack[depth - 1];
      Edges& edges = edges_[frame.definition];
      if (frame.next == edges.size()) {
        marks_[frame.definition] = Mark::done;
        --depth;
        continue;
      }
      Edge& edge = edges[frame.next++];
      if (is_cut(edge) || marks_[edge.to] == Mark::done) continue;
      if (marks_[edge.to] == Mark::open) {
        cut_cycle(stack, depth, edge.to);
        continue;
      }
      marks_[edge.to] = Mark::open;
      if (depth == stack.size()) stack.push(arena_, Frame{});
      stack[depth++] = Frame{edge.to, 0};
    }
  }
  static bool is_cut(const Edge& edge) { return edge.cut || (edge.demand != nullptr && edge.demand->dropped); }

  /// The cycle is the way on the stack from `to` to its top, and back.
  void cut_cycle(List<Frame>& stack, std::size_t depth, std::uint32_t to) {
    Edge* last = nullptr;
    for (std::size_t i = depth; i > 0; --i) {
      Edge& edge = edges_[stack[i - 1].definition][stack[i - 1].next - 1];
      if (is_cut(edge)) return;
      if (last == nullptr && edge.demand != nullptr) last = &edge;
      if (stack[i - 1].definition == to) break;
    }
    cut_ = true;
    if (last != nullptr) return drop(*last->demand, arena_);
    Edge& back = edges_[stack[depth - 1].definition][stack[depth - 1].next - 1];
    back.cut = true;  // definitions that are but one another say nothing
    back.reference->entries = {};
  }

  Arena& arena_;
  List<Edges>& edges_;
  List<Mark> marks_;
  bool cut_ = false;
};

}  // namespace

void Normalizer::cut_loops() {
  if (definitions_.list().empty() && !definitions_.root_is_named()) return;
  List<Edges> edges;
  edges.push(arena_, Edges{});
  Edging(arena_, edges[0]).follow(*definitions_.root().node, nullptr);
  for (Definition* definition : definitions_.list()) {
    Edging(arena_, edges.push(arena_, Edges{})).follow(*definition->node, nullptr);
  }
  // A cycle of one way through the definitions may hide another: each search that cuts is followed by one more.
  for (std::size_t i = 0; i < limits::schema_loop_searches && Search(arena_, edges).run(); ++i) {
  }
}

}  // namespace rota::gemini::schema
