// Names rewritten in one pass over the text; see native_json.h.
#include "dialect/gemini/request/native_json.h"

#include "base/text.h"

namespace rota::gemini {

namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

/// Calls `put` with each character of `name` in camel case. A '_' at the beginning or before no letter stays.
template <class Put>
void each_camel(Bytes name, Put put) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool joint = i > 0 && name[i] == '_' && i + 1 < name.size() && upper(name[i + 1]) != text::lower(name[i + 1]);
    put(joint ? upper(name[++i]) : name[i]);
  }
}

/// Where the string ends whose opening quote is at `at`: past its closing quote.
std::size_t past_string(Bytes json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at + 1 < json.size() ? at + 1 : json.size();
}

std::size_t past_space(Bytes json, std::size_t at) {
  while (at < json.size() && text::is_space(json[at])) ++at;
  return at;
}

/// Where the object or array ends that begins at `at`.
std::size_t past_container(Bytes json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = past_string(json, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) break;
  }
  return at;
}

bool holds_data(Bytes name) {
  for (Bytes field : {Bytes("responseSchema"), Bytes("responseJsonSchema"), Bytes("parameters"),
                      Bytes("parametersJsonSchema"), Bytes("response"), Bytes("args"), Bytes("labels")}) {
    if (same_field(field, name)) return true;
  }
  return false;
}

}  // namespace

bool same_field(Bytes camel, Bytes name) {
  std::size_t at = 0;
  bool same = true;
  each_camel(name, [&](char c) {
    same = same && at < camel.size() && camel[at] == c;
    ++at;
  });
  return same && at == camel.size();
}

json::Escaped camel_case(json::Escaped escaped, Arena& arena) {
  const Bytes name = escaped;
  if (name.find('_') == Bytes::npos) return escaped;
  auto* out = static_cast<char*>(arena.allocate(name.size(), 1));
  std::size_t size = 0;
  each_camel(name, [&](char c) { out[size++] = c; });
  return json::trust_escaped(Bytes(out, size));  // no escape has a letter behind a '_'
}

void append_camel_case(Buffer& out, json::Raw value) {
  const Bytes json = value;
  std::size_t at = 0;
  while (at < json.size()) {
    if (json[at] != '"') {
      if (!text::is_space(json[at])) out.append(json[at]);
      ++at;
      continue;
    }
    const std::size_t end = past_string(json, at);
    const Bytes string = json.substr(at, end - at);
    const std::size_t colon = past_space(json, end);
    at = end;
    if (colon >= json.size() || json[colon] != ':') {
      out.append(string);
      continue;
    }
    const Bytes name = string.substr(1, string.size() - 2);
    out.append('"');
    each_camel(name, [&out](char c) { out.append(c); });
    out.append("\":");
    at = past_space(json, colon + 1);
    if (!holds_data(name) || at >= json.size() || (json[at] != '{' && json[at] != '[')) continue;
    const std::size_t past = past_container(json, at);
    out.append(json.substr(at, past - at));
    at = past;
  }
}

}  // namespace rota::gemini
