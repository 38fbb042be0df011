// One look at each name; see tool_list.h.
#include "chat/tool_list.h"

#include "base/name_tree.h"

namespace rota::chat {

namespace {

bool is_declared(const Tool& tool) { return tool.kind == Tool::Kind::function || tool.kind == Tool::Kind::custom; }

}  // namespace

void drop_repeated_tools(List<Tool>& tools, Arena& arena) {
  List<Bytes> names;
  List<std::size_t> places;  // in `kept`, of each name
  NameTree tree;
  List<Tool> kept;
  kept.reserve(arena, tools.size());
  for (const Tool& tool : tools) {
    if (is_declared(tool)) {
      // No name holds an octet that is no UTF-8.
      const Bytes name = arena.join(json::unescaped(arena, tool.name_space), "\xFF", json::unescaped(arena, tool.name));
      const auto next = static_cast<std::uint32_t>(names.size());
      const std::uint32_t known = tree.find_or_add(arena, name, next, [&names](std::uint32_t at) { return names[at]; });
      if (known != no_place) {
        kept[places[known]] = tool;
        continue;
      }
      names.push(arena, name);
      places.push(arena, kept.size());
    }
    kept.push(arena, tool);
  }
  if (kept.size() != tools.size()) tools = kept;
}

}  // namespace rota::chat
