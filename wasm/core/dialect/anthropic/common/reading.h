// What requests of this dialect are read with, by their short names, and the complaint that is Anthropic's own.
// Knows how Anthropic words an unknown type, which clients recognise; for the rest see dialect/reading/.
#pragma once

#include "base/text.h"
#include "chat/conversation.h"
#include "dialect/reading/checks.h"
#include "dialect/reading/members.h"

namespace rota::anthropic {

using reading::Checks;
using reading::MessageMembers;
using reading::Path;
using reading::RequestMembers;

/// `type`, of what stands at `path`, is none of `expected`, e.g. "'text', 'image'". Claude Code, when it reads that of one
/// of its tools, asks again without it (DIALECTS: B1).
inline void unknown_tag(const Path& path, json::Value type, Bytes expected, Checks& checks) {
  Arena& arena = checks.arena();
  constexpr std::size_t quoted_bytes = 64;
  const Bytes found = text::cut_utf8(type.text(arena), quoted_bytes);
  checks.refuse(path, arena.join(checks.spelt(path), ": Input tag '", found,
                                 "' found using 'type' does not match any of the expected tags: ", expected));
}

/// Whether a string that must be there is.
inline bool is_needed_string(json::Value value, const Path& path, Checks& checks) {
  if (value.is_unset()) checks.missing(path);
  return checks.is_string(value, path);
}

/// Appends a text, unless it is empty.
inline void push_text(json::Escaped text, Arena& arena, List<chat::Part>& parts) {
  if (!text.empty()) parts.push(arena, chat::Part{}).text = text;
}

/// The member `type` of what stands at `path`; absent after a complaint.
inline json::Value type_of(json::Value object, const Path& path, Checks& checks) {
  if (!object.is_object()) {
    checks.wrong_type(path, "an object", object);
    return {};
  }
  const Path type_path{&path, "type"};
  const json::Value type = object["type"];
  if (type.is_unset()) {
    checks.missing(type_path);
  } else if (checks.is_string(type, type_path)) {
    return type;
  }
  return {};
}

}  // namespace rota::anthropic
