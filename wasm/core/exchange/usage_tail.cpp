// Finding usage from behind; see usage_tail.h.
#include "exchange/usage_tail.h"

#include "base/limits.h"
#include "base/text.h"
#include "exchange/passing_member.h"

namespace rota::exchange {

namespace {

/// The object that begins at `text`, to its closing brace; empty when it is not whole.
Bytes object_at(Bytes text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return text.substr(0, i + 1);
    }
  }
  return {};
}

}  // namespace

void UsageTail::feed(Bytes chunk) {
  constexpr std::size_t kept = limits::usage_tail_bytes;
  if (chunk.size() >= kept) {
    tail_.clear();
    chunk.remove_prefix(chunk.size() - kept);
  } else if (tail_.size() + chunk.size() > 2 * kept) {
    std::memmove(tail_.data(), tail_.data() + tail_.size() - kept, kept);
    tail_.resize(kept);
  }
  tail_.append(chunk);
}

chat::Usage UsageTail::read(const dialect::UpstreamDialect& upstream, json::Reader& reader, Arena& arena) const {
  const chat::Usage usage = read_member(upstream.usage_member, upstream, reader, arena);
  if (usage.known() || upstream.usage_member_else.empty()) return usage;
  return read_member(upstream.usage_member_else, upstream, reader, arena);
}

chat::Usage UsageTail::read_member(Bytes member, const dialect::UpstreamDialect& upstream, json::Reader& reader,
                                   Arena& arena) const {
  const Bytes name = arena.join("\"", member, "\"");
  const Bytes tail = tail_.view();
  std::size_t end = Bytes::npos;
  for (std::size_t tries = 0; tries < limits::usage_tries;) {
    const std::size_t at = tail.rfind(name, end);
    if (at == Bytes::npos) return {};
    const Bytes begun = value_behind(tail, at, name);
    chat::Usage usage;
    if (text::starts_with(begun, "{")) {
      ++tries;
      const auto root = reader.read(object_at(begun), arena, json::HalfPairs::replaced);
      if (root.ok() && upstream.read_usage(*root, usage)) return usage;
    }
    if (at == 0) return {};
    end = at - 1;
  }
  return {};
}

}  // namespace rota::exchange
