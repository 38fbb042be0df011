// Decoding, unwrapping, wrapping; see arguments.h.
#include "dialect/openai/common/arguments.h"

#include "base/text.h"

namespace rota::openai {

namespace {

/// Text that is no JSON. Clients that gather a stream begin with {} now and then and put the arguments behind it.
json::Raw loose_arguments(Bytes text, json::Reader& scratch, Arena& arena) {
  constexpr Bytes start = "{}";
  if (text::starts_with(text, start)) {
    const Result<json::Value> behind = scratch.read(text.substr(start.size()), arena);
    if (behind.ok() && behind->is_object()) return behind->raw();
  }
  return json::wrapped(arena, "_raw", json::quoted(arena, json::escape(arena, text)));
}

}  // namespace

// That quotes are escaped each time bounds how often arguments can have been encoded.
json::Raw read_arguments(json::Value arguments, json::Reader& scratch, Arena& arena) {
  json::Value value = arguments;
  json::Raw meant;  // as it was after the first time
  while (value.is_string()) {
    const Bytes text = value.text(arena);
    if (text::trim(text).empty()) return "{}";
    const Result<json::Value> inner = scratch.read(text, arena);
    if (!inner.ok()) {
      return meant.empty() ? loose_arguments(text::trim(text), scratch, arena) : json::wrapped(arena, "value", meant);
    }
    value = *inner;
    if (meant.empty()) meant = value.raw();
  }
  if (value.is_object()) return value.raw();
  // PHP encodes an object without members as a list.
  if (value.is_unset() || (value.is_array() && value.count() == 0)) return "{}";
  // Some models put the object into a list.
  if (value.is_array() && value.count() == 1 && value.at(0).is_object()) return value.at(0).raw();
  return json::wrapped(arena, "value", meant.empty() ? value.raw() : meant);
}

}  // namespace rota::openai
