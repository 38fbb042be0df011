// One pass over each place; see children.h.
#include "dialect/gemini/schema/children.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::gemini::schema {

json::Value Children::find(Arena& arena, json::Value from, Bytes token) {
  if (from.count() == 0 || from.count() > limits::schema_nodes) return {};
  const Place& place = place_of(arena, from);
  if (from.is_object()) {
    const std::uint32_t at = place.names.find(token);
    return at == Names::none ? json::Value() : place.values[at];
  }
  std::uint64_t index = 0;
  if (!text::parse_unsigned(token, index) || index >= place.values.size()) return {};
  return place.values[static_cast<std::size_t>(index)];
}

const Children::Place& Children::place_of(Arena& arena, json::Value from) {
  if (const Place* const* known = places_.find(from.offset())) return **known;
  auto* place = arena.make<Place>();
  places_.add(arena, from.offset(), place);
  place->values.reserve(arena, from.count());
  for (const json::Value element : from.elements()) place->values.push(arena, element);
  for (const json::Member member : from.members()) {
    const Bytes name = member.name.text(arena);
    const std::uint32_t before = place->names.find(name);
    if (before != Names::none) {
      place->values[before] = member.value;
      continue;
    }
    place->names.add(arena, name, static_cast<std::uint32_t>(place->values.size()));
    place->values.push(arena, member.value);
  }
  return *place;
}

}  // namespace rota::gemini::schema
