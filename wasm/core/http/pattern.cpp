// Matching; see pattern.h.
#include "http/pattern.h"

#include "base/text.h"

namespace rota::http {

namespace {

constexpr Bytes anything = "**";

/// The capture that `pattern` begins with, taken off it; null when it begins with none. `rest`: it is `{id**}`.
Bytes* take_capture(Bytes& pattern, Captures& captures, bool& rest) {
  struct Named {
    Bytes text;
    Bytes Captures::*capture;
    bool to_end;
  };
  static constexpr Named named[] = {
      {"{model}", &Captures::model, false}, {"{id}", &Captures::id, false}, {"{id**}", &Captures::id, true}};
  for (const Named& one : named) {
    if (!text::starts_with(pattern, one.text)) continue;
    pattern.remove_prefix(one.text.size());
    rest = one.to_end;
    return &(captures.*one.capture);
  }
  return nullptr;
}

}  // namespace

bool matches(Bytes pattern, Bytes path, Captures& captures) {
  while (!pattern.empty()) {
    const char next = pattern.front();
    if (next == '*' && text::starts_with(pattern, anything)) {
      pattern.remove_prefix(anything.size());
      if (pattern.empty()) return true;
      for (; !matches(pattern, path, captures); path.remove_prefix(1)) {
        if (path.empty()) return false;
      }
      return true;
    }
    bool rest = false;
    if (Bytes* capture = next == '{' ? take_capture(pattern, captures, rest) : nullptr) {
      const std::size_t end = rest ? path.size() : path.find_first_of("/:");
      *capture = path.substr(0, end);
      if (capture->empty()) return false;
      path.remove_prefix(capture->size());
      continue;
    }
    if (path.empty() || path.front() != next) return false;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
  }
  return path.empty();
}

bool is_under(Bytes path, Bytes base) {
  return text::starts_with(path, base) && (path.size() == base.size() || path[base.size()] == '/');
}

bool allows(Bytes methods, Bytes method) { return !method.empty() && text::lists(methods, method); }

}  // namespace rota::http
