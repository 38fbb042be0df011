// Adding up; see request_shape.h.
#include "dialect/reading/request_shape.h"

#include "base/text.h"

namespace rota::reading {

namespace {

constexpr std::size_t deepest = 12;  // a text in a part in a message in a list, and the schemas of tools

bool holds_data(json::Value name) {
  return name.equals("data") || name.equals("file_data") || name.equals("b64_json");
}

void add(json::Value value, std::size_t depth, chat::RequestShape& shape) {
  if (value.is_string()) {
    const Bytes text = value.escaped();
    if (!text::starts_with(text, "data:")) shape.text_bytes += text.size();
    return;
  }
  if (depth == deepest) return;
  for (const json::Value element : value.elements()) add(element, depth + 1, shape);
  for (const json::Member member : value.members()) {
    if (!holds_data(member.name)) add(member.value, depth + 1, shape);
  }
}

}  // namespace

void add_texts(json::Value value, chat::RequestShape& shape) { add(value, 0, shape); }

}  // namespace rota::reading
