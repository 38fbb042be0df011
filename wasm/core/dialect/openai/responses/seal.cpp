// The mark; see seal.h.
#include "dialect/openai/responses/seal.h"

#include "base/text.h"
#include "dialect/reading/call_id.h"

namespace rota::openai::responses {

namespace {

constexpr json::Escaped mark = "rota.";
constexpr char separator = '.';  // in no label and no base64

constexpr json::Escaped summary_mark = "rota.summary.";

}  // namespace

json::Escaped seal(json::Escaped signature, Bytes owner, Arena& arena) {
  return json::join(arena, mark, json::escape(arena, owner), ".", signature);
}

Sealed unseal(json::Value content, Arena& arena) {
  if (!content.is_string() || !text::starts_with(content.escaped(), mark)) return {};
  Bytes rest = content.text(arena).substr(mark.size());
  const Bytes owner = text::split(rest, separator);
  const json::Escaped signature = reading::plain_signature(rest, arena);
  if (signature.empty()) return {};
  return {signature, owner};
}

json::Escaped seal_summary(json::Escaped summary, Arena& arena) { return json::join(arena, summary_mark, summary); }

json::Escaped unseal_summary(json::Value content, Arena& arena) {
  if (!content.is_string() || !text::starts_with(content.escaped(), summary_mark)) return {};
  return json::escape(arena, content.text(arena).substr(summary_mark.size()));
}

}  // namespace rota::openai::responses
