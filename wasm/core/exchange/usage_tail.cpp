// Finding usage from behind; see usage_tail.h.
#include "exchange/usage_tail.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/gemini/usage.h"
#include "dialect/openai/usage.h"

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

/// The object behind `name` and a colon at `at`; empty when there is something else.
Bytes member_object(Bytes text, std::size_t at, Bytes name) {
  Bytes rest = text::trim(text.substr(at + name.size()));
  if (rest.empty() || rest.front() != ':') return {};
  rest = text::trim(rest.substr(1));
  if (rest.empty() || rest.front() != '{') return {};
  return object_at(rest);
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

chat::Usage UsageTail::read(http::Dialect dialect, json::Reader& reader, Arena& arena) const {
  const Bytes name = dialect == http::Dialect::openai ? "\"usage\"" : "\"usageMetadata\"";
  const Bytes tail = tail_.view();
  std::size_t end = Bytes::npos;
  for (;;) {
    const std::size_t at = tail.rfind(name, end);
    if (at == Bytes::npos) return {};
    const Bytes object = member_object(tail, at, name);
    chat::Usage usage;
    if (!object.empty()) {
      const auto root = reader.read(object, arena);
      if (root.ok() && (dialect == http::Dialect::openai ? openai::read_usage(root.value(), usage)
                                                         : gemini::read_usage(root.value(), usage))) {
        return usage;
      }
    }
    if (at == 0) return {};
    end = at - 1;
  }
}

}  // namespace rota::exchange
