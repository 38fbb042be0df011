// Members and system parameters; see passing.h.
#include "dialect/gemini/passing/passing.h"

#include "base/text.h"

namespace rota::gemini {

namespace {

/// Every one of several members of a name: which of them Google goes by is not ours to guess.
void add_names(json::Value request, dialect::BodyNames& names, Arena& arena) {
  for (const json::Member member : request.members()) {
    if (member.value.is_unset()) continue;
    if (member.name.equals("cachedContent") || member.name.equals("cached_content")) names.stored = true;
    if (!member.name.equals("model")) continue;
    if (member.value.is_string()) {
      names.models.push(arena, member.value.text(arena));
    } else {
      names.unclear = true;
    }
  }
}

/// Whether a mask lists all usage at its top level: fields of fields stand in parentheses.
bool lists_usage(Bytes mask) {
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= mask.size(); ++at) {
    const char c = at < mask.size() ? mask[at] : ',';
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    if (c != ',' || depth != 0) continue;
    const Bytes field = text::trim(mask.substr(begin, at - begin));
    if (field == "*" || field == "usageMetadata") return true;
    begin = at + 1;
  }
  return false;
}

bool hides(Bytes parameter, Bytes value) {
  if (text::iequals(parameter, "fields")) return !lists_usage(value);
  if (text::iequals(parameter, "alt")) return !value.empty() && value != "json" && value != "sse";
  return false;
}

}  // namespace

void names_in(json::Value body, dialect::BodyNames& names, Arena& arena) {
  add_names(body, names, arena);
  for (const Bytes member : {Bytes("generateContentRequest"), Bytes("generate_content_request"), Bytes("batch")}) {
    add_names(body[member], names, arena);
  }
  for (const json::Value request : body["requests"].elements()) add_names(request, names, arena);
}

bool hides_usage(const http::RequestHead& head, Arena& arena) {
  for (const http::Header& header : head.headers) {
    if (text::iequals(header.name, "x-goog-fieldmask") && !lists_usage(header.value)) return true;
  }
  Bytes query = head.query;
  while (!query.empty()) {
    Bytes pair = text::split(query, '&');
    Bytes name = text::percent_decode(arena, text::split(pair, '='));
    if (text::starts_with(name, "$")) name.remove_prefix(1);
    if (hides(name, text::percent_decode(arena, pair))) return true;
  }
  return false;
}

}  // namespace rota::gemini
