// One look at every string; see result_json.h.
#include "dialect/gemini/request/result_json.h"

#include "base/text.h"
#include "json/escape.h"

namespace rota::gemini {

namespace {

constexpr Bytes reference = "$ref";

/// Where the string that begins before `at` ends: its closing quote.
std::size_t end_of_string(Bytes json, std::size_t at) {
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return at;
}

std::size_t skip_space(Bytes json, std::size_t at) {
  while (at < json.size() && text::is_space(json[at])) ++at;
  return at;
}

}  // namespace

bool has_reference(json::Raw raw) {
  const Bytes json = raw;
  // Of most results this is all: either spelling of the first character is needed.
  if (json.find(reference) == Bytes::npos && json.find("\\u") == Bytes::npos) return false;
  std::size_t at = json.find('"');
  while (at < json.size()) {
    const std::size_t end = end_of_string(json, at + 1);
    const std::size_t next = skip_space(json, end + 1);
    const bool is_name = next < json.size() && json[next] == ':';
    if (is_name && json::unescapes_to(json.substr(at + 1, end - at - 1), reference)) return true;
    at = json.find('"', next);
  }
  return false;
}

}  // namespace rota::gemini
