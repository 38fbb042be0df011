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

/// What stands behind one of the members, wherever it is, fits.
template <std::size_t N, class Fits>
bool any_value(Bytes text, const Bytes (&names)[N], Fits fits) {
  for (const Bytes name : names) {
    std::size_t at = name.empty() ? Bytes::npos : text.find(name);
    for (; at != Bytes::npos; at = text.find(name, at + 1)) {
      if (fits(value_behind(text, at, name))) return true;
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
  const dialect::Finish& finish = upstream.finish;
  const auto has_words = [](Bytes text) { return text.size() >= 2 && text[0] == '"' && text[1] != '"'; };
  const auto has_entry = [&finish](Bytes list) {
    const Bytes entry = text::starts_with(list, "[") ? text::trim_front(list.substr(1)) : Bytes();
    return !entry.empty() && entry.front() != ']' && !is_silent(entry, finish.silent);
  };
  return any_value(begun, finish.words, has_words) || any_value(begun, finish.content, has_entry);
}

bool ends_json(Bytes tail) {
  const Bytes trimmed = text::trim(tail);
  return !trimmed.empty() && (trimmed.back() == '}' || trimmed.back() == ']');
}

}  // namespace rota::exchange
