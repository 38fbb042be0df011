// Sentences to wishes; see amendments.h.
#include "dialect/openai/upstream/amendments.h"

#include "base/text.h"
#include "dialect/openai/upstream/amendments_table.h"

namespace rota::openai {

namespace {

using dialect::Amendments;
using dialect::Strictness;
using dialect::ThinkingWish;

/// The number behind the first of these words that has one; 0: there is none.
template <std::size_t count>
std::uint32_t number_behind(Bytes message, const Bytes (&words)[count]) {
  for (const Bytes before : words) {
    const std::size_t at = message.find(before);
    if (at == Bytes::npos) continue;
    const Bytes digits = message.substr(at + before.size());
    std::size_t size = 0;
    while (size < digits.size() && text::is_digit(digits[size])) ++size;
    std::uint64_t number = 0;
    if (text::parse_unsigned(digits.substr(0, size), number) && number > 0 && number <= 0x7FFFFFFF) {
      return static_cast<std::uint32_t>(number);
    }
  }
  return 0;
}

/// "max_tokens is too large: 32000. This model supports at most 16384 completion tokens": 16384. 0: it does not say.
std::uint32_t most_tokens(Bytes message) {
  if (!text::icontains(message, "max_tokens") && !text::icontains(message, "max_completion_tokens")) return 0;
  return number_behind(message, before_most);
}

/// "This model's maximum context length is 8192 tokens. However, you requested 32005 tokens (5 in the messages, 32000 in the
/// completion).": 8187. 0: it does not say, or the messages alone are too long.
std::uint32_t room_tokens(Bytes message) {
  const std::uint32_t context = number_behind(message, before_context);
  const std::uint32_t input = number_behind(message, before_input);
  return input != 0 && input < context ? context - input : 0;
}

template <std::size_t count>
bool has_any(Bytes message, const Bytes (&words)[count]) {
  for (const Bytes word : words) {
    if (text::icontains(message, word)) return true;
  }
  return false;
}

bool names(const chat::UpstreamError& error, Bytes member) {
  return error.field == member || text::icontains(error.message, member);
}

/// The level may be one that this model does not know; then none at all.
Amendments less_thinking(const chat::UpstreamError& error, const Amendments& made) {
  if (!has_any(error.message, value_signs)) return {.no_thinking = true};
  return {.thinking = made.thinking == ThinkingWish::asked ? ThinkingWish::nearest : ThinkingWish::none};
}

/// JSON without the schema, then JSON in words.
Amendments looser_format(const Amendments& made) {
  if (made.schema_in_words) return {.format = true};
  return {.schema_in_words = true};
}

/// The same refusal once more: what was put differently was not enough.
Amendments further(const Amendments& next, const Amendments& made) {
  const bool twice = next.strictness == Strictness::loose && made.strictness != Strictness::asked;
  if (twice) return looser_format(made);
  return next.schema_in_words && made.schema_in_words ? Amendments{.format = true} : next;
}

}  // namespace

Amendments amendments_for(const chat::UpstreamError& error, const Amendments& made) {
  if (error.http_status != 400 && error.http_status != 422) return {};
  const Bytes message = error.message;
  if (const std::uint32_t room = room_tokens(message); room != 0) return {.room_tokens = room};
  if (const std::uint32_t most = most_tokens(message); most != 0) return {.max_tokens = most};
  for (const Refusal& refusal : refusals) {
    if (!text::icontains(message, refusal.word)) continue;
    if (refusal.other.empty() || text::icontains(message, refusal.other)) return further(refusal.wish, made);
  }
  const bool unknown = has_any(message, unknown_signs) || has_any(message, value_signs);
  if (!unknown) return {};
  if (names(error, "reasoning_effort") || names(error, "reasoning.effort")) return less_thinking(error, made);
  if (names(error, "response_format") || names(error, "json_schema")) return looser_format(made);
  for (const Hint& hint : hints) {
    if (names(error, hint.member)) return further(hint.wish, made);
  }
  return {};
}

}  // namespace rota::openai
