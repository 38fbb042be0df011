// Looking for members; see passing_finish.h.
#include "exchange/passing_finish.h"

#include "exchange/passing_member.h"

namespace rota::exchange {

namespace {

/// An entry that says nothing as far as it has come: it may go on with an empty text.
bool is_silent(Bytes entry, Bytes silent) {
  if (silent.empty() || entry.front() != '{') return false;
  entry = text::trim_front(entry.substr(1));
  if (entry.size() < silent.size()) return text::starts_with(silent, entry);
  if (!text::starts_with(entry, silent)) return false;
  const Bytes value = value_behind(entry, 0, silent);
  return value.size() < 2 || text::starts_with(value, "\"\"");
}

/// One of the texts has begun.
bool has_words(Bytes begun, const dialect::UpstreamDialect& upstream) {
  for (const Bytes name : upstream.finish.words) {
    std::size_t at = name.empty() ? Bytes::npos : begun.find(name);
    for (; at != Bytes::npos; at = begun.find(name, at + 1)) {
      const Bytes value = value_behind(begun, at, name);
      if (value.size() >= 2 && value[0] == '"' && value[1] != '"') return true;
    }
  }
  return false;
}

}  // namespace

Bytes last_finish(Bytes data, const dialect::UpstreamDialect& upstream) {
  Bytes reason;
  std::size_t last = 0;
  for (const Bytes name : upstream.finish.members) {
    std::size_t at = name.empty() ? Bytes::npos : data.find(name);
    for (; at != Bytes::npos; at = data.find(name, at + 1)) {
      const Bytes value = value_behind(data, at, name);
      if (at < last || !text::starts_with(value, "\"")) continue;
      reason = value.substr(1, value.find('"', 1) - 1);
      last = at;
    }
  }
  return reason;
}

bool has_content(Bytes begun, const dialect::UpstreamDialect& upstream) {
  if (has_words(begun, upstream)) return true;
  for (const Bytes name : upstream.finish.content) {
    std::size_t at = name.empty() ? Bytes::npos : begun.find(name);
    for (; at != Bytes::npos; at = begun.find(name, at + 1)) {
      const Bytes list = value_behind(begun, at, name);
      const Bytes entry = text::starts_with(list, "[") ? text::trim_front(list.substr(1)) : Bytes();
      if (!entry.empty() && entry.front() != ']' && !is_silent(entry, upstream.finish.silent)) return true;
    }
  }
  return false;
}

bool ends_json(Bytes tail) {
  const Bytes trimmed = text::trim(tail);
  return !trimmed.empty() && (trimmed.back() == '}' || trimmed.back() == ']');
}

}  // namespace rota::exchange
