// Fields: what requests of Google's clients are read with.
// Knows that Google takes each member in camel case and in snake case, and one object where a list may stand, as its
// documents have it; refuses to know which members there are.
#pragma once

#include "dialect/gemini/request/native_json.h"
#include "dialect/reading/checks.h"

namespace rota::gemini::clients {

using reading::Checks;
using reading::Path;

/// The member that `camel` names, in either spelling; the last of several. Absent: there is none.
[[nodiscard]] inline json::Value field(json::Value object, Bytes camel) {
  json::Value found;
  for (const json::Member member : object.members()) {
    if (same_field(camel, member.name.escaped())) found = member.value;
  }
  return found;
}

/// Calls `read(object, its path)` for each object of a list, up to the first complaint. Nothing for what is not set.
template <class Read>
void each_object(json::Value list, const Path& path, Checks& checks, Read read) {
  if (list.is_object()) return read(list, path);
  if (!checks.is_array(list, path)) return;
  std::int64_t index = 0;
  for (const json::Value element : list.elements()) {
    const Path place{&path, {}, index++};
    if (!element.is_object()) return checks.wrong_type(place, "an object", element);
    read(element, place);
    if (checks.failed()) return;
  }
}

/// How many objects each_object() would read.
[[nodiscard]] inline std::size_t count_objects(json::Value list) {
  if (list.is_object()) return 1;
  return list.is_array() ? list.count() : 0;
}

}  // namespace rota::gemini::clients
