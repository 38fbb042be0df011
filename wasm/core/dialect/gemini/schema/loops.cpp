// Cycles that could never end. "ref loops are only supported if they include optional or nullable property values, or a
// potentially-zero-length array items" (Google's 400 of May 2026, juspay-mcp pull request 132): where a cycle has none
// of these, its last required property becomes optional. See schema_normalizer.h.
#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

namespace {

/// A node with required properties, and those that are to be required no longer.
struct Requiring {
  Node* node = nullptr;
  Names dropped = {};
};

/// What makes a value unavoidable: a required property, or a smallest number of items.
struct Demand {
  Node* node = nullptr;
  Requiring* requiring = nullptr;  ///< null: a number of items
  Bytes property;
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
    auto* requiring = arena_.make<Requiring>(Requiring{&node});
    for (const Item& item : properties->items) {
      if (!names.has(item.plain)) continue;
      follow(*item.node, arena_.make<Demand>(Demand{&node, requiring, item.plain, false}));
    }
  }
  void follow_items(Node& node) {
    const Entry* least = find(node, Keyword::min_items);
    if (least == nullptr || least->text == "0") return;
    auto* demand = arena_.make<Demand>(Demand{&node, nullptr, {}, false});
    for (const Keyword keyword : {Keyword::prefix_items, Keyword::items}) {
      const Entry* items = find(node, keyword);
      if (items == nullptr) continue;
      for (const Item& item : items->items) follow(*item.node, demand);
    }
  }

  Arena& arena_;
  Edges& edges_;
};

/// Takes all dropped names off their nodes, each node once.
void forget_required(const List<Requiring*>& changed, Arena& arena) {
  for (const Requiring* requiring : changed) {
    Entry* required = find(*requiring->node, Keyword::required);
    if (required == nullptr) continue;
    List<Item> kept;
    for (const Item& item : required->items) {
      if (!requiring->dropped.has(item.plain)) kept.push(arena, item);
    }
    required->items = kept;
    if (kept.empty()) remove(arena, *requiring->node, Keyword::required);
  }
}

/// A depth-first search with its own stack: definitions may form chains of any length. An edge is looked at once, and
/// so is a cycle that it closes.
class Search {
 public:
  Search(Arena& arena, List<Edges>& edges, List<Requiring*>& changed)
      : arena_(arena), edges_(edges), changed_(changed) {
    marks_.reserve(arena, edges.size());
    for (std::size_t i = 0; i < edges.size(); ++i) marks_.push(arena, unvisited);
  }
  /// Whether a cycle was cut.
  bool run() {
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
      if (marks_[i] == unvisited) visit(i);
    }
    return cut_;
  }

 private:
  /// A definition's mark is its place on the stack while it is there, or one of these.
  static constexpr std::uint32_t unvisited = 0xFFFFFFFF;
  static constexpr std::uint32_t done = 0xFFFFFFFE;
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
  struct Frame {
    std::uint32_t definition = 0;
    std::uint32_t next = 0;           // of its edges
    std::uint32_t demand = nowhere;   // the nearest place at or below this one whose edge on the way demands something
    std::uint32_t cut = nowhere;      // likewise whose edge has been cut since it was taken
  };

  void visit(std::uint32_t start) {
    stack_.clear();
    enter(start);
    while (!stack_.empty()) {
      const auto place = static_cast<std::uint32_t>(stack_.size() - 1);
      Frame& frame = stack_[place];
      Edges& edges = edges_[frame.definition];
      if (frame.next == edges.size()) {
        marks_[frame.definition] = done;
        stack_.pop();
        continue;
      }
      Edge& edge = edges[frame.next++];
      const Frame* below = place == 0 ? nullptr : &stack_[place - 1];
      frame.demand = edge.demand != nullptr ? place : below == nullptr ? nowhere : below->demand;
      frame.cut = below == nullptr ? nowhere : below->cut;
      if (is_cut(edge) || marks_[edge.to] == done) continue;
      if (marks_[edge.to] == unvisited) {
        enter(edge.to);
      } else {
        cut_cycle(marks_[edge.to]);
      }
    }
  }
  void enter(std::uint32_t definition) {
    marks_[definition] = static_cast<std::uint32_t>(stack_.size());
    stack_.push(arena_, Frame{definition});
  }
  static bool is_cut(const Edge& edge) { return edge.cut || (edge.demand != nullptr && edge.demand->dropped); }
  Edge& edge_at(std::uint32_t place) { return edges_[stack_[place].definition][stack_[place].next - 1]; }

  /// The cycle is the way on the stack from `first` to its top, and back.
  void cut_cycle(std::uint32_t first) {
    const auto top = static_cast<std::uint32_t>(stack_.size() - 1);
    if (stack_[top].cut != nowhere && stack_[top].cut >= first) return;
    cut_ = true;
    const std::uint32_t demand = stack_[top].demand;
    if (demand != nowhere && demand >= first) {
      drop(*edge_at(demand).demand);
      for (std::uint32_t place = demand; place <= top; ++place) stack_[place].cut = demand;
      return;
    }
    Edge& back = edge_at(top);
    back.cut = true;  // definitions that are but one another say nothing
    back.reference->entries = {};
  }

  void drop(Demand& demand) {
    demand.dropped = true;
    if (demand.requiring == nullptr) return remove(arena_, *demand.node, Keyword::min_items);
    if (demand.requiring->dropped.empty()) changed_.push(arena_, demand.requiring);
    demand.requiring->dropped.add(arena_, demand.property, 0);
  }

  Arena& arena_;
  List<Edges>& edges_;
  List<Requiring*>& changed_;
  List<std::uint32_t> marks_;
  List<Frame> stack_;
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
  List<Requiring*> changed;
  for (std::size_t i = 0; i < limits::schema_loop_searches && Search(arena_, edges, changed).run(); ++i) {
  }
  forget_required(changed, arena_);
}

}  // namespace rota::gemini::schema
