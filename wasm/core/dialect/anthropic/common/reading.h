// What requests of this dialect are read with, by their short names, and the complaint that is Anthropic's own.
// Knows how Anthropic words an unknown type, which clients recognise; for the rest see dialect/reading/.
#pragma once

#include "base/text.h"
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
