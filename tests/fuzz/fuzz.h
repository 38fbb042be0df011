// What the fuzz targets share: a judge of JSON, a judge of event streams, and cuts that the input itself chooses.
// Knows RFC 8259 by itself, for it judges what the core wrote; refuses to know what any output means.
#pragma once

#include <cstdlib>
#include <string>

#include "base/random.h"
#include "base/text.h"
#include "json/reader.h"

namespace rota::fuzz {

/// Every claim of a target: a false one is a finding.
inline void demand(bool claim) {
  if (!claim) std::abort();
}

inline Bytes view(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

/// The grammar, byte by byte and without the core's scanner. UTF-8 is left to the Reader.
class Grammar {
 public:
  explicit Grammar(Bytes text) : rest_(text) {}
  [[nodiscard]] bool holds() { return value() && (space(), rest_.empty()); }

 private:
  bool take(Bytes literal) {
    if (!text::starts_with(rest_, literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  void space() {
    while (!rest_.empty() && text::is_space(rest_.front())) rest_.remove_prefix(1);
  }
  bool digits() {
    const std::size_t end = rest_.find_first_not_of("0123456789");
    const std::size_t count = end == Bytes::npos ? rest_.size() : end;
    rest_.remove_prefix(count);
    return count > 0;
  }
  bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (!take("e") && !take("E")) return true;
    if (!take("+")) take("-");
    return digits();
  }
  bool escape() {
    if (!take("u")) return !rest_.empty() && Bytes("\"\\/bfnrt").find(rest_.front()) != Bytes::npos && skip(1);
    return rest_.substr(0, 4).find_first_not_of("0123456789abcdefABCDEF") == Bytes::npos && skip(4);
  }
  bool skip(std::size_t count) {
    if (rest_.size() < count) return false;
    rest_.remove_prefix(count);
    return true;
  }
  bool string() {
    if (!take("\"")) return false;
    while (!take("\"")) {
      if (rest_.empty() || static_cast<unsigned char>(rest_.front()) < 0x20) return false;
      if (take("\\") ? !escape() : !skip(1)) return false;
    }
    return true;
  }
  bool items(Bytes end, bool named) {
    space();
    if (take(end)) return true;
    do {
      space();
      if (named && (!string() || (space(), !take(":")))) return false;
      if (!value()) return false;
      space();
    } while (take(","));
    return take(end);
  }
  bool value() {
    space();
    if (take("{")) return items("}", true);
    if (take("[")) return items("]", false);
    if (take("true") || take("false") || take("null")) return true;
    return text::starts_with(rest_, "\"") ? string() : number();
  }

  Bytes rest_;
};

/// JSON by the grammar above and by the core's own Reader, which checks the UTF-8 too.
inline bool is_json(Bytes text) {
  Arena arena;
  json::Reader reader;
  return Grammar(text).holds() && reader.read(text, arena).ok();
}

/// Events of one line of JSON each, the last of which is [DONE] or an error.
inline bool is_openai_stream(Bytes text) {
  bool ended = false;
  while (!text.empty()) {
    const std::size_t end = text.find("\n\n");
    const Bytes event = text.substr(0, end);
    if (ended || end == Bytes::npos || !text::starts_with(event, "data: ") || text::contains(event, "\n")) return false;
    const Bytes data = event.substr(6);
    if (data != "[DONE]" && !is_json(data)) return false;
    ended = data == "[DONE]" || text::starts_with(data, "{\"error\":");
    text.remove_prefix(end + 2);
  }
  return ended;
}

/// Whether a text is events with a name and JSON, the last of which, and no other, ends a response.
inline bool is_responses_stream(Bytes text) {
  bool ended = false;
  while (!text.empty()) {
    const std::size_t end = text.find("\n\n");
    const std::size_t line = text.find('\n');
    if (ended || end == Bytes::npos || line >= end || !text::starts_with(text, "event: response.")) return false;
    const Bytes name = text.substr(16, line - 16);
    const Bytes data = text.substr(line + 1, end - line - 1);
    if (!text::starts_with(data, "data: ") || text::contains(data, "\n") || !is_json(data.substr(6))) return false;
    ended = name == "completed" || name == "incomplete" || name == "failed";
    text.remove_prefix(end + 2);
  }
  return ended;
}

/// Takes pieces of a text in order, of lengths that depend on the text alone: mostly one to three bytes, or many.
class Cuts {
 public:
  explicit Cuts(Bytes text) : rest_(text), random_(text::fingerprint(text)) {}
  [[nodiscard]] bool more() const { return !rest_.empty(); }
  Bytes next() {
    const std::size_t wanted = 1 + (random_.below(4) == 0 ? random_.below(300) : random_.below(3));
    const Bytes piece = rest_.substr(0, wanted);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  Bytes rest_;
  Random random_;
};

}  // namespace rota::fuzz
