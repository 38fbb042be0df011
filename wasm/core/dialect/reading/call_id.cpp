// The form of ids; see call_id.h.
#include "dialect/reading/call_id.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"

namespace rota::reading {

namespace {

constexpr Bytes made_up_prefix = "call_";
constexpr std::size_t random_characters = 20;
constexpr std::size_t mark_characters = 4;  // both together as many as OpenAI's own have
constexpr Bytes separator = "__thought__";

/// The end of an id that is made here, from what stands before it: by it the id is known again. One in 62^4 of the ids
/// that others make in this form has it by chance.
Bytes mark_of(Bytes beginning, Arena& arena) { return Random(text::fingerprint(beginning)).id(arena, {}, mark_characters); }

Bytes make_up(Random& random, Arena& arena) {
  const Bytes beginning = random.id(arena, made_up_prefix, random_characters);
  return arena.join(beginning, mark_of(beginning, arena));
}

/// Whether a signature may follow: no escape is cut then, and where the id ends is seen.
bool is_plain(Bytes id) {
  for (char c : id) {
    if (c <= ' ' || c > '~' || c == '\\') return false;
  }
  return id.find(separator) == Bytes::npos;
}

/// Without its padding; empty when it is no base64 of either alphabet.
Bytes base64_body(Bytes text) {
  for (int i = 0; i < 2 && text::ends_with(text, "="); ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1) return {};
  for (char c : text) {
    if (!is_base64_digit(c)) return {};
  }
  return text;
}

/// `body` between `prefix` and `suffix`, its characters moved from one alphabet to the other.
Bytes respelt(Bytes prefix, Bytes body, Bytes suffix, bool to_url, Arena& arena) {
  const std::size_t size = prefix.size() + body.size() + suffix.size();
  auto* out = static_cast<char*>(arena.allocate(size, 1));
  char* to = out;
  for (char c : prefix) *to++ = c;
  for (char c : body) {
    if (to_url) {
      *to++ = c == '+' ? '-' : c == '/' ? '_' : c;
    } else {
      *to++ = c == '-' ? '+' : c == '_' ? '/' : c;
    }
  }
  for (char c : suffix) *to++ = c;
  return {out, size};
}

}  // namespace

json::Escaped make_call_id(json::Escaped upstream_id, json::Escaped signature, Random& random, Arena& arena) {
  const json::Escaped id = upstream_id.empty()
                               ? json::escape(arena, make_up(random, arena))
                               : upstream_id;
  if (signature.empty() || !is_plain(id)) return id;
  const Bytes body = base64_body(json::unescaped(arena, signature));
  if (body.empty() || body.size() > limits::call_id_signature_bytes) return id;
  return json::escape(arena, respelt(arena.join(id, separator), body, {}, true, arena));
}

CallId read_call_id(json::Value id, Arena& arena) {
  const Bytes whole = id.text(arena);
  const std::size_t at = whole.find(separator);
  if (at == Bytes::npos) return {id.escaped(), {}};
  const Bytes body = base64_body(whole.substr(at + separator.size()));
  if (body.empty()) return {id.escaped(), {}};
  const Bytes padding = Bytes("==").substr(0, (4 - body.size() % 4) % 4);
  return {json::escape(arena, whole.substr(0, at)), json::escape(arena, respelt({}, body, padding, false, arena))};
}

bool is_made_up(Bytes id, Arena& arena) {
  constexpr std::size_t unmarked = made_up_prefix.size() + random_characters;
  if (id.size() != unmarked + mark_characters || !text::starts_with(id, made_up_prefix)) return false;
  return id.substr(unmarked) == mark_of(id.substr(0, unmarked), arena);
}

json::Escaped read_signature(json::Value signature, Arena& arena) { return plain_signature(signature.text(arena), arena); }

json::Escaped plain_signature(Bytes text, Arena& arena) {
  return base64_body(text).empty() ? json::Escaped() : json::escape(arena, text);
}

void fill_signatures(List<chat::Turn>& turns, const chat::SignatureCache& known, Arena& arena) {
  for (chat::Turn& turn : turns) {
    for (chat::Part& part : turn.parts) {
      const bool called = part.kind == chat::Part::Kind::tool_call || part.kind == chat::Part::Kind::native;
      if (!called || !part.signature.empty() || part.id.empty()) continue;
      part.signature = json::escape(arena, known.find(json::unescaped(arena, part.id)));
    }
  }
}

void forget_made_up_ids(List<chat::Turn>& turns, Arena& arena) {
  for (chat::Turn& turn : turns) {
    for (chat::Part& part : turn.parts) {
      if (is_made_up(part.id, arena)) part.id = {};
    }
  }
}

}  // namespace rota::reading
