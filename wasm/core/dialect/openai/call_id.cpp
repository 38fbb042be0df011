// The form of ids; see call_id.h.
#include "dialect/openai/call_id.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/escape.h"

namespace rota::openai {

namespace {

constexpr Bytes made_up_prefix = "call_";
constexpr std::size_t made_up_characters = 24;  // as many as OpenAI's own
constexpr Bytes separator = "__thought__";

bool is_plain(Bytes id) {
  for (char c : id) {
    if (!text::is_alphanumeric(c) && c != '_' && c != '-') return false;
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

Bytes unescaped(Bytes escaped, Arena& arena) {
  if (escaped.find('\\') == Bytes::npos) return escaped;
  auto* out = static_cast<char*>(arena.allocate(escaped.size(), 1));
  return {out, json::unescape(escaped, out)};
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

Bytes make_call_id(Bytes upstream_id, Bytes signature, Random& random, Arena& arena) {
  const Bytes id = upstream_id.empty() ? random.id(arena, made_up_prefix, made_up_characters) : upstream_id;
  if (signature.empty() || !is_plain(id)) return id;
  const Bytes body = base64_body(unescaped(signature, arena));
  if (body.empty() || body.size() > limits::call_id_signature_bytes) return id;
  return respelt(arena.join(id, separator), body, {}, true, arena);
}

CallId read_call_id(json::Value id, Arena& arena) {
  const Bytes whole = id.escaped();
  const std::size_t at = whole.find(separator);
  if (at == Bytes::npos) return {whole, {}};
  const Bytes body = base64_body(unescaped(whole.substr(at + separator.size()), arena));
  if (body.empty()) return {whole, {}};
  const Bytes padding = Bytes("==").substr(0, (4 - body.size() % 4) % 4);
  return {whole.substr(0, at), respelt({}, body, padding, false, arena)};
}

bool is_made_up(Bytes id) { return text::starts_with(id, made_up_prefix); }

Bytes read_signature(json::Value signature, Arena& arena) {
  const Bytes text = signature.text(arena);
  return base64_body(text).empty() ? Bytes() : text;
}

}  // namespace rota::openai
