// Sentences to wishes; see amendments.h.
#include "dialect/gemini/error/amendments.h"

#include "base/text.h"
#include "dialect/gemini/error/amendments_table.h"

namespace rota::gemini {

namespace {

/// "... the supported range is from 1 (inclusive) to 8193 (exclusive)": 8192. 0: the sentence does not say.
std::uint32_t most_tokens(Bytes message) {
  if (!text::icontains(message, "max_output_tokens") && !text::icontains(message, "maxoutputtokens")) return 0;
  for (const Bytes before : before_most) {
    const std::size_t at = message.find(before);
    if (at == Bytes::npos) continue;
    Bytes digits = message.substr(at + before.size());
    std::size_t size = 0;
    while (size < digits.size() && text::is_digit(digits[size])) ++size;
    std::uint64_t most = 0;
    if (!text::parse_unsigned(digits.substr(0, size), most) || most > 0x7FFFFFFF) continue;
    const bool beyond = text::starts_with(digits.substr(size), " (exclusive)");
    if (most > (beyond ? 1U : 0U)) return static_cast<std::uint32_t>(beyond ? most - 1 : most);
  }
  return 0;
}

/// The same refusal once more: what was put differently was not enough.
Amendments further(const Amendments& wish, const Amendments& made) {
  Amendments next = wish;
  if (wish.thinking == ThinkingWish::nearest && made.thinking != ThinkingWish::asked) next.thinking = ThinkingWish::none;
  if (wish.signatures == Signatures::filled && made.signatures != Signatures::own) {
    next.signatures = Signatures::replaced;
  }
  if (wish.strictness == Strictness::loose && made.strictness != Strictness::asked) next.strictness = Strictness::plain;
  return next;
}

}  // namespace

Amendments amendments_for(const chat::UpstreamError& error, const Amendments& made) {
  if (error.http_status != 400) return {};
  if (const std::uint32_t most = most_tokens(error.message); most != 0) return {.max_tokens = most};
  for (const Refusal& refusal : refusals) {
    if (!text::icontains(error.message, refusal.word)) continue;
    if (refusal.other.empty() || text::icontains(error.message, refusal.other)) return further(refusal.wish, made);
  }
  return {};
}

}  // namespace rota::gemini
